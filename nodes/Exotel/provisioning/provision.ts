import type { ExotelClient } from '../transport/model';
import { paths } from '../transport/paths';
import { apply } from './apply';
import { Brake } from './brake';
import type {
	NotDone,
	Outcome,
	Plan,
	Provisioned,
	ProvisionOptions,
	TrunkGoal,
	WantedDestination,
} from './model';
import { inParallel } from '../transport/parallel';
import { planTrunk } from './plan';
import { preview } from './preview';

/**
 * Brings the destinations of trunks to what is wanted: reads what every trunk has before anything is
 * changed, so that an unknown trunk stops it all in time; plans; then previews or applies the plans.
 *
 * @param goals no two for the same trunk
 */
export async function provision(
	client: ExotelClient,
	goals: readonly TrunkGoal[],
	{ batchSize, stopOnFailure, dryRun }: ProvisionOptions,
): Promise<Provisioned> {
	const brake = new Brake(stopOnFailure);
	const outcomes = new Map<string, ReadonlyMap<WantedDestination, Outcome>>();
	const plans = new Map<TrunkGoal, Plan>();
	await inParallel(goals, async (goal) => {
		const planned = await readAndPlan(client, goal, brake);
		if (planned.kind === 'plan') plans.set(goal, planned.plan);
		else outcomes.set(goal.trunkSid, new Map(goal.wanted.map((one) => [one, planned.outcome])));
	});

	const ready = goals.flatMap((goal) => plans.get(goal) ?? []);
	const done = dryRun ? ready.map(preview) : await apply(client, ready, brake, batchSize);
	for (const trunk of done) {
		tellRepeats(trunk.plan, trunk.outcomes);
		outcomes.set(trunk.plan.trunkSid, trunk.outcomes);
	}
	const extras = done.flatMap(({ plan: { trunkSid, extra }, removals }) =>
		extra.map((row) => ({ trunkSid, row, outcome: removals.get(row) })),
	);
	return { outcomes, extras };
}

/** A plan for a trunk; or, when the trunk could not be read, what became of all that was wanted there. */
type Planned =
	| { readonly kind: 'plan'; readonly plan: Plan }
	| { readonly kind: 'unread'; readonly outcome: NotDone };

async function readAndPlan(client: ExotelClient, goal: TrunkGoal, brake: Brake): Promise<Planned> {
	const { trunkSid } = goal;
	const halted = brake.reasonFor(trunkSid);
	if (halted !== undefined) {
		return { kind: 'unread', outcome: { kind: 'notTried', goal: 'added', failure: halted } };
	}
	const listed = await client.readAll(paths.ofTrunk(trunkSid, 'destination-uris'));
	if (listed.ok) return { kind: 'plan', plan: planTrunk(listed.value, goal) };
	const { failure } = listed;
	brake.stop(trunkSid, failure);
	return { kind: 'unread', outcome: { kind: 'requestFailed', goal: 'added', failure } };
}

/** What is wanted again has become what the first of it has. */
function tellRepeats({ repeats, inPlace }: Plan, outcomes: Map<WantedDestination, Outcome>): void {
	for (const { one, first } of repeats) {
		const outcome = outcomes.get(first);
		if (outcome === undefined) continue;
		outcomes.set(one, outcome.kind === 'done' ? { ...outcome, action: inPlace } : outcome);
	}
}
