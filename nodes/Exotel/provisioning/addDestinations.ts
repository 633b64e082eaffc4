import type { IDataObject } from 'n8n-workflow';

import { destinationKey, formatDestination, type SipDestination } from '../sip/destination';
import type { ExotelClient } from '../transport/client';
import { isRefusal } from '../transport/errors';
import { failed, type ExotelResource, type Failure, type Result } from '../transport/types';
import { addBatch, listDestinations } from './addBatch';
import { whitelistIps } from './whitelistIps';

export interface WantedDestination {
	readonly trunkSid: string;
	readonly destination: SipDestination;
	/** What to do if the trunk has the destination already: leave it, or add it once more. */
	readonly onExisting: 'skip' | 'add';
	/** Whether to put an IPv4 destination on the whitelist of the trunk first. */
	readonly whitelist: boolean;
}

export interface AddOptions {
	/** Destinations a request, at least 1. */
	readonly batchSize: number;
	/** Whether to send nothing more, for any trunk, once a request as a whole has failed. */
	readonly stopOnFailure: boolean;
}

/**
 * What became of a wanted destination: `added` or `existing` on the trunk, `rejected` by Exotel (alone
 * or because its whole request failed), or `skipped`, which is never sent because a request before it
 * failed.
 */
export type Outcome = OnTrunk | NotOnTrunk;

export interface OnTrunk {
	readonly action: 'added' | 'existing';
	readonly row: ExotelResource;
	readonly requestId: string | null;
	/** Why an added destination has not got the priority and weight that were asked for. */
	readonly routingFailure?: Failure;
}

export interface NotOnTrunk {
	readonly action: 'rejected' | 'skipped';
	readonly failure: Failure;
	/** Whether Exotel refused this one destination rather than the request it was in. */
	readonly single: boolean;
}

/** A destination that a trunk is to get, once, however often it is wanted. */
export interface Pending {
	readonly key: string;
	readonly destination: SipDestination;
	readonly onExisting: 'skip' | 'add';
	readonly whitelist: boolean;
	readonly wanted: WantedDestination[];
}

interface Trunk {
	readonly sid: string;
	/** What has no outcome yet. */
	pending: Pending[];
	/** What was added, with the row that Exotel answered. */
	readonly added: Array<{ readonly one: Pending; readonly outcome: OnTrunk }>;
}

/**
 * Puts destinations on their trunks with as few requests as `batchSize` allows.
 *
 * Reads what every trunk has before anything is added, so that an unknown trunk stops it all in time;
 * whitelists addresses where that is wanted; adds what is missing; then sets priorities and weights,
 * which the add call does not take. A destination wanted twice for a trunk is sent once. After a failed
 * request the trunk's further batches are not sent.
 *
 * @returns the outcome of each wanted destination; failures are outcomes too
 */
export async function addDestinations(
	client: ExotelClient,
	wanted: readonly WantedDestination[],
	{ batchSize, stopOnFailure }: AddOptions,
): Promise<ReadonlyMap<WantedDestination, Outcome>> {
	const outcomes = new Map<WantedDestination, Outcome>();
	const settle = (one: Pending, outcome: Outcome) => {
		one.wanted.forEach((wish, repeat) => {
			const repeated = repeat > 0 && outcome.action === 'added';
			outcomes.set(wish, repeated ? { ...outcome, action: 'existing' } : outcome);
		});
	};
	const giveUp = (
		pending: readonly Pending[],
		action: 'rejected' | 'skipped',
		failure: Failure,
	) => {
		for (const one of pending) settle(one, { action, failure, single: false });
	};

	async function skipExisting(trunk: Trunk): Promise<Failure | undefined> {
		if (trunk.pending.every(({ onExisting }) => onExisting === 'add')) return undefined;
		const listed = await listDestinations(client, trunk.sid);
		if (!listed.ok) {
			giveUp(trunk.pending.splice(0), 'rejected', listed.failure);
			return listed.failure;
		}
		const { rows, requestId } = listed.value;
		trunk.pending = trunk.pending.filter((one) => {
			const row = one.onExisting === 'skip' ? rows.get(one.key) : undefined;
			if (row !== undefined) settle(one, { action: 'existing', row, requestId });
			return row === undefined;
		});
		return undefined;
	}

	async function whitelistMissing(trunk: Trunk): Promise<Failure | undefined> {
		const ips = trunk.pending
			.filter(({ whitelist, destination }) => whitelist && destination.hostType === 'ipv4')
			.map(({ destination }) => destination.host);
		if (ips.length === 0) return undefined;
		const refused = await whitelistIps(client, trunk.sid, ips);
		if (!refused.ok) {
			giveUp(trunk.pending.splice(0), 'rejected', refused.failure);
			return refused.failure;
		}
		trunk.pending = trunk.pending.filter((one) => {
			const failure = one.whitelist ? refused.value.get(one.destination.host) : undefined;
			if (failure !== undefined) settle(one, { action: 'rejected', failure, single: true });
			return failure === undefined;
		});
		return undefined;
	}

	async function addMissing(trunk: Trunk): Promise<Failure | undefined> {
		const pending = trunk.pending.splice(0);
		for (let start = 0; start < pending.length; start += batchSize) {
			const batch = pending.slice(start, start + batchSize);
			const answer = await addBatch(client, trunk.sid, batch);
			if (!answer.ok) {
				giveUp(batch, 'rejected', answer.failure);
				giveUp(pending.slice(start + batchSize), 'skipped', answer.failure);
				return answer.failure;
			}
			for (const one of batch) {
				const outcome = answer.value(one);
				settle(one, outcome);
				if (outcome.action === 'added') trunk.added.push({ one, outcome });
			}
		}
		return undefined;
	}

	async function setRouting(trunk: Trunk): Promise<void> {
		let stopped: Failure | undefined;
		for (const { one, outcome } of trunk.added) {
			const body = routingChange(one.destination, outcome.row);
			if (body === undefined) continue;
			const path = ['trunks', trunk.sid, 'destination-uris', String(outcome.row.id)];
			const answer: Result<ExotelResource> =
				stopped === undefined
					? await client.sendOne({ method: 'PUT', path, body })
					: failed(stopped);
			if (answer.ok) {
				settle(one, { ...outcome, row: { ...outcome.row, ...answer.value } });
			} else {
				settle(one, { ...outcome, routingFailure: answer.failure });
				if (!isRefusal(answer.failure)) stopped = answer.failure;
			}
		}
	}

	const trunks = groupByTrunk(wanted);
	let stopped: Failure | undefined;
	for (const step of [skipExisting, whitelistMissing, addMissing]) {
		for (const trunk of trunks) {
			if (stopped === undefined) {
				const failure = await step(trunk);
				if (stopOnFailure) stopped = failure;
			} else {
				giveUp(trunk.pending.splice(0), 'skipped', stopped);
			}
		}
	}
	for (const trunk of trunks) await setRouting(trunk);
	return outcomes;
}

function groupByTrunk(wanted: readonly WantedDestination[]): Trunk[] {
	const trunks = new Map<string, Map<string, Pending>>();
	for (const wish of wanted) {
		const pending = trunks.get(wish.trunkSid) ?? new Map<string, Pending>();
		trunks.set(wish.trunkSid, pending);
		const key = destinationKey(formatDestination(wish.destination));
		const known = pending.get(key);
		if (known === undefined) pending.set(key, { ...wish, key, wanted: [wish] });
		else known.wanted.push(wish);
	}
	return Array.from(trunks, ([sid, pending]) => ({
		sid,
		pending: [...pending.values()],
		added: [],
	}));
}

/** The priority and weight to set, if those wanted are not what Exotel has given the row. */
function routingChange(wanted: SipDestination, row: ExotelResource): IDataObject | undefined {
	const { priority = row.priority, weight = row.weight } = wanted;
	return priority === row.priority && weight === row.weight ? undefined : { priority, weight };
}
