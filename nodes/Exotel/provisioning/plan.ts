import type { IDataObject } from 'n8n-workflow';

import { destinationKey, type Routing } from '../sip/destination';
import type { ExotelResource, Rows } from '../transport/model';
import type {
	Desired,
	Difference,
	Done,
	Extras,
	Outcome,
	Plan,
	TrunkGoal,
	WantedDestination,
} from './model';
import { byKey } from './rows';

/** A goal, and the destinations that its trunk has; null if they could not be read. */
export interface Reading {
	readonly goal: TrunkGoal;
	readonly listed: Rows | null;
}

/**
 * Decides what to do about all trunks of an execution. Pure: nothing is read or sent.
 *
 * If one trunk could not be read, nothing is deleted from any: what was meant for it may have to stay where
 * it is.
 */
export function planTrunks(readings: readonly Reading[]): Plan[] {
	const isAnyUnread = readings.some(({ listed }) => listed === null);
	const doubt: Extras = { kind: 'withhold', because: 'trunkUnread' };
	return readings.flatMap(({ goal, listed }) => {
		if (listed === null) return [];
		const withholds = isAnyUnread && goal.extras.kind === 'delete';
		return [planTrunk(listed, withholds ? { ...goal, extras: doubt } : goal)];
	});
}

/**
 * Decides what to do about one trunk. Pure: nothing is read or sent.
 *
 * @param listed the destinations that the trunk has
 */
export function planTrunk({ rows, requestId }: Rows, goal: TrunkGoal): Plan {
	const { firsts, repeats } = splitRepeats(goal.wanted);
	const { add, keep, extra } = compare(rows, firsts);
	const { inPlace, isProtected, extras } = goal;
	const update: Array<Plan['update'][number]> = [];
	const kept: Array<Plan['keep'][number]> = [];
	const held: Array<Plan['held'][number]> = [];
	for (const { one, row, change } of keep) {
		const done = (action: Done['action']): Done => ({ kind: 'done', action, row, requestId });
		if (change === undefined) kept.push({ one, done: done(inPlace) });
		else if (!corrects(goal, one)) kept.push({ one, done: { ...done(inPlace), differs: change } });
		else if (isProtected(one.key)) held.push({ one, outcome: { kind: 'protected', row, change } });
		else update.push({ one, change, done: done('updated') });
	}
	const unwanted = extra.filter((row) => !goal.earlier.has(keyOfRow(row)));
	const isSpared = (row: ExotelResource) => extras.kind !== 'leave' && isProtected(keyOfRow(row));
	return {
		trunkSid: goal.trunkSid,
		rows,
		whitelist: add.filter(needsWhitelist).map(({ destination }) => destination.host),
		add,
		update,
		keep: kept,
		held,
		repeats,
		inPlace,
		corrects: goal.corrects,
		extra: unwanted.filter((row) => !isSpared(row)),
		extras,
		spared: unwanted.filter(isSpared),
		isProtected,
		earlier: extra.length - unwanted.length,
	};
}

/**
 * Compares what a trunk has with what it should have.
 *
 * Of several rows of a wanted destination the one is kept that needs no change, and of several such the one
 * with the lowest id, which is also what an execution keeps that adds the same at the same time. A
 * destination that names no priority or weight keeps the one it has.
 *
 * @param desired no two with the same key, but for those that are to be added once more
 */
export function compare<D extends Desired>(
	current: readonly ExotelResource[],
	desired: readonly D[],
): Difference<D> {
	const rowsByKey = byKey(current);
	const add: D[] = [];
	const keep: Array<Difference<D>['keep'][number]> = [];
	const kept = new Set<unknown>();
	for (const one of desired) {
		const rows = one.onExisting === 'add' ? [] : (rowsByKey.get(one.key) ?? []);
		const isRight = (candidate: ExotelResource) =>
			routingChange(one.destination, candidate) === undefined;
		const row = rows.find(isRight) ?? rows[0];
		if (row === undefined) {
			add.push(one);
			continue;
		}
		keep.push({ one, row, change: routingChange(one.destination, row) });
		kept.add(row.id);
	}
	return { add, keep, extra: current.filter(({ id }) => !kept.has(id)) };
}

/**
 * Which rows of a plan may be deleted: those that are not wanted and that nothing wanted has turned out to
 * be. An id that is kept or was added is never among them.
 */
export function deletable(
	{ extra }: Plan,
	outcomes: ReadonlyMap<WantedDestination, Outcome>,
): ExotelResource[] {
	const kept = new Set<unknown>();
	for (const outcome of outcomes.values()) if (outcome.kind === 'done') kept.add(outcome.row.id);
	return extra.filter(({ id }) => !kept.has(id));
}

/** Why a row that is not wanted is not deleted; undefined if it may be. */
export function reasonToKeep(
	extras: Extras,
	{ id }: ExotelResource,
): Extract<Outcome, { kind: 'withheld' }> | undefined {
	if (extras.kind === 'withhold') return { kind: 'withheld', because: extras.because };
	return id === undefined ? { kind: 'withheld', because: 'withoutId' } : undefined;
}

/** How many rows a plan deletes if nothing goes wrong. */
export function deletionsIn({ extra, extras }: Plan): number {
	if (extras.kind !== 'delete') return 0;
	return extra.filter((row) => reasonToKeep(extras, row) === undefined).length;
}

/** Whether a destination that is there already is to get the priority and weight that are wanted. */
export function corrects(
	goal: Pick<TrunkGoal, 'corrects'>,
	{ onExisting }: Pick<Desired, 'onExisting'>,
): boolean {
	return goal.corrects || onExisting === 'update';
}

/** The priority and weight to set, if those wanted are not what the row has; Exotel may list them as text. */
export function routingChange(wanted: Routing, row: ExotelResource): IDataObject | undefined {
	const has = { priority: numberOf(row.priority), weight: numberOf(row.weight) };
	const { priority = has.priority, weight = has.weight } = wanted;
	return priority === has.priority && weight === has.weight ? undefined : { priority, weight };
}

function numberOf(value: unknown): number | undefined {
	if (typeof value === 'number') return value;
	return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : undefined;
}

function keyOfRow({ destination }: ExotelResource): string {
	return destinationKey(String(destination));
}

function needsWhitelist({ whitelist, destination }: WantedDestination): boolean {
	return whitelist && destination.hostType === 'ipv4';
}

/** Keeps the first of each destination, so that one that is wanted twice is sent once; but for those to be added once more. */
function splitRepeats(wanted: readonly WantedDestination[]) {
	const firsts = new Map<string, WantedDestination>();
	const again: WantedDestination[] = [];
	const repeats: Array<Plan['repeats'][number]> = [];
	for (const one of wanted) {
		const first = firsts.get(one.key);
		if (one.onExisting === 'add') again.push(one);
		else if (first === undefined) firsts.set(one.key, one);
		else repeats.push({ one, first });
	}
	return { firsts: [...firsts.values(), ...again], repeats };
}
