import type { ExotelResource } from '../transport/model';
import { groupBy } from './groupBy';
import { idOf } from './kind';
import { byId, byKey } from './rows';
import type { PlannedSection, Wanted } from './sections/section';

/** What an execution has added to a trunk, and what the trunk has afterwards. */
export interface Added {
	readonly section: PlannedSection;
	/** What the trunk has. */
	readonly rows: readonly ExotelResource[];
	/** The ids that it had before. */
	readonly had: ReadonlySet<string>;
	/** What was sent, with the row that came of it; without one if no answer said so. */
	readonly sent: ReadonlyArray<{ readonly one: Wanted; readonly row?: ExotelResource }>;
	/** By key, how many sendings have neither been answered nor been found in the list. */
	readonly unsettled: ReadonlyMap<string, number>;
	/** Whether to give way to what others have added; otherwise only own doubles count. */
	readonly yields: boolean;
}

/** What to do about doubles; no row that is kept is removed. */
export interface Doubles {
	/** The row that a destination has in the end, where that is another than before. */
	readonly keep: ReadonlyArray<{
		readonly one: Wanted;
		readonly row: ExotelResource;
		readonly action: 'added' | 'existing';
	}>;
	/** Own rows that are there once too often. */
	readonly remove: readonly ExotelResource[];
}

/**
 * Finds what is on a trunk twice because two executions have added it at the same time, or because a request
 * was carried out after it had been given up. Of each destination the row with the lowest id stays, which
 * is what every other execution decides as well; only own rows are removed. Pure.
 */
export function findDoubles(added: Added): Doubles {
	const { section, had, sent: all } = added;
	const listed = byKey(section, added.rows);
	const claimed = new Set(
		all.flatMap(({ row }) => (row === undefined ? [] : [idOf(section, row)])),
	);
	const keep: Array<Doubles['keep'][number]> = [];
	const remove: ExotelResource[] = [];
	for (const [key, sent] of groupBy(all, ({ one }) => one.key)) {
		const rows = listed.get(key) ?? [];
		const isNew = (id: string) => !had.has(id) && !claimed.has(id);
		const unclaimed = rows.filter((row) => isNew(idOf(section, row)));
		const unsettled = added.unsettled.get(key) ?? 0;
		const late = unsettled === 0 ? [] : unclaimed.slice(-unsettled);
		const settled = sent.every(({ one }) => one.onExisting === 'add')
			? settleEach(sent, late)
			: settleOne(added, sent, rows, late);
		keep.push(...settled.keep);
		remove.push(...settled.remove);
	}
	return { keep, remove };
}

/** Of a destination that is wanted once, the lowest row stays. */
function settleOne(
	{ section, yields }: Added,
	[first]: Added['sent'],
	rows: readonly ExotelResource[],
	late: readonly ExotelResource[],
): Doubles {
	if (first === undefined) return { keep: [], remove: [] };
	const { one, row } = first;
	const id = row === undefined ? undefined : idOf(section, row);
	const current = rows.find((candidate) => idOf(section, candidate) === id);
	// It is gone, or not listed yet: nothing is known that would be better.
	if (row !== undefined && current === undefined) return { keep: [], remove: [] };
	const own = [...(current === undefined ? [] : [current]), ...late].sort(byId(section));
	const lowest = yields || own.length === 0 ? rows[0] : own[0];
	if (lowest === undefined) return { keep: [], remove: [] };
	const lowestId = idOf(section, lowest);
	const others = own.filter((candidate) => idOf(section, candidate) !== lowestId);
	const action = others.length < own.length ? 'added' : 'existing';
	return { keep: lowestId === id ? [] : [{ one, row: lowest, action }], remove: others };
}

/** Of a destination that is to be added once more each time, there are as many rows as were sent. */
function settleEach(sent: Added['sent'], late: readonly ExotelResource[]): Doubles {
	const open = sent.filter(({ row }) => row === undefined);
	const keep = open.flatMap(({ one }, index) => {
		const row = late[index];
		return row === undefined ? [] : [{ one, row, action: 'added' as const }];
	});
	return { keep, remove: late.slice(keep.length) };
}
