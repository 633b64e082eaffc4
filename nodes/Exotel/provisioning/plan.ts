import type { IDataObject } from 'n8n-workflow';

import type { ExotelResource, Rows } from '../transport/model';
import { groupBy } from './groupBy';
import { idOf } from './kind';
import type { Difference, Done, Doubt, Extras, NotDone, Outcome, Plan, TrunkGoal } from './model';
import { byKey, hasId, valueOf } from './rows';
import type { Elsewhere, Fields, PlannedSection, Wanted } from './sections/section';

/** A goal, and the rows that its trunk has; null if they could not be read. */
export interface Reading<G> {
	readonly goal: G;
	readonly listed: Rows | null;
	/** By key, where another trunk has what only one can have; absent if nothing was looked up. */
	readonly elsewhere?: ReadonlyMap<string, Elsewhere>;
}

/**
 * Decides what to do about all trunks of an execution. Pure: nothing is read or sent.
 *
 * If one trunk could not be read, or only in part, nothing is done there, and nothing is deleted from any: what
 * was meant for it may have to stay where it is. Nothing is deleted from a trunk that will not have all that is
 * wanted there, in whatever section.
 */
export function planTrunks(readings: ReadonlyArray<Reading<TrunkGoal>>): Plan[] {
	const isAnyUnread = readings.some(({ listed }) => listed === null);
	const doubt = isAnyUnread ? 'trunkUnread' : undefined;
	const claims = claimsIn(readings);
	const byTrunk = groupBy(readings, ({ goal }) => goal.trunkSid);
	return [...byTrunk.values()].flatMap((ofTrunk) => {
		if (ofTrunk.some(({ listed }) => listed === null)) return [];
		const plans = ofTrunk.flatMap(({ goal, listed, elsewhere }) => {
			const careful = {
				...goal,
				extras: withheldIf(doubt, goal.extras),
				claimed: claimedFrom(goal, claims),
			};
			return listed === null ? [] : [planTrunk(listed, careful, elsewhere)];
		});
		const isAnyHeld = plans.some(({ held }) => held.length > 0);
		const ofAll = isAnyHeld ? 'notInPlace' : undefined;
		return plans.map((plan) => ({ ...plan, extras: withheldIf(ofAll, plan.extras) }));
	});
}

/** By key, the trunk that wants what only one can have. */
function claimsIn(readings: ReadonlyArray<Reading<TrunkGoal>>): ReadonlyMap<string, string> {
	const exclusive = readings.filter(({ goal }) => goal.section.exclusive !== undefined);
	const claims = exclusive.flatMap(({ goal: { trunkSid, wanted } }) =>
		wanted.map(({ key }) => [key, trunkSid] as const),
	);
	return new Map(claims);
}

/** What other trunks want is not deleted from this one: it is moved, or else it has to stay somewhere. */
function claimedFrom(
	{ trunkSid, section }: TrunkGoal,
	claims: ReadonlyMap<string, string>,
): ReadonlySet<string> {
	if (section.exclusive === undefined) return new Set();
	const others = [...claims].filter(([, claimant]) => claimant !== trunkSid);
	return new Set(others.map(([key]) => key));
}

/**
 * Decides what to do about one section of a trunk. Pure: nothing is read or sent.
 *
 * @param listed the rows that the trunk has
 * @param elsewhere by key, where another trunk has what only one can have
 */
export function planTrunk(
	listed: Rows,
	goal: TrunkGoal,
	elsewhere: ReadonlyMap<string, Elsewhere> = new Map(),
): Plan {
	const { trunkSid, section, inPlace, isProtected } = goal;
	const { firsts, repeats } = splitRepeats(goal.wanted);
	const difference = compare(section, listed.rows, firsts);
	const planned = planWanted(difference, listed, goal, elsewhere);
	const extras = withheldIf(whyWithheld(planned, goal), goal.extras);
	const extra = difference.extra.filter((row) => !goal.claimed.has(section.keyOf(row)));
	const unwanted = extra.filter((row) => !goal.earlier.has(section.keyOf(row)));
	const isSpared = (row: ExotelResource) =>
		extras.kind !== 'leave' && isProtected(section.keyOf(row));
	return {
		...{ trunkSid, section, rows: listed.rows, repeats, inPlace, isProtected, extras },
		...planned,
		corrects: goal.corrects,
		moves: movesIn(planned.add, elsewhere),
		extra: unwanted.filter((row) => !isSpared(row)),
		spared: unwanted.filter(isSpared),
		earlier: extra.length - unwanted.length,
	};
}

/** What to do about what is wanted. */
type Planned = Pick<Plan, 'add' | 'update' | 'keep' | 'held'>;

function planWanted(
	{ add: missing, keep }: Difference,
	{ requestId }: Rows,
	goal: TrunkGoal,
	elsewhere: ReadonlyMap<string, Elsewhere>,
): Planned {
	const add: Wanted[] = [];
	const update: Array<Plan['update'][number]> = [];
	const kept: Array<Plan['keep'][number]> = [];
	const held: Array<Plan['held'][number]> = [];
	for (const one of missing) {
		const outcome = whyNotAdded(one, goal, elsewhere.get(one.key));
		if (outcome === undefined) add.push(one);
		else held.push({ one, outcome });
	}
	for (const { one, row, change } of keep) {
		const done = (action: Done['action']): Done => ({ kind: 'done', action, row, requestId });
		const asItIs = done(goal.inPlace);
		if (change === undefined) kept.push({ one, done: asItIs });
		else if (!corrects(goal, one)) kept.push({ one, done: { ...asItIs, differs: change } });
		else if (goal.isProtected(one.key))
			held.push({ one, outcome: { kind: 'protected', row, change } });
		else if (!hasId(goal.section, row)) held.push({ one, outcome: { kind: 'nameless', row } });
		else update.push({ one, change, done: done('updated') });
	}
	return { add, update, keep: kept, held };
}

/** Why something that its trunk does not have can't be added; undefined if it can. */
function whyNotAdded(
	{ key, isOnlyKept = false, needsPassword = false }: Wanted,
	{ moves, isProtected }: TrunkGoal,
	elsewhere: Elsewhere | undefined,
): NotDone | undefined {
	if (isOnlyKept) return { kind: 'unaddable' };
	if (needsPassword) return { kind: 'needsPassword' };
	if (elsewhere === undefined || (moves && !isProtected(key))) return undefined;
	return { kind: 'elsewhere', trunkSid: elsewhere.trunkSid, isProtected: moves };
}

/** Something that is added, with the values that it keeps where it is moved from another trunk. */
export function asAdded({ section, moves }: Pick<Plan, 'section' | 'moves'>, one: Wanted): Wanted {
	const from = moves.get(one);
	if (from === undefined) return one;
	const fields: Record<string, Fields[string]> = {};
	for (const name of section.changeable) {
		fields[name] = one.fields[name] ?? plain(valueOf(section, from.row, name));
	}
	return { ...one, fields };
}

/** Which trunk something that is added is moved from. */
export function movedFrom({ moves }: Plan, one: Wanted): Pick<Done, 'movedFrom'> {
	const from = moves.get(one);
	return from === undefined ? {} : { movedFrom: from.trunkSid };
}

function movesIn(
	add: readonly Wanted[],
	elsewhere: ReadonlyMap<string, Elsewhere>,
): ReadonlyMap<Wanted, Elsewhere> {
	const moves = add.flatMap((one) => {
		const from = elsewhere.get(one.key);
		return from === undefined ? [] : [[one, from] as const];
	});
	return new Map(moves);
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
		keep.push({ one, row, change: correctionOf(section, one, row) });
		kept.add(row);
	}
	return { add, keep, extra: current.filter((row) => !kept.has(row)) };
}

/**
 * Which rows of a plan may be deleted: those that are not wanted and that nothing wanted has turned out to
 * be. An id that is kept or was added is never among them.
 */
export function deletable(
	{ extra, section }: Plan,
	outcomes: ReadonlyMap<Wanted, Outcome>,
): ExotelResource[] {
	const kept = new Set<string>();
	for (const outcome of outcomes.values()) {
		if (outcome.kind === 'done') kept.add(idOf(section, outcome.row));
	}
	return extra.filter((row) => !hasId(section, row) || !kept.has(idOf(section, row)));
}

/** Why a row that is not wanted is not deleted; undefined if it may be. */
export function reasonToKeep(
	{ extras, section }: Pick<Plan, 'extras' | 'section'>,
	row: ExotelResource,
): Extract<Outcome, { kind: 'withheld' }> | undefined {
	if (extras.kind === 'withhold') return { kind: 'withheld', because: extras.because };
	return hasId(section, row) ? undefined : { kind: 'withheld', because: 'withoutId' };
}

/** How many rows a plan deletes if nothing goes wrong. */
export function deletionsIn(plan: Plan): number {
	if (plan.extras.kind !== 'delete') return 0;
	return plan.extra.filter((row) => reasonToKeep(plan, row) === undefined).length;
}

/** Whether something that is there already is to be corrected. */
export function corrects(
	goal: Pick<TrunkGoal, 'corrects'>,
	{ onExisting }: Pick<Wanted, 'onExisting'>,
): boolean {
	return goal.corrects || onExisting === 'update';
}

/** What to send to correct something that is there already: what differs, or nothing but what is to be renewed. */
export function correctionOf(
	section: PlannedSection,
	one: Wanted,
	row: ExotelResource,
): IDataObject | undefined {
	return changeOf(section, one, row) ?? (one.renews === true ? {} : undefined);
}

/**
 * What to send to change a row in place, if it does not have what is wanted: all that can be changed. What
 * is not named stays as it is. Exotel may list numbers as text, and nothing where it assumes the default.
 */
export function changeOf(
	section: Pick<PlannedSection, 'changeable' | 'defaults'>,
	{ fields }: Pick<Wanted, 'fields'>,
	row: ExotelResource,
): IDataObject | undefined {
	let differs = false;
	const change: IDataObject = {};
	for (const name of section.changeable) {
		const has = plain(valueOf(section, row, name)) ?? section.defaults[name];
		const wanted = fields[name] ?? has;
		if (wanted !== has) differs = true;
		if (wanted !== undefined) change[name] = wanted;
	}
	return differs ? change : undefined;
}

function plain(value: unknown): string | number | undefined {
	return typeof value === 'string' || typeof value === 'number' ? value : undefined;
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
