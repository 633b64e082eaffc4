import type { IDataObject } from 'n8n-workflow';

import type { ExotelResource } from '../transport/model';
import { byKey, valuesOf } from './rows';
import { destinationUris } from './sections/destinationUris';
import { phoneNumbers } from './sections/phoneNumbers';
import type { PlannedSection } from './sections/section';
import { settings } from './sections/settings';
import { sipCredentials } from './sections/sipCredentials';
import { whitelistedIps } from './sections/whitelistedIps';
import type { WholeTrunk } from './wholeTrunk';

/** The fields of the trunk itself, in the order of a configuration. */
export const TRUNK_FIELDS = ['trunk_sid', 'trunk_name', 'auth_type', 'nso_code', 'domain_name'];

/** The lists of a configuration, in its order: what people look for stands first. */
export const LISTS: readonly PlannedSection[] = [
	destinationUris,
	whitelistedIps,
	phoneNumbers,
	sipCredentials,
	settings,
];

/**
 * A whole trunk as one value: sorted, and without IDs and times, so that it is the same as long as the trunk is.
 * Of several rows that are the same thing, it has the one that takes calls first. It never holds a password. Pure.
 */
export function configurationOf({ trunk, rows }: WholeTrunk): IDataObject {
	const own = TRUNK_FIELDS.map((name) => [name, trunk[name] ?? null]);
	const lists = LISTS.map((section) => {
		const entries = entriesOf(section, rows.get(section) ?? []);
		return [section.listName, [...entries].sort(byText).map(([, entry]) => entry)];
	});
	return Object.fromEntries([...own, ...lists]);
}

/** What some rows have, by key: each as a list names it, with its values; of several, what takes calls first. */
export function entriesOf(
	section: PlannedSection,
	rows: readonly ExotelResource[],
): ReadonlyArray<readonly [key: string, entry: IDataObject]> {
	const named = rows.filter((row) => section.keyOf(row) !== '');
	return Array.from(byKey(section, named), ([key, same]) => {
		const values = same.map((row) => valuesOf(section, row));
		const first = values.reduce((best, one) =>
			Number(one.priority) < Number(best.priority) ? one : best,
		);
		return [key, { ...section.fieldsOfName(section.nameOfKey(key)), ...first }] as const;
	});
}

function byText([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
	return one < other ? -1 : Number(one > other);
}
