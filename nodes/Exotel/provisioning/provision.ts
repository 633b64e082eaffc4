import { troubleFailure } from '../transport/failure';
import type { ExotelClient, Rows } from '../transport/model';
import { inParallel } from '../transport/parallel';
import { paths } from '../transport/paths';
import { apply } from './apply';
import { Brake } from './brake';
import type { NotDone, Outcome, Plan, ProvisionOptions, TrunkOutcome } from './model';
import { objectionTo, type Limits, type Objection } from './objections';
import type { Reading } from './plan';
import { preview } from './preview';
import type { PlannedSection, Wanted } from './sections/section';
import { CANCELLED, inTurn, turnKey } from './turns';

/** Something to do with one section of a trunk, as far as it is known before the trunk is read. */
interface Goal {
	readonly trunkSid: string;
	readonly section: PlannedSection;
	/** What is wanted there already. */
	readonly wanted: readonly Wanted[];
}

/** What became of everything; failures are outcomes too. */
export interface Provisioned {
	/** By trunk SID, also of trunks that could not be read. */
	readonly outcomes: ReadonlyMap<string, ReadonlyMap<Wanted, Outcome>>;
	/** What became of the trunks that could be read; or what would have, if there is an objection. */
	readonly trunks: readonly TrunkOutcome[];
	/** Why nothing was changed; or would be, in a dry run. */
	readonly objection?: Objection;
}

/** How plans are made, and what they must keep to. */
export interface Planning<G> extends Limits {
	planAll(readings: ReadonlyArray<Reading<G>>): Plan[];
}

/**
 * Brings a section of trunks to what is wanted: reads what every trunk has before anything is changed, so that
 * an unknown trunk stops it all in time; plans; then previews or applies the plans, unless there is an
 * objection. All of this is done while no other execution of this process changes any of these trunks.
 *
 * @param goals no two for the same trunk
 */
export async function provision<G extends Goal>(
	client: ExotelClient,
	goals: readonly G[],
	planning: Planning<G>,
	options: ProvisionOptions,
): Promise<Provisioned> {
	const keys = goals.map(({ trunkSid }) => turnKey(client.account, trunkSid));
	const { signal } = options;
	const done = await inTurn(
		keys,
		signal,
		async () => await bringAbout(client, goals, planning, options),
	);
	if (done !== CANCELLED) return done;
	const failure = troubleFailure('cancelled');
	const outcome: NotDone = { kind: 'notTried', goal: 'added', failure };
	const outcomes = new Map(goals.map((goal) => [goal.trunkSid, allAre(goal, outcome)]));
	return { outcomes, trunks: [] };
}

async function bringAbout<G extends Goal>(
	client: ExotelClient,
	goals: readonly G[],
	planning: Planning<G>,
	{ batchSize, stopOnFailure, dryRun, checksDoubles, progress }: ProvisionOptions,
): Promise<Provisioned> {
	const brake = new Brake(stopOnFailure);
	const outcomes = new Map<string, ReadonlyMap<Wanted, Outcome>>();
	const lists = new Map<G, Rows>();
	progress.begin('lists read', goals.length);
	await inParallel(goals, async (goal) => {
		const read = await readTrunk(client, goal, brake);
		progress.advance();
		if (read.kind === 'listed') lists.set(goal, read.listed);
		else outcomes.set(goal.trunkSid, allAre(goal, read.outcome));
	});

	const plans = planning.planAll(goals.map((goal) => ({ goal, listed: lists.get(goal) ?? null })));
	const objection = objectionTo(plans, planning);
	const manner = { largestBatch: batchSize, checksDoubles, progress };
	const isOnlyTold = dryRun || objection !== undefined;
	const trunks = isOnlyTold ? plans.map(preview) : await apply(client, plans, brake, manner);
	for (const trunk of trunks) {
		tellRepeats(trunk.plan, trunk.outcomes);
		outcomes.set(trunk.plan.trunkSid, trunk.outcomes);
	}
	return { outcomes, trunks, ...(objection === undefined ? {} : { objection }) };
}

/** What a trunk has; or, when it could not be read, what became of all that was wanted there. */
type TrunkRead =
	| { readonly kind: 'listed'; readonly listed: Rows }
	| { readonly kind: 'unread'; readonly outcome: NotDone };

async function readTrunk(
	client: ExotelClient,
	{ trunkSid, section, wanted }: Goal,
	brake: Brake,
): Promise<TrunkRead> {
	const halted = brake.reasonFor(trunkSid);
	if (halted !== undefined) {
		return { kind: 'unread', outcome: { kind: 'notTried', goal: 'added', failure: halted } };
	}
	const path = paths.ofTrunk(trunkSid, section.collection);
	const listed = await client.readAll(path, { expected: wanted.length });
	if (listed.ok) return { kind: 'listed', listed: listed.value };
	const { failure } = listed;
	brake.stop(trunkSid, failure);
	return { kind: 'unread', outcome: { kind: 'requestFailed', goal: 'added', failure } };
}

function allAre({ wanted }: Goal, outcome: NotDone): ReadonlyMap<Wanted, Outcome> {
	return new Map(wanted.map((one) => [one, outcome]));
}

/** What is wanted again has become what the first of it has. */
function tellRepeats({ repeats, inPlace }: Plan, outcomes: Map<Wanted, Outcome>): void {
	for (const { one, first } of repeats) {
		const outcome = outcomes.get(first);
		if (outcome === undefined) continue;
		outcomes.set(one, outcome.kind === 'done' ? { ...outcome, action: inPlace } : outcome);
	}
}
