import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { runWorkflow, type WorkflowRun } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { refusal } from '../harness/simulator/answers';
import { seeded } from '../harness/simulator/random';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

const TRUNK = 'trmum1a';
const COUNT = 40;

let trunk: Trunk;
const simulator = useSimulator(({ state, behaviour }) => {
	trunk = state.addTrunk(TRUNK);
	// What is sent together is carried out and answered in any order.
	Object.assign(behaviour, { delayMs: { handling: 8, answering: 8 }, random: seeded(7) });
});

async function run(
	parameters: INodeParameters,
	rows: readonly IDataObject[],
	onError?: INode['onError'],
): Promise<WorkflowRun> {
	const all = rows.map((row) => ({ trunk: TRUNK, ...row }));
	return await runWorkflow(
		exotelWorkflow({ rows: all, parameters, onError }),
		simulator.credential,
	);
}

const itemsOf = (done: WorkflowRun, output = 0) => done.output('Exotel', output);
const rowsOf = (count: number, make: (index: number) => IDataObject) =>
	Array.from({ length: count }, (_, index) => make(index));
const byId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
const numberOf = (index: number) => `+9180${10_000_000 + index}`;

const MAP: INodeParameters = {
	...{ resource: 'phoneNumber', operation: 'map', phoneNumber: '={{ $json.number }}' },
};
const REMOVE: INodeParameters = { operation: 'delete', destinationId: byId };
const UPDATE: INodeParameters = {
	...{ operation: 'update', destinationId: byId },
	updateFields: { weight: '={{ $json.weight }}' },
};
const numbers = (count: number) => rowsOf(count, (index) => ({ number: numberOf(index) }));

/** One operation of each kind, with the rows for it, and the field of its output that tells them apart. */
const OPERATIONS: ReadonlyArray<{
	readonly name: string;
	readonly parameters: INodeParameters;
	rows(): IDataObject[];
	/** What each item has to say, and of which field. */
	readonly told: readonly [field: string, expected: (row: IDataObject) => unknown];
}> = [
	{
		name: 'maps numbers',
		parameters: MAP,
		rows: () => numbers(COUNT),
		told: ['phone_number', ({ number }) => number],
	},
	{
		name: 'whitelists addresses',
		parameters: {
			...{ resource: 'whitelistedIp', operation: 'add', ip: '={{ $json.address }}' },
		},
		rows: () => rowsOf(COUNT, (index) => ({ address: `44.248.1.${index}` })),
		told: ['ip', ({ address }) => address],
	},
	{
		name: 'creates SIP credentials',
		parameters: {
			...{ resource: 'sipCredential', operation: 'create' },
			...{ userName: '={{ $json.user }}', password: 'S3cret_pass' },
		},
		rows: () => rowsOf(COUNT, (index) => ({ user: `agent_${index}` })),
		told: ['user_name', ({ user }) => user],
	},
	{
		name: 'updates destinations',
		parameters: UPDATE,
		rows: () =>
			rowsOf(COUNT, (index) => {
				const { id } = simulator.state.addDestination(trunk, `a${index}.example`);
				return { id, weight: index };
			}),
		told: ['id', ({ id }) => id],
	},
	{
		name: 'deletes destinations',
		parameters: REMOVE,
		rows: () =>
			rowsOf(COUNT, (index) => ({
				id: simulator.state.addDestination(trunk, `a${index}.example`).id,
			})),
		told: ['id', ({ id }) => id],
	},
	{
		name: 'gets trunks',
		parameters: { resource: 'trunk', operation: 'get' },
		rows: () =>
			rowsOf(COUNT, (index) => ({
				trunk: simulator.state.addTrunk(`trmum1n${index}`).row.trunk_sid,
			})),
		told: ['trunk_sid', ({ trunk: sid }) => sid],
	},
	{
		name: 'gets many of several trunks',
		parameters: { operation: 'getAll' },
		rows: () =>
			rowsOf(COUNT, (index) => {
				const other = simulator.state.addTrunk(`trmum1n${index}`);
				simulator.state.addDestination(other, 'a.example');
				return { trunk: other.row.trunk_sid };
			}),
		told: ['trunk_sid', ({ trunk: sid }) => sid],
	},
];

describe.each(OPERATIONS)(
	'an operation that $name',
	({ parameters, rows, told: [field, expected] }) => {
		it('has five requests in flight and returns its items in the order of the input', async () => {
			const input = rows();
			const items = itemsOf(await run(parameters, input));
			expect(items.map(({ json }) => json[field])).toEqual(input.map(expected));
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual(input.map((_, item) => ({ item })));
			expect(simulator.inFlight.most).toBe(5);
			expect(simulator.requests).toHaveLength(COUNT);
		});
	},
);

describe('requests for the same thing', () => {
	it('keep their order: the last of the updates of a destination is the one that stays', async () => {
		const ids = ['a', 'b'].map(
			(host) => simulator.state.addDestination(trunk, `${host}.example`).id,
		);
		const rows = rowsOf(COUNT, (index) => ({ id: ids[index % 2], weight: index + 1 }));
		const items = itemsOf(await run(UPDATE, rows));
		expect(items.map(({ json }) => json.weight)).toEqual(rows.map(({ weight }) => weight));
		expect(trunk.destinations.map(({ weight }) => weight)).toEqual([COUNT - 1, COUNT]);
		expect(simulator.inFlight.most).toBe(2);
	});

	it.each([
		['a number on two trunks', MAP, { number: numberOf(1) }],
		['an address', { resource: 'whitelistedIp', operation: 'add', ip: '44.248.1.1' }, {}],
		[
			'a user name, in other letters too',
			{
				...{ resource: 'sipCredential', operation: 'create' },
				...{ userName: '={{ $json.user }}', password: 'S3cret_pass' },
			},
			{ user: 'agent' },
		],
	])('keep their order: %s goes to the first that asks for it', async (_what, parameters, row) => {
		const other = simulator.state.addTrunk('trmum1b').row.trunk_sid;
		const isNumber = 'number' in row;
		for (let round = 0; round < 5; round++) {
			trunk.phoneNumbers.length = trunk.whitelistedIps.length = trunk.credentials.length = 0;
			simulator.inFlight.most = 0;
			const rows = [row, isNumber ? { ...row, trunk: other } : row, row];
			const refuses = { ...parameters, options: { onExisting: 'error' } };
			const done = await run(refuses, rows, 'continueRegularOutput');
			expect(itemsOf(done).map(({ json }) => 'error' in json)).toEqual([false, true, true]);
			expect(simulator.inFlight.most).toBe(1);
		}
	});
});

describe('items that can not be used', () => {
	const rows = rowsOf(COUNT, (index) => ({
		number: [3, 17].includes(index) ? 'none' : numberOf(index),
	}));

	it('stop the run before anything is sent; the error names all of them', async () => {
		const { error } = await run(MAP, rows);
		expect(error?.message).toContain('"none"');
		expect(error?.description).toMatch(
			/Nothing was changed\. 1 more can't be used: Item 17: .+none/,
		);
		expect(error).toMatchObject({ context: { itemIndex: 3 } });
		expect(simulator.requests).toEqual([]);
	});

	it('are told of one by one if the workflow continues, and the others are carried out', async () => {
		const done = await run(MAP, rows, 'continueErrorOutput');
		expect(itemsOf(done)).toHaveLength(COUNT - 2);
		expect(itemsOf(done, 1).map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 3 },
			{ item: 17 },
		]);
		expect(trunk.phoneNumbers).toHaveLength(COUNT - 2);
	});
});

describe('a request that fails', () => {
	/** Exotel refuses what is sent for one item. */
	function refuseOne(index: number): void {
		simulator.state.addPhoneNumber(simulator.state.addTrunk('trmum1other'), numberOf(index));
	}

	it('lets nothing new begin; the error tells what is done, which items, and what is left', async () => {
		const refused = { number: numberOf(7), trunk: 'trmum1none' };
		const rows = numbers(COUNT).map((row, index) => (index === 7 ? refused : row));
		const { error } = await run(MAP, rows);
		const mapped = trunk.phoneNumbers.map(({ phone_number }) => phone_number);
		expect(mapped.length).toBeGreaterThanOrEqual(3);
		expect(mapped.length).toBeLessThan(20); // as many as begin while one is under way
		expect(simulator.requests).toHaveLength(mapped.length + 1);

		const done = rowsOf(COUNT, (index) => ({ index })).filter(({ index }) =>
			mapped.includes(numberOf(Number(index))),
		);
		const indexes = done.map(({ index }) => index);
		expect(error?.description).toContain(
			`Already done: ${done.length} of ${COUNT} items (index ${indexes.join(', ')}).`,
		);
		expect(error?.description).toContain(`Not begun: ${COUNT - done.length - 1} of ${COUNT} items`);
		const { data } = Object(error?.context);
		expect(data.unknown).toEqual([]);
		expect(data.done).toEqual(
			indexes.map((itemIndex) =>
				expect.objectContaining({ itemIndex, phone_number: numberOf(Number(itemIndex)) }),
			),
		);
		expect(error).toMatchObject({ context: { itemIndex: 7 } });
	});

	it('is told as of unknown fate if it is', async () => {
		const rows = rowsOf(3, (index) => ({
			id: simulator.state.addDestination(trunk, `a${index}.example`).id,
			weight: 5,
		}));
		simulator.faults.push({
			...{ method: 'PUT', times: 99, answer: 'reset', afterCommit: true },
			path: new RegExp(`/${rows[1]?.id}$`),
		});
		const { error } = await run(UPDATE, rows);
		expect(error?.description).toContain(
			'May or may not have been carried out: 1 of 3 items (index 1).',
		);
		expect(Object(error?.context).data.unknown).toEqual([1]);
	});

	it('of what only reads tells nothing of the kind', async () => {
		simulator.faults.push({ times: 99, answer: refusal(401, { code: 1010 }) });
		const { error } = await run(
			{ operation: 'getAll' },
			rowsOf(3, () => ({})),
		);
		expect(error?.description).not.toMatch(/Already done|Not begun/);
	});

	it('does not keep the other items from being carried out if the workflow continues', async () => {
		refuseOne(7);
		const done = await run(MAP, numbers(COUNT), 'continueErrorOutput');
		expect(itemsOf(done)).toHaveLength(COUNT - 1);
		expect(itemsOf(done, 1).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 7 }]);
	});
});

it('a list is read once, however many items ask for it', async () => {
	simulator.state.addDestination(trunk, 'a.example');
	const items = itemsOf(
		await run(
			{ operation: 'getAll' },
			rowsOf(20, () => ({})),
		),
	);
	expect(items).toHaveLength(20);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual(rowsOf(20, (item) => ({ item })));
	expect(simulator.requests).toHaveLength(1);
});

it('trunks that are there already are looked up in one list', async () => {
	const rows = rowsOf(20, (index) => ({
		name: simulator.state.addTrunk(`trmum1n${index}`).row.trunk_name,
	}));
	const items = itemsOf(
		await run(
			{
				...{ resource: 'trunk', operation: 'create', trunkName: '={{ $json.name }}' },
				options: { onExisting: 'return' },
			},
			rows,
		),
	);
	expect(items.map(({ json }) => [json.trunk_name, json.action])).toEqual(
		rows.map(({ name }) => [name, 'existing']),
	);
	expect(simulator.requests.filter(({ method }) => method === 'GET')).toHaveLength(1);
});
