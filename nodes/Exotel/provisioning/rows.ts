import type { ExotelResource } from '../transport/model';
import type { PlannedSection } from './sections/section';

/** Rows of a trunk by their keys, those of each key by id, the lowest first: the one to keep of several. */
export function byKey(
	{ keyOf }: Pick<PlannedSection, 'keyOf'>,
	rows: readonly ExotelResource[],
): ReadonlyMap<string, ExotelResource[]> {
	const keyed = new Map<string, ExotelResource[]>();
	for (const row of rows) {
		const key = keyOf(row);
		const others = keyed.get(key);
		if (others === undefined) keyed.set(key, [row]);
		else others.push(row);
	}
	for (const several of keyed.values()) if (several.length > 1) several.sort(compareIds);
	return keyed;
}

/** Orders rows as their ids were given out: numbers by value, however long (exotel-api: "Traps" 4). */
export function compareIds({ id: one }: ExotelResource, { id: other }: ExotelResource): number {
	const [a, b] = [String(one), String(other)];
	return a.length - b.length || (a < b ? -1 : Number(a > b));
}
