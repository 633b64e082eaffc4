import type { Envelope, ExotelResource, Result } from '../transport/model';
import { fateOf } from '../transport/retry';
import { groupBy } from './groupBy';
import type { Outcome } from './model';
import { hasId } from './rows';
import type { PlannedSection, Wanted } from './sections/section';

/** Which entry of an answer says what became of what was sent. */
export interface Matched {
	/** By the key that a success names. */
	readonly named: ReadonlyMap<Wanted, Outcome>;
	/** By position, for a failed entry names nothing (exotel-api: "Traps" 2). */
	readonly byPosition: ReadonlyMap<Wanted, Outcome>;
	/** Whether positions can be trusted. */
	readonly isTrusted: boolean;
}

/**
 * Says which entry answers what of a batch. Positions are not to be trusted if there are not as many
 * entries as were sent, or as successes as the answer counts; if an entry is no verdict, such as
 * a success without an id; or if a success names something that was not asked for, or not that often.
 */
export function matchEntries(
	section: PlannedSection,
	batch: readonly Wanted[],
	{ entries, successes, requestId }: Envelope,
): Matched {
	// The same may be asked for several times.
	const waiting = groupBy(batch, ({ key }) => key);
	const named = new Map<Wanted, Outcome>();
	const unnamed: Outcome[] = [];
	const succeeded = entries.filter(({ ok }) => ok).length;
	let isTrusted = entries.length === batch.length && (successes ?? succeeded) === succeeded;
	for (const entry of entries) {
		if (!isVerdict(section, entry)) isTrusted = false;
		if (!entry.ok || isNameless(section, entry.value)) {
			unnamed.push(outcomeOf(entry, requestId));
		} else if (isVerdict(section, entry)) {
			const one = waiting.get(section.keyOf(entry.value))?.shift();
			if (one === undefined) isTrusted = false;
			else named.set(one, outcomeOf(entry, requestId));
		}
	}
	const unmatched = batch.filter((one) => !named.has(one));
	const byPosition = new Map<Wanted, Outcome>();
	for (const [position, outcome] of unnamed.entries()) {
		const one = unmatched[position];
		if (one !== undefined) byPosition.set(one, outcome);
	}
	return { named, byPosition, isTrusted };
}

function isNameless(section: PlannedSection, row: ExotelResource): boolean {
	const name = row[section.nameField];
	return hasId(section, row) && (name === undefined || name === null);
}

function isVerdict(section: PlannedSection, entry: Result<ExotelResource>): boolean {
	return entry.ok ? hasId(section, entry.value) : fateOf(entry.failure) === 'final';
}

function outcomeOf(entry: Result<ExotelResource>, requestId: string | null): Outcome {
	if (!entry.ok) return { kind: 'refused', goal: 'added', failure: entry.failure };
	return { kind: 'done', action: 'added', row: entry.value, requestId };
}
