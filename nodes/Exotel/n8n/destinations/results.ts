import type { Outcome, Provisioned } from '../../provisioning/model';
import { troubleFailure } from '../../transport/failure';
import type { Report } from '../report';
import type { Requested } from './requested';

/** A destination and what became of it. */
export interface DestinationResult {
	readonly itemIndex: number;
	readonly trunkSid: string;
	/** The destination URI, as Exotel has it if it does; for one that could not be read, what the user gave. */
	readonly name: string;
	readonly outcome: Outcome | NotRead;
}

/** The destination could not be read, so nothing was sent for it. */
export interface NotRead {
	readonly kind: 'unusable';
	readonly report: Report;
}

/**
 * Brings together what was asked for and what became of it, in the order of the input. After that come
 * the destinations that were on a trunk and not asked for, if anything became of them; they belong to
 * the first item that names the trunk.
 */
export function resultsOf(
	requested: readonly Requested[],
	{ outcomes, extras }: Provisioned,
): DestinationResult[] {
	const firstItems = new Map<string, number>();
	const results: DestinationResult[] = [];
	for (const one of requested) {
		const { itemIndex, trunkSid } = one;
		if (!firstItems.has(trunkSid)) firstItems.set(trunkSid, itemIndex);
		if (one.kind === 'unusable') {
			const outcome = { kind: 'unusable', report: one.report } as const;
			results.push({ itemIndex, trunkSid, name: one.given, outcome });
		} else if (one.kind === 'wanted') {
			const outcome = outcomes.get(trunkSid)?.get(one) ?? UNACCOUNTED;
			results.push({ itemIndex, trunkSid, name: nameIn(outcome) ?? `sip:${one.key}`, outcome });
		}
	}
	for (const { trunkSid, row, outcome } of extras) {
		if (outcome === undefined) continue;
		const itemIndex = firstItems.get(trunkSid) ?? 0;
		results.push({ itemIndex, trunkSid, name: String(row.destination), outcome });
	}
	return results;
}

/** The same where nothing was done for anything that was asked for. */
export function refusedResults(
	requested: readonly Requested[],
	report: Report,
): DestinationResult[] {
	return requested.map((one) => {
		const { itemIndex, trunkSid } = one;
		const name =
			one.kind === 'wanted' ? `sip:${one.key}` : one.kind === 'unusable' ? one.given : '';
		return { itemIndex, trunkSid, name, outcome: { kind: 'unusable', report } };
	});
}

/** What Exotel calls a destination that is on its trunk. */
function nameIn(outcome: Outcome): string | undefined {
	const name = outcome.kind === 'done' ? outcome.row.destination : undefined;
	return typeof name === 'string' ? name : undefined;
}

const UNACCOUNTED: Outcome = {
	kind: 'unaccounted',
	failure: troubleFailure('unaccounted'),
};
