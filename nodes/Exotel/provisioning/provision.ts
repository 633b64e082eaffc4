import { failed, troubleFailure } from '../transport/failure';
import type { ExotelClient, Failure, Result, Rows } from '../transport/model';
import { inParallel } from '../transport/parallel';
import { apply } from './apply';
import { Brake } from './brake';
import type { NotDone, Outcome, Plan, ProvisionOptions, Purpose, TrunkOutcome } from './model';
import type { Reading } from './plan';
import { preview } from './preview';
import { byKey } from './rows';
import type { Elsewhere, PlannedSection, Wanted } from './sections/section';
import { CANCELLED, inTurn, turnKey } from './turns';

/** Something to do with one section of a trunk, as far as it is known before the trunk is read. */
interface Goal {
	/** Of a trunk that does not exist yet, what stands for its SID. */
	readonly trunkSid: string;
	readonly section: PlannedSection;
	/** What the trunk has, where that is known without reading a list of its own. */
	readonly listed?: Rows;
	/** How many rows the trunk will have, as a guess. */
	readonly expected: number;
	/** What is wanted there, where that is known before the trunk is read. */
	readonly wanted?: readonly Wanted[];
}

/** What became of everything; failures are outcomes too. */
export interface Provisioned<O> {
	/** What became of the trunks that could be read, section by section; or what would have, if there is an objection. */
	readonly trunks: readonly TrunkOutcome[];
	/** By the SID of each other trunk, what became of all that was wanted there. */
	readonly unread: ReadonlyMap<string, NotDone>;
	/** Why nothing was changed, or would be in a dry run; the first is what counts. */
	readonly objections: readonly O[];
}

/** What is to be done, and how plans for it are made. */
export interface Planning<G, O> {
	/** The trunks that may be changed. */
	readonly trunkSids: readonly string[];
	/** What is to be done there, first. */
	readonly purpose: Purpose;
	/** What is to be done, said once no other execution changes these trunks; no two for the same section of a trunk. */
	goals(): Promise<readonly G[]>;
	planAll(readings: ReadonlyArray<Reading<G>>): Plan[];
	/** Says why plans must not be carried out, none of them; nothing if they may. */
	objectionsTo(plans: readonly Plan[]): readonly O[];
}

/**
 * Brings trunks to what is wanted, section by section: reads what every trunk has before anything is changed, so
 * that an unknown trunk stops it all in time; plans; then previews or applies the plans, unless there is an
 * objection. All of this is done while no other execution of this process changes any of these trunks.
 */
export async function provision<G extends Goal, O>(
	client: ExotelClient,
	planning: Planning<G, O>,
	options: ProvisionOptions,
): Promise<Provisioned<O>> {
	const { trunkSids, purpose } = planning;
	const keys = trunkSids.map((trunkSid) => turnKey(client.account, trunkSid));
	const { signal } = options;
	const done = await inTurn(keys, signal, async () => await bringAbout(client, planning, options));
	if (done !== CANCELLED) return done;
	const outcome = notTried(purpose, troubleFailure('cancelled'));
	const unread = trunkSids.map((trunkSid) => [trunkSid, outcome] as const);
	return { trunks: [], unread: new Map(unread), objections: [] };
}

async function bringAbout<G extends Goal, O>(
	client: ExotelClient,
	planning: Planning<G, O>,
	{ batchSize, stopOnFailure, dryRun, checksDoubles, progress }: ProvisionOptions,
): Promise<Provisioned<O>> {
	const brake = new Brake(stopOnFailure);
	const unread = new Map<string, NotDone>();
	const known = new Map<G, Known>();
	const goals = await planning.goals();
	progress.begin('lists read', goals.filter(({ listed }) => listed === undefined).length);
	await inParallel(goals, async (goal) => {
		const read = await readTrunk(client, goal, brake, planning.purpose);
		if (goal.listed === undefined) progress.advance();
		if (read.kind === 'known') known.set(goal, read.known);
		else if (!unread.has(goal.trunkSid)) unread.set(goal.trunkSid, read.outcome);
	});

	const readings = goals.map((goal) => ({ goal, ...(known.get(goal) ?? UNKNOWN) }));
	const plans = planning.planAll(readings);
	const objections = planning.objectionsTo(plans);
	const manner = { largestBatch: batchSize, checksDoubles, progress };
	const isOnlyTold = dryRun || objections.length > 0;
	const trunks = isOnlyTold ? plans.map(preview) : await apply(client, plans, brake, manner);
	for (const { plan, outcomes } of trunks) tellRepeats(plan, outcomes);
	return { trunks, unread, objections };
}

/** What is known of one section of a trunk before it is planned. */
type Known = Pick<Reading<unknown>, 'listed' | 'elsewhere'>;

const UNKNOWN: Known = { listed: null };

/** What a trunk has; or, when it could not be read, what became of all that was wanted there. */
type TrunkRead =
	| { readonly kind: 'known'; readonly known: Known }
	| { readonly kind: 'unread'; readonly outcome: NotDone };

async function readTrunk(
	client: ExotelClient,
	goal: Goal,
	brake: Brake,
	purpose: Purpose,
): Promise<TrunkRead> {
	const { trunkSid } = goal;
	const halted = brake.reasonFor(trunkSid);
	if (halted !== undefined) return { kind: 'unread', outcome: notTried(purpose, halted) };
	const known = await lookUp(client, goal);
	if (known.ok) return { kind: 'known', known: known.value };
	const { failure } = known;
	brake.stop(trunkSid, failure);
	return { kind: 'unread', outcome: { kind: 'requestFailed', goal: purpose, failure } };
}

async function lookUp(client: ExotelClient, goal: Goal): Promise<Result<Known>> {
	const listed = await readRows(client, goal);
	if (!listed.ok) return listed;
	const elsewhere = await findElsewhere(client, goal, listed.value);
	if (!elsewhere.ok) return elsewhere;
	return { ok: true, value: { listed: listed.value, elsewhere: elsewhere.value } };
}

async function readRows(
	client: ExotelClient,
	{ trunkSid, section, expected, listed }: Goal,
): Promise<Result<Rows>> {
	if (listed !== undefined) return { ok: true, value: listed };
	return await client.readAll(section.requests.list(trunkSid), { expected });
}

/** Looks which other trunks have what is to be added and only one of them can have. */
async function findElsewhere(
	client: ExotelClient,
	{ trunkSid, section, wanted = [] }: Goal,
	{ rows }: Rows,
): Promise<Result<ReadonlyMap<string, Elsewhere>>> {
	const elsewhere = new Map<string, Elsewhere>();
	const { exclusive } = section;
	if (exclusive === undefined) return { ok: true, value: elsewhere };
	const there = byKey(section, rows);
	const missing = new Set(wanted.map(({ key }) => key).filter((key) => !there.has(key)));
	let failure: Failure | undefined;
	await inParallel(missing, async (key) => {
		if (failure !== undefined) return;
		const found = await exclusive.find(client, trunkSid, key);
		if (!found.ok) failure = found.failure;
		else if (found.value !== undefined) elsewhere.set(key, found.value);
	});
	return failure === undefined ? { ok: true, value: elsewhere } : failed(failure);
}

function notTried(goal: Purpose, failure: Failure): NotDone {
	return { kind: 'notTried', goal, failure };
}

/** What is wanted again has become what the first of it has. */
function tellRepeats({ repeats, inPlace }: Plan, outcomes: Map<Wanted, Outcome>): void {
	for (const { one, first } of repeats) {
		const outcome = outcomes.get(first);
		if (outcome === undefined) continue;
		outcomes.set(one, outcome.kind === 'done' ? { ...outcome, action: inPlace } : outcome);
	}
}
