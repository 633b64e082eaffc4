import fc from 'fast-check';
import type { INode, INodeParameters } from 'n8n-workflow';

import { runWorkflow, type WorkflowRun } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { fuzz } from '../harness/fuzz';
import { isRecord } from '../harness/records';
import { USUAL } from '../harness/simulator/behaviour';
import { NAMED_FAULTS } from '../harness/simulator/namedFaults';
import { seeded } from '../harness/simulator/random';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

const { runs: RUNS, seed: SEED, timeoutMs } = fuzz(300, 20261127);

const TRUNKS = ['trmum1a', 'trmum1b'];
const UNKNOWN = /may or may not have been carried out/i;
const simulator = useSimulator();

/** An operation that makes a thing, or deletes it, and what there is of it. */
interface Kind {
	readonly parameters: INodeParameters;
	readonly deletes: boolean;
	/** The things on a trunk, by name, with their ids. */
	on(trunk: Trunk): ReadonlyArray<{ readonly name: string; readonly id: string }>;
	add(trunk: Trunk, name: string): void;
}

const numbers: Pick<Kind, 'on' | 'add'> = {
	on: ({ phoneNumbers }) => phoneNumbers.map(({ phone_number: name, id }) => ({ name, id })),
	add: (trunk, name) => simulator.state.addPhoneNumber(trunk, name),
};

const KINDS: Readonly<Record<string, Kind>> = {
	map: {
		...numbers,
		parameters: { resource: 'phoneNumber', operation: 'map', phoneNumber: '={{ $json.name }}' },
		deletes: false,
	},
	whitelist: {
		parameters: { resource: 'whitelistedIp', operation: 'add', ip: '={{ $json.name }}' },
		deletes: false,
		on: ({ whitelistedIps }) => whitelistedIps.map(({ ip: name, id }) => ({ name, id })),
		add: (trunk, name) => simulator.state.addWhitelistedIp(trunk, name),
	},
	credential: {
		parameters: {
			...{ resource: 'sipCredential', operation: 'create' },
			...{ userName: '={{ $json.name }}', password: 'S3cret_pass' },
		},
		deletes: false,
		on: ({ credentials }) => credentials.map(({ user_name: name, id }) => ({ name, id })),
		add: (trunk, name) => simulator.state.addCredential(trunk, name, 'x'),
	},
	unmap: {
		...numbers,
		parameters: {
			...{ resource: 'phoneNumber', operation: 'delete' },
			phoneNumberId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
		},
		deletes: true,
	},
};

const nameOf = (kind: string, index: number) =>
	({ whitelist: `44.248.1.${index}`, credential: `agent_${index}` })[kind] ??
	`+9180${10_000_000 + index}`;

const scenarios = fc.record({
	kind: fc.constantFrom(...Object.keys(KINDS)),
	rows: fc.array(fc.record({ trunk: fc.nat(1), thing: fc.nat(7) }), {
		minLength: 1,
		maxLength: 12,
	}),
	existing: fc.uniqueArray(fc.nat(7), { maxLength: 3 }),
	onError: fc.constantFrom<Array<INode['onError']>>(undefined, 'continueRegularOutput'),
	delayMs: fc.constantFrom({ handling: 0, answering: 0 }, { handling: 3, answering: 3 }),
	seed: fc.nat(),
	faults: fc.array(
		fc.oneof(
			{ arbitrary: fc.constant('none'), weight: 3 },
			{ arbitrary: fc.constantFrom(...Object.keys(NAMED_FAULTS)), weight: 2 },
		),
		{ maxLength: 20 },
	),
});

type Scenario = typeof scenarios extends fc.Arbitrary<infer T> ? T : never;

/** What an execution says of each of its items. */
interface Told {
	readonly done: ReadonlyMap<number, Readonly<Record<string, unknown>>>;
	readonly unknown: ReadonlySet<number>;
}

function readTold(run: WorkflowRun): Told {
	const data = isRecord(run.error?.context) ? run.error.context.data : undefined;
	if (isRecord(data) && Array.isArray(data.done) && Array.isArray(data.unknown)) {
		const done = data.done.filter(isRecord).map((row) => [Number(row.itemIndex), row] as const);
		return { done: new Map(done), unknown: new Set(data.unknown.map(Number)) };
	}
	const items = run.output('Exotel').map(({ json, pairedItem }) => ({
		index: isRecord(pairedItem) ? Number(pairedItem.item) : -1,
		json,
	}));
	const isUnknown = UNKNOWN.test(String(run.error?.description));
	return {
		done: new Map(
			items.filter(({ json }) => !('error' in json)).map(({ index, json }) => [index, json]),
		),
		unknown: new Set([
			...items.filter(({ json }) => UNKNOWN.test(JSON.stringify(json))).map(({ index }) => index),
			...(isUnknown ? [0] : []),
		]),
	};
}

async function check(scenario: Scenario): Promise<void> {
	const kind = KINDS[scenario.kind];
	if (kind === undefined) throw new Error(`There is no ${scenario.kind}`);
	const { state, behaviour, schedule } = simulator;
	const { delayMs, seed } = scenario;
	Object.assign(behaviour, USUAL, { delayMs, random: seeded(seed) });
	state.trunks.clear();
	const trunks = TRUNKS.map((sid) => state.addTrunk(sid));
	const trunkOf = (index: number) => trunks[index] ?? state.addTrunk('none');
	for (const thing of scenario.existing) kind.add(trunkOf(0), nameOf(scenario.kind, thing));
	const before = new Map(trunks.map((trunk) => [trunk, kind.on(trunk)]));
	const rows = scenario.rows.map(({ trunk, thing }) => {
		const name = nameOf(scenario.kind, thing);
		const id = kind.on(trunkOf(trunk)).find((one) => one.name === name)?.id ?? '1';
		return { trunk: TRUNKS[trunk], name, id };
	});
	schedule.splice(0, Infinity, ...scenario.faults.map((name) => NAMED_FAULTS[name]));

	const { parameters } = kind;
	const workflow = exotelWorkflow({ rows, parameters, onError: scenario.onError });
	const run = await runWorkflow(workflow, simulator.credential);
	const { done, unknown } = readTold(run);

	for (const [index, trunk] of trunks.entries()) {
		const now = kind.on(trunk);
		const names = now.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		const had = before.get(trunk) ?? [];
		const changed = kind.deletes
			? had.filter(({ id }) => !now.some((one) => one.id === id))
			: now.filter(({ id }) => !had.some((one) => one.id === id));
		// Whatever was done is told of, by an item that says so or that can't know.
		for (const { name, id } of changed) {
			const asked = rows.flatMap((row, item) =>
				row.trunk === TRUNKS[index] && (kind.deletes ? row.id === id : row.name === name)
					? [item]
					: [],
			);
			const isTold = asked.some((item) => done.get(item)?.id === id || unknown.has(item));
			expect([name, isTold]).toEqual([name, true]);
		}
	}
	// Whatever is said to be done is so.
	for (const [item, { id }] of done) {
		const row = rows[item];
		const isThere = trunks.some((trunk) =>
			kind.on(trunk).some((one) => one.id === id && (kind.deletes || one.name === row?.name)),
		);
		expect([item, id, isThere]).toEqual([item, id, !kind.deletes]);
	}
	if (run.error === undefined) {
		expect(run.output('Exotel').map(({ pairedItem }) => pairedItem)).toEqual(
			rows.map((_, item) => ({ item })),
		);
	}
}

it(
	`many items at once, in ${RUNS} random runs under random faults, do nothing twice and forget nothing`,
	async () => {
		await fc.assert(fc.asyncProperty(scenarios, check), { numRuns: RUNS, seed: SEED });
	},
	timeoutMs,
);
