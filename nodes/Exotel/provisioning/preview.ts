import type { ExotelResource } from '../transport/model';
import { asAdded, deletable, movedFrom, reasonToKeep } from './plan';
import type { Outcome, Plan, TrunkOutcome } from './model';
import type { Wanted } from './sections/section';

/** Tells what would become of a trunk if a plan was carried out and nothing went wrong. Pure. */
export function preview(plan: Plan): TrunkOutcome {
	const outcomes = new Map<Wanted, Outcome>();
	for (const { one, done } of plan.keep) outcomes.set(one, done);
	for (const { one, outcome } of plan.held) outcomes.set(one, outcome);
	for (const { one, done, change } of plan.update) {
		outcomes.set(one, { ...done, row: { ...done.row, ...change }, before: done.row });
	}
	for (const one of plan.add) {
		outcomes.set(one, {
			kind: 'done',
			action: 'added',
			row: plan.section.rowOf(asAdded(plan, one)),
			requestId: null,
			...movedFrom(plan, one),
		});
	}
	const removals = new Map<ExotelResource, Outcome>();
	const { trunkSid } = plan;
	if (plan.extras.kind === 'leave') return { plan, trunkSid, outcomes, removals };
	for (const row of deletable(plan, outcomes)) {
		const deleted = { kind: 'done', action: 'deleted', row, requestId: null } as const;
		removals.set(row, reasonToKeep(plan, row) ?? deleted);
	}
	return { plan, trunkSid, outcomes, removals };
}
