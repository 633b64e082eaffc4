import type { IDataObject } from 'n8n-workflow';

import { say } from '../harness/n8n/install';
import { Instance } from '../harness/n8n/instance';
import { LATEST_N8N } from '../harness/n8n/versions';
import { chain, exotel, postedRows } from '../harness/n8n/workflows';
import { isRecord } from '../harness/records';
import { Simulator } from '../harness/simulator/simulator';
import type { Trunk } from '../harness/simulator/state';

/** What two executions on one trunk ask for, and what the trunk has before. */
interface Round {
	readonly before: readonly string[];
	readonly lists: readonly [readonly string[], readonly string[]];
}

/** Every round of a race has its own trunk, so that all rounds can be run at the same time. */
interface Race {
	readonly name: string;
	readonly parameters: IDataObject;
	readonly rounds: readonly Round[];
}

const OPTIONS = { requestsPerMinute: 100_000 };
const A = hosts('a', 3);
const B = hosts('b', 3);
const OLD = hosts('old', 2);
const SYNC: Race = {
	name: 'sync',
	parameters: { operation: 'sync', options: { ...OPTIONS, deleteMissing: true, maxDeletions: '' } },
	rounds: [
		{ before: [...A, ...B], lists: [A, B] },
		{ before: [...OLD, ...B, ...A], lists: [A, B] },
		{ before: [...A.slice(1), ...B.slice(1)], lists: [A, B] },
		{ before: [...A, ...B], lists: [hosts('both', 1).concat(A), hosts('both', 1).concat(B)] },
		{ before: ['a0.example', 'b0.example'], lists: [['a0.example'], ['b0.example']] },
	],
};
const SAME = hosts('same', 60);
const ADD: Race = {
	name: 'add',
	parameters: { operation: 'add', options: OPTIONS },
	rounds: [
		{ before: [], lists: [SAME, SAME] },
		{ before: [], lists: [SAME, [...SAME].reverse()] },
		{ before: OLD, lists: [SAME, SAME] },
		{ before: SAME.slice(20, 30), lists: [SAME, SAME] },
		{ before: [...OLD, ...SAME.slice(0, 1)], lists: [SAME, [...SAME].reverse()] },
	],
};

/** An output item, as much of it as matters here. */
interface Told {
	readonly destination: string;
	readonly id: string;
	readonly action: string;
	readonly status: string;
}

/** What came of a round. */
interface Outcome {
	readonly round: Round;
	readonly trunk: Trunk;
	/** What the two executions said. */
	readonly told: readonly [Told[], Told[]];
	/** In the order in which they were carried out. */
	readonly steps: readonly Step[];
}

/** A request for a trunk. */
interface Step {
	readonly method: string;
	readonly caller: string;
	/** When it was carried out, and how many destinations the trunk had then. */
	readonly at: number;
	readonly left: number;
}

/** Each n8n has its own API key, by which the requests of the two can be told apart. */
const CALLERS = ['one', 'two'] as const;

let simulator: Simulator;
let servers: readonly [Instance, Instance];
beforeAll(async () => {
	simulator = await Simulator.start();
	const workflows = [SYNC, ADD].flatMap(({ name, parameters, rounds }) =>
		Array.from(rounds.keys(), (index) => {
			const id = `${name}${index}`;
			return chain(id, [...postedRows(id, 'atTheEnd'), exotel({}, parameters)]);
		}),
	);
	const open = async (caller: string) => {
		const n8n = await Instance.create(LATEST_N8N, simulator.credentialOf(caller));
		await n8n.start();
		await n8n.publish(...workflows);
		simulator.state.addTrunk(sidOf('add0'));
		await execute(n8n, 'add0', SAME); // the first execution is a slow one
		return n8n;
	};
	servers = await Promise.all([open(CALLERS[0]), open(CALLERS[1])]);
});
afterAll(async () => {
	for (const n8n of servers ?? []) await n8n.stop();
	await simulator.stop();
});

/** How often a round is run until its executions meet; on a busy machine they may miss each other. */
const ATTEMPTS = 3;

/** On which n8n the executions of a round run, how long answers take, and what shows that the two met. */
interface Course {
	readonly either: readonly [Instance, Instance];
	readonly latencyMs: number;
	haveMet(outcome: Outcome, id: string): boolean | Promise<boolean>;
}

/** Runs the rounds of a race. A round in which the two did not meet would prove nothing, and is run again. */
async function run({ name, rounds }: Race, course: Course): Promise<Outcome[]> {
	simulator.behaviour.latencyMs = course.latencyMs;
	const log = new Map<string, Step[]>();
	simulator.onHandled = ({ method, caller, params }) => {
		const sid = String(params.sid);
		const left = simulator.state.trunks.get(sid)?.destinations.length ?? 0;
		log.get(sid)?.push({ method, caller, left, at: performance.now() });
	};
	return await Promise.all(
		rounds.map(async (round, index) => {
			const id = `${name}${index}`;
			for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
				const steps: Step[] = [];
				log.set(sidOf(id), steps);
				const outcome = { round, steps, ...(await play(round, course.either, id)) };
				if (await course.haveMet(outcome, id)) return outcome;
			}
			throw new Error(`The two executions of ${id} did not meet in ${ATTEMPTS} attempts`);
		}),
	);
}

async function play({ before, lists }: Round, either: Course['either'], id: string) {
	const trunk = simulator.state.addTrunk(sidOf(id));
	for (const host of before) simulator.state.addDestination(trunk, form(host));
	const told = await Promise.all([
		execute(either[0], id, lists[0]),
		execute(either[1], id, lists[1]),
	]);
	return { trunk, told };
}

async function execute(n8n: Instance, id: string, list: readonly string[]): Promise<Told[]> {
	const rows = list.map((destination) => ({ trunk: sidOf(id), destination }));
	const { status, answer } = await n8n.post(id, { rows });
	if (status !== 200 || !Array.isArray(answer)) throw new Error(`${id}: ${status}\n${n8n.log}`);
	return answer.filter(isRecord).map((item) => ({
		destination: String(item.destination),
		id: String(item.id),
		action: String(item.action),
		status: String(item.status),
	}));
}

/** On two processes: whether both had read the list before either changed anything. */
const IN_TWO: Omit<Course, 'either'> = {
	latencyMs: 1500,
	haveMet({ steps }) {
		const change = steps.findIndex(({ method }) => method !== 'GET');
		const readers = new Set(steps.slice(0, change).map(({ caller }) => caller));
		return CALLERS.every((caller) => readers.has(caller));
	},
};

/** In one process, where one may have to wait for the other: whether both ran at the same time. */
function inOne(n8n: Instance): Course {
	return {
		either: [n8n, n8n],
		latencyMs: 300,
		async haveMet(_outcome, id) {
			const latest = (await n8n.executions(id)).slice(0, 2);
			const begun = Math.max(...latest.map(({ startedAt }) => startedAt));
			const ended = Math.min(...latest.map(({ stoppedAt }) => stoppedAt));
			return latest.length === 2 && begun < ended;
		},
	};
}

/** For how many milliseconds, all in all, a trunk was without any destination. */
function emptyMs({ steps }: Outcome): number {
	const times = steps.map(({ at, left }, index) =>
		left === 0 ? (steps[index + 1]?.at ?? Infinity) - at : 0,
	);
	return Math.round(times.reduce((sum, ms) => sum + ms, 0));
}

/** Fails if something is listed twice, or if an execution says what is not so. */
function checkWhatIsTold({ trunk, told: [one, other] }: Outcome): void {
	const listed = trunk.destinations.map(({ destination }) => destination);
	expect(listed.filter((destination, index) => listed.indexOf(destination) < index)).toEqual([]);

	const rows = new Map(trunk.destinations.map((row) => [row.id, row.destination]));
	for (const [own, others] of [[one, other] as const, [other, one] as const]) {
		const deleted = others.filter(({ action }) => action === 'deleted').map(({ id }) => id);
		for (const { destination, id, action, status } of own) {
			const isThere = action !== 'deleted' && !deleted.includes(id);
			expect([id, status, rows.get(id)]).toEqual([
				id,
				'success',
				isThere ? destination : undefined,
			]);
		}
	}
}

/** The lists that are whole on the trunk. */
function wholeLists({ round, trunk }: Outcome): Array<readonly string[]> {
	const listed = new Set(trunk.destinations.map(({ destination }) => destination));
	return round.lists.filter((list) => list.every((host) => listed.has(`sip:${form(host)}`)));
}

function listedIn({ trunk }: Outcome): string[] {
	return trunk.destinations.map(({ destination }) => destination).sort();
}

function sorted(list: readonly string[]): string[] {
	return list.map((host) => `sip:${form(host)}`).sort();
}

function sidOf(id: string): string {
	return `trmum1${id}`;
}

function hosts(name: string, count: number): string[] {
	return Array.from({ length: count }, (_, index) => `${name}${index}.example`);
}

function form(host: string): string {
	return `${host}:5061;transport=tls`;
}

describe('two n8n processes that know nothing of each other, on one trunk at the same time', () => {
	it(`with Syncs of different lists that delete the rest leave one list whole or both, in each of ${SYNC.rounds.length} rounds`, async () => {
		const outcomes = await run(SYNC, { either: servers, ...IN_TWO });
		const whole = outcomes.map((one) => wholeLists(one).length).join(', ');
		const empty = outcomes.map(emptyMs).join(', ');
		say(`Two Syncs in two processes left ${whole} whole lists; trunks were empty for ${empty} ms`);
		for (const outcome of outcomes) {
			expect(wholeLists(outcome)).not.toEqual([]);
			checkWhatIsTold(outcome);
		}
	});

	it(`with Adds of the same list leave each destination once, in each of ${ADD.rounds.length} rounds`, async () => {
		const outcomes = await run(ADD, { either: servers, ...IN_TWO });
		say(`Two Adds in two processes left ${outcomes.map((one) => listedIn(one).length).join(', ')}`);
		for (const outcome of outcomes) checkAdded(outcome);
	});
});

describe('two executions of one n8n process, on one trunk at the same time', () => {
	it(`with Syncs of different lists that delete the rest leave one list and nothing else, in each of ${SYNC.rounds.length} rounds`, async () => {
		const outcomes = await run(SYNC, inOne(servers[0]));
		say(`Two Syncs in one process left ${outcomes.map((one) => listedIn(one).length).join(', ')}`);
		for (const outcome of outcomes) {
			const { lists } = outcome.round;
			expect(lists.map(sorted)).toContainEqual(listedIn(outcome));
			checkWhatIsTold(outcome);
		}
	});

	it(`with Adds of the same list leave each destination once, in each of ${ADD.rounds.length} rounds`, async () => {
		const outcomes = await run(ADD, inOne(servers[0]));
		say(`Two Adds in one process left ${outcomes.map((one) => listedIn(one).length).join(', ')}`);
		for (const outcome of outcomes) checkAdded(outcome);
	});
});

/** Fails unless what was there is there, and what was to be added, each once, and both say so. */
function checkAdded(outcome: Outcome): void {
	const { before, lists } = outcome.round;
	const expected = sorted([...new Set([...before, ...lists[0]])]);
	const listed = listedIn(outcome);
	expect({
		missing: expected.filter((one) => !listed.includes(one)),
		unexpected: listed.filter((one, index) => one !== expected[index]).slice(0, 3),
		count: listed.length,
	}).toEqual({ missing: [], unexpected: [], count: expected.length });
	for (const told of outcome.told) expect(told).toHaveLength(SAME.length);
	checkWhatIsTold(outcome);
}
