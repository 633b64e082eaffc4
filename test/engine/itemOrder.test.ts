import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { html, refusal } from '../harness/simulator/answers';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

/** What an item of Add and Sync says first, and its sentence. */
const TRUNK = 'trmum1a';

const FIRST = ['destination', 'action', 'message', 'id', 'priority', 'weight', 'trunk_sid'];
const THEN = ['status', 'code', 'type', 'date_created', 'date_updated', 'request_id'];
const LAST = ['dry_run', 'before', 'after', 'wanted', 'error'];
const ORDER = [...FIRST, 'trunk_name', ...THEN, ...LAST];

let trunk: Trunk;
const simulator = useSimulator(({ state }) => {
	trunk = state.addTrunk(TRUNK, 'support');
	state.addDestination(trunk, 'a.example:5061;transport=tls');
	state.addDestination(trunk, 'old.example:5061;transport=tls');
});

async function run(
	operation: 'add' | 'sync',
	list: readonly unknown[],
	options: INodeParameters = {},
	more: INodeParameters = {},
	onError: INode['onError'] = 'continueRegularOutput',
) {
	const done = await runWorkflow(
		exotelWorkflow({
			rows: [{}],
			onError,
			parameters: {
				operation,
				trunkSid: { __rl: true, mode: 'id', value: TRUNK },
				destinationSource: 'json',
				destinationsJson: JSON.stringify(list),
				options,
				...more,
			},
		}),
		simulator.credential,
	);
	return done.output('Exotel').map(({ json }) => json);
}

/** The fields that an item has, as a table shows them. */
function fieldsOf(item: IDataObject | undefined): string[] {
	return Object.keys(item ?? {}).filter((name) => item?.[name] !== undefined);
}

function expectInOrder(items: readonly IDataObject[]): void {
	expect(items.length).toBeGreaterThan(0);
	for (const item of items) {
		const fields = fieldsOf(item);
		expect(fields.slice(0, 3)).toEqual(['destination', 'action', 'message']);
		expect(fields).toEqual(ORDER.filter((name) => fields.includes(name)));
		expect(item.message).toMatch(/^["A-Z].*[^ ]$/);
	}
}

const NEW = 'new.example';
const A = { destination: 'a.example', priority: 5, weight: 1 };

describe.each([
	['add', 'added', 'Added', [NEW], {}, undefined],
	['add', 'existing', 'Was there already', ['a.example'], {}, undefined],
	[
		...(['add', 'existing'] as const),
		'Was there already, with priority 0 instead of 5. To correct it, set Existing Destinations to Update.',
		...([[A], {}, undefined] as const),
	],
	['add', 'updated', 'Updated: priority 0 → 5', [A], { onExisting: 'update' }, undefined],
	['add', 'rejected', 'Refused: Destination not whitelisted', ['44.248.1.1'], {}, undefined],
	[
		'add',
		'rejected',
		'"10.0.0.1" can\'t be used: 10.0.0.1 is a private',
		['10.0.0.1'],
		{},
		undefined,
	],
	['add', 'rejected', 'Not added: Authorization failed', [NEW], {}, 'POST'],
	['sync', 'unchanged', 'Unchanged', ['a.example'], {}, undefined],
	[
		'sync',
		'updated',
		'Updated: priority 0 → 5, weight 1 → 2',
		[{ ...A, weight: 2 }],
		{},
		undefined,
	],
	['sync', 'deleted', 'Deleted', ['a.example'], { deleteMissing: true }, undefined],
	[
		...(['sync', 'skipped'] as const),
		'Not deleted: Nothing is deleted from a trunk until every destination in its list is in place',
		...([['44.248.1.1'], { deleteMissing: true }, undefined] as const),
	],
	['sync', 'rejected', 'Not updated: Authorization failed', [A], {}, 'PUT'],
	['sync', 'added', 'Would be added', [NEW], { dryRun: true }, undefined],
	['sync', 'unchanged', 'Would stay as it is', ['a.example'], { dryRun: true }, undefined],
	['sync', 'updated', 'Would be updated: priority 0 → 5', [A], { dryRun: true }, undefined],
	[
		...(['sync', 'skipped', 'Would not be deleted: Nothing is deleted'] as const),
		...([['a.example', '10.0.0.1'], { dryRun: true, deleteMissing: true }, undefined] as const),
	],
	['sync', 'deleted', 'Would be deleted', [NEW], { dryRun: true, deleteMissing: true }, undefined],
] as const)('%s: an item with action %s', (operation, action, message, list, options, failing) => {
	it(`says first what a person looks for, and: ${message}`, async () => {
		const answer = refusal(401, { code: 1010, message: 'Authorization failed' });
		if (failing !== undefined) simulator.faults.push({ method: failing, answer, times: 9 });
		const items = await run(operation, list, options);
		expectInOrder(items);
		const [item] = items.filter((one) => one.action === action);
		expect(String(item?.message).slice(0, message.length)).toBe(message);
	});
});

it('says in the same order what is not as it should be with something that was added', async () => {
	simulator.faults.push({ method: 'PUT', answer: refusal(422, { code: 1020, description: 'No' }) });
	const items = await run('add', [{ destination: NEW, priority: 3 }]);
	expectInOrder(items);
	expect(items).toMatchObject([
		{
			action: 'added',
			message: 'Was added without priority and weight: No',
			error: { code: 1020 },
		},
	]);
});

it('says that there was no answer, in the same order', async () => {
	simulator.faults.push({ method: 'POST', answer: html(403), times: 9 });
	expectInOrder(await run('add', [NEW, 'new2.example'], { batchSize: 1 }));
});

it('has the priority and weight before and after of what it changed, and of nothing else', async () => {
	const [changed, same] = await run('sync', [A, 'old.example']);
	expect(changed).toMatchObject({
		before: { priority: 0, weight: 1 },
		after: { priority: 5, weight: 1 },
	});
	expect(same).not.toHaveProperty('before');
	expect(same).not.toHaveProperty('after');
});

it('has the same first columns for what was refused, so that a table keeps their order', async () => {
	const [refused] = await run('add', ['44.248.1.1']);
	expect(fieldsOf(refused).slice(0, 7)).toEqual(FIRST);
	expect(refused).toMatchObject({ id: null, priority: null, weight: null });
});

it('does not say of a repeat that it was changed', async () => {
	const [changed, repeat] = await run('sync', [A, A]);
	expect(changed).toHaveProperty('before');
	expect(repeat).toMatchObject({ action: 'unchanged', message: 'Unchanged' });
	expect(repeat).not.toHaveProperty('before');
});

it('names the trunk where the node knows its name, also on the error branch', async () => {
	const trunkSid = { __rl: true, mode: 'name', value: 'support' };
	const named = await run('sync', [NEW, '44.248.1.1'], { deleteMissing: true }, { trunkSid });
	expectInOrder(named);
	for (const item of named) expect(item).toMatchObject({ trunk_sid: TRUNK, trunk_name: 'support' });
	const unnamed = await run('sync', [NEW]);
	for (const item of unnamed) expect(item).not.toHaveProperty('trunk_name');
});
