import { groupBy } from './groupBy';
import { tooManyDeletions, type MaxDeletions, type TooMany } from './maxDeletions';
import type { Plan } from './model';
import { planId } from './planId';
import type { Wanted } from './sections/section';

/** Why plans are not carried out, none of them. */
export type Objection =
	| ({ readonly kind: 'tooMany' } & TooMany)
	/** Something in a list can't be added. */
	| { readonly kind: 'unaddable'; readonly wanted: readonly Wanted[] }
	/** Some of them are not those that a person has approved. */
	| { readonly kind: 'notApproved'; readonly trunkSids: readonly string[] };

/** What plans must keep to, all together. */
export interface Limits {
	/** Whether everything in the lists must be of use. */
	readonly needsAll: boolean;
	/** How much may be deleted from all trunks together; no limit if absent. */
	readonly maxDeletions?: MaxDeletions;
	/** By trunk SID, the ids of the plans that a person has approved; no approval is needed if absent. */
	readonly approved?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Says why plans must not be carried out; nothing if they may. Pure. */
export function objectionsTo(
	plans: readonly Plan[],
	{ needsAll, maxDeletions, approved }: Limits,
): Objection[] {
	const objections: Objection[] = [];
	const unaddable = plans
		.flatMap(({ held }) => held)
		.filter(({ outcome }) => outcome.kind === 'unaddable');
	if (needsAll && unaddable.length > 0) {
		objections.push({ kind: 'unaddable', wanted: unaddable.map(({ one }) => one) });
	}
	const byTrunk = groupBy(plans, ({ trunkSid }) => trunkSid);
	const changed = [...byTrunk].filter(
		([trunkSid, ofTrunk]) => approved?.get(trunkSid)?.has(planId(ofTrunk)) !== true,
	);
	if (approved !== undefined && changed.length > 0) {
		objections.push({ kind: 'notApproved', trunkSids: changed.map(([trunkSid]) => trunkSid) });
	}
	const tooMany = tooManyDeletions(plans, maxDeletions);
	if (tooMany !== undefined) objections.push({ kind: 'tooMany', ...tooMany });
	return objections;
}
