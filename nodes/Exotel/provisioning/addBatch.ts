import { destinationKey } from '../sip/destination';
import type { ExotelClient } from '../transport/client';
import { isDuplicate, troubleFailure } from '../transport/errors';
import type { ExotelResource, Result } from '../transport/types';
import type { Outcome, Pending } from './addDestinations';

export interface Listed {
	/** By destination key; where a trunk has one twice, the row that Exotel lists first. */
	readonly rows: ReadonlyMap<string, ExotelResource>;
	readonly requestId: string | null;
}

/** Reads what a trunk has. */
export async function listDestinations(
	client: ExotelClient,
	trunkSid: string,
): Promise<Result<Listed>> {
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
export async function addBatch(
	client: ExotelClient,
	trunkSid: string,
	batch: readonly Pending[],
): Promise<Result<(one: Pending) => Outcome>> {
	const answer = await client.send({
		method: 'POST',
		path: ['trunks', trunkSid, 'destination-uris'],
		body: { destinations: batch.map(({ key }) => ({ destination: key })) },
	});
	if (!answer.ok) return answer;

	const { entries, requestId } = answer.value;
	const outcomes = matchEntries(batch, entries, requestId);
	const isCalledDuplicate = (one: Pending) => {
		const outcome = outcomes.get(one);
		return outcome !== undefined && 'failure' in outcome && isDuplicate(outcome.failure);
	};
	const isOpen = (one: Pending) =>
		!outcomes.has(one) || (one.onExisting === 'skip' && isCalledDuplicate(one));

	const open = batch.filter(isOpen);
	const listed = open.length > 0 ? await listDestinations(client, trunkSid) : undefined;
	for (const one of open) {
		const row = listed?.ok ? listed.value.rows.get(one.key) : undefined;
		if (row !== undefined) {
			const isNew = one.onExisting === 'skip' && !isCalledDuplicate(one);
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
