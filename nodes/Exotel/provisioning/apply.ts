import type { ExotelClient } from '../transport/model';
import type { Brake } from './brake';
import type { Plan, TrunkOutcome, WantedDestination } from './model';
import { inParallel } from '../transport/parallel';
import { TrunkRun } from './trunkRun';

/**
 * Carries plans out, with as few requests as `batchSize` allows and a few of them at a time.
 *
 * Makes before it breaks: whitelists addresses where that is wanted; adds what is missing; sets priorities
 * and weights, which the add call does not take; and deletes last, on those trunks where all else is in place.
 *
 * @param batchSize destinations a request, at least 1
 */
export async function apply(
	client: ExotelClient,
	plans: readonly Plan[],
	brake: Brake,
	batchSize: number,
): Promise<TrunkOutcome[]> {
	const batches = { largest: batchSize };
	const runs = plans.map((plan) => new TrunkRun(client, plan, brake, batches));
	await inParallel(runs, async (run) => await run.whitelist());
	await inParallel(batchesOf(runs), async ([run, batch]) => await run.add(batch));
	await inParallel(
		runs.flatMap((run) => run.changes.map((change) => ({ run, change }))),
		async ({ run, change }) => await run.setRouting(change),
	);
	await inParallel(
		runs.flatMap((run) => run.unwanted.map((row) => ({ run, row }))),
		async ({ run, row }) => await run.remove(row),
	);
	return runs;
}

function* batchesOf(runs: readonly TrunkRun[]): Generator<[TrunkRun, WantedDestination[]]> {
	for (const run of runs) {
		for (const batch of run.takeBatches()) yield [run, batch];
	}
}
