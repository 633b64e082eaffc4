import type { IDataObject } from 'n8n-workflow';

import { destinationKey, type Routing } from '../sip/destination';
import type { ExotelResource, Rows } from '../transport/model';
import type { Desired, Difference, Done, Plan, TrunkGoal, WantedDestination } from './model';

/**
 * Decides what to do about one trunk. Pure: nothing is read or sent.
 *
 * @param listed the destinations that the trunk has
 */
export function planTrunk({ rows, requestId }: Rows, goal: TrunkGoal): Plan {
	const { firsts, repeats } = splitRepeats(goal.wanted);
	const { add, keep, extra } = compare(rows, firsts);
	const inPlace = goal.corrects ? 'unchanged' : 'existing';
	const done = (action: Done['action'], row: ExotelResource): Done => ({
		kind: 'done',
		action,
		row,
		requestId,
	});
	const update: Array<Plan['update'][number]> = [];
	const kept: Array<Plan['keep'][number]> = [];
	for (const { one, row, change } of keep) {
		if (goal.corrects && change !== undefined) {
			update.push({ one, change, done: done('updated', row) });
		} else {
			kept.push({ one, done: done(inPlace, row) });
		}
	}
	return {
		trunkSid: goal.trunkSid,
		had: new Set(rows.map(({ id }) => id)),
		whitelist: add.filter(needsWhitelist).map(({ destination }) => destination.host),
		add,
		update,
		keep: kept,
		repeats,
		inPlace,
		extra,
		extras: goal.extras,
	};
}

/**
 * Compares what a trunk has with what it should have.
 *
 * Of several rows of a wanted destination the one is kept that needs no change, else the first. A
 * destination that names no priority or weight keeps the one it has.
 *
 * @param desired no two with the same key
 */
export function compare<D extends Desired>(
	current: readonly ExotelResource[],
	desired: readonly D[],
): Difference<D> {
	const rowsByKey = new Map<string, ExotelResource[]>();
	for (const row of current) {
		const key = destinationKey(String(row.destination));
		const rows = rowsByKey.get(key);
		if (rows === undefined) rowsByKey.set(key, [row]);
		else rows.push(row);
	}

	const add: D[] = [];
	const keep: Array<Difference<D>['keep'][number]> = [];
	const kept = new Set<ExotelResource>();
	for (const one of desired) {
		const rows = one.onExisting !== 'add' ? (rowsByKey.get(one.key) ?? []) : [];
		const isRight = (candidate: ExotelResource) =>
			routingChange(one.destination, candidate) === undefined;
		const row = rows.find(isRight) ?? rows[0];
		if (row === undefined) {
			add.push(one);
			continue;
		}
		keep.push({ one, row, change: routingChange(one.destination, row) });
		kept.add(row);
	}
	return { add, keep, extra: current.filter((row) => !kept.has(row)) };
}

/** The priority and weight to set, if those wanted are not what the row has. */
export function routingChange(wanted: Routing, row: ExotelResource): IDataObject | undefined {
	const { priority = row.priority, weight = row.weight } = wanted;
	return priority === row.priority && weight === row.weight ? undefined : { priority, weight };
}

function needsWhitelist({ whitelist, destination }: WantedDestination): boolean {
	return whitelist && destination.hostType === 'ipv4';
}

/** Keeps the first of each destination; a destination that is wanted twice is sent once. */
function splitRepeats(wanted: readonly WantedDestination[]) {
	const firsts = new Map<string, WantedDestination>();
	const repeats: Array<Plan['repeats'][number]> = [];
	for (const one of wanted) {
		const first = firsts.get(one.key);
		if (first === undefined) firsts.set(one.key, one);
		else repeats.push({ one, first });
	}
	return { firsts: [...firsts.values()], repeats };
}
