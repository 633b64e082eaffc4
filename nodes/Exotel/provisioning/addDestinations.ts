import { destinationKey, formatDestination, type SipDestination } from '../sip/destination';
import type { ExotelClient } from '../transport/client';
import { troubleFailure } from '../transport/errors';
import type { ExotelResource, Failure, Result } from '../transport/types';

/** Exotel's code for a resource that exists already (exotel-api: "Error codes"). */
const DUPLICATE = 1008;

export interface WantedDestination {
	readonly trunkSid: string;
	readonly destination: SipDestination;
	/** What to do if the trunk has the destination already: leave it, or add it once more. */
	readonly onExisting: 'skip' | 'add';
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
export type Outcome =
	| {
			readonly action: 'added' | 'existing';
			readonly row: ExotelResource;
			readonly requestId: string | null;
	  }
	| {
			readonly action: 'rejected' | 'skipped';
			readonly failure: Failure;
			/** Whether Exotel refused this one destination rather than the request it was in. */
			readonly single: boolean;
	  };

/** A destination that a trunk is to get, once, however often it is wanted. */
interface Pending {
	readonly key: string;
	readonly onExisting: 'skip' | 'add';
	readonly wanted: WantedDestination[];
}

interface Trunk {
	readonly sid: string;
	/** What has no outcome yet. */
	pending: Pending[];
}

/**
 * Puts destinations on their trunks with as few requests as `batchSize` allows.
 *
 * Reads what every trunk has before anything is added, so that an unknown trunk stops it all in time.
 * A destination wanted twice for a trunk is sent once. After a failed request the trunk's further
 * batches are not sent.
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
	const giveUp = (trunk: Trunk, action: 'rejected' | 'skipped', failure: Failure) => {
		for (const one of trunk.pending) settle(one, { action, failure, single: false });
		trunk.pending = [];
	};

	async function skipExisting(trunk: Trunk): Promise<Failure | undefined> {
		if (trunk.pending.every(({ onExisting }) => onExisting === 'add')) return undefined;
		const listed = await listDestinations(client, trunk.sid);
		if (!listed.ok) {
			giveUp(trunk, 'rejected', listed.failure);
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

	async function addMissing(trunk: Trunk): Promise<Failure | undefined> {
		while (trunk.pending.length > 0) {
			const batch = trunk.pending.slice(0, batchSize);
			trunk.pending = trunk.pending.slice(batchSize);
			const answer = await addBatch(client, trunk.sid, batch);
			if (!answer.ok) {
				for (const one of batch) {
					settle(one, { action: 'rejected', failure: answer.failure, single: false });
				}
				giveUp(trunk, 'skipped', answer.failure);
				return answer.failure;
			}
			batch.forEach((one) => settle(one, answer.value(one)));
		}
		return undefined;
	}

	const trunks = groupByTrunk(wanted);
	let stopped: Failure | undefined;
	for (const step of [skipExisting, addMissing]) {
		for (const trunk of trunks) {
			if (stopped === undefined) {
				const failure = await step(trunk);
				if (stopOnFailure) stopped = failure;
			} else {
				giveUp(trunk, 'skipped', stopped);
			}
		}
	}
	return outcomes;
}

function groupByTrunk(wanted: readonly WantedDestination[]): Trunk[] {
	const trunks = new Map<string, Map<string, Pending>>();
	for (const wish of wanted) {
		const pending = trunks.get(wish.trunkSid) ?? new Map<string, Pending>();
		trunks.set(wish.trunkSid, pending);
		const key = destinationKey(formatDestination(wish.destination));
		const known = pending.get(key);
		if (known === undefined) pending.set(key, { key, onExisting: wish.onExisting, wanted: [wish] });
		else known.wanted.push(wish);
	}
	return Array.from(trunks, ([sid, pending]) => ({ sid, pending: [...pending.values()] }));
}

interface Listed {
	/** By destination key; where a trunk has one twice, the row that Exotel lists first. */
	readonly rows: ReadonlyMap<string, ExotelResource>;
	readonly requestId: string | null;
}

async function listDestinations(client: ExotelClient, trunkSid: string): Promise<Result<Listed>> {
	const listed = await client.readAll(['trunks', trunkSid, 'destination-uris']);
	if (!listed.ok) return listed;
	const rows = new Map<string, ExotelResource>();
	for (const row of listed.value.rows) {
		const key = destinationKey(String(row.destination));
		if (!rows.has(key)) rows.set(key, row);
	}
	return { ok: true, value: { rows, requestId: listed.value.requestId } };
}

/**
 * Sends one batch. Where the answer does not account for a destination, or calls it a duplicate that
 * was to be skipped, the trunk's list is read back: it is the truth, a guess is not (exotel-api:
 * "Traps" 2).
 *
 * @returns what became of each destination of the batch, or why the request as a whole failed
 */
async function addBatch(
	client: ExotelClient,
	trunkSid: string,
	batch: readonly Pending[],
): Promise<Result<(one: Pending) => Outcome>> {
	const answer = await client.post(['trunks', trunkSid, 'destination-uris'], {
		destinations: batch.map(({ key }) => ({ destination: key })),
	});
	if (!answer.ok) return answer;

	const { entries, requestId } = answer.value;
	const outcomes = matchEntries(batch, entries, requestId);
	const isDuplicate = (outcome: Outcome | undefined) =>
		outcome !== undefined && 'failure' in outcome && outcome.failure.code === DUPLICATE;
	const isOpen = (one: Pending) => {
		const outcome = outcomes.get(one);
		return outcome === undefined || (one.onExisting === 'skip' && isDuplicate(outcome));
	};

	const open = batch.filter(isOpen);
	const listed = open.length > 0 ? await listDestinations(client, trunkSid) : undefined;
	for (const one of open) {
		const row = listed?.ok ? listed.value.rows.get(one.key) : undefined;
		if (row !== undefined) {
			const isNew = one.onExisting === 'skip' && !isDuplicate(outcomes.get(one));
			outcomes.set(one, { action: isNew ? 'added' : 'existing', row, requestId });
		}
	}
	const lost: Outcome = {
		action: 'rejected',
		failure: { ...troubleFailure('unaccounted', ''), requestId },
		single: true,
	};
	return { ok: true, value: (one) => outcomes.get(one) ?? lost };
}

/**
 * Says which entry answers which destination: a success by the destination it names, the rest by
 * position, for a failed entry names nothing (exotel-api: "Traps" 2). If there are not as many
 * entries as destinations, positions mean nothing and only the named ones are matched.
 */
function matchEntries(
	batch: readonly Pending[],
	entries: ReadonlyArray<Result<ExotelResource>>,
	requestId: string | null,
): Map<Pending, Outcome> {
	const byKey = new Map(batch.map((one) => [one.key, one]));
	const outcomes = new Map<Pending, Outcome>();
	const unnamed: Outcome[] = [];
	for (const entry of entries) {
		if (!entry.ok) {
			unnamed.push({ action: 'rejected', failure: entry.failure, single: true });
			continue;
		}
		const outcome: Outcome = { action: 'added', row: entry.value, requestId };
		const one = byKey.get(destinationKey(String(entry.value.destination)));
		if (one === undefined || outcomes.has(one)) unnamed.push(outcome);
		else outcomes.set(one, outcome);
	}
	if (entries.length === batch.length) {
		const unmatched = batch.filter((one) => !outcomes.has(one));
		unnamed.forEach((outcome, position) => {
			const one = unmatched[position];
			if (one !== undefined) outcomes.set(one, outcome);
		});
	}
	return outcomes;
}
