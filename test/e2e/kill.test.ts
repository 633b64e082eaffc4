/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   kills n8n at moments in real time, and reads the seed from the environment; not part of the package */
import { setTimeout as wait } from 'node:timers/promises';

import { say } from '../harness/n8n/install';
import { Instance, until } from '../harness/n8n/instance';
import {
	ADD,
	ADD_SKIPPING,
	checkAfterKill,
	checkDone,
	prepare,
	rowsFor,
	SYNC,
	type Job,
	type Site,
} from '../harness/n8n/jobs';
import { Arrivals, randomMoments, type Moment, type Phase } from '../harness/n8n/moments';
import { QueueMode } from '../harness/n8n/queue';
import { LATEST_N8N } from '../harness/n8n/versions';
import { chain, exotel, postedRows, rowsOf, start } from '../harness/n8n/workflows';
import { Simulator } from '../harness/simulator/simulator';

/** `EXOTEL_KILL_SEED=7 npm run test:e2e -- kill` for other moments, `EXOTEL_KILLS=2` for twice as many. */
const SEED = Number(process.env.EXOTEL_KILL_SEED ?? 20261125);
const TIMES = Number(process.env.EXOTEL_KILLS ?? 1);
const LATENCY_MS = 60;

/** What a kill came upon. */
interface Killed {
	readonly phase: Phase;
	/** How many changes had arrived at Exotel and were not carried out yet. */
	readonly underWay: number;
}

/** What the kills of a test came upon. */
class Figures {
	private readonly phases: Partial<Record<Phase, number>> = {};

	underWay = 0;

	add({ phase, underWay }: Killed): void {
		this.phases[phase] = (this.phases[phase] ?? 0) + 1;
		this.underWay += underWay;
	}

	print(what: string, moments: readonly Moment[], requests: number): void {
		const phases = Object.entries(this.phases).map(([phase, times]) => `${phase} ${times}`);
		const at = moments.map(({ request, delayMs }) => `${request}+${delayMs} ms`);
		say(
			`${what}: killed ${moments.length} times (${phases.join(', ')}), while ${this.underWay} changes were under way. Moments, by the last of ${requests} requests (seed ${SEED}): ${at.join(', ')}`,
		);
	}
}

/** Kills an execution at a moment; returns when nothing is on its way any more. */
async function killAt(
	moment: Promise<Phase>,
	arrivals: Arrivals,
	kill: () => Promise<void>,
): Promise<Killed> {
	const phase = await moment;
	const underWay = arrivals.changesUnderWay;
	await kill();
	await wait(2 * LATENCY_MS);
	return { phase, underWay };
}

/** Does something at a moment; what goes wrong then says at which. */
async function at(moment: Moment, work: () => Promise<void>): Promise<void> {
	await work().catch((error: unknown) => {
		const text = error instanceof Error ? error.message : String(error);
		throw new Error(`Killed ${moment.delayMs} ms after request ${moment.request}: ${text}`);
	});
}

describe('n8n that is killed and started again', () => {
	/** An n8n and an Exotel of its own, so that several can work at the same time. */
	interface Lane {
		readonly simulator: Simulator;
		readonly n8n: Instance;
	}

	const CASES = [
		{ id: 'killAdd', job: ADD, kills: 10 * TIMES },
		{ id: 'killSkip', job: ADD_SKIPPING, kills: 5 * TIMES },
		{ id: 'killSync', job: SYNC, kills: 15 * TIMES },
	];
	const lanes: Lane[] = [];
	/** Over all cases, how many changes were under way. */
	let underWay = 0;
	beforeAll(async () => {
		const workflows = CASES.map(({ id, job }) =>
			chain(id, [start, ...rowsOf(rowsFor(job)), exotel({}, job.parameters)]),
		);
		const open = async () => {
			const simulator = await Simulator.start();
			simulator.behaviour.latencyMs = LATENCY_MS;
			const n8n = await Instance.create(LATEST_N8N, simulator.credential);
			lanes.push({ simulator, n8n });
			await n8n.importWorkflow(workflows);
		};
		await Promise.all([open(), open()]);
	});
	afterAll(async () => {
		for (const { simulator, n8n } of lanes) {
			await n8n.stop();
			await simulator.stop();
		}
	});

	/** Lets the lanes share tasks; throws what went wrong first, once all have stopped. */
	async function inLanes<T>(
		tasks: readonly T[],
		work: (lane: Lane, task: T) => Promise<void>,
	): Promise<void> {
		const open = [...tasks];
		const done = await Promise.allSettled(
			lanes.map(async (lane) => {
				for (let task = open.shift(); task !== undefined; task = open.shift()) {
					await work(lane, task);
				}
			}),
		);
		for (const one of done) if (one.status === 'rejected') throw one.reason;
	}

	/** Runs a job to its end; returns how many requests that took. */
	async function runWhole({ simulator, n8n }: Lane, id: string, job: Job, site: Site) {
		const arrivals = new Arrivals(simulator);
		const done = await n8n.executeImported(id);
		expect([done.error, done.status]).toEqual([undefined, 'success']);
		const items = done.output('Exotel').map(({ json }) => json);
		checkDone(job, site, items);
		return arrivals.count;
	}

	async function runAndKill({ simulator, n8n }: Lane, id: string, moment: Moment) {
		const arrivals = new Arrivals(simulator);
		let pid = 0;
		const run = n8n.executeImported(id, { onStart: (started) => (pid = started) });
		const toItsEnd = run.then(({ status }) => {
			throw new Error(`It ended before that: ${status}`);
		});
		const reached = Promise.race([arrivals.reach(moment), toItsEnd]);
		const killed = await killAt(reached, arrivals, async () => await n8n.kill(pid));
		await expect(toItsEnd).rejects.toThrow('printed no execution');
		return killed;
	}

	it.each(CASES)(
		'at $kills moments of a run of $job.name, loses and doubles nothing when it is run again',
		async ({ id, job, kills }) => {
			let requests = 0;
			await inLanes([job], async (lane) => {
				requests = await runWhole(lane, id, job, prepare(lane.simulator, job));
			});

			const moments = randomMoments(kills, { requests, latencyMs: LATENCY_MS, seed: SEED });
			const figures = new Figures();
			await inLanes(moments, async (lane, moment) => {
				await at(moment, async () => {
					const site = prepare(lane.simulator, job);
					figures.add(await runAndKill(lane, id, moment));
					checkAfterKill(job, site);
					await runWhole(lane, id, job, site);
				});
			});
			figures.print(`n8n, ${job.name}`, moments, requests);
			underWay += figures.underWay;
		},
	);

	it('was killed while changes were on their way', () => {
		expect(underWay).toBeGreaterThan(0);
	});
});

describe('one of two workers that is killed', () => {
	const CASES = [
		{ id: 'queueAdd', job: ADD, kills: 3 * TIMES },
		{ id: 'queueSync', job: SYNC, kills: 3 * TIMES },
	];
	let simulator: Simulator;
	let queue: QueueMode;
	beforeAll(async () => {
		simulator = await Simulator.start();
		simulator.behaviour.latencyMs = LATENCY_MS;
		queue = await QueueMode.start(simulator.credential, { workers: 2, concurrency: 5 });
		const workflows = CASES.map(({ id, job }) =>
			chain(id, [...postedRows(id, 'atTheEnd'), exotel({}, job.parameters)]),
		);
		await queue.n8n.publish(...workflows);
	});
	afterAll(async () => {
		await queue?.stop();
		await simulator.stop();
	});

	const run = async (id: string, job: Job) => await queue.n8n.post(id, { rows: rowsFor(job) });

	/** Runs a job to its end; returns how many requests that took. */
	async function runWhole(id: string, job: Job, site: Site): Promise<number> {
		const arrivals = new Arrivals(simulator);
		const { status, answer } = await run(id, job);
		expect(status).toBe(200);
		checkDone(job, site, answer);
		return arrivals.count;
	}

	/**
	 * Kills the worker that a job runs on. n8n does not run the job again by itself, but finds out minutes
	 * later that it has failed; nobody waits for that here.
	 */
	async function runAndKill(id: string, job: Job, moment: Moment): Promise<Killed> {
		const arrivals = new Arrivals(simulator);
		const toItsEnd = run(id, job).then(({ status }) => {
			throw new Error(`It ended before that: ${status}`);
		});
		toItsEnd.catch(() => {}); // n8n answers at last, or is stopped before it does
		const reached = Promise.race([arrivals.reach(moment), toItsEnd]);
		return await killAt(reached, arrivals, async () => await queue.killBusyWorker());
	}

	it.each(CASES)(
		'at $kills moments of a run of $job.name, loses and doubles nothing when the other runs it again',
		async ({ id, job, kills }) => {
			const requests = await runWhole(id, job, prepare(simulator, job));
			const moments = randomMoments(kills, { requests, latencyMs: LATENCY_MS, seed: SEED });
			const figures = new Figures();
			for (const moment of moments) {
				await at(moment, async () => {
					const site = prepare(simulator, job);
					figures.add(await runAndKill(id, job, moment));
					checkAfterKill(job, site);
					await runWhole(id, job, site);
					await queue.startWorker();
				});
			}
			figures.print(`A worker, ${job.name}`, moments, requests);
			const successes = async () =>
				(await queue.n8n.executions(id)).filter(({ status }) => status === 'success').length;
			await until('the last is stored', async () => (await successes()) >= 1 + kills);
			expect(await successes()).toBe(1 + kills);
		},
	);
});
