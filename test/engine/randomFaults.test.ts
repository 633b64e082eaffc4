import fc from 'fast-check';
import type { INode, INodeExecutionData } from 'n8n-workflow';

import { runWorkflow, type WorkflowRun } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { fuzz } from '../harness/fuzz';
import { isRecord } from '../harness/records';
import { meaningOf as keyOf } from '../harness/interleavings/meaning';
import type { Fault } from '../harness/simulator/faults';
import { SAME_FORMS } from '../harness/simulator/forms';
import { NAMED_FAULTS, SLOW_FAULTS } from '../harness/simulator/namedFaults';
import { USUAL, type Behaviour } from '../harness/simulator/behaviour';
import { ACCOUNT, type Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

const { runs: RUNS, seed: SEED, timeoutMs } = fuzz(1_000, 20261123);
const REQUEST_TIMEOUT_MS = 60;

const TRUNKS = ['trmum1a', 'trmum1b'];
const TYPO = 'two words';
const PORT = ':5061;transport=tls';
const WANTED = [
	'a.example',
	'B.example',
	'sip:c.example',
	'd.example',
	'a.example:5061',
	'44.248.146.11',
	'44.248.146.12',
	'nowhere.invalid',
];

const SECRETS = [
	ACCOUNT.apiKey,
	ACCOUNT.apiToken,
	Buffer.from(`${ACCOUNT.apiKey}:${ACCOUNT.apiToken}`).toString('base64'),
];
const UNKNOWN = 'may or may not have been carried out';

const someoneAdds: Fault = {
	meanwhile: () => trunks.forEach((trunk) => simulator.state.addDestination(trunk, `new${PORT}`)),
};
const someoneDeletes: Fault = {
	meanwhile: () => {
		for (const { destinations } of trunks) {
			const newest = destinations.filter(({ destination }) => isForeign(destination)).at(-1);
			if (newest !== undefined) destinations.splice(destinations.indexOf(newest), 1);
		}
	},
};

/** What may go wrong with a request, by name, so that a counterexample is readable. */
const FAULTS: Readonly<Record<string, Fault>> = {
	...NAMED_FAULTS,
	...SLOW_FAULTS,
	'someone adds': someoneAdds,
	'someone deletes': someoneDeletes,
};
const SLOW = Object.keys(SLOW_FAULTS);

const simulator = useSimulator();
let trunks: Trunk[] = [];

const isForeign = (destination: string) => /^sip:(?:new|other)/.test(destination);

const scenarios = fc.record({
	operation: fc.constantFrom('add', 'add', 'sync'),
	rows: fc.array(
		fc.record({ destination: fc.constantFrom(...WANTED), trunk: fc.constantFrom(...TRUNKS) }),
		{ minLength: 1, maxLength: 12 },
	),
	hasTypo: fc.boolean(),
	existing: fc.uniqueArray(fc.constantFrom('a.example', 'b.example', '44.248.146.11')),
	isListedTwice: fc.boolean(),
	foreign: fc.constantFrom(0, 3, 49, 55, 110),
	options: fc.record({
		batchSize: fc.integer({ min: 1, max: 5 }),
		maxRetries: fc.integer({ min: 0, max: 3 }),
		onExisting: fc.constantFrom('skip', 'skip', 'add'),
		whitelistIps: fc.boolean(),
		priority: fc.constantFrom(0, 2),
		deleteMissing: fc.boolean(),
	}),
	onError: fc.constantFrom<INode['onError'][]>(
		undefined,
		'continueRegularOutput',
		'continueErrorOutput',
	),
	duplicateDestination: fc.constantFrom('append', 'refuse', 'existing'),
	duplicateStatus: fc.constantFrom(200, 409),
	requestsPerMinute: fc.constantFrom(Infinity, Infinity, 3),
	retryAfter: fc.constantFrom('seconds', 'date', undefined),
	listing: fc.constantFrom<Array<Partial<Behaviour>>>(
		{},
		{ maxPage: { size: 50, isRefused: false } },
		{ maxPage: { size: 50, isRefused: true } },
		{ listMetadata: 'objects', maxPage: { size: 50, isRefused: false } },
		{ listMetadata: 'none', maxPage: { size: 50, isRefused: true } },
	),
	listedForms: fc.constantFrom([], [], SAME_FORMS),
	ids: fc.constantFrom('text', 'text', 'number'),
	schedule: fc.array(
		fc.oneof(
			{ arbitrary: fc.constant('none'), weight: 30 },
			{
				arbitrary: fc.constantFrom(...Object.keys(FAULTS).filter((name) => !SLOW.includes(name))),
				weight: 40,
			},
			{ arbitrary: fc.constantFrom(...SLOW), weight: 1 },
		),
		{ maxLength: 14 },
	),
});

type Scenario = typeof scenarios extends fc.Arbitrary<infer T> ? T : never;

function prepare(scenario: Scenario): void {
	const { state, behaviour, schedule } = simulator;
	state.trunks.clear();
	trunks = TRUNKS.map((sid) => state.addTrunk(sid));
	for (const trunk of trunks) {
		state.addWhitelistedIp(trunk, '44.248.146.11');
		for (let index = 0; index < scenario.foreign; index++) {
			state.addDestination(trunk, `other${index}.example${PORT}`);
		}
		for (const host of scenario.existing) {
			state.addDestination(trunk, `${host}${PORT}`);
			if (scenario.isListedTwice && scenario.operation === 'add')
				state.addDestination(trunk, `${host}${PORT}`);
		}
	}
	const { duplicateDestination, duplicateStatus, requestsPerMinute, retryAfter } = scenario;
	const { listing, listedForms, ids } = scenario;
	Object.assign(behaviour, USUAL, listing, { listedForms, ids });
	Object.assign(behaviour, {
		duplicateDestination,
		duplicateStatus,
		requestsPerMinute,
		retryAfter,
	});
	simulator.forgetRequests();
	schedule.splice(0, Infinity, ...scenario.schedule.map((name) => FAULTS[name]));
}

/** The input rows. One that can't be used stops a node that does not continue, so it is left out then. */
function inputOf({ rows, hasTypo, onError }: Scenario): Scenario['rows'] {
	return hasTypo && onError !== undefined
		? [...rows, { destination: TYPO, trunk: 'trmum1a' }]
		: rows;
}

async function run(scenario: Scenario): Promise<WorkflowRun> {
	const { operation, options, onError } = scenario;
	return await runWorkflow(
		exotelWorkflow({
			rows: inputOf(scenario),
			onError,
			parameters: {
				operation,
				options: { ...options, timeout: REQUEST_TIMEOUT_MS, requestsPerMinute: 100_000 },
			},
		}),
		simulator.credential,
	);
}

/** The rows on the trunks, each as `trunk id` with its key. */
function rowsNow(): Map<string, string> {
	return new Map(
		trunks.flatMap(({ row: { trunk_sid: sid }, destinations }) =>
			destinations.map(({ id, destination }) => [`${sid} ${id}`, `${sid} ${keyOf(destination)}`]),
		),
	);
}

function timesOf(rows: ReadonlyMap<string, string>, key: string): number {
	return [...rows.values()].filter((one) => one === key).length;
}

/** What an item says, on whichever branch and in whichever form. */
function read({ json, pairedItem }: INodeExecutionData) {
	const error = isRecord(json.error) ? json.error : {};
	const told = 'action' in json ? json : error;
	return {
		item: isRecord(pairedItem) ? Number(pairedItem.item) : -1,
		isSuccess: json.status === 'success',
		action: String(json.action),
		row: `${String(told.trunk_sid)} ${String(json.id)}`,
		key: `${String(told.trunk_sid)} ${keyOf(String(told.destination))}`,
		isUnknown: JSON.stringify(json).includes(UNKNOWN),
	};
}

/** What an error says was added, or may have been: rows and keys. */
function toldBy({ error }: WorkflowRun, list: 'added' | 'unknown'): string[] {
	const data = isRecord(error?.context) ? error.context.data : undefined;
	const told = isRecord(data) && Array.isArray(data[list]) ? data[list] : [];
	return told.map((one: unknown) => {
		const { trunk_sid: sid, id, destination } = isRecord(one) ? one : {};
		return `${String(sid)} ${list === 'added' ? String(id) : keyOf(String(destination))}`;
	});
}

async function check(scenario: Scenario): Promise<void> {
	prepare(scenario);
	const before = rowsNow();
	const done = await run(scenario);
	const after = rowsNow();
	const { operation, options } = scenario;
	const wanted = inputOf(scenario).map(
		({ trunk, destination }) => `${trunk} ${keyOf(destination)}`,
	);

	const isAddedAgain = operation === 'add' && options.onExisting === 'add';
	for (const key of new Set(wanted)) {
		const sent = isAddedAgain ? wanted.filter((one) => one === key).length : 0;
		const most = isAddedAgain ? timesOf(before, key) + sent : Math.max(timesOf(before, key), 1);
		expect(timesOf(after, key)).toBeLessThanOrEqual(most);
	}
	const kept = JSON.stringify([done.run.data, done.error]);
	for (const secret of SECRETS) expect(kept).not.toContain(secret);

	const added = [...after].filter(([row, key]) => !before.has(row) && wanted.includes(key));
	if (done.error !== undefined) {
		expect(scenario.onError).toBeUndefined();
		const told = toldBy(done, 'added');
		const unknown = toldBy(done, 'unknown');
		for (const row of told) expect(after.has(row)).toBe(true);
		for (const [row, key] of added) expect(told.includes(row) || unknown.includes(key)).toBe(true);
		return;
	}

	const outputs = [0, 1].map((output) => done.output('Exotel', output).map(read));
	const items = outputs.flat();
	const own = items.filter(({ key }) => wanted.includes(key));
	expect(own.map(({ item }) => item).sort((a, b) => a - b)).toEqual([...wanted.keys()]);
	for (const output of outputs) {
		const order = output.filter((one) => own.includes(one)).map(({ item }) => item);
		expect(order).toEqual([...order].sort((a, b) => a - b));
	}
	for (const { item, key } of own) expect(key).toBe(wanted[item]);

	for (const { isSuccess, action, row, key } of items) {
		if (isSuccess)
			expect([row, after.get(row)]).toEqual([row, action === 'deleted' ? undefined : key]);
	}
	for (const [row, key] of added) {
		const isTold = items.some((one) =>
			one.isSuccess ? one.row === row : one.isUnknown && one.key === key,
		);
		expect([row, key, isTold]).toEqual([row, key, true]);
	}

	if (operation === 'sync') checkSync(scenario, items, wanted, before, after);
}

/** What a sync also promises: it deletes only what it should, only when it may, and last. */
function checkSync(
	{ options }: Scenario,
	items: ReadonlyArray<ReturnType<typeof read>>,
	wanted: readonly string[],
	before: ReadonlyMap<string, string>,
	after: ReadonlyMap<string, string>,
): void {
	for (const sid of TRUNKS) {
		const ofTrunk = (key: string) => key.startsWith(`${sid} `);
		const own = items.filter(({ key }) => ofTrunk(key) && wanted.includes(key));
		const extra = items.filter(({ key }) => ofTrunk(key) && !wanted.includes(key));
		const isInPlace = own.every(({ isSuccess }) => isSuccess);
		if (!options.deleteMissing) expect(extra).toEqual([]);
		if (!isInPlace) expect(extra.filter(({ isSuccess }) => isSuccess)).toEqual([]);
		if (!options.deleteMissing || own.length === 0) continue;
		const left = [...after].filter(
			([row, key]) => ofTrunk(key) && before.has(row) && !wanted.includes(key),
		);
		const told = extra.filter(({ isSuccess }) => !isSuccess).map(({ row, key }) => `${row}|${key}`);
		if (left.length > 0 && isInPlace) expect(told).not.toEqual([]);
	}
}

it(
	`${RUNS} runs under random faults lose nothing, add nothing twice and mix nothing up`,
	async () => {
		await fc.assert(fc.asyncProperty(scenarios, check), { numRuns: RUNS, seed: SEED });
	},
	timeoutMs,
);
