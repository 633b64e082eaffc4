import type { ExotelClient } from '../transport/model';
import { inParallel } from '../transport/parallel';
import type { Brake } from './brake';
import { groupBy } from './groupBy';
import { idOf } from './kind';
import type { Doubt, Plan, TrunkOutcome } from './model';
import { deletionsIn } from './plan';
import { sections } from './sections';
import type { Wanted } from './sections/section';
import { trunkItself } from './sections/trunkItself';
import { sum } from './sum';
import { TrunkRun, type Manner } from './trunkRun';

/** How often what somebody else has deleted meanwhile is added again, and looked for again. */
const MAX_ROUNDS = 3;

/**
 * Carries plans out, with as few requests as `largestBatch` allows and a few of them at a time.
 *
 * Makes before it breaks: trunks first, then section by section in the order of {@link sections}, each with what
 * must be there before, and with its values; then changes in place what differs; and deletes last, the sections
 * in the opposite order, on those trunks where all else is in place. Where anything was deleted, it looks whether
 * all that is wanted is still there, and begins again with what is not.
 */
export async function apply(
	client: ExotelClient,
	plans: readonly Plan[],
	brake: Brake,
	manner: Manner,
): Promise<TrunkOutcome[]> {
	const { progress } = manner;
	progress.begin('requests sent', sum(plans.map((plan) => requestsFor(plan, manner))));
	const runOf = (plan: Plan, trunkSid?: string) =>
		new TrunkRun(client, plan, brake, manner, trunkSid);
	const trunks = plans.filter(({ section }) => section === trunkItself).map((plan) => runOf(plan));
	await make(trunks, manner);
	const sids = sidsOf(trunks, brake);
	const others = plans
		.filter(({ section }) => section !== trunkItself)
		.map((plan) => runOf(plan, sids.get(plan.trunkSid)));
	const runs = [...trunks, ...others];
	for (let round = 1; round <= MAX_ROUNDS; round++) {
		for (const ofSection of bySection(others)) await make(ofSection, manner);
		await change(runs, 'all', manner);
		for (const ofSection of bySection(others).reverse()) await remove(ofSection, runs, manner);
		await inParallel(runs, async (run) => await run.findLost());
		if (!runs.some((run) => run.hasPending)) break;
	}
	const byPlan = new Map(runs.map((run) => [run.plan, run]));
	return plans.flatMap((plan) => byPlan.get(plan) ?? []);
}

/** Adds what is missing, sees to it that nothing was added twice, and gives it the values that it should have. */
async function make(runs: readonly TrunkRun[], manner: Manner): Promise<void> {
	await inParallel(runs, async (run) => await run.prepare());
	await inParallel(batchesOf(runs), async ([run, batch]) => {
		await run.add(batch);
		manner.progress.advance();
	});
	await inParallel(runs, async (run) => await run.resolveDoubles());
	await change(runs, 'added', manner);
}

async function change(
	runs: readonly TrunkRun[],
	of: 'all' | 'added',
	{ progress }: Manner,
): Promise<void> {
	const changes = runs.flatMap((run) => run.takeChanges(of).map((one) => ({ run, one })));
	await inParallel(changes, async ({ run, one }) => {
		await run.change(one);
		progress.advance();
	});
}

/** @param all of all sections: a trunk that is not in order in one of them loses nothing in any */
async function remove(
	runs: readonly TrunkRun[],
	all: readonly TrunkRun[],
	{ progress }: Manner,
): Promise<void> {
	const doubts = new Map<string, Doubt>();
	for (const { plan, doubt } of all) if (doubt !== undefined) doubts.set(plan.trunkSid, doubt);
	const unwanted = runs.flatMap((run) => run.takeUnwanted().map((row) => ({ run, row })));
	await inParallel(unwanted, async ({ run, row }) => {
		await run.remove(row, doubts.get(run.plan.trunkSid));
		progress.advance();
	});
}

/**
 * The SIDs of trunks by what their plans name them. Of a trunk that could not be made, nothing more is to be
 * tried.
 */
function sidsOf(trunks: readonly TrunkRun[], brake: Brake): ReadonlyMap<string, string> {
	const sids = new Map<string, string>();
	for (const { plan, outcomes } of trunks) {
		for (const outcome of outcomes.values()) {
			if (outcome.kind === 'done') sids.set(plan.trunkSid, idOf(trunkItself, outcome.row));
			else if (plan.rows.length === 0 && 'failure' in outcome) {
				brake.hold(plan.trunkSid, outcome.failure);
			}
		}
	}
	return sids;
}

/** Runs section by section, in the order in which sections are made. */
function bySection(runs: readonly TrunkRun[]): Array<readonly TrunkRun[]> {
	const grouped = groupBy(runs, ({ plan }) => plan.section);
	return sections.flatMap((section) => {
		const ofSection = grouped.get(section);
		return ofSection === undefined ? [] : [ofSection];
	});
}

/** How many requests a plan takes that change something. */
function requestsFor(plan: Plan, { largestBatch }: Manner): number {
	const { add, update, section } = plan;
	const isChanged = ({ fields }: Wanted) =>
		section.changeable.some((name) => fields[name] !== undefined);
	const prepared = add.filter(({ whitelist = false }) => whitelist).length;
	const sent = prepared + Math.ceil(add.length / Math.min(largestBatch, section.mostPerRequest));
	return sent + add.filter(isChanged).length + update.length + deletionsIn(plan);
}

function* batchesOf(runs: readonly TrunkRun[]): Generator<[TrunkRun, Wanted[]]> {
	for (const run of runs) {
		for (const batch of run.takeBatches()) yield [run, batch];
	}
}
