import { tooManyDeletions, type MaxDeletions, type TooMany } from './maxDeletions';
import type { Plan } from './model';
import { planId } from './planId';

/** Why plans are not carried out, none of them. */
export type Objection =
	| ({ readonly kind: 'tooMany' } & TooMany)
	/** Some of them are not those that a person has approved. */
	| { readonly kind: 'notApproved'; readonly trunkSids: readonly string[] };

/** What plans must keep to, all together. */
export interface Limits {
	/** How much may be deleted from all trunks together; no limit if absent. */
	readonly maxDeletions?: MaxDeletions;
	/** By trunk SID, the ids of the plans that a person has approved; no approval is needed if absent. */
	readonly approved?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Says why plans must not be carried out; undefined if they may. Pure. */
export function objectionTo(
	plans: readonly Plan[],
	{ maxDeletions, approved }: Limits,
): Objection | undefined {
	const changed =
		approved === undefined
			? []
			: plans.filter((plan) => approved.get(plan.trunkSid)?.has(planId(plan)) !== true);
	if (changed.length > 0) {
		return { kind: 'notApproved', trunkSids: changed.map(({ trunkSid }) => trunkSid) };
	}
	const tooMany = tooManyDeletions(plans, maxDeletions);
	return tooMany === undefined ? undefined : { kind: 'tooMany', ...tooMany };
}
