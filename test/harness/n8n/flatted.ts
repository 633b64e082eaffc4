/**
 * Reads data as n8n stores it with an execution: a list of values, in which a text inside another value is the
 * place of a value in the list.
 */
export function readFlatted(text: string): unknown {
	const list: unknown = JSON.parse(text);
	if (!Array.isArray(list)) throw new Error('It is not a list of values');
	const read = new Map<number, unknown>();
	const valueAt = (place: number): unknown => {
		if (read.has(place)) return read.get(place);
		const stored: unknown = list[place];
		if (typeof stored !== 'object' || stored === null) return stored;
		const value: object = Array.isArray(stored) ? [] : {};
		read.set(place, value); // before its parts, which may refer to it
		for (const [name, part] of Object.entries(stored)) {
			Object.assign(value, { [name]: typeof part === 'string' ? valueAt(Number(part)) : part });
		}
		return value;
	};
	return valueAt(0);
}
