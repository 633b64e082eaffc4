import type { IExecuteFunctions } from 'n8n-workflow';

import type { Extras, TrunkGoal } from '../../provisioning/model';
import type { IsProtected } from '../../provisioning/protect';
import { wantedEarlier } from './earlierRuns';
import type { Requested } from './requested';
import type { Subject } from './subject';

/** How an execution goes about it. */
export interface Manner {
	readonly isSync: boolean;
	readonly deletes: boolean;
	readonly isDryRun: boolean;
	/** Whether a list may name what can't be added, if it is there already. */
	readonly keepsListed: boolean;
	/** Whether an empty list is meant. */
	readonly mayBeEmpty: boolean;
	/** Whether a Sync leaves the priority and weight of what is there as they are. */
	readonly keepsRouting: boolean;
	readonly isProtected: IsProtected;
}

/**
 * Groups what is asked for by trunk. Nothing is deleted where something asked for is not known, nor what an
 * earlier run of the node in the same execution has asked for.
 */
export function goalsOf(
	context: IExecuteFunctions,
	{ section }: Subject,
	requested: readonly Requested[],
	{ isSync, isDryRun, deletes, mayBeEmpty, keepsRouting, isProtected }: Manner,
): TrunkGoal[] {
	const unknown = new Set<string>();
	const wanted = new Map<string, Array<TrunkGoal['wanted'][number]>>();
	for (const one of requested) {
		if (one.kind === 'unusable') {
			unknown.add(one.trunkSid);
			continue;
		}
		const ofTrunk = wanted.get(one.trunkSid) ?? [];
		wanted.set(one.trunkSid, ofTrunk);
		if (one.kind === 'wanted') ofTrunk.push(one);
	}
	// A trunk that is named by nothing usable is not read, so its SID may be a slip for that of another.
	const isTrunkUnknown = [...unknown].some((trunkSid) => !wanted.has(trunkSid));
	const earlier = isSync
		? wantedEarlier(context, keysOf(wanted), { isKept: !isDryRun })
		: new Map<string, Set<string>>();
	return [...wanted].map(([trunkSid, list]) => ({
		trunkSid,
		section,
		wanted: list,
		expected: list.length,
		moves: false,
		claimed: new Set(),
		mayBeEmpty,
		corrects: isSync && !keepsRouting,
		inPlace: isSync ? 'unchanged' : 'existing',
		isProtected,
		extras: extrasOf(deletes, isTrunkUnknown || unknown.has(trunkSid)),
		earlier: earlier.get(trunkSid) ?? new Set(),
	}));
}

function extrasOf(deletes: boolean, isRowUnreadable: boolean): Extras {
	if (!deletes) return { kind: 'leave' };
	return isRowUnreadable ? { kind: 'withhold', because: 'rowUnreadable' } : { kind: 'delete' };
}

function keysOf(wanted: ReadonlyMap<string, TrunkGoal['wanted']>): Map<string, Set<string>> {
	return new Map(
		Array.from(wanted, ([trunkSid, list]) => [trunkSid, new Set(list.map(({ key }) => key))]),
	);
}
