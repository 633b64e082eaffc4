import type { IDataObject } from 'n8n-workflow';

import type { ExotelResource, Rows } from '../transport/model';
import type { Difference, Done, Doubt, Extras, Outcome, Plan, TrunkGoal } from './model';
import { byKey, hasId } from './rows';
import type { PlannedSection, Wanted } from './sections/section';

/** A goal, and the rows that its trunk has; null if they could not be read. */
export interface Reading<G> {
	readonly goal: G;
	readonly listed: Rows | null;
}

/**
 * Decides what to do about all trunks of an execution. Pure: nothing is read or sent.
 *
 * If one trunk could not be read, nothing is deleted from any: what was meant for it may have to stay where
 * it is.
 */
export function planTrunks(readings: ReadonlyArray<Reading<TrunkGoal>>): Plan[] {
	const isAnyUnread = readings.some(({ listed }) => listed === null);
	const doubt = isAnyUnread ? 'trunkUnread' : undefined;
	return readings.flatMap(({ goal, listed }) => {
		if (listed === null) return [];
		return [planTrunk(listed, { ...goal, extras: withheldIf(doubt, goal.extras) })];
	});
}

/**
 * Decides what to do about one section of a trunk. Pure: nothing is read or sent.
 *
 * @param listed the rows that the trunk has
 */
export function planTrunk(listed: Rows, goal: TrunkGoal): Plan {
	const { trunkSid, section, inPlace, isProtected } = goal;
	const { firsts, repeats } = splitRepeats(goal.wanted);
	const difference = compare(section, listed.rows, firsts);
	const planned = planWanted(difference, listed, goal);
	const extras = withheldIf(whyWithheld(planned, goal), goal.extras);
	const unwanted = difference.extra.filter((row) => !goal.earlier.has(section.keyOf(row)));
	const isSpared = (row: ExotelResource) =>
		extras.kind !== 'leave' && isProtected(section.keyOf(row));
	return {
		...{ trunkSid, section, rows: listed.rows, repeats, inPlace, isProtected, extras },
		...planned,
		corrects: goal.corrects,
		extra: unwanted.filter((row) => !isSpared(row)),
		spared: unwanted.filter(isSpared),
		earlier: difference.extra.length - unwanted.length,
	};
}

/** What to do about what is wanted. */
type Planned = Pick<Plan, 'add' | 'update' | 'keep' | 'held'>;

function planWanted({ add, keep }: Difference, { requestId }: Rows, goal: TrunkGoal): Planned {
	const isAddable = ({ isOnlyKept = false }: Wanted) => !isOnlyKept;
	const update: Array<Plan['update'][number]> = [];
	const kept: Array<Plan['keep'][number]> = [];
	const held: Array<Plan['held'][number]> = add
		.filter((one) => !isAddable(one))
		.map((one) => ({ one, outcome: { kind: 'unaddable' } }));
	for (const { one, row, change } of keep) {
		const done = (action: Done['action']): Done => ({ kind: 'done', action, row, requestId });
		const asItIs = done(goal.inPlace);
		if (change === undefined) kept.push({ one, done: asItIs });
		else if (!corrects(goal, one)) kept.push({ one, done: { ...asItIs, differs: change } });
		else if (goal.isProtected(one.key))
			held.push({ one, outcome: { kind: 'protected', row, change } });
		else if (!hasId(row)) held.push({ one, outcome: { kind: 'nameless', row } });
		else update.push({ one, change, done: done('updated') });
	}
	return { add: add.filter(isAddable), update, keep: kept, held };
}

/** Why nothing is to be deleted, whatever else is planned; undefined if there is no doubt. */
function whyWithheld({ held }: Planned, { wanted, mayBeEmpty }: TrunkGoal): Doubt | undefined {
	if (held.some(({ outcome }) => outcome.kind === 'unaddable')) return 'rowUnreadable';
	if (held.length > 0) return 'notInPlace';
	// The last one is not deleted for a list that is empty by accident.
	return wanted.length === 0 && !mayBeEmpty ? 'emptyList' : undefined;
}

function withheldIf(doubt: Doubt | undefined, extras: Extras): Extras {
	if (doubt === undefined || extras.kind !== 'delete') return extras;
	return { kind: 'withhold', because: doubt };
}

/**
 * Compares what a trunk has with what it should have.
 *
 * Of several rows of something wanted the one is kept that needs no change, and of several such the one
 * with the lowest id, which is also what an execution keeps that adds the same at the same time.
 *
 * @param wanted no two with the same key, but for those that are to be added once more
 */
export function compare(
	section: PlannedSection,
	current: readonly ExotelResource[],
	wanted: readonly Wanted[],
): Difference {
	const rowsByKey = byKey(section, current);
	const add: Wanted[] = [];
	const keep: Array<Difference['keep'][number]> = [];
	const kept = new Set<ExotelResource>();
	for (const one of wanted) {
		const rows = one.onExisting === 'add' ? [] : (rowsByKey.get(one.key) ?? []);
		const isRight = (candidate: ExotelResource) => changeOf(section, one, candidate) === undefined;
		const row = rows.find(isRight) ?? rows[0];
		if (row === undefined) {
			add.push(one);
			continue;
		}
		keep.push({ one, row, change: changeOf(section, one, row) });
		kept.add(row);
	}
	return { add, keep, extra: current.filter((row) => !kept.has(row)) };
}

/**
 * Which rows of a plan may be deleted: those that are not wanted and that nothing wanted has turned out to
 * be. An id that is kept or was added is never among them.
 */
export function deletable(
	{ extra }: Plan,
	outcomes: ReadonlyMap<Wanted, Outcome>,
): ExotelResource[] {
	const kept = new Set<unknown>();
	for (const outcome of outcomes.values()) if (outcome.kind === 'done') kept.add(outcome.row.id);
	return extra.filter((row) => !hasId(row) || !kept.has(row.id));
}

/** Why a row that is not wanted is not deleted; undefined if it may be. */
export function reasonToKeep(
	extras: Extras,
	row: ExotelResource,
): Extract<Outcome, { kind: 'withheld' }> | undefined {
	if (extras.kind === 'withhold') return { kind: 'withheld', because: extras.because };
	return hasId(row) ? undefined : { kind: 'withheld', because: 'withoutId' };
}

/** How many rows a plan deletes if nothing goes wrong. */
export function deletionsIn({ extra, extras }: Plan): number {
	if (extras.kind !== 'delete') return 0;
	return extra.filter((row) => reasonToKeep(extras, row) === undefined).length;
}

/** Whether something that is there already is to be corrected. */
export function corrects(
	goal: Pick<TrunkGoal, 'corrects'>,
	{ onExisting }: Pick<Wanted, 'onExisting'>,
): boolean {
	return goal.corrects || onExisting === 'update';
}

/**
 * What to send to change a row in place, if it does not have what is wanted: all that can be changed. What
 * is not named stays as it is. Exotel may list numbers as text, and nothing where it assumes the default.
 */
export function changeOf(
	{ changeable, defaults }: Pick<PlannedSection, 'changeable' | 'defaults'>,
	{ fields }: Pick<Wanted, 'fields'>,
	row: ExotelResource,
): IDataObject | undefined {
	let differs = false;
	const change: IDataObject = {};
	for (const name of changeable) {
		const has = plain(row[name]) ?? defaults[name];
		const wanted = fields[name] ?? has;
		if (wanted !== has) differs = true;
		if (wanted !== undefined) change[name] = wanted;
	}
	return differs ? change : undefined;
}

function plain(value: unknown): string | number | undefined {
	return numberOf(value) ?? (typeof value === 'string' ? value : undefined);
}

/** A number, which Exotel may list as text; undefined if it is none. */
export function numberOf(value: unknown): number | undefined {
	if (typeof value === 'number') return value;
	return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : undefined;
}

/** Keeps the first of each, so that one that is wanted twice is sent once; but for those to be added once more. */
function splitRepeats(wanted: readonly Wanted[]) {
	const firsts = new Map<string, Wanted>();
	const again: Wanted[] = [];
	const repeats: Array<Plan['repeats'][number]> = [];
	for (const one of wanted) {
		const first = firsts.get(one.key);
		if (one.onExisting === 'add') again.push(one);
		else if (first === undefined) firsts.set(one.key, one);
		else repeats.push({ one, first });
	}
	return { firsts: [...firsts.values(), ...again], repeats };
}
