import type { IDataObject } from 'n8n-workflow';

import type { ExotelResource } from '../transport/model';
import { groupBy } from './groupBy';
import { idOf, type Kind } from './kind';
import type { PlannedSection } from './sections/section';

/** Rows of a trunk by their keys, those of each key by id, the lowest first: the one to keep of several. */
export function byKey(
	section: Pick<PlannedSection, 'keyOf' | 'idField'>,
	rows: readonly ExotelResource[],
): ReadonlyMap<string, ExotelResource[]> {
	const keyed = groupBy(rows, section.keyOf);
	for (const several of keyed.values()) if (several.length > 1) several.sort(byId(section));
	return keyed;
}

/** Orders rows as their ids were given out: numbers by value, however long (exotel-api: "Traps" 4). */
export function byId(
	section: Pick<Kind, 'idField'>,
): (one: ExotelResource, other: ExotelResource) => number {
	return (one, other) => {
		const [a, b] = [idOf(section, one), idOf(section, other)];
		return a.length - b.length || (a < b ? -1 : Number(a > b));
	};
}

/** Whether a row can be named in a request. */
export function hasId(section: Pick<Kind, 'idField'>, row: ExotelResource): boolean {
	return idOf(section, row) !== '';
}

/** What a row has of what can be changed in place; the defaults where Exotel names nothing. */
export function valuesOf(
	section: Pick<PlannedSection, 'changeable' | 'defaults'>,
	row: ExotelResource,
): IDataObject {
	const values = section.changeable.map((name) => [name, valueOf(section, row, name) ?? null]);
	return Object.fromEntries(values);
}

/** What a row has of one field: a number where that is one by default, and text otherwise, however Exotel lists it. */
export function valueOf(
	{ defaults }: Pick<PlannedSection, 'defaults'>,
	row: ExotelResource,
	name: string,
): ExotelResource[string] {
	const { [name]: usual } = defaults;
	const value = row[name] ?? usual;
	if (typeof usual === 'number') return numberOf(value) ?? value;
	return typeof value === 'number' ? String(value) : value;
}

/** A number, which Exotel may list as text; undefined if it is none. */
export function numberOf(value: unknown): number | undefined {
	if (typeof value === 'number') return value;
	return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : undefined;
}
