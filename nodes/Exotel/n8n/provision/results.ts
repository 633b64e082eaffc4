import { sparing } from '../../provisioning/changes';
import type { Outcome } from '../../provisioning/model';
import type { Provisioned } from '../../provisioning/provision';
import type { PlannedSection } from '../../provisioning/sections/section';
import { troubleFailure } from '../../transport/failure';
import type { Report } from '../report';
import type { Requested, WantedByItem } from './requested';

/** Something wanted, or a row that is not, and what became of it. */
export interface RowResult {
	readonly itemIndex: number;
	readonly trunkSid: string;
	/** Its name, as Exotel has it if it does; for what could not be read, what the user gave. */
	readonly name: string;
	readonly outcome: Outcome | NotRead;
}

/** It could not be read, so nothing was sent for it. */
export interface NotRead {
	readonly kind: 'unusable';
	readonly report: Report;
}

/**
 * Brings together what was asked for and what became of it, in the order of the input. After that come
 * the rows that were on a trunk and not asked for, if anything became of them; they belong to the first item
 * that names the trunk.
 */
export function resultsOf(
	section: PlannedSection,
	requested: readonly Requested[],
	{ trunks, unread }: Provisioned<unknown>,
): RowResult[] {
	const outcomes = new Map(trunks.map((one) => [one.plan.trunkSid, one.outcomes]));
	const firstItems = new Map<string, number>();
	const results: RowResult[] = [];
	for (const one of requested) {
		const { itemIndex, trunkSid } = one;
		if (!firstItems.has(trunkSid)) firstItems.set(trunkSid, itemIndex);
		if (one.kind === 'unusable') {
			const outcome = { kind: 'unusable', report: one.report } as const;
			results.push({ itemIndex, trunkSid, name: one.given, outcome });
		} else if (one.kind === 'wanted') {
			const outcome = outcomes.get(trunkSid)?.get(one) ?? unread.get(trunkSid) ?? UNACCOUNTED;
			results.push(resultOf(section, one, outcome));
		}
	}
	for (const { plan, removals } of trunks) {
		const { trunkSid, spared } = plan;
		const itemIndex = firstItems.get(trunkSid) ?? 0;
		const untouched = spared.map((row) => [row, sparing(row)] as const);
		for (const [row, outcome] of [...removals, ...untouched]) {
			results.push({ itemIndex, trunkSid, name: section.nameOf(row), outcome });
		}
	}
	return results;
}

function resultOf(section: PlannedSection, one: WantedByItem, outcome: Outcome): RowResult {
	const { itemIndex, trunkSid, unusable } = one;
	if (unusable !== undefined && outcome.kind !== 'done') {
		const { given: name, report } = unusable;
		const told = outcome.kind === 'unaddable' ? ({ kind: 'unusable', report } as const) : outcome;
		return { itemIndex, trunkSid, name, outcome: told };
	}
	return {
		itemIndex,
		trunkSid,
		name: nameIn(section, outcome) ?? section.nameOfKey(one.key),
		outcome,
	};
}

/** The same where nothing was done for anything that was asked for. */
export function refusedResults(
	section: PlannedSection,
	requested: readonly Requested[],
	report: Report,
): RowResult[] {
	return requested.map((one) => {
		const { itemIndex, trunkSid } = one;
		const name =
			one.kind === 'wanted' ? section.nameOfKey(one.key) : one.kind === 'unusable' ? one.given : '';
		return { itemIndex, trunkSid, name, outcome: { kind: 'unusable', report } };
	});
}

/** What Exotel calls something that is on its trunk. */
function nameIn(section: PlannedSection, outcome: Outcome): string | undefined {
	if (outcome.kind !== 'done') return undefined;
	const { [section.nameField]: name } = outcome.row;
	return typeof name === 'string' ? section.nameOf(outcome.row) : undefined;
}

const UNACCOUNTED: Outcome = {
	kind: 'unaccounted',
	failure: troubleFailure('unaccounted'),
};
