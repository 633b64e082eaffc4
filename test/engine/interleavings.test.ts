import fc from 'fast-check';

import { OtherProcess } from '../harness/engine/otherProcess';
import { fuzz } from '../harness/fuzz';
import { troubles } from '../harness/interleavings/claims';
import { play, thisProcess, type Play, type Process } from '../harness/interleavings/play';
import { scenarios, type Scenario } from '../harness/interleavings/scenario';
import { useSimulator } from '../harness/useSimulator';

/**
 * Executions that meet: Add, Sync, Update and Delete on the same trunks at the same time, in one n8n process
 * and in two, with and without faults. What must hold is in `test/harness/interleavings/claims.ts`; nothing
 * there knows the node's code.
 *
 * Requests take real time, a few random milliseconds. The waits of the node take none: they pass, in the order
 * in which they would have ended, as soon as no request of their process is under way. To the other
 * executions that is as if they were slow, so whatever is seen here can be seen in real time as well. What
 * comes late comes after a number of other requests, which does not depend on any clock.
 *
 * The seed decides what is planned and how long each request takes, but not how fast this machine is: if a
 * counterexample does not fail again, play it a few times.
 */
const { runs: RUNS, seed: SEED, timeoutMs } = fuzz(1_000, 20261125);
const IN_TWO = Math.ceil(RUNS / 5);
const IN_ONE = RUNS - IN_TWO;

/** What must have happened at least once in all schedules, or the claims would be about nothing. */
const HAPPENINGS = [
	...['added', 'existing', 'unchanged', 'updated', 'deleted', 'failed'],
	...['calm', 'faulty', 'read', 'made', 'removed', 'set'],
];

const simulator = useSimulator();

/** Plays schedules and returns how often that happened which happened least. */
async function playAll(processes: readonly [Process, Process?], runs: number): Promise<number> {
	const seen = new Map<string, number>();
	const check = async (scenario: Scenario) => {
		const played = await play(simulator, processes, scenario);
		for (const what of happeningsIn(played)) seen.set(what, (seen.get(what) ?? 0) + 1);
		expect(troubles(played)).toEqual([]);
	};
	const property = fc.asyncProperty(scenarios(processes.length), check);
	await fc.assert(property, { numRuns: runs, seed: SEED });
	return Math.min(...HAPPENINGS.map((what) => seen.get(what) ?? 0));
}

function happeningsIn({ executions, events, isCalm }: Play): string[] {
	const items = executions.flatMap(({ told }) => told.items);
	return [
		isCalm ? 'calm' : 'faulty',
		...items.map(({ action }) => action),
		...events.map(({ kind }) => kind),
	];
}

it(
	`in one process, ${IN_ONE} schedules lose nothing, double nothing and claim nothing untrue`,
	async () => {
		expect(await playAll([thisProcess], IN_ONE)).toBeGreaterThan(0);
	},
	timeoutMs,
);

describe('in two processes', () => {
	let other: OtherProcess;
	beforeAll(async () => {
		other = await OtherProcess.start();
	});
	afterAll(() => other.stop());

	it(
		`${IN_TWO} schedules lose nothing, double nothing and claim nothing untrue`,
		async () => {
			const inOther: Process = async (workflow, credential) =>
				await other.run(workflow, credential);
			expect(await playAll([thisProcess, inOther], IN_TWO)).toBeGreaterThan(0);
		},
		timeoutMs,
	);
});
