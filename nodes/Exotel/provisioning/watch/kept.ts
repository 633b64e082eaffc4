import { isRecord } from '../../guards';
import { isBlank } from '../../sip/parsed';
import { parseJson } from '../../transport/json';
import type { ExotelResource } from '../../transport/model';
import { idOf } from '../kind';
import { byKey, valueOf } from '../rows';
import type { WholeTrunk } from '../wholeTrunk';
import type { KeptRow, KeptRows, Value, Watched } from './model';

/** What is to be kept of all that a trunk has, as JSON: the same text as long as nothing changes. Pure. */
export function keptOf(rows: WholeTrunk['rows'], watched: readonly Watched[]): string {
	const kept = watched.map((one) => [
		one.section.resource,
		keptRows(rows.get(one.section) ?? [], one),
	]);
	return JSON.stringify(Object.fromEntries(kept));
}

/** The rows that were kept; undefined if somebody has written something else in their place. */
export function readRows(kept: string): KeptRows | undefined {
	const rows = parseJson(kept);
	if (!isRecord(rows) || !Object.values(rows).every(isListOfRows)) return undefined;
	return rows as KeptRows; // as it was written above
}

/** Whether something may be what is kept of a row. */
export function isKeptRow(value: unknown): value is KeptRow {
	return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string';
}

function isListOfRows(value: unknown): boolean {
	return Array.isArray(value) && value.every(isKeptRow);
}

/** Rows in the order of their keys, and of their IDs if they are the same thing twice, however Exotel lists them. */
function keptRows(rows: readonly ExotelResource[], watched: Watched): KeptRow[] {
	const { idField, nameField } = watched.section;
	// What has no name is nothing that anybody could do something about.
	const named = rows
		.filter((row) => !isBlank(row[nameField]))
		.map((row) => watched.withoutSecrets?.(row) ?? row);
	const keyed = [...byKey({ idField, keyOf: watched.keyOf }, named)].sort(byText);
	return keyed.flatMap(([, same]) => same.map((row) => keptRow(row, watched)));
}

/** What is to be kept of a row. */
export function keptRow(row: ExotelResource, { section, keyOf, fields }: Watched): KeptRow {
	// Empty text is as good as nothing, for which there may be a default.
	const values = fields.map((name) => plain(valueOf(section, row[name] === '' ? {} : row, name)));
	return [keyOf(row), idOf(section, row), ...values];
}

function byText([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
	return one < other ? -1 : 1;
}

function plain(value: unknown): Value {
	return typeof value === 'string' || typeof value === 'number' ? value : '';
}
