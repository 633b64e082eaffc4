import type { ExotelClient } from '../transport/model';
import { inParallel } from '../transport/parallel';
import type { Brake } from './brake';
import type { Plan, TrunkOutcome } from './model';
import { deletionsIn } from './plan';
import type { Wanted } from './sections/section';
import { sum } from './sum';
import { TrunkRun, type Manner } from './trunkRun';

/** How often what somebody else has deleted meanwhile is added again, and looked for again. */
const MAX_ROUNDS = 3;

/**
 * Carries plans out, with as few requests as `largestBatch` allows and a few of them at a time.
 *
 * Makes before it breaks: prepares what must be there first; adds what is missing, and sees to it that
 * nothing was added twice; changes in place what differs, also of what was added; and deletes last, on those
 * trunks where all else is in place. Where anything was deleted, it looks whether all that is wanted is still
 * there, and begins again with what is not.
 */
export async function apply(
	client: ExotelClient,
	plans: readonly Plan[],
	brake: Brake,
	manner: Manner,
): Promise<TrunkOutcome[]> {
	const runs = plans.map((plan) => new TrunkRun(client, plan, brake, manner));
	const { progress } = manner;
	progress.begin('requests sent', sum(plans.map((plan) => requestsFor(plan, manner))));
	await inParallel(runs, async (run) => await run.prepare());
	for (let round = 1; round <= MAX_ROUNDS; round++) {
		await inParallel(batchesOf(runs), async ([run, batch]) => {
			await run.add(batch);
			progress.advance();
		});
		await inParallel(runs, async (run) => await run.resolveDoubles());
		await inParallel(
			runs.flatMap((run) => run.takeChanges().map((change) => ({ run, change }))),
			async ({ run, change }) => {
				await run.change(change);
				progress.advance();
			},
		);
		await inParallel(
			runs.flatMap((run) => run.takeUnwanted().map((row) => ({ run, row }))),
			async ({ run, row }) => {
				await run.remove(row);
				progress.advance();
			},
		);
		await inParallel(runs, async (run) => await run.findLost());
		if (!runs.some((run) => run.hasPending)) break;
	}
	return runs;
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
