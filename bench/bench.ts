/* eslint-disable no-console, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   a command-line program: it prints, reads its arguments and writes files */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { PROJECT, say } from '../test/harness/n8n/install';
import { LATEST_N8N, NODE_VERSION } from '../test/harness/n8n/versions';
import { casesOf, CROWDS, mostlyWaits, nameOf, type Case, type Crowd } from './cases';
import { drawChart } from './chart';
import { isFloor } from './contenders';
import { goalsOf, renewed } from './goals';
import { Bench, type Run } from './measure';
import { operationOf } from './operations';
import type { Shares } from './profile';
import { goalsTable, resultsTable, withReadmeTable } from './report';
import { spreadOf } from './result';
import type { Result, Results } from './types';
import { measureWatching } from './watch';

/** Each number is the median of this many runs; the cases take turns. */
const RUNS = 5;

/** How many cases that mostly wait are measured at once, each with all of its runs side by side. */
const WAITING_AT_ONCE = 3;

/** How long n8n takes to start; if many did at once, they would slow down what is measured. */
const START_MS = 8_000;

const RESULTS = join(PROJECT, 'bench/results.json');

/** Measures and prints, and saves the results if everything was measured, or if told to. */
async function main(): Promise<void> {
	const { values: asked } = parseArgs({
		options: {
			check: { type: 'boolean' },
			small: { type: 'boolean' },
			renew: { type: 'boolean' },
			only: { type: 'string' },
		},
	});
	const { only = '' } = asked;
	const selection = asked.small ? 'small' : asked.check ? 'goals' : 'all';
	const cases = casesOf(selection).filter((one) => nameOf(one).includes(only));
	const watching = measureWatching();
	const bench = await Bench.start(cases, cases.some(mostlyWaits) ? RUNS * WAITING_AT_ONCE : 1);
	let measured: { results: Result[]; shares?: Shares };
	try {
		measured = await measure(bench, cases, asked.small === true);
	} finally {
		await bench.stop();
	}

	const { results, shares } = measured;
	const [processor] = cpus();
	const memory = Math.round(totalmem() / 1024 ** 3);
	const report: Results = {
		date: new Date().toISOString().slice(0, 10),
		machine: `${cpus().length} cores of ${processor?.model ?? 'an unknown processor'}, ${memory} GB`,
		n8n: `${LATEST_N8N} on Node.js ${NODE_VERSION}`,
		results,
		shares,
		watching,
		goals: goalsOf(results, { shares, watching }),
	};
	console.log(`\nn8n ${report.n8n}; ${report.machine}; medians of ${results[0]?.runs ?? 0} runs\n`);
	console.log(`${resultsTable(results)}\n\n${goalsTable(report.goals)}`);
	if (selection === 'all' && only === '') await keep(report);
	else if (asked.renew) await keep(renewed(await readResults(), report));
	if (asked.check && report.goals.some(({ isMet }) => !isMet)) process.exitCode = 1;
}

/** Takes note of a run of a case. */
type Note = (one: Case, run: Run) => void;

/** @param isRepeated whether to measure the cases of a missed goal again, since the machine may be busy */
async function measure(bench: Bench, cases: readonly Case[], isRepeated: boolean) {
	const runs = new Map<Case, Run[]>(cases.map((one) => [one, []]));
	const note: Note = (one, run) => {
		checkComplete(one, run);
		runs.get(one)?.push(run);
		const { ms, memoryMb = 0, requests, refused } = run;
		const seen = JSON.stringify({ ms, memoryMb, ...requests, refused });
		say(`${nameOf(one)}: ${seen}`);
	};
	const resultsNow = () => cases.map((one) => summarize(one, runs.get(one) ?? []));

	// What starts many processes goes first: if that fails, it has not cost the hour and a half of the rounds.
	await measureWaiting(bench, cases.filter(mostlyWaits), note);
	for (const kind of CROWDS) {
		const some = cases.filter(({ crowd }) => crowd === kind);
		if (some.length > 0) await measureCrowd(bench, kind, some, note);
	}

	const usual = cases.filter((one) => !mostlyWaits(one) && one.crowd === undefined);
	await measureInTurn(bench, usual, note);
	const missed = goalsOf(resultsNow()).filter(({ isMet }) => !isMet);
	const again = new Set(missed.flatMap((goal) => goal.cases));
	const some = usual.filter((one) => again.has(nameOf(one)));
	if (isRepeated && some.length > 0) {
		say(`Once more, for the machine may have been busy:\n${goalsTable(missed)}`);
		await measureInTurn(bench, some, note);
	}

	const largest = cases.find(
		({ contender, count, latencyMs }) =>
			contender === 'exotel' && count === 100_000 && latencyMs === 0,
	);
	if (largest !== undefined) say(`With a CPU profile: ${nameOf(largest)}`);
	const { shares } = largest === undefined ? {} : await bench.run(largest, { isProfiled: true });
	return { results: resultsNow(), shares };
}

async function measureInTurn(bench: Bench, cases: readonly Case[], note: Note): Promise<void> {
	for (let round = 1; round <= RUNS; round++) {
		say(`Round ${round} of ${RUNS}`);
		for (const one of cases) note(one, await bench.run(one));
	}
}

async function measureWaiting(bench: Bench, cases: readonly Case[], note: Note): Promise<void> {
	for (let first = 0; first < cases.length; first += WAITING_AT_ONCE) {
		const some = cases.slice(first, first + WAITING_AT_ONCE);
		say(`${RUNS} runs side by side of each: ${some.map(nameOf).join('; ')}`);
		const all = some.flatMap((one) => Array.from({ length: RUNS }, () => one));
		await Promise.all(
			all.map(async (one, account) => {
				await wait(account * START_MS);
				note(one, await bench.run(one, { account }));
			}),
		);
	}
}

async function measureCrowd(
	bench: Bench,
	kind: Crowd,
	cases: readonly Case[],
	note: Note,
): Promise<void> {
	say(`Executions at once in ${kind}`);
	const { run, stop } = await bench.openCrowd(kind, cases);
	try {
		for (const one of cases) await run(one); // what runs first in a server takes longer
		for (let round = 1; round <= RUNS; round++) {
			for (const one of cases) note(one, await run(one));
		}
	} finally {
		await stop();
	}
}

/** Only under the limits may anything be missing: a time means nothing if the work was not done. */
function checkComplete(one: Case, run: Run): void {
	const isDone = run.different === one.count && run.done === one.count;
	// A summary is one item for each trunk.
	const { itemsPerRow = 1 } = operationOf(one);
	const items = one.contender === 'exotelPlanning' ? one.trunks : one.count * itemsPerRow;
	const isTold = isFloor(one) || run.items === items;
	if (one.isLimited || (isDone && isTold && run.error === undefined)) return;
	throw new Error(`${nameOf(one)} did not finish its work: ${JSON.stringify(run)}`);
}

function summarize(one: Case, runs: readonly Run[]): Result {
	const spread = (read: (run: Run) => number) => spreadOf(runs.map(read));
	const memory = runs.flatMap(({ memoryMb }) => (memoryMb === undefined ? [] : [memoryMb]));
	return {
		...one,
		runs: runs.length,
		ms: spread(({ ms }) => Math.round(ms)),
		...(memory.length === 0 ? {} : { memoryMb: spreadOf(memory.map(Math.round)) }),
		reads: spread(({ requests }) => requests.GET ?? 0),
		posts: spread(({ requests }) => sum(requests) - (requests.GET ?? 0)),
		refused: spread(({ refused }) => refused),
		done: spread(({ different }) => (one.isSecondRun ? 0 : different)),
		items: spread(({ items }) => items),
	};
}

function sum(requests: Run['requests']): number {
	return Object.values(requests).reduce((all, count) => all + count, 0);
}

async function readResults(): Promise<Results> {
	return JSON.parse(await readFile(RESULTS, 'utf8')); // as keep has written it
}

async function keep(report: Results): Promise<void> {
	await writeFile(RESULTS, `${JSON.stringify(report, null, '\t')}\n`);
	await writeFile(join(PROJECT, 'docs/images/speed.svg'), drawChart(report));
	const readme = join(PROJECT, 'README.md');
	await writeFile(readme, withReadmeTable(await readFile(readme, 'utf8'), report));
	say('Wrote bench/results.json, docs/images/speed.svg and the table in the README');
}

void main();
