import fc from 'fast-check';

import { fuzz } from '../harness/fuzz';
import { Simulator } from '../harness/simulator/simulator';
import { closing, draws, each, opening } from './facts/calls';
import { Play } from './facts/play';
import { RULES } from './facts/rules';
import { timesOf } from './facts/tally';
import { variants } from './facts/variants';

const { runs: RUNS, seed: SEED, timeoutMs } = fuzz(120, 20261128);

/** How often each rule has to be played, at least. */
const LEAST = 2;

const runs = fc.record({
	variants,
	destinations: fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 52),
	draws: fc.array(draws, { minLength: 1, maxLength: 80, size: 'max' }),
});

type Run = typeof runs extends fc.Arbitrary<infer T> ? T : never;

async function check(run: Run): Promise<void> {
	const simulator = await Simulator.start();
	try {
		const play = new Play(simulator, run.variants);
		const isLimited = run.variants.requestsPerMinute < Infinity;
		const end = isLimited ? each() : closing();
		const all = [...opening(run.destinations), ...run.draws, ...end];
		for (const draw of all) await play.carryOut(draw);
	} finally {
		await simulator.stop();
	}
}

it(
	`${RUNS} runs of random calls are answered as exotel-api says`,
	async () => {
		await fc.assert(fc.asyncProperty(runs, check), { numRuns: RUNS, seed: SEED });
	},
	timeoutMs,
);

it(`each of ${RULES.length} rules was played ${LEAST} times or more`, () => {
	const rare = RULES.filter((rule) => timesOf(rule) < LEAST);
	expect(rare.map((rule) => `${rule}: ${timesOf(rule)} times`)).toEqual([]);
});
