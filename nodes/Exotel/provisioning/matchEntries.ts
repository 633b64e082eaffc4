import { destinationKey } from '../sip/destination';
import type { Envelope, ExotelResource, Result } from '../transport/model';
import { fateOf } from '../transport/retry';
import type { Outcome, WantedDestination } from './model';

/** Which entry of an answer says what became of which destination. */
export interface Matched {
	/** By the destination that a success names. */
	readonly named: ReadonlyMap<WantedDestination, Outcome>;
	/** By position, for a failed entry names nothing (exotel-api: "Traps" 2). */
	readonly byPosition: ReadonlyMap<WantedDestination, Outcome>;
	/** Whether positions can be trusted. */
	readonly isTrusted: boolean;
}

/**
 * Says which entry answers which destination of a batch. Positions are not to be trusted if there are not
 * as many entries as destinations, or as successes as the answer counts, or if an entry is no verdict,
 * such as a success without an id.
 */
export function matchEntries(
	batch: readonly WantedDestination[],
	{ entries, successes, requestId }: Envelope,
): Matched {
	const wanted = new Map(batch.map((one) => [one.key, one]));
	const named = new Map<WantedDestination, Outcome>();
	const unnamed: Outcome[] = [];
	const succeeded = entries.filter(({ ok }) => ok).length;
	let isTrusted = entries.length === batch.length && (successes ?? succeeded) === succeeded;
	for (const entry of entries) {
		const one = entry.ok ? wanted.get(destinationKey(String(entry.value.destination))) : undefined;
		const isTwice = one !== undefined && named.has(one);
		if (!isVerdict(entry) || isTwice) isTrusted = false;
		if (entry.ok && (entry.value.id === undefined || isTwice)) continue;
		const outcome = outcomeOf(entry, requestId);
		if (one === undefined) unnamed.push(outcome);
		else named.set(one, outcome);
	}
	const unmatched = batch.filter((one) => !named.has(one));
	const byPosition = new Map<WantedDestination, Outcome>();
	for (const [position, outcome] of unnamed.entries()) {
		const one = unmatched[position];
		if (one !== undefined) byPosition.set(one, outcome);
	}
	return { named, byPosition, isTrusted };
}

function isVerdict(entry: Result<ExotelResource>): boolean {
	return entry.ok ? entry.value.id !== undefined : fateOf(entry.failure) === 'final';
}

function outcomeOf(entry: Result<ExotelResource>, requestId: string | null): Outcome {
	if (!entry.ok) return { kind: 'refused', goal: 'added', failure: entry.failure };
	return { kind: 'done', action: 'added', row: entry.value, requestId };
}
