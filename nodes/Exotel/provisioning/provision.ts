import { troubleFailure } from '../transport/failure';
import type { ExotelClient, Failure, Rows } from '../transport/model';
import { inParallel } from '../transport/parallel';
import { paths } from '../transport/paths';
import { apply } from './apply';
import { Brake } from './brake';
import type { NotDone, Outcome, Plan, ProvisionOptions, Purpose, TrunkOutcome } from './model';
import type { Reading } from './plan';
import { preview } from './preview';
import type { PlannedSection, Wanted } from './sections/section';
import { CANCELLED, inTurn, turnKey } from './turns';

/** Something to do with one section of a trunk, as far as it is known before the trunk is read. */
interface Goal {
	readonly trunkSid: string;
	readonly section: PlannedSection;
	/** How many rows the trunk will have, as a guess. */
	readonly expected: number;
	/** What is to be done there, to be told if the trunk can't be read. */
	readonly purpose: Purpose;
}

/** What became of everything; failures are outcomes too. */
export interface Provisioned<O> {
	/** What became of the trunks that could be read; or what would have, if there is an objection. */
	readonly trunks: readonly TrunkOutcome[];
	/** By the SID of each other trunk, what became of all that was wanted there. */
	readonly unread: ReadonlyMap<string, NotDone>;
	/** Why nothing was changed, or would be in a dry run; the first is what counts. */
	readonly objections: readonly O[];
}

/** How plans are made, and what they must keep to. */
export interface Planning<G, O> {
	planAll(readings: ReadonlyArray<Reading<G>>): Plan[];
	/** Says why plans must not be carried out, none of them; nothing if they may. */
	objectionsTo(plans: readonly Plan[]): readonly O[];
}

/**
 * Brings a section of trunks to what is wanted: reads what every trunk has before anything is changed, so that
 * an unknown trunk stops it all in time; plans; then previews or applies the plans, unless there is an
 * objection. All of this is done while no other execution of this process changes any of these trunks.
 *
 * @param goals no two for the same trunk
 */
export async function provision<G extends Goal, O>(
	client: ExotelClient,
	goals: readonly G[],
	planning: Planning<G, O>,
	options: ProvisionOptions,
): Promise<Provisioned<O>> {
	const keys = goals.map(({ trunkSid }) => turnKey(client.account, trunkSid));
	const { signal } = options;
	const done = await inTurn(
		keys,
		signal,
		async () => await bringAbout(client, goals, planning, options),
	);
	if (done !== CANCELLED) return done;
	const failure = troubleFailure('cancelled');
	const unread = goals.map((goal) => [goal.trunkSid, notTried(goal, failure)] as const);
	return { trunks: [], unread: new Map(unread), objections: [] };
}

async function bringAbout<G extends Goal, O>(
	client: ExotelClient,
	goals: readonly G[],
	planning: Planning<G, O>,
	{ batchSize, stopOnFailure, dryRun, checksDoubles, progress }: ProvisionOptions,
): Promise<Provisioned<O>> {
	const brake = new Brake(stopOnFailure);
	const unread = new Map<string, NotDone>();
	const lists = new Map<G, Rows>();
	progress.begin('lists read', goals.length);
	await inParallel(goals, async (goal) => {
		const read = await readTrunk(client, goal, brake);
		progress.advance();
		if (read.kind === 'listed') lists.set(goal, read.listed);
		else unread.set(goal.trunkSid, read.outcome);
	});

	const plans = planning.planAll(goals.map((goal) => ({ goal, listed: lists.get(goal) ?? null })));
	const objections = planning.objectionsTo(plans);
	const manner = { largestBatch: batchSize, checksDoubles, progress };
	const isOnlyTold = dryRun || objections.length > 0;
	const trunks = isOnlyTold ? plans.map(preview) : await apply(client, plans, brake, manner);
	for (const { plan, outcomes } of trunks) tellRepeats(plan, outcomes);
	return { trunks, unread, objections };
}

/** What a trunk has; or, when it could not be read, what became of all that was wanted there. */
type TrunkRead =
	| { readonly kind: 'listed'; readonly listed: Rows }
	| { readonly kind: 'unread'; readonly outcome: NotDone };

async function readTrunk(client: ExotelClient, goal: Goal, brake: Brake): Promise<TrunkRead> {
	const { trunkSid, section, expected, purpose } = goal;
	const halted = brake.reasonFor(trunkSid);
	if (halted !== undefined) return { kind: 'unread', outcome: notTried(goal, halted) };
	const path = paths.ofTrunk(trunkSid, section.collection);
	const listed = await client.readAll(path, { expected });
	if (listed.ok) return { kind: 'listed', listed: listed.value };
	const { failure } = listed;
	brake.stop(trunkSid, failure);
	return { kind: 'unread', outcome: { kind: 'requestFailed', goal: purpose, failure } };
}

function notTried({ purpose }: Goal, failure: Failure): NotDone {
	return { kind: 'notTried', goal: purpose, failure };
}

/** What is wanted again has become what the first of it has. */
function tellRepeats({ repeats, inPlace }: Plan, outcomes: Map<Wanted, Outcome>): void {
	for (const { one, first } of repeats) {
		const outcome = outcomes.get(first);
		if (outcome === undefined) continue;
		outcomes.set(one, outcome.kind === 'done' ? { ...outcome, action: inPlace } : outcome);
	}
}
