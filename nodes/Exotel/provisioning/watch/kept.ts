import type { ExotelResource } from '../../transport/model';
import { idOf } from '../kind';
import { byKey, valueOf } from '../rows';
import type { WholeTrunk } from '../wholeTrunk';
import type { KeptRow, KeptRows, Value } from './model';
import type { Watched } from './watched';

/** What is to be kept of all that a trunk has, as JSON: the same text as long as nothing changes. Pure. */
export function keptOf(rows: WholeTrunk['rows'], watched: readonly Watched[]): string {
	const kept = watched.map((one) => [
		one.section.resource,
		keptRows(rows.get(one.section) ?? [], one),
	]);
	return JSON.stringify(Object.fromEntries(kept));
}

/** The rows that were kept. */
export function readRows(kept: string): KeptRows {
	return JSON.parse(kept); // as it was written above
}

/** Rows in the order of their keys, and of their IDs if they are the same thing twice, however Exotel lists them. */
function keptRows(rows: readonly ExotelResource[], watched: Watched): KeptRow[] {
	const { idField } = watched.section;
	const keyed = [...byKey({ idField, keyOf: watched.keyOf }, rows)].sort(byText);
	return keyed.flatMap(([, same]) => same.map((row) => keptRow(row, watched)));
}

/** What is to be kept of a row. */
export function keptRow(row: ExotelResource, { section, keyOf, fields }: Watched): KeptRow {
	const values = fields.map((name) => plain(valueOf(section, row, name)));
	return [keyOf(row), idOf(section, row), ...values];
}

function byText([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
	return one < other ? -1 : 1;
}

function plain(value: unknown): Value {
	return typeof value === 'string' || typeof value === 'number' ? value : '';
}
