import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { readExecutionOptions } from '../../nodes/Exotel/n8n/provision/readOptions';
import { destinationUris } from '../../nodes/Exotel/n8n/provision/subjects/destinationUris';
import { readRequested } from '../../nodes/Exotel/n8n/provision/requested';
import { connect } from '../../nodes/Exotel/n8n/connect';
import { ReadOnce } from '../../nodes/Exotel/n8n/readOnce';
import { Trunks } from '../../nodes/Exotel/n8n/trunks';
import { makeContext, runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

/** What Add and Sync make of their input before anything is sent. */
const TRUNK = 'trmum1a';
const OLD = 'sip:old.example:5061;transport=tls';

let trunk: Trunk;
const simulator = useSimulator(({ state }) => {
	trunk = state.addTrunk(TRUNK);
	state.addDestination(trunk, 'old.example:5061;transport=tls');
});

interface How {
	readonly parameters?: INodeParameters;
	readonly options?: IDataObject;
	readonly onError?: INode['onError'];
	readonly settings?: Partial<INode>;
}

async function run(operation: 'add' | 'sync', rows: object[], how: How = {}) {
	const { parameters, options = {}, onError, settings } = how;
	const workflow = exotelWorkflow({
		rows: rows.map((row) => ({ trunk: TRUNK, ...row })),
		parameters: {
			operation,
			...parameters,
			options: options as Record<string, string>, // options of a node are expressions or plain values
		},
		onError,
		settings,
	});
	const done = await runWorkflow(workflow, simulator.credential);
	return { ...done, items: done.output('Exotel').map(({ json }) => json) };
}

const onTrunk = () => trunk.destinations.map(({ destination }) => destination);

const DELETES_ALL = { deleteMissing: true, allowEmptyList: true };
const JSON_OF_ITEM = { destinationSource: 'json', destinationsJson: '={{ $json.list }}' };

describe('an empty list', () => {
	it.each([
		['an empty array', { ...JSON_OF_ITEM }, []],
		['an empty array as text', { ...JSON_OF_ITEM }, '[]'],
		['an empty array in the body of the API', { ...JSON_OF_ITEM }, { destinations: [] }],
		['an empty array as fixed text', { destinationSource: 'json', destinationsJson: '[ ]' }, 0],
		['a form without rows', { destinationSource: 'fields', destinations: {} }, 0],
		[
			'a form whose rows were removed',
			{ destinationSource: 'fields', destinations: { destination: [] } },
			0,
		],
	])('is %s', async (_what, parameters, list) => {
		const { error, items } = await run('sync', [{ list }], { parameters, options: DELETES_ALL });
		expect(error).toBeUndefined();
		expect(items.map(({ action, destination }) => [action, destination])).toEqual([
			['deleted', OLD],
		]);
		expect(onTrunk()).toEqual([]);
	});

	const nothings: Array<[string, unknown, string]> = [
		['a field that the item does not have', undefined, 'it is undefined'],
		['null', null, 'it is null'],
		['empty text', '', 'it is empty text'],
		['spaces', '  \n ', 'it is empty text'],
		['a comma', ',', 'it consists of separators alone'],
		['the body of the API without a list', { destinations: null }, 'it is null'],
		['the same as text', '{"destinations": null}', 'it is null'],
		['the body of the API with empty text', { destinations: '' }, 'it is empty text'],
		['an object', {}, 'it is an object without fields'],
		['an object as text', '{}', 'it is an object without fields'],
		['the error of a node before', { error: 'Not found' }, 'it is an object with "error"'],
	];

	it.each(nothings)('is not %s', async (_what, list, words) => {
		for (const operation of ['add', 'sync'] as const) {
			const how = { parameters: JSON_OF_ITEM, options: DELETES_ALL };
			const { error } = await run(operation, [{ list }], how);
			expect(error?.message).toContain(`The destination can't be used: ${words}`);
			expect(error?.message).toContain('an empty list is written []');
			expect(error?.description).toContain('"Destinations (JSON)" of the item with index 0');
			const kept = await run(operation, [{ list }], { ...how, onError: 'continueRegularOutput' });
			expect(kept.items.at(0)).toMatchObject({ action: 'rejected', trunk_sid: TRUNK });
		}
		expect(simulator.calls.filter((call) => !call.startsWith('GET'))).toEqual([]);
		expect(onTrunk()).toEqual([OLD]);
	});

	it.each([
		['={{ $json.nothing.at.all }}', {}],
		['={{ $json.rows.filter((row) => row.isActive) }}', { rows: null }],
		['={{ undefined }}', {}],
	])('is not what the expression %s gives', async (destinationsJson, row) => {
		const parameters = { destinationSource: 'json', destinationsJson };
		const { error } = await run('sync', [row], { parameters, options: DELETES_ALL });
		expect(error).toBeDefined();
		expect(simulator.requests).toEqual([]);
	});

	it.each([
		['undefined', undefined],
		['null', null],
		['""', ''],
		['" "', ' '],
		['[]', []],
		['{}', {}],
	])('is never an input item whose destination is %s', async (_what, destination) => {
		for (const operation of ['add', 'sync'] as const) {
			const { error } = await run(operation, [{ destination }], { options: DELETES_ALL });
			expect(error?.message).toMatch(/^The destination can't be used: it /);
		}
		const rows = [{ destination: 'a.example' }, { destination }];
		await run('sync', rows, { options: DELETES_ALL, onError: 'continueRegularOutput' });
		expect(onTrunk()).toEqual([OLD, 'sip:a.example:5061;transport=tls']);
	});
});

describe('Execute Once', () => {
	const settings = { executeOnce: true };
	const rows = ['a.example', 'b.example', 'c.example'].map((destination) => ({ destination }));

	it.each(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const)(
		'with Delete Missing and input items is refused before anything is sent (%s)',
		async (onError) => {
			const options = { deleteMissing: '={{ "yes" }}' };
			const done = await run('sync', rows, { options, settings, onError });
			const told = JSON.stringify([done.error, done.items, done.output('Exotel', 1)]);
			expect(told).toContain(
				'With Execute Once, the first input item would be the whole list, and Delete Missing would delete all other destinations',
			);
			expect(told).toContain('Turn off Execute Once');
			expect(told).toContain('set Destinations From to JSON');
			expect(simulator.requests).toEqual([]);
		},
	);

	it('is fine without Delete Missing, which leaves the others alone', async () => {
		const { error, items } = await run('sync', rows, { settings });
		expect(error).toBeUndefined();
		expect(items.map(({ action }) => action)).toEqual(['added']);
		expect(onTrunk()).toHaveLength(2);
	});

	it('is fine with the whole list in one item', async () => {
		const destination = [{ host: 'a.example', port: '', transport: 'tls' }];
		for (const parameters of [
			{
				destinationSource: 'json',
				destinationsJson: '={{ $input.all().map((item) => item.json.destination) }}',
			},
			{ destinationSource: 'fields', destinations: { destination } },
		]) {
			const { error } = await run('sync', rows, {
				parameters,
				options: { deleteMissing: true },
				settings,
			});
			expect(error).toBeUndefined();
		}
		expect(onTrunk()).toEqual(['sip:a.example:5061;transport=tls']);
	});
});

describe('an option that holds for all items', () => {
	const OPTIONS = [
		['Allow Empty List', 'allowEmptyList', true, false],
		['Batch Size', 'batchSize', 50, 51],
		['Check for Doubles', 'checkDoubles', true, false],
		['Delete Missing', 'deleteMissing', false, true],
		['Dry Run', 'dryRun', true, false],
		['Max Retries', 'maxRetries', 3, 0],
		['Refused Destinations', 'onRejected', 'output', 'error'],
		['Requests per Minute', 'requestsPerMinute', 200, 100],
		['Timeout', 'timeout', 30000, 20000],
	] as const;
	const rowsOf = (...values: unknown[]) =>
		values.map((value, row) => ({ destination: `a${row}.example`, value }));

	it.each(OPTIONS)('is refused if it differs: %s', async (label, name, one, other) => {
		for (const onError of ['stopWorkflow', 'continueRegularOutput'] as const) {
			const options = { [name]: '={{ $json.value }}' };
			const done = await run('sync', rowsOf(one, one, other), { options, onError });
			const told = JSON.stringify([done.error, done.items]);
			expect(told).toContain(
				`${label} is ${one} for the item with index 0, but ${other} for the item with index 2`,
			);
			expect(told).toContain('to the same value for all items');
		}
		expect(simulator.requests).toEqual([]);
	});

	it.each(OPTIONS)('is refused if it is missing for an item: %s', async (label, name, one) => {
		const options = { [name]: '={{ $json.value }}' };
		const { error } = await run('sync', rowsOf(one, undefined), { options });
		expect(error?.message).toMatch(new RegExp(`^${label} (is empty: choose|is not a whole)`));
		expect(error?.context).toMatchObject({ itemIndex: 1 });
		expect(simulator.requests).toEqual([]);
	});

	it.each(OPTIONS)('may be the same written in another way: %s', async (_label, name, one) => {
		const options = { [name]: '={{ $json.value }}' };
		const text = ` ${String(one).toUpperCase()} `;
		const { error } = await run('sync', rowsOf(one, text, String(one)), { options });
		expect(error).toBeUndefined();
	});

	/** How often n8n is asked for a value while a node with these options reads 100 items. */
	async function asked(options: INodeParameters) {
		const context = await makeContext(simulator.credential, {
			parameters: {
				resource: 'destinationUri',
				operation: 'sync',
				trunkSid: { __rl: true, mode: 'id', value: TRUNK },
				destinationSource: 'inputItems',
				destination: '={{ $json.destination }}',
				options,
			},
			items: Array.from({ length: 100 }, (_, row) => ({
				json: { destination: `a${row}.example`, dry: 'yes', priority: 1 },
			})),
		});
		const ask = jest.spyOn(context, 'getNodeParameter');
		readExecutionOptions(context, destinationUris.options);
		const client = await connect(context);
		const trunks = await Trunks.of(context, new ReadOnce(client));
		const requested = readRequested(context, destinationUris, trunks, {
			mayBeEmpty: false,
			keepsListed: true,
		});
		expect(requested.map(({ kind }) => kind)).toEqual(requested.map(() => 'wanted'));
		return ask.mock.calls.filter(
			([name, , , how]) => name.startsWith('options') && how?.rawExpressions !== true,
		).length;
	}

	it('costs nothing for more items, unless it is a calculation, which is done once for each', async () => {
		expect(await asked({})).toBe(0);
		expect(await asked({ dryRun: true, priority: 1 })).toBe(2);
		expect(await asked({ dryRun: '={{ $json.dry }}', priority: '={{ $json.priority }}' })).toBe(0);
		expect(await asked({ dryRun: '={{ $json.dry.trim() }}', priority: 1 })).toBe(102);
		expect(await asked({ dryRun: true, priority: '={{ $json.priority + 1 }}' })).toBe(101);
	});
});

describe('two trunk SIDs that differ in letter case alone', () => {
	const rows = [
		{ trunk: 'trmum1a', destination: 'a.example' },
		{ trunk: 'trmum1b', destination: 'b.example' },
		{ trunk: 'TRMUM1A', destination: 'c.example' },
	];
	const MESSAGE =
		'"TRMUM1A" can\'t be used: the item with index 0 names "trmum1a", which differs from it in upper and lower case alone';

	it.each(['add', 'sync'] as const)('are refused, naming both items (%s)', async (operation) => {
		const { error } = await run(operation, rows, { options: { deleteMissing: true } });
		expect(error?.message).toBe(MESSAGE);
		expect(error?.description).toContain('"Trunk" of the item with index 2');
		expect(simulator.requests).toEqual([]);
	});

	it('delete nothing', async () => {
		const other = simulator.state.addTrunk('trmum1b');
		simulator.state.addTrunk('TRMUM1A');
		simulator.state.addDestination(other, 'x.example:5061;transport=tls');
		const options = { deleteMissing: true };
		const { items } = await run('sync', rows, { options, onError: 'continueRegularOutput' });
		expect(items.map(({ destination, action }) => [destination, action])).toEqual([
			['sip:a.example:5061;transport=tls', 'added'],
			['sip:b.example:5061;transport=tls', 'added'],
			['c.example', 'rejected'],
			[OLD, 'skipped'],
			['sip:x.example:5061;transport=tls', 'skipped'],
		]);
	});

	it('are not two that differ in the spaces around them', async () => {
		const same = ['trmum1a', ' trmum1a', 'trmum1a \n'].map((sid, row) => ({
			trunk: sid,
			destination: `a${row}.example`,
		}));
		const { items } = await run('sync', same, { options: { deleteMissing: true } });
		expect(items.map(({ action }) => action)).toEqual(['added', 'added', 'added', 'deleted']);
		// Read once before anything is done, once after adding, and once after deleting.
		expect(simulator.calls.filter((call) => call.startsWith('GET'))).toHaveLength(3);
	});
});

describe('an item that can not be used', () => {
	const onError = 'continueRegularOutput';

	it('because of its trunk names the destination that it asked for', async () => {
		const rows = ['', '../x', null].map((sid, row) => ({
			trunk: sid,
			destination: `a${row}.example`,
		}));
		const { items } = await run('add', rows, { onError });
		expect(
			items.map(({ destination, action, trunk_sid }) => [destination, action, trunk_sid]),
		).toEqual(rows.map(({ destination }) => [destination, 'rejected', '']));
	});

	it('because of its trunk has one item for each destination in its list', async () => {
		const list = ['a.example', { host: 'b.example', port: 5061 }, 'sip:alice:hunter2@c.example'];
		const rows = [{ trunk: '', list }];
		const { items } = await run('add', rows, { parameters: JSON_OF_ITEM, onError });
		expect(items.map(({ destination }) => destination)).toEqual([
			'a.example',
			'b.example:5061',
			'…@c.example',
		]);
		for (const { error } of items) expect(error).toMatchObject({ message: 'Trunk is empty' });
	});

	it('because of its trunk and its list has one item', async () => {
		const rows = [{ trunk: '', list: null }];
		const { items } = await run('add', rows, { parameters: JSON_OF_ITEM, onError });
		expect(items).toEqual([expect.objectContaining({ destination: '', action: 'rejected' })]);
	});

	it('because of its options names destination and trunk', async () => {
		const rows = [
			{ destination: 'a.example', priority: 'high' },
			{ destination: 'b.example', priority: 1 },
		];
		const options = { priority: '={{ $json.priority }}', deleteMissing: true };
		const { items } = await run('sync', rows, { options, onError });
		expect(
			items.map(({ destination, action, trunk_sid }) => [destination, action, trunk_sid]),
		).toEqual([
			['a.example', 'rejected', TRUNK],
			['sip:b.example:5061;transport=tls', 'added', TRUNK],
			[OLD, 'skipped', TRUNK],
		]);
	});
});
