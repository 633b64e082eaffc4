import type { IDataObject } from 'n8n-workflow';

import type { ExotelResource } from '../../transport/model';
import { groupBy } from '../groupBy';
import type { TrunkGoal } from '../model';
import { planTrunk } from '../plan';
import type { Fields, PlannedSection, Wanted } from '../sections/section';
import type { ChangeKind, Drift, KeptRow, KeptTrunk, Watched } from './model';
import { watchedTrunk } from './watched';

/** The rows of one section of a trunk at two looks. */
export interface Looks {
	readonly had: readonly KeptRow[];
	readonly has: readonly KeptRow[];
}

/**
 * What has changed in one section of a trunk between two looks: what a plan would undo that brings it back to what it
 * was. Pure.
 *
 * @param trunk as it is, or was if it is gone
 * @param ignored fields that are not compared
 */
export function driftOf(
	trunk: KeptTrunk,
	watched: Watched,
	looks: Looks,
	ignored: ReadonlySet<string>,
): Drift[] {
	if (JSON.stringify(looks.had) === JSON.stringify(looks.has)) return [];
	const compared = watched.fields.filter((name) => !ignored.has(name));
	const { had, has } = numbered(looks);
	const tell = teller({ trunk, watched, compared, had, has });
	const section: PlannedSection = {
		...watched.section,
		...{ idField: NUMBERED, changeable: compared, keyOf: (row) => String(row[NUMBERED]) },
	};
	const rowsOf = (kept: ReadonlyMap<string, KeptRow>): ExotelResource[] =>
		Array.from(kept, ([key, row]) => ({ [NUMBERED]: key, ...valuesIn(row, watched.fields) }));
	const goal = goalOf(trunk.sid, section, rowsOf(had));
	const plan = planTrunk({ rows: rowsOf(has), requestId: null }, goal);
	return [
		...plan.extra.map((row) => tell('added', section.keyOf(row))),
		...plan.update.map(({ one: { key } }) => tell('changed', key)),
		...plan.add.map(({ key }) => tell('removed', key)),
	];
}

/** The field of a row under which it has a key of its own. */
const NUMBERED = 'numbered';

/**
 * Rows by keys of their own: of what is there several times, each has its key with a number, which is the same at both
 * looks for the same ID; what has none takes the first that is free.
 */
function numbered({ had, has }: Looks) {
	const before = groupBy(had, ([key]) => key);
	const named = (key: string, at: number) => `${at} ${key}`;
	const placed = Array.from(
		groupBy(has, ([key]) => key),
		([key, rows]) => placeLike(before.get(key) ?? [], rows).map((row, at) => ({ key, row, at })),
	);
	return {
		had: new Map(
			[...before].flatMap(([key, rows]) => rows.map((row, at) => [named(key, at), row] as const)),
		),
		has: new Map(
			placed.flat().flatMap(({ key, row, at }) => (row ? [[named(key, at), row] as const] : [])),
		),
	};
}

/** Rows in the places of those that are the same; the others in the places that are left. */
function placeLike(
	before: readonly KeptRow[],
	rows: readonly KeptRow[],
): Array<KeptRow | undefined> {
	const left = new Set(rows);
	const placed = before.map((had) => {
		const same = [...left].find((has) => isSame(had, has));
		if (same !== undefined) left.delete(same);
		return same;
	});
	for (const row of left) {
		const free = placed.indexOf(undefined);
		placed[free < 0 ? placed.length : free] = row;
	}
	return placed;
}

/** Whether two rows of one key are one row: by their IDs, or by all their values if they have none. */
function isSame(had: KeptRow, has: KeptRow): boolean {
	return had[1] === has[1] && (had[1] !== '' || had.join('\n') === has.join('\n'));
}

/** To have again what was there. */
function goalOf(
	trunkSid: string,
	section: PlannedSection,
	rows: readonly ExotelResource[],
): TrunkGoal {
	const wanted = rows.map((row): Wanted => {
		const fields = section.changeable.map((name) => [name, row[name]]);
		// The rows are made here, of values alone.
		const values = Object.fromEntries(fields) as Fields;
		return { key: section.keyOf(row), fields: values, onExisting: 'skip' };
	});
	return {
		...{ trunkSid, section, wanted, expected: rows.length, mayBeEmpty: true, corrects: true },
		...{ inPlace: 'unchanged', isProtected: () => false, extras: { kind: 'delete' } },
		...{ earlier: new Set(), claimed: new Set(), moves: false },
	};
}

/** The values of a row by the names of their fields. */
function valuesIn([, , ...values]: KeptRow, fields: readonly string[]): Fields {
	return Object.fromEntries(fields.map((name, index) => [name, values[index] ?? '']));
}

/** The rows between which changes are told. */
interface Telling {
	readonly trunk: KeptTrunk;
	readonly watched: Watched;
	/** The fields that are compared. */
	readonly compared: readonly string[];
	/** By keys of their own, as they were and as they are. */
	readonly had: ReadonlyMap<string, KeptRow>;
	readonly has: ReadonlyMap<string, KeptRow>;
}

const NO_ROW: KeptRow = ['', ''];

/** Makes what tells a change of the row with a key of its own. */
function teller({ trunk, watched, compared, had, has }: Telling) {
	const { section, fields } = watched;
	return (change: ChangeKind, key: string): Drift => {
		const [was, is] = [had.get(key), has.get(key)];
		const [before, after] = [was, is].map((row) => (row ? valuesIn(row, fields) : undefined));
		const changedFields =
			before && after ? compared.filter((name) => before[name] !== after[name]) : [];
		const values = [before, after].map((row) => compared.map((name) => row?.[name] ?? null));
		return {
			...{ section, change, trunkSid: trunk.sid, trunkName: nameOf(trunk) },
			name: watched.nameOf(is ?? was ?? NO_ROW),
			before: was ? entryOf(watched, was) : null,
			after: is ? entryOf(watched, is) : null,
			changedFields,
			facts: [trunk.sid, section.resource, change, key, was?.[1], is?.[1], ...values],
		};
	};
}

/** A row as a configuration has it. */
function entryOf(watched: Watched, row: KeptRow): IDataObject {
	const values = Object.entries(valuesIn(row, watched.fields));
	const shown = values.map(([name, value]) => [name, value === '' ? null : value]);
	return {
		...watched.section.fieldsOfName(watched.nameOf(row)),
		...Object.fromEntries(shown),
	};
}

/** The name of a trunk; its SID if Exotel lists none. */
export function nameOf({ itself }: KeptTrunk): string {
	return watchedTrunk.nameOf(itself);
}
