import type { IDataObject } from 'n8n-workflow';

import { formatDestination } from '../sip/destination';
import type { ExotelClient } from '../transport/client';
import { isRefusal, isTooLarge, troubleFailure } from '../transport/errors';
import { failed, type ExotelResource, type Failure } from '../transport/types';
import { addBatch, destinationsOf } from './addBatch';
import { createGate, type Gate } from './gate';
import { inParallel } from './inParallel';
import { planChanges, routingChange, type Desired } from './plan';
import { whitelistIps } from './whitelistIps';

export interface WantedDestination extends Desired {
	readonly trunkSid: string;
	/** Whether to put an IPv4 destination on the whitelist of the trunk first. */
	readonly whitelist: boolean;
}

/** What a trunk is to have. */
export interface TrunkGoal {
	readonly trunkSid: string;
	readonly wanted: readonly WantedDestination[];
	/**
	 * What to do with destinations that are not wanted: leave them, delete them, or report that they were
	 * not deleted, because the wanted ones are not all known.
	 */
	readonly extras: 'leave' | 'delete' | 'withhold';
}

export interface ProvisionOptions {
	/** Destinations a request, at least 1. */
	readonly batchSize: number;
	/** Whether to send nothing more, for any trunk, once a request as a whole has failed. */
	readonly stopOnFailure: boolean;
	/** Whether destinations that are there already get the priority and weight that are wanted. */
	readonly updates: boolean;
	/** Whether to change nothing and only tell what would be done. */
	readonly dryRun: boolean;
}

/** What became of the destinations; failures are outcomes too. */
export interface Provisioned {
	readonly outcomes: ReadonlyMap<WantedDestination, Outcome>;
	/** Destinations that are not wanted; without an outcome where they were to be left. */
	readonly extras: ReadonlyArray<{
		readonly trunkSid: string;
		readonly row: ExotelResource;
		readonly outcome?: Outcome;
	}>;
}

export type Outcome = Done | NotDone;

/** A destination that is as it should be, and what was done for that. */
export interface Done {
	readonly action: 'added' | 'existing' | 'updated' | 'unchanged' | 'deleted';
	readonly row: ExotelResource;
	readonly requestId: string | null;
	/** Why an added destination has not got the priority and weight that were asked for. */
	readonly routingFailure?: Failure;
}

/**
 * A destination that is not as it should be: `rejected` by Exotel (alone or because its whole request
 * failed), or `skipped`, so that no request was sent for it.
 */
export interface NotDone {
	readonly action: 'rejected' | 'skipped';
	/** What should have been done. */
	readonly goal: 'added' | 'updated' | 'deleted';
	readonly failure: Failure;
	/** Whether Exotel refused this one destination rather than the request it was in. */
	readonly isSingle: boolean;
}

/** A destination that is on its trunk with another priority or weight than wanted. */
interface Change {
	readonly one: WantedDestination;
	readonly done: Done;
	readonly change: IDataObject;
}

/** A trunk on its way to its goal. */
interface Trunk {
	readonly sid: string;
	readonly gate: Gate;
	readonly goal: TrunkGoal;
	/** What is wanted more than once, by the first that wants it. */
	readonly repeats: ReadonlyMap<WantedDestination, readonly WantedDestination[]>;
	/** What has no outcome yet, each destination once. */
	pending: WantedDestination[];
	/** The ids of what it had before. */
	had: ReadonlySet<unknown>;
	changes: Change[];
	extra: readonly ExotelResource[];
	/** The first request for it that failed as a whole; no other is sent after that. */
	failure?: Failure;
	/** Whether all that is wanted is in place so far. */
	isInPlace: boolean;
}

/** What one request is to add. */
interface Batch {
	readonly trunk: Trunk;
	readonly batch: readonly WantedDestination[];
}

/**
 * Brings the destinations of trunks to what is wanted, with as few requests as `batchSize` allows and a
 * few of them at a time.
 *
 * Reads what every trunk has before anything is changed, so that an unknown trunk stops it all in time.
 * Then makes before it breaks: whitelists addresses where that is wanted; adds what is missing; sets
 * priorities and weights, which the add call does not take; and deletes last, on those trunks where all
 * else is in place. A destination wanted twice for a trunk is sent once.
 */
export async function provision(
	client: ExotelClient,
	goals: readonly TrunkGoal[],
	{ batchSize, stopOnFailure, updates, dryRun }: ProvisionOptions,
): Promise<Provisioned> {
	const outcomes = new Map<WantedDestination, Outcome>();
	const removals = new Map<ExotelResource, Outcome>();
	const trunks = goals.map(start);
	let largestBatch = batchSize;
	let stopped: Failure | undefined;

	const settle = (trunk: Trunk, one: WantedDestination, outcome: Outcome) => {
		if ('failure' in outcome || outcome.routingFailure !== undefined) trunk.isInPlace = false;
		outcomes.set(one, outcome);
		for (const repeat of trunk.repeats.get(one) ?? []) {
			const action = updates ? 'unchanged' : 'existing';
			outcomes.set(repeat, 'row' in outcome ? { ...outcome, action } : outcome);
		}
	};
	const halt = (trunk: Trunk, failure: Failure) => {
		trunk.failure ??= failure;
		if (stopOnFailure) stopped ??= failure;
	};
	const haltOf = (trunk: Trunk) => trunk.failure ?? stopped;
	const leave = (
		trunk: Trunk,
		left: readonly WantedDestination[],
		action: NotDone['action'],
		failure: Failure,
	) => {
		for (const one of left) settle(trunk, one, { action, goal: 'added', failure, isSingle: false });
	};

	async function compare(trunk: Trunk): Promise<void> {
		const halted = haltOf(trunk);
		if (halted !== undefined) return leave(trunk, trunk.pending.splice(0), 'skipped', halted);
		const listed = await client.readAll(destinationsOf(trunk.sid));
		if (!listed.ok) {
			halt(trunk, listed.failure);
			return leave(trunk, trunk.pending.splice(0), 'rejected', listed.failure);
		}
		const { rows, requestId } = listed.value;
		const { add, keep, extra } = planChanges(rows, trunk.pending);
		trunk.had = new Set(rows.map(({ id }) => id));
		trunk.pending = add;
		trunk.extra = extra;
		for (const { one, row, change } of keep) {
			if (updates && change !== undefined) {
				trunk.changes.push({ one, change, done: { action: 'updated', row, requestId } });
			} else {
				settle(trunk, one, { action: updates ? 'unchanged' : 'existing', row, requestId });
			}
		}
	}

	async function whitelist(trunk: Trunk): Promise<void> {
		const ips = trunk.pending
			.filter((one) => one.whitelist && one.destination.hostType === 'ipv4')
			.map(({ destination }) => destination.host);
		if (ips.length === 0 || haltOf(trunk) !== undefined) return;
		const refused = await whitelistIps(client, trunk.sid, ips);
		if (!refused.ok) {
			halt(trunk, refused.failure);
			return leave(trunk, trunk.pending.splice(0), 'rejected', refused.failure);
		}
		trunk.pending = trunk.pending.filter((one) => {
			const failure = one.whitelist ? refused.value.get(one.destination.host) : undefined;
			if (failure === undefined) return true;
			settle(trunk, one, { action: 'rejected', goal: 'added', failure, isSingle: true });
			return false;
		});
	}

	function* batches(): Generator<Batch> {
		for (const trunk of trunks) {
			const pending = trunk.pending.splice(0);
			for (let start = 0; start < pending.length; ) {
				const batch = pending.slice(start, start + largestBatch);
				start += batch.length;
				yield { trunk, batch };
			}
		}
	}

	async function add({ trunk, batch }: Batch): Promise<void> {
		const halted = haltOf(trunk);
		if (halted !== undefined) return leave(trunk, batch, 'skipped', halted);
		const answer = await addBatch(client, trunk, batch);
		for (const [one, outcome] of answer.outcomes) {
			settle(trunk, one, outcome);
			const change = 'row' in outcome ? routingChange(one.destination, outcome.row) : undefined;
			if ('row' in outcome && outcome.action === 'added' && change !== undefined) {
				trunk.changes.push({ one, change, done: outcome });
			}
		}
		const { open, failure } = answer;
		if (failure === undefined) return;
		if (isTooLarge(failure) && open.length > 1) {
			const half = Math.ceil(open.length / 2);
			largestBatch = Math.min(largestBatch, half);
			await add({ trunk, batch: open.slice(0, half) });
			return await add({ trunk, batch: open.slice(half) });
		}
		const isSingle = failure.trouble === 'unaccounted';
		if (!isSingle) halt(trunk, failure);
		for (const one of open) {
			settle(trunk, one, { action: 'rejected', goal: 'added', failure, isSingle });
		}
	}

	async function setRouting({
		trunk,
		one,
		done,
		change,
	}: Change & { trunk: Trunk }): Promise<void> {
		const halted = haltOf(trunk);
		const path = [...destinationsOf(trunk.sid), String(done.row.id)];
		const answer =
			halted === undefined
				? await client.sendOne({ method: 'PUT', path, body: change })
				: failed(halted);
		if (answer.ok) {
			settle(trunk, one, { ...done, row: { ...done.row, ...answer.value } });
			return;
		}
		const { failure } = answer;
		const isSingle = isRefusal(failure) || failure.status === 404;
		if (!isSingle) trunk.failure ??= failure;
		const action = halted === undefined ? 'rejected' : 'skipped';
		settle(
			trunk,
			one,
			done.action === 'added'
				? { ...done, routingFailure: failure }
				: { action, goal: 'updated', failure, isSingle },
		);
	}

	async function remove({ trunk, row }: { trunk: Trunk; row: ExotelResource }): Promise<void> {
		const goal = 'deleted';
		const isWithheld = trunk.goal.extras === 'withhold' || !trunk.isInPlace;
		const halted = haltOf(trunk) ?? (isWithheld ? troubleFailure('withheld', '') : undefined);
		if (halted !== undefined) {
			const outcome = { action: 'skipped', goal, failure: halted, isSingle: isWithheld } as const;
			return void removals.set(row, outcome);
		}
		if (dryRun) return void removals.set(row, { action: goal, row, requestId: null });
		const answer = await client.sendOne({
			method: 'DELETE',
			path: destinationsOf(trunk.sid),
			query: { id: String(row.id) },
		});
		// Not found is as good as deleted: the list had it just now.
		if (answer.ok || answer.failure.status === 404) {
			return void removals.set(row, { action: goal, row, requestId: null });
		}
		const { failure } = answer;
		const isSingle = isRefusal(failure);
		if (!isSingle) halt(trunk, failure);
		removals.set(row, { action: 'rejected', goal, failure, isSingle });
	}

	function pretend(trunk: Trunk): void {
		for (const one of trunk.pending.splice(0)) {
			const { destination } = one;
			const { priority = 0, weight = 1 } = destination;
			const row = { destination: formatDestination(destination), type: 'public', priority, weight };
			settle(trunk, one, { action: 'added', row, requestId: null });
		}
		for (const { one, done, change } of trunk.changes.splice(0)) {
			settle(trunk, one, { ...done, row: { ...done.row, ...change } });
		}
	}

	await inParallel(trunks, compare);
	if (dryRun) {
		trunks.forEach(pretend);
	} else {
		await inParallel(trunks, whitelist);
		await inParallel(batches(), add);
		await inParallel(
			trunks.flatMap((trunk) => trunk.changes.map((change) => ({ ...change, trunk }))),
			setRouting,
		);
	}
	const extras = trunks.flatMap((trunk) => trunk.extra.map((row) => ({ trunk, row })));
	await inParallel(
		extras.filter(({ trunk }) => trunk.goal.extras !== 'leave'),
		remove,
	);
	return {
		outcomes,
		extras: extras.map(({ trunk, row }) => ({
			trunkSid: trunk.sid,
			row,
			outcome: removals.get(row),
		})),
	};
}

function start(goal: TrunkGoal): Trunk {
	const firsts = new Map<string, WantedDestination>();
	const repeats = new Map<WantedDestination, WantedDestination[]>();
	for (const wish of goal.wanted) {
		const first = firsts.get(wish.key);
		if (first === undefined) {
			firsts.set(wish.key, wish);
			continue;
		}
		const known = repeats.get(first);
		if (known === undefined) repeats.set(first, [wish]);
		else known.push(wish);
	}
	return {
		sid: goal.trunkSid,
		gate: createGate(),
		goal,
		repeats,
		pending: [...firsts.values()],
		had: new Set(),
		changes: [],
		extra: [],
		isInPlace: true,
	};
}
