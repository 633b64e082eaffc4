/* eslint-disable @n8n/community-nodes/no-restricted-globals --
   reads the number of runs from the environment; not part of the package */
import fc from 'fast-check';

import { Simulator } from '../harness/simulator/simulator';
import { closing, draws, each, opening } from './facts/calls';
import { Play } from './facts/play';
import { RULES } from './facts/rules';
import { timesOf } from './facts/tally';
import { variants } from './facts/variants';

/** `EXOTEL_FUZZ_RUNS=2000 npx jest simulator/facts` for more runs, `EXOTEL_FUZZ_SEED=…` for different ones. */
const RUNS = Number(process.env.EXOTEL_FUZZ_RUNS ?? 120);
const SEED = Number(process.env.EXOTEL_FUZZ_SEED ?? 20261128);

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

it(`${RUNS} runs of random calls are answered as exotel-api says`, async () => {
	await fc.assert(fc.asyncProperty(runs, check), { numRuns: RUNS, seed: SEED });
}, 600_000);

it(`each of ${RULES.length} rules was played ${LEAST} times or more`, () => {
	const rare = RULES.filter((rule) => timesOf(rule) < LEAST);
	expect(rare.map((rule) => `${rule}: ${timesOf(rule)} times`)).toEqual([]);
});
