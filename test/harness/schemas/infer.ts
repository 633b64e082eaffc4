import { isRecord } from '../records';

/** The part of JSON Schema that describes an item. */
export interface Schema {
	/** The kinds of values that were seen, the most frequent first; one alone is not a list. */
	type: string | string[];
	properties?: Record<string, Schema>;
	items?: Schema;
}

/** Describes values that were seen: each field that any of them has, with all of its types. */
export function inferSchema(values: readonly unknown[]): Schema {
	const counts = new Map<string, number>();
	for (const value of values) counts.set(typeOf(value), (counts.get(typeOf(value)) ?? 0) + 1);
	const types = [...counts.keys()]
		.filter((type) => !(type === 'integer' && counts.has('number')))
		.sort((a, b) => rank(a, counts) - rank(b, counts));
	const [first = 'null', ...others] = types;
	const objects = values.filter(isRecord);
	const entries = values.filter(Array.isArray).flat();
	return {
		type: others.length === 0 ? first : types,
		...(objects.length > 0 ? { properties: propertiesOf(objects) } : {}),
		...(entries.length > 0 ? { items: inferSchema(entries) } : {}),
	};
}

/** The fields in the order in which a reader meets them: each behind the one that it follows in an item. */
function propertiesOf(objects: ReadonlyArray<Record<string, unknown>>): Record<string, Schema> {
	const names: string[] = [];
	for (const object of objects) {
		let place = 0;
		for (const name of Object.keys(object)) {
			const known = names.indexOf(name);
			if (known < 0) names.splice(place++, 0, name);
			else place = Math.max(place, known + 1);
		}
	}
	const valuesOf = (name: string) =>
		objects.flatMap((object) => (object[name] === undefined ? [] : [object[name]]));
	return Object.fromEntries(
		names
			.filter((name) => valuesOf(name).length > 0)
			.map((name) => [name, inferSchema(valuesOf(name))]),
	);
}

function typeOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'array';
	return Number.isInteger(value) ? 'integer' : typeof value;
}

/** Null comes last, so that a preview shows what there usually is. */
function rank(type: string, counts: ReadonlyMap<string, number>): number {
	return type === 'null' ? Infinity : -(counts.get(type) ?? 0);
}
