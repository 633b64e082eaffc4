import { troubleFailure } from '../transport/failure';
import type { ExotelClient, ExotelResource, Rows } from '../transport/model';
import { inParallel } from '../transport/parallel';
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
	TrunkOutcome,
	WantedDestination,
} from './model';
import { tooManyDeletions } from './maxDeletions';
import { planTrunks } from './plan';
import { preview } from './preview';
import { CANCELLED, inTurn, turnKey } from './turns';

/**
 * Brings the destinations of trunks to what is wanted: reads what every trunk has before anything is
 * changed, so that an unknown trunk stops it all in time; plans; then previews or applies the plans. All of
 * this is done while no other execution of this process changes any of these trunks.
 *
 * @param goals no two for the same trunk
 */
export async function provision(
	client: ExotelClient,
	goals: readonly TrunkGoal[],
	options: ProvisionOptions,
): Promise<Provisioned> {
	const trunks = goals.map(({ trunkSid }) => turnKey(client.account, trunkSid));
	const { signal } = options;
	const done = await inTurn(trunks, signal, async () => await bringAbout(client, goals, options));
	if (done !== CANCELLED) return done;
	const failure = troubleFailure('cancelled');
	const outcome: NotDone = { kind: 'notTried', goal: 'added', failure };
	return {
		outcomes: new Map(goals.map((goal) => [goal.trunkSid, allAre(goal, outcome)])),
		...NOTHING,
	};
}

/** Nothing to tell besides what became of what was wanted. */
const NOTHING = { extras: [], unchecked: [], earlier: 0 };

async function bringAbout(
	client: ExotelClient,
	goals: readonly TrunkGoal[],
	{ batchSize, stopOnFailure, dryRun, checksDoubles, maxDeletions, progress }: ProvisionOptions,
): Promise<Provisioned> {
	const brake = new Brake(stopOnFailure);
	const outcomes = new Map<string, ReadonlyMap<WantedDestination, Outcome>>();
	const lists = new Map<TrunkGoal, Rows>();
	progress.begin('lists read', goals.length);
	await inParallel(goals, async (goal) => {
		const read = await readTrunk(client, goal, brake);
		progress.advance();
		if (read.kind === 'listed') lists.set(goal, read.listed);
		else outcomes.set(goal.trunkSid, allAre(goal, read.outcome));
	});

	const plans = planTrunks(goals.map((goal) => ({ goal, listed: lists.get(goal) ?? null })));
	const tooMany = tooManyDeletions(plans, maxDeletions);
	if (tooMany !== undefined && !dryRun) return { outcomes, ...NOTHING, tooMany };
	const manner = { largestBatch: batchSize, checksDoubles, progress };
	const done = dryRun ? plans.map(preview) : await apply(client, plans, brake, manner);
	for (const trunk of done) {
		tellRepeats(trunk.plan, trunk.outcomes);
		outcomes.set(trunk.plan.trunkSid, trunk.outcomes);
	}
	return { outcomes, ...tellBesides(done), ...(tooMany === undefined ? {} : { tooMany }) };
}

/** What there is to tell besides what became of what was wanted. */
function tellBesides(done: readonly TrunkOutcome[]): Omit<Provisioned, 'outcomes'> {
	return {
		extras: done.flatMap(({ plan: { trunkSid, extra, spared }, removals }) => [
			...extra.map((row) => ({ trunkSid, row, outcome: removals.get(row) })),
			...spared.map((row) => ({ trunkSid, row, outcome: sparedOne(row) })),
		]),
		unchecked: done.flatMap(({ plan: { trunkSid }, unchecked: failure }) =>
			failure === undefined ? [] : [{ trunkSid, failure }],
		),
		earlier: done.reduce((sum, { plan }) => sum + plan.earlier, 0),
	};
}

function sparedOne(row: ExotelResource): Outcome {
	return { kind: 'done', action: 'protected', row, requestId: null };
}

/** What a trunk has; or, when it could not be read, what became of all that was wanted there. */
type TrunkRead =
	| { readonly kind: 'listed'; readonly listed: Rows }
	| { readonly kind: 'unread'; readonly outcome: NotDone };

async function readTrunk(
	client: ExotelClient,
	{ trunkSid, wanted }: TrunkGoal,
	brake: Brake,
): Promise<TrunkRead> {
	const halted = brake.reasonFor(trunkSid);
	if (halted !== undefined) {
		return { kind: 'unread', outcome: { kind: 'notTried', goal: 'added', failure: halted } };
	}
	const path = paths.ofTrunk(trunkSid, 'destination-uris');
	const listed = await client.readAll(path, { expected: wanted.length });
	if (listed.ok) return { kind: 'listed', listed: listed.value };
	const { failure } = listed;
	brake.stop(trunkSid, failure);
	return { kind: 'unread', outcome: { kind: 'requestFailed', goal: 'added', failure } };
}

function allAre({ wanted }: TrunkGoal, outcome: NotDone): ReadonlyMap<WantedDestination, Outcome> {
	return new Map(wanted.map((one) => [one, outcome]));
}

/** What is wanted again has become what the first of it has. */
function tellRepeats({ repeats, inPlace }: Plan, outcomes: Map<WantedDestination, Outcome>): void {
	for (const { one, first } of repeats) {
		const outcome = outcomes.get(first);
		if (outcome === undefined) continue;
		outcomes.set(one, outcome.kind === 'done' ? { ...outcome, action: inPlace } : outcome);
	}
}
