import { destinationKey } from '../sip/destination';
import type { ExotelClient } from '../transport/client';
import { isDuplicate, troubleFailure } from '../transport/errors';
import { fateOf } from '../transport/retry';
import {
	failed,
	type Envelope,
	type ExotelResource,
	type Failure,
	type Result,
} from '../transport/types';
import type { Gate } from './gate';
import type { Outcome, WantedDestination } from './provision';

/** A trunk to add to: what it had before, by id, and the gate of its list. */
export interface Target {
	readonly sid: string;
	readonly had: ReadonlySet<unknown>;
	readonly gate: Gate;
}

export interface BatchOutcome {
	readonly outcomes: ReadonlyMap<WantedDestination, Outcome>;
	/** What has no outcome, with the reason. */
	readonly open: readonly WantedDestination[];
	readonly failure?: Failure;
}

/** The path of the list of a trunk's destinations. */
export function destinationsOf(trunkSid: string): string[] {
	return ['trunks', trunkSid, 'destination-uris'];
}

/**
 * Sends one batch until each destination of it is accounted for, or it is no use. After an answer that
 * never came, can't be read or does not account for all of them, the trunk's list is read: it is the
 * truth, a guess is not (exotel-api: "Traps" 2). What is on it has been added; the rest is sent again.
 */
export async function addBatch(
	client: ExotelClient,
	{ sid, had, gate }: Target,
	batch: readonly WantedDestination[],
): Promise<BatchOutcome> {
	const path = destinationsOf(sid);
	const outcomes = new Map<WantedDestination, Outcome>();
	const guesses = new Map<WantedDestination, Outcome>();
	const readBack = async () => await gate.alone(async () => await client.readAll(path));
	const newByKey = (rows: readonly ExotelResource[]) =>
		byKey(rows.filter(({ id }) => !had.has(id)));
	let open = batch;
	let mayBeDone = false;
	let isKnownMissing = false;

	const attempt = async (): Promise<Result<true>> => {
		const body = { destinations: open.map(({ key }) => ({ destination: key })) };
		const answer = await gate.together(
			async () => await client.attempt({ method: 'POST', path, body }),
		);
		if (!answer.ok) {
			mayBeDone ||= fateOf(answer.failure) === 'open';
			return answer;
		}
		const { requestId } = answer.value;
		const { named, byPosition, isTrusted } = matchEntries(open, answer.value);
		for (const [one, outcome] of named) outcomes.set(one, outcome);
		for (const [one, outcome] of byPosition) (isTrusted ? outcomes : guesses).set(one, outcome);
		open = open.filter((one) => !outcomes.has(one));
		if (open.length === 0) return { ok: true, value: true };
		mayBeDone = true;
		isKnownMissing = false;
		return failed({ ...troubleFailure('unaccounted', ''), requestId });
	};

	const settle = async (): Promise<Result<true | undefined>> => {
		const listed = await readBack();
		if (!listed.ok) return listed;
		const { rows, requestId } = listed.value;
		const added = newByKey(rows);
		for (const one of open) {
			const row = added.get(one.key);
			if (row !== undefined) outcomes.set(one, { action: 'added', row, requestId });
		}
		open = open.filter((one) => !outcomes.has(one));
		isKnownMissing = true;
		return { ok: true, value: open.length === 0 ? true : undefined };
	};

	const done = await client.retry(attempt, settle);

	// A refusal that only its position would assign is good enough once the list does not have it.
	if (!done.ok && done.failure.trouble === 'unaccounted' && isKnownMissing) {
		for (const one of open) {
			const guess = guesses.get(one);
			if (guess !== undefined && 'failure' in guess) outcomes.set(one, guess);
		}
		open = open.filter((one) => !outcomes.has(one));
	}

	const duplicates = batch.filter((one) => {
		const outcome = outcomes.get(one);
		const isCalledDuplicate =
			outcome !== undefined && 'failure' in outcome && isDuplicate(outcome.failure);
		return isCalledDuplicate && (mayBeDone || one.onExisting === 'skip');
	});
	const listed = duplicates.length > 0 ? await readBack() : undefined;
	if (listed?.ok) {
		const { rows, requestId } = listed.value;
		const all = byKey(rows);
		const added = newByKey(mayBeDone ? rows : []);
		for (const one of duplicates) {
			const isAdded = added.has(one.key);
			const row = added.get(one.key) ?? (one.onExisting === 'skip' ? all.get(one.key) : undefined);
			if (row === undefined) continue;
			outcomes.set(one, { action: isAdded ? 'added' : 'existing', row, requestId });
		}
	}
	return { outcomes, open, failure: done.ok ? undefined : done.failure };
}

/** Rows by destination key; of two with the same the one that Exotel lists first. */
function byKey(rows: readonly ExotelResource[]): Map<string, ExotelResource> {
	const keyed = rows.map((row) => [destinationKey(String(row.destination)), row] as const);
	return new Map(keyed.reverse());
}

/**
 * Says which entry answers which destination: a success by the destination it names (`named`), the rest
 * by position, for a failed entry names nothing (exotel-api: "Traps" 2). Positions are not to be trusted
 * if there are not as many entries as destinations, or as successes as the answer counts, or if an entry
 * is no verdict, such as a success without data.
 */
function matchEntries(
	batch: readonly WantedDestination[],
	{ entries, successes, requestId }: Envelope,
): {
	named: Map<WantedDestination, Outcome>;
	byPosition: Array<[WantedDestination, Outcome]>;
	isTrusted: boolean;
} {
	const wanted = new Map(batch.map((one) => [one.key, one]));
	const named = new Map<WantedDestination, Outcome>();
	const unnamed: Outcome[] = [];
	const succeeded = entries.filter(({ ok }) => ok).length;
	let isTrusted = entries.length === batch.length && (successes ?? succeeded) === succeeded;
	for (const entry of entries) {
		if (!entry.ok) {
			const { failure } = entry;
			if (fateOf(failure) !== 'final') isTrusted = false;
			unnamed.push({ action: 'rejected', goal: 'added', failure, isSingle: true });
			continue;
		}
		const outcome: Outcome = { action: 'added', row: entry.value, requestId };
		const one = wanted.get(destinationKey(String(entry.value.destination)));
		if (entry.value.id === undefined || (one !== undefined && named.has(one))) isTrusted = false;
		else if (one === undefined) unnamed.push(outcome);
		else named.set(one, outcome);
	}
	const unmatched = batch.filter((one) => !named.has(one));
	const byPosition = unnamed.flatMap((outcome, position): Array<[WantedDestination, Outcome]> => {
		const one = unmatched[position];
		return one === undefined ? [] : [[one, outcome]];
	});
	return { named, byPosition, isTrusted };
}
