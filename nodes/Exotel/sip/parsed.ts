/** Either what was read, or in one sentence the reason why it can't be used. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | Refused;

/** Why something can't be used, to go on after "…can't be used:". */
export interface Refused {
	readonly ok: false;
	readonly reason: string;
	/** The field that is to blame, where the value has fields. */
	readonly field?: string;
}

export function parsed<T>(value: T): Parsed<T> {
	return { ok: true, value };
}

export function refused(reason: string, field?: string): Refused {
	return { ok: false, reason, ...(field === undefined ? {} : { field }) };
}

/** Whether a value is an object with named fields: not null, not an array. */
export function hasFields(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value says nothing: absent, null, or text of nothing but white space. */
export function isBlank(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && !/\S/.test(value));
}

/** Reads a whole number of at least 0: a number, or text of decimal digits, with spaces around it or not. */
export function readWhole(value: unknown): number | undefined {
	const isDigits = typeof value === 'string' && /^\d+$/.test(value.trim());
	const number = isDigits ? Number(value) : value;
	return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0
		? number
		: undefined;
}

/** Names the type of a value for a sentence, e.g. "an array". */
export function describeType(value: unknown): string {
	if (value === undefined || value === null) return String(value);
	if (Array.isArray(value)) return 'an array';
	if (Number.isNaN(value)) return 'NaN, the result of a calculation without numbers';
	return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
