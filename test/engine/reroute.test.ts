import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { refusal } from '../harness/simulator/answers';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

/** Moving destinations behind others, and back. */
let first: Trunk;
let second: Trunk;
const simulator = useSimulator(({ state }) => {
	first = state.addTrunk('trmum1a', 'support');
	second = state.addTrunk('trmum1b', 'sales');
});

function have(trunk: Trunk, ...rows: ReadonlyArray<readonly [string, number?, number?]>): void {
	for (const [host, priority = 0, weight = 1] of [...rows].reverse()) {
		const row = simulator.state.addDestination(trunk, `${host}:5061;transport=tls`);
		Object.assign(row, { priority, weight });
	}
}

const has = ({ destinations }: Trunk) =>
	[...destinations]
		.reverse()
		.map(({ destination, priority, weight }) => [destination.split(':')[1], priority, weight]);

async function reroute(
	parameters: INodeParameters,
	{ rows = [{}], onError }: { rows?: IDataObject[]; onError?: INode['onError'] } = {},
) {
	simulator.requests.length = 0;
	const done = await runWorkflow(
		exotelWorkflow({
			rows,
			onError,
			parameters: {
				operation: 'reroute',
				trunkSid: { __rl: true, mode: 'id', value: 'trmum1a' },
				...parameters,
			},
		}),
		simulator.credential,
	);
	const output = done.output('Exotel');
	return {
		...done,
		paired: output.map(({ pairedItem }) => pairedItem),
		items: output.map(({ json }) => json),
	};
}

const changes = () => simulator.calls.filter((call) => !call.startsWith('GET'));
const told = (items: readonly IDataObject[]) =>
	items.map(({ destination, action, message }) => [
		String(destination).split(':')[1],
		action,
		message,
	]);

describe('Reroute', () => {
	it('sets the priority of all destinations that match, and gives the values before and after', async () => {
		have(first, ['a.down.example', 0, 3], ['b.down.example', 1], ['c.example', 5]);
		const { items, paired } = await reroute({ match: '*.down.example', priority: '10' });
		expect(items).toEqual([
			{
				destination: 'sip:a.down.example:5061;transport=tls',
				action: 'updated',
				message: 'Updated: priority 0 → 10',
				id: expect.any(String),
				priority: 10,
				weight: 3,
				trunk_sid: 'trmum1a',
				status: 'success',
				code: 200,
				type: 'public',
				date_created: expect.any(String),
				date_updated: expect.any(String),
				request_id: expect.any(String),
				before: { priority: 0, weight: 3 },
				after: { priority: 10, weight: 3 },
			},
			expect.objectContaining({
				before: { priority: 1, weight: 1 },
				after: { priority: 10, weight: 1 },
			}),
		]);
		expect(paired).toEqual([{ item: 0 }, { item: 0 }]);
		expect(has(first)).toEqual([
			['a.down.example', 10, 3],
			['b.down.example', 10, 1],
			['c.example', 5, 1],
		]);
		expect(simulator.calls.map((call) => call.split('/')[0])).toEqual([
			'GET trunks',
			'PUT trunks',
			'PUT trunks',
		]);
	});

	it('changes nothing the second time', async () => {
		have(first, ['a.example'], ['b.example', 1]);
		await reroute({ match: 'a.example', priority: 10 });
		const { items } = await reroute({ match: 'a.example', priority: 10 });
		expect(items).toMatchObject([
			{
				action: 'unchanged',
				before: { priority: 10, weight: 1 },
				after: { priority: 10, weight: 1 },
			},
		]);
		expect(changes()).toEqual([]);
	});

	it('works on all trunks of the account, those without a match aside', async () => {
		simulator.state.addTrunk('trmum1c', 'empty');
		have(first, ['44.1.1.1'], ['a.example', 1]);
		have(second, ['44.1.1.9'], ['b.example', 1]);
		const { items } = await reroute({
			scope: 'all',
			match: '44.1.0.0/16',
			weight: 0,
			priority: '',
		});
		expect(
			items.map(({ trunk_name, destination, weight, priority }) => [
				trunk_name,
				destination,
				weight,
				priority,
			]),
		).toEqual([
			['support', 'sip:44.1.1.1:5061;transport=tls', 0, 0],
			['sales', 'sip:44.1.1.9:5061;transport=tls', 0, 0],
		]);
	});

	it('does nothing in a dry run but say what it would do', async () => {
		have(first, ['a.example'], ['b.example', 1]);
		const { items } = await reroute({
			match: 'a.example',
			priority: 10,
			options: { dryRun: true },
		});
		expect(items).toMatchObject([
			{ action: 'updated', message: 'Would be updated: priority 0 → 10', dry_run: true },
		]);
		expect(changes()).toEqual([]);
	});

	it('restores from its own items, in any order, also as text and after the row was added again', async () => {
		have(first, ['a.example', 0, 3], ['b.example', 1]);
		have(second, ['a.example', 2], ['c.example', 4]);
		const before = [has(first), has(second)];
		const { items } = await reroute({ scope: 'all', match: 'a.example', priority: 10 });
		const lost = first.destinations.findIndex(({ destination }) =>
			destination.includes('a.example'),
		);
		first.destinations.splice(lost, 1);
		const again = simulator.state.addDestination(first, 'a.example:5061;transport=tls');
		Object.assign(again, { priority: 10, weight: 1 });
		const rows = [...items]
			.reverse()
			.map((item) => ({ ...item, before: JSON.stringify(item.before) }));
		const restored = await reroute({ mode: 'restore' }, { rows });
		expect(restored.items.map(({ action, trunk_name: name }) => [action, name])).toEqual([
			['updated', 'sales'],
			['updated', 'support'],
		]);
		expect(restored.paired).toEqual([{ item: 0 }, { item: 1 }]);
		expect([has(first).sort(), has(second).sort()]).toEqual(before.map((rows_) => rows_.sort()));
	});

	it('restores what a second Reroute has changed again, from the items of each', async () => {
		have(first, ['a.example', 0], ['b.example', 1], ['c.example', 2]);
		const one = await reroute({ match: 'a.example', priority: 10 });
		const two = await reroute({ match: 'a.example, b.example', priority: 20 });
		await reroute({ mode: 'restore' }, { rows: two.items });
		expect(has(first)).toEqual([
			['a.example', 10, 1],
			['b.example', 1, 1],
			['c.example', 2, 1],
		]);
		await reroute({ mode: 'restore' }, { rows: one.items });
		expect(has(first)).toEqual([
			['a.example', 0, 1],
			['b.example', 1, 1],
			['c.example', 2, 1],
		]);
	});

	it('says what is gone, and restores the rest', async () => {
		have(first, ['a.example'], ['b.example'], ['c.example']);
		const { items } = await reroute({ match: 'a.example, b.example', priority: 10 });
		first.destinations.splice(
			first.destinations.findIndex(({ destination }) => destination.includes('a.')),
			1,
		);
		const { items: restored, hints } = await reroute({ mode: 'restore' }, { rows: items });
		expect(told(restored)).toEqual([
			['a.example', 'rejected', 'Not changed: it is not on the trunk any more'],
			['b.example', 'updated', 'Updated: priority 10 → 0'],
		]);
		expect(hints('Exotel').join()).toContain('1 of 2 destinations was not changed');
	});
});

describe('the last destination that takes calls', () => {
	it.each<[string, Array<[string, number?, number?]>, INodeParameters, string[]]>([
		['the only one', [['a.example']], { match: 'a.*', priority: 10 }, ['rejected']],
		['the only one by weight', [['a.example']], { match: 'a.*', weight: 0 }, ['rejected']],
		[
			'all of them at once',
			[['a.example'], ['b.example', 5]],
			{ match: '*', priority: 10 },
			['rejected', 'rejected'],
		],
		[
			'the best, where the other gets no calls',
			[['a.example'], ['b.example', 5, 0]],
			{ match: 'a.*', priority: 10 },
			['rejected'],
		],
		[
			'the best, where another is left',
			[['a.example'], ['b.example', 5]],
			{ match: 'a.*', priority: 10 },
			['updated'],
		],
		[
			'one of two with the same priority',
			[['a.example'], ['b.example']],
			{ match: 'a.*', priority: 1 },
			['updated'],
		],
		[
			'one that is behind already',
			[['a.example'], ['b.example', 5]],
			{ match: 'b.*', priority: 10 },
			['updated'],
		],
		['the only one, put before', [['a.example', 5]], { match: 'a.*', priority: 1 }, ['updated']],
		['the only one, with more weight', [['a.example']], { match: 'a.*', weight: 9 }, ['updated']],
		[
			'one that is listed twice',
			[['a.example'], ['a.example']],
			{ match: 'a.*', priority: 10 },
			['rejected', 'rejected'],
		],
		[
			'the only one, if it is allowed',
			[['a.example']],
			{ match: 'a.*', priority: 10, options: { allowLast: true } },
			['updated'],
		],
	])('%s', async (_what, rows, parameters, actions) => {
		have(first, ...rows);
		const before = has(first);
		const { items, error } = await reroute(parameters);
		expect(error).toBeUndefined();
		expect(items.map(({ action }) => action)).toEqual(actions);
		if (actions.includes('rejected')) {
			expect(items[0]).toMatchObject({
				message: expect.stringContaining(
					'it is the last destination of the trunk that takes calls',
				),
				id: expect.any(String),
				priority: before[0]?.[1],
				before: { priority: before[0]?.[1] },
			});
			expect(items[0]).not.toHaveProperty('after');
			expect(has(first)).toEqual(before);
			expect(changes()).toEqual([]);
		}
	});

	it('is refused on one trunk, and the others are rerouted all the same', async () => {
		have(first, ['a.example']);
		have(second, ['a.example'], ['b.example']);
		const { items } = await reroute({ scope: 'all', match: 'a.*', priority: 10 });
		expect(items.map(({ trunk_sid, action }) => [trunk_sid, action]).sort()).toEqual([
			['trmum1a', 'rejected'],
			['trmum1b', 'updated'],
		]);
		const branch = await reroute(
			{ match: 'a.*', priority: 10 },
			{ onError: 'continueErrorOutput' },
		);
		expect(branch.items).toEqual([]);
		expect(branch.output('Exotel', 1)).toMatchObject([
			{
				json: {
					message: expect.stringContaining('sip:a.example:5061;transport=tls was not changed'),
					error: { trunk_sid: 'trmum1a' },
				},
			},
		]);
	});
});

describe('bad input of Reroute', () => {
	beforeEach(() => have(first, ['a.example'], ['b.example']));

	it.each<[INodeParameters, string]>([
		[{ match: ' , ', priority: 1 }, "Match can't be used: it is empty"],
		[{ match: '={{ $json.nothing }}', priority: 1 }, "Match can't be used: it is empty"],
		[{ match: 'a b', priority: 1 }, '"a b" is not a pattern'],
		[{ match: 'a.*' }, 'There is nothing to set'],
		[{ match: 'a.*', priority: '={{ $json.nothing }}' }, 'There is nothing to set'],
		[{ match: 'a.*', priority: '-1' }, 'Priority is not a whole number'],
		[{ match: 'a.*', weight: 'high' }, 'Weight is not a whole number'],
		[{ match: 'a.*', priority: 1, options: { dryRun: 'perhaps' } }, 'Dry Run can\'t be "perhaps"'],
		[
			{ match: 'a.*', priority: 1, trunkSid: { __rl: true, mode: 'name', value: 'nobody' } },
			'There is no trunk with the name',
		],
		[{ match: 'z.*', priority: 1 }, 'No destination of trunk trmum1a matches "z.*"'],
		[
			{ match: 'z.*, y.*', priority: 1, scope: 'all' },
			'No destination of any trunk matches "z.*, y.*"',
		],
	])('%j is refused, and nothing is changed', async (parameters, message) => {
		const { error } = await reroute(parameters);
		expect(error?.message).toContain(message);
		expect(changes()).toEqual([]);
	});

	it('of one item stops the others before anything is changed, unless the workflow continues', async () => {
		const rows = [{ match: 'a.*' }, { match: 'z.*' }];
		const parameters = { match: '={{ $json.match }}', priority: 3 };
		const { error } = await reroute(parameters, { rows });
		expect(error?.message).toContain('matches "z.*"');
		expect(error?.context).toMatchObject({ itemIndex: 1 });
		expect(changes()).toEqual([]);
		const { items, paired } = await reroute(parameters, { rows, onError: 'continueRegularOutput' });
		expect(items.map(({ action, destination }) => [action, destination])).toEqual([
			['updated', 'sip:a.example:5061;transport=tls'],
			['rejected', ''],
		]);
		expect(paired).toEqual([{ item: 0 }, { item: 1 }]);
	});

	it('is a second item that asks for something else for the same destination', async () => {
		const rows = [
			{ match: 'a.*', to: 3 },
			{ match: '*', to: 4 },
			{ match: 'a.*', to: 3 },
		];
		const { items } = await reroute(
			{
				match: '={{ $json.match }}',
				priority: '={{ $json.to }}',
				options: { allowLast: true },
			},
			{ rows },
		);
		expect(told(items)).toEqual([
			['a.example', 'updated', 'Updated: priority 0 → 3'],
			[
				'a.example',
				'rejected',
				'Not changed: an item before this one asks for another priority or weight for it',
			],
			['b.example', 'updated', 'Updated: priority 0 → 4'],
			['a.example', 'unchanged', 'Unchanged'],
		]);
	});

	it.each<[IDataObject, string]>([
		[{}, 'it has no trunk_sid'],
		[{ trunk_sid: 'a/b', id: '1', destination: 'sip:a' }, "its trunk_sid can't be used"],
		[{ trunk_sid: 'trmum1a' }, 'it has no id'],
		[{ trunk_sid: 'trmum1a', id: 1 }, 'it has no destination'],
		[{ trunk_sid: 'trmum1a', id: '1', destination: 'sip:a' }, 'its before is'],
		[{ trunk_sid: 'trmum1a', id: '1', destination: 'sip:a', before: 'x' }, 'its before is'],
		[
			{ trunk_sid: 'trmum1a', id: '1', destination: 'sip:a', before: {} },
			'its before has neither priority nor weight',
		],
		[
			{ trunk_sid: 'trmum1a', id: '1', destination: 'sip:a', before: { priority: -1 } },
			'the priority in its before is not a whole number',
		],
	])('to restore, %j, is refused', async (row, reason) => {
		const { error } = await reroute({ mode: 'restore' }, { rows: [row] });
		expect(error?.message).toContain(`The item can't be restored: ${reason}`);
		expect(error?.description).toContain('Restore takes the items that Reroute has returned');
		expect(simulator.calls).toEqual([]);
	});
});

describe('when a request of Reroute fails', () => {
	beforeEach(() => {
		have(first, ['a.example'], ['b.example'], ['c.example']);
		have(second, ['a.example'], ['c.example']);
	});

	it('the error tells what was done, so that it can be undone', async () => {
		simulator.faults.push({
			method: 'PUT',
			path: /2544/,
			times: 9,
			answer: refusal(401, { code: 1010 }),
		});
		const { error } = await reroute({
			match: '*.example',
			priority: 10,
			options: { allowLast: true },
		});
		expect(error?.message).toContain('401');
		expect(error?.context).toMatchObject({
			data: { updated: [{ trunk_sid: 'trmum1a' }, { trunk_sid: 'trmum1a' }] },
		});
	});

	it('one that Exotel refuses is an item with its values before', async () => {
		simulator.faults.push({ method: 'PUT', times: 1, answer: refusal(422, { code: 1020 }) });
		const { items } = await reroute({ match: 'a.*', priority: 10 });
		expect(items).toMatchObject([
			{ action: 'rejected', priority: 0, before: { priority: 0, weight: 1 } },
		]);
		expect(items[0]).not.toHaveProperty('after');
	});

	it("a trunk that can't be read is told, and the others are rerouted if the workflow continues", async () => {
		simulator.faults.push({
			method: 'GET',
			path: /trmum1a/,
			times: 9,
			answer: refusal(403, { code: 1003 }),
		});
		const parameters = { scope: 'all', match: 'a.*', priority: 10 };
		const stopped = await reroute(parameters);
		expect(stopped.error?.message).toContain('403');
		expect(changes()).toEqual([]);
		simulator.faults.push({
			method: 'GET',
			path: /trmum1a/,
			times: 9,
			answer: refusal(403, { code: 1003 }),
		});
		const { items } = await reroute(parameters, { onError: 'continueRegularOutput' });
		expect(items.map(({ trunk_sid, action }) => [trunk_sid, action]).sort()).toEqual([
			['trmum1a', 'rejected'],
			['trmum1b', 'updated'],
		]);
	});
});
