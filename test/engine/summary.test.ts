import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { refusal } from '../harness/simulator/answers';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

/** One item for a whole trunk: what a person reads and approves, and what undoes it. */
const TRUNK = 'trmum1a';

let trunk: Trunk;
const simulator = useSimulator(({ state }) => {
	trunk = state.addTrunk(TRUNK, 'support_mumbai');
});

type Entry = string | { readonly destination: string; priority?: number; weight?: number };

function have(...rows: ReadonlyArray<readonly [string, number?, number?]>): void {
	for (const [host, priority = 0, weight = 1] of rows) {
		const row = simulator.state.addDestination(trunk, `${host}:5061;transport=tls`);
		Object.assign(row, { priority, weight });
	}
}

const has = () =>
	trunk.destinations.map(({ destination, priority, weight }) => [
		destination.split(':')[1],
		priority,
		weight,
	]);

async function sync(
	list: readonly Entry[],
	options: INodeParameters = {},
	{ onError, more }: { onError?: INode['onError']; more?: INodeParameters } = {},
) {
	simulator.requests.length = 0;
	const done = await runWorkflow(
		exotelWorkflow({
			rows: [{}],
			onError,
			parameters: {
				operation: 'sync',
				trunkSid: { __rl: true, mode: 'id', value: TRUNK },
				destinationSource: 'json',
				destinationsJson: JSON.stringify(list),
				options: { deleteMissing: true, resultFormat: 'summary', maxDeletions: '', ...options },
				...more,
			},
		}),
		simulator.credential,
	);
	const items = done.output('Exotel').map(({ json }) => json);
	const [item = {}] = items;
	return { ...done, items, item };
}

const dryRun = async (list: readonly Entry[], options: INodeParameters = {}) =>
	(await sync(list, { dryRun: true, ...options })).item;

const changes = () => simulator.calls.filter((call) => !call.startsWith('GET'));

describe('a summary', () => {
	it('says of a dry run what would be done, as figures, text and lists', async () => {
		have(['a.example'], ['b.example', 3, 2], ['old.example', 1], ['safe.example']);
		const list = [
			'a.example',
			{ destination: 'b.example', priority: 0 },
			{ destination: 'new.example', weight: 5 },
		];
		const { items, hints } = await sync(list, { dryRun: true, protect: 'safe.*' });
		const plan = [
			'support_mumbai: would add 1, change 1, delete 1; 1 destination unchanged; 1 protected',
			'```',
			'− sip:old.example:5061;transport=tls',
			'± sip:b.example:5061;transport=tls (priority 3 → 0)',
			'+ sip:new.example:5061;transport=tls (weight 5)',
			'= sip:safe.example:5061;transport=tls (protected)',
			'```',
		].join('\n');
		expect(items).toEqual([
			{
				trunk_sid: TRUNK,
				trunk_name: 'support_mumbai',
				in_sync: false,
				message: 'Would add 1, change 1, delete 1; 1 destination unchanged; 1 protected',
				plan_id: expect.stringMatching(/^plan_[\da-f]{16}$/),
				counts: { add: 1, update: 1, delete: 1, keep: 1, protected: 1, refused: 0 },
				plan,
				changes: [
					{
						action: 'update',
						destination: 'sip:b.example:5061;transport=tls',
						id: '2544',
						before: { priority: 3, weight: 2 },
						after: { priority: 0, weight: 2 },
					},
					{
						action: 'add',
						destination: 'sip:new.example:5061;transport=tls',
						after: { priority: 0, weight: 5 },
					},
					{
						action: 'delete',
						destination: 'sip:old.example:5061;transport=tls',
						id: '2545',
						before: { priority: 1, weight: 1 },
					},
					{
						action: 'protected',
						destination: 'sip:safe.example:5061;transport=tls',
						id: '2546',
						before: { priority: 0, weight: 1 },
					},
				],
				wanted: [
					{ destination: 'sip:a.example:5061;transport=tls' },
					{ destination: 'sip:b.example:5061;transport=tls', priority: 0 },
					{ destination: 'sip:new.example:5061;transport=tls', weight: 5 },
				],
				before: [
					// In the order of Exotel's list, the newest first.
					{ destination: 'sip:safe.example:5061;transport=tls', priority: 0, weight: 1 },
					{ destination: 'sip:old.example:5061;transport=tls', priority: 1, weight: 1 },
					{ destination: 'sip:b.example:5061;transport=tls', priority: 3, weight: 2 },
					{ destination: 'sip:a.example:5061;transport=tls', priority: 0, weight: 1 },
				],
				dry_run: true,
			},
		]);
		expect(hints('Exotel')).toEqual([]);
		expect(changes()).toEqual([]);
	});

	it('says of a run what was done, and that the trunk is in sync then', async () => {
		have(['a.example'], ['old.example']);
		const { item } = await sync(['a.example', 'new.example']);
		expect(item).toMatchObject({
			in_sync: true,
			message: 'Added 1, deleted 1; 1 destination unchanged',
			counts: { add: 1, update: 0, delete: 1, keep: 1, protected: 0, refused: 0 },
		});
		expect(item).not.toHaveProperty('dry_run');
		expect(await dryRun(['a.example', 'new.example'])).toMatchObject({
			in_sync: true,
			message: 'In sync; 2 destinations unchanged',
			plan: 'support_mumbai: in sync; 2 destinations unchanged',
			changes: [],
		});
	});

	it('counts what is refused, says why, and is not in sync', async () => {
		have(['a.example'], ['old.example']);
		const { item } = await sync(['a.example', '44.248.146.11']);
		const plan = [
			'support_mumbai: nothing changed; 1 destination unchanged; 2 refused',
			'```',
			'! sip:44.248.146.11:5061;transport=tls: Refused: Destination not whitelisted',
			'! sip:old.example:5061;transport=tls: Not deleted: Nothing is deleted from a trunk until every destination in its list is in place',
			'```',
		];
		expect(item).toMatchObject({ in_sync: false, plan: plan.join('\n') });
	});

	it('is not in sync when a priority could not be set', async () => {
		simulator.faults.push({ method: 'PUT', answer: refusal(422, { code: 1020 }) });
		const { item } = await sync([{ destination: 'a.example', priority: 5 }]);
		expect(item).toMatchObject({ in_sync: false, counts: { add: 1, refused: 0 } });
	});

	it('shows 50 lines, the deletions first, and counts the rest', async () => {
		have(...Array.from({ length: 8 }, (_, index) => [`old${index}.example`] as const));
		const list = Array.from({ length: 60 }, (_, index) => `new${index}.example`);
		const lines = String((await dryRun(list)).plan).split('\n');
		expect(lines).toHaveLength(1 + 1 + 50 + 1 + 1);
		expect(lines.filter((line) => line.startsWith('− '))).toHaveLength(8);
		expect(lines[2]).toMatch(/^− /);
		expect(lines.at(-2)).toBe('… and 18 more');
	});

	it('says so if it could not be carried out because of Max Deletions', async () => {
		have(...Array.from({ length: 10 }, (_, index) => [`old${index}.example`] as const));
		const { plan } = await dryRun(['old0.example'], { maxDeletions: '30%' });
		expect(String(plan).split('\n')[1]).toBe(
			'This run would delete 9 of 10 destinations (90 %), more than Max Deletions allows (30%). As it is, nothing would be changed.',
		);
	});

	it('lets no text of Exotel out of its block', async () => {
		simulator.state.addDestination(trunk, 'a.example:5060;x=```\n@channel');
		const { plan } = await dryRun(['b.example']);
		expect(String(plan).split('```')).toHaveLength(3);
		expect(String(plan).split('\n')).toHaveLength(5);
	});

	it('is one for each trunk, and what is about no trunk that can be read has its own item', async () => {
		simulator.state.addTrunk('trmum1b', 'sales');
		const done = await runWorkflow(
			exotelWorkflow({
				rows: [
					{ sid: TRUNK, destination: 'a.example' },
					{ sid: 'trmum1b', destination: 'b.example' },
					{ sid: TRUNK, destination: 'c.example' },
					{ sid: TRUNK, destination: '10.0.0.1' },
					{ sid: 'trmum1x', destination: 'd.example' },
				],
				onError: 'continueRegularOutput',
				parameters: {
					operation: 'sync',
					trunkSid: { __rl: true, mode: 'id', value: '={{ $json.sid }}' },
					options: { resultFormat: 'summary' },
				},
			}),
			simulator.credential,
		);
		const output = done.output('Exotel');
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 4 },
		]);
		expect(output.map(({ json }) => [json.trunk_name, json.counts ?? json.action])).toEqual([
			['support_mumbai', { add: 2, update: 0, delete: 0, keep: 0, protected: 0, refused: 1 }],
			['sales', { add: 1, update: 0, delete: 0, keep: 0, protected: 0, refused: 0 }],
			[undefined, 'rejected'],
		]);
	});

	it("has no trunk name if the trunks can't be read, and is made all the same", async () => {
		simulator.faults.push({ method: 'GET', times: 9, answer: refusal(403, { code: 1010 }) });
		const { item } = await sync(['a.example']);
		expect(item).not.toHaveProperty('trunk_name');
	});
});

describe('Approved Plan', () => {
	const LIST: readonly Entry[] = ['a.example', { destination: 'b.example', priority: 2 }];

	beforeEach(() => have(['a.example', 1], ['b.example'], ['old.example']));

	it('is carried out if it is what would be done now, and only then', async () => {
		const { plan_id: approvedPlan, wanted } = await dryRun(LIST);
		const { item, error } = await sync(wanted as Entry[], { approvedPlan: String(approvedPlan) });
		expect(error).toBeUndefined();
		expect(item).toMatchObject({ in_sync: true, plan_id: approvedPlan });
		expect(has()).toEqual([
			['a.example', 1, 1],
			['b.example', 2, 1],
		]);
	});

	it('is the same for the same list in another order, and written in another way', async () => {
		const one = await dryRun(LIST);
		const other = await dryRun([{ destination: 'SIP:B.example.', priority: 2 }, 'A.example:5061']);
		expect(other.plan_id).toBe(one.plan_id);
	});

	const IN_BETWEEN: ReadonlyArray<
		[string, () => void, { list?: readonly Entry[]; options?: INodeParameters }]
	> = [
		['a row added on the trunk', () => have(['other.example']), {}],
		['a row deleted on the trunk', () => void trunk.destinations.pop(), {}],
		[
			'a row replaced by another of the same URI',
			() => {
				trunk.destinations.pop();
				have(['old.example']);
			},
			{},
		],
		['a priority changed', () => Object.assign(trunk.destinations[1] ?? {}, { priority: 7 }), {}],
		['a weight changed', () => Object.assign(trunk.destinations[2] ?? {}, { weight: 7 }), {}],
		['the list changed', () => {}, { list: [...LIST, 'c.example'] }],
		[
			'a priority in the list changed',
			() => {},
			{ list: ['a.example', { destination: 'b.example', priority: 3 }] },
		],
		['a protected pattern changed', () => {}, { options: { protect: 'old.*' } }],
		['Delete Missing turned off', () => {}, { options: { deleteMissing: false } }],
		['Existing Routing set to Keep', () => {}, { options: { existingRouting: 'keep' } }],
	];

	it.each(IN_BETWEEN)(
		'does nothing after %s, and the new plan comes out',
		async (_what, happen, now) => {
			const approved = await dryRun(LIST);
			happen();
			const before = has();
			const { list = LIST, options = {} } = now;
			const all = { ...options, approvedPlan: String(approved.plan_id) };
			const { items, hints, error } = await sync(list, all);
			expect(error).toBeUndefined();
			expect(changes()).toEqual([]);
			expect(has()).toEqual(before);
			const expected = await dryRun(list, options);
			expect(expected.plan_id).not.toBe(approved.plan_id);
			const plan = Object.fromEntries(
				Object.entries(expected).filter(([name]) => name !== 'dry_run'),
			);
			const message = `What would be done now is not the approved plan (trunk ${TRUNK})`;
			expect(items).toEqual([
				{ ...plan, message, action: 'rejected', status: 'failure', error: { code: null, message } },
			]);
			expect(hints('Exotel').join()).toContain('is not the approved plan');
		},
	);

	it('does nothing after somebody else has added what was to be added', async () => {
		const list = [...LIST, 'new.example'];
		const { plan_id: approvedPlan } = await dryRun(list);
		have(['new.example']);
		const { item } = await sync(list, { approvedPlan: String(approvedPlan) });
		expect(item).toMatchObject({ action: 'rejected', counts: { add: 0, update: 1, delete: 1 } });
		expect(changes()).toEqual([]);
	});

	it('covers which addresses are put on the whitelist', async () => {
		const list = [...LIST, '44.248.146.11', 'new.example'];
		const { plan_id: without } = await dryRun(list);
		const { plan, plan_id: approved } = await dryRun(list, { whitelistIps: true });
		expect(approved).not.toBe(without);
		expect(plan).toContain('+ sip:44.248.146.11:5061;transport=tls (whitelisted first)\n');
		expect(plan).toContain('+ sip:new.example:5061;transport=tls\n');
		const { item } = await sync(list, { whitelistIps: true, approvedPlan: String(without) });
		expect(item).toMatchObject({ action: 'rejected' });
		expect(trunk.whitelistedIps).toEqual([]);
	});

	it('comes out as a whole plan, also where items are asked for', async () => {
		const { items } = await sync(LIST, {
			approvedPlan: 'plan_0123456789abcdef',
			resultFormat: 'items',
		});
		expect(items).toMatchObject([{ action: 'rejected', counts: { update: 1, delete: 1 } }]);
		expect(changes()).toEqual([]);
	});

	it('stops the node if refused destinations do, and goes to the error branch if there is one', async () => {
		const options = { approvedPlan: 'plan_0123456789abcdef' };
		const stopped = await sync(LIST, { ...options, onRejected: 'error' });
		expect(stopped.error?.message).toContain('is not the approved plan');
		expect(stopped.error?.description).toContain('Nothing was changed.');
		const { item } = await sync(LIST, options, { onError: 'continueErrorOutput' });
		expect(item).toEqual({});
		expect(changes()).toEqual([]);
	});

	it.each([
		['', 'it is empty, so no plan has been approved'],
		['={{ $json.nothing }}', 'it is empty, so no plan has been approved'],
		['yes', 'write the plan_id of a dry run'],
		[true, 'write text'],
	])('given as %j is refused before anything is changed', async (approvedPlan, reason) => {
		const { error } = await sync(LIST, { approvedPlan });
		expect(error?.message).toContain(`Approved Plan can't be`);
		expect(error?.message).toContain(reason);
		expect(changes()).toEqual([]);
	});

	it('is one for each trunk: if one of them has changed, none is touched', async () => {
		const other = simulator.state.addTrunk('trmum1b', 'sales');
		const rows = [TRUNK, 'trmum1b'].map((sid) => ({ sid }));
		const run = async (inputs: IDataObject[], options: INodeParameters) =>
			await runWorkflow(
				exotelWorkflow({
					rows: inputs,
					parameters: {
						operation: 'sync',
						trunkSid: { __rl: true, mode: 'id', value: '={{ $json.trunk_sid ?? $json.sid }}' },
						destinationSource: 'json',
						destinationsJson: '={{ $json.wanted ?? ["c.example"] }}',
						options: { resultFormat: 'summary', ...options },
					},
				}),
				simulator.credential,
			);
		const plans = (await run(rows, { dryRun: true })).output('Exotel').map(({ json }) => json);
		simulator.state.addDestination(other, 'c.example:5061;transport=tls');
		const approvedPlan = '={{ $json.plan_id }}';
		const refused = (await run(plans, { approvedPlan })).output('Exotel');
		expect(refused.map(({ json }) => json.action)).toEqual(['rejected', 'rejected']);
		expect(changes()).toEqual([]);
		other.destinations.pop();
		// The plan of one trunk is no plan of the other.
		const [first, second] = plans;
		const swapped = [
			{ ...first, plan_id: second?.plan_id },
			{ ...second, plan_id: first?.plan_id },
		];
		expect((await run(swapped, { approvedPlan })).output('Exotel')[0]?.json.action).toBe(
			'rejected',
		);
		const done = (await run(plans, { approvedPlan })).output('Exotel');
		expect(done.map(({ json }) => json.in_sync)).toEqual([true, true]);
		const ids = plans.map(({ plan_id: id }) => String(id)).join(', ');
		expect((await run(rows, { approvedPlan: ids })).output('Exotel')[0]?.json.action).toBe(
			'rejected',
		);
	});

	it('is carried out once when two executions bring it at the same time', async () => {
		const { plan_id: approvedPlan } = await dryRun(LIST);
		const both = [1, 2].map(async () => await sync(LIST, { approvedPlan: String(approvedPlan) }));
		const items = (await Promise.all(both)).map(({ item }) => item);
		expect(items.map(({ action }) => action ?? 'done').sort()).toEqual(['done', 'rejected']);
		expect(items.find(({ action }) => action === 'rejected')).toMatchObject({
			in_sync: true,
			plan: 'support_mumbai: in sync; 2 destinations unchanged',
		});
		expect(has()).toEqual([
			['a.example', 1, 1],
			['b.example', 2, 1],
		]);
	});

	it('is told in a dry run, which changes nothing anyway', async () => {
		const { hints, item } = await sync(LIST, {
			dryRun: true,
			approvedPlan: 'plan_0123456789abcdef',
		});
		expect(item).toMatchObject({ dry_run: true, in_sync: false });
		expect(hints('Exotel').join()).toContain('Without Dry Run, nothing would be changed.');
	});
});

describe('what a summary keeps of before', () => {
	it('restores the trunk, with priorities and weights', async () => {
		have(['a.example', 3, 4], ['b.example', 0, 9], ['c.example']);
		const first = has();
		const { item } = await sync([{ destination: 'a.example', priority: 0 }, 'new.example']);
		expect(has()).not.toEqual(first);
		const undone = await sync(item.before as Entry[]);
		expect(undone.item).toMatchObject({ in_sync: true });
		expect(has().sort()).toEqual(first.sort());
	});

	it('restores what Add would refuse, as long as it is there', async () => {
		simulator.state.addDestination(trunk, '44.1.1.1:5060;transport=udp');
		simulator.state.addDestination(trunk, '10.0.0.1:5060');
		have(['a.example', 3]);
		const first = has();
		const { item } = await sync(['new.example'], { protect: '44.1.1.1, 10.0.0.1' });
		expect(item).toMatchObject({ counts: { add: 1, delete: 1, protected: 2 } });
		const undone = await sync(item.before as Entry[]);
		expect(undone.item).toMatchObject({ in_sync: true, counts: { add: 1, delete: 1, keep: 2 } });
		expect(has().sort()).toEqual(first.sort());
	});

	it('stops before anything is changed if such a one is gone, or is only told if the workflow continues', async () => {
		simulator.state.addDestination(trunk, '44.1.1.1:5060;transport=udp');
		have(['a.example']);
		const { item } = await sync(['new.example']);
		const { error } = await sync(item.before as Entry[]);
		expect(error?.message).toContain('Exotel does not support SIP over UDP');
		expect(error?.description).toContain('Nothing was changed.');
		expect(changes()).toEqual([]);
		const dry = await sync(item.before as Entry[], { dryRun: true });
		expect(dry.error?.message).toContain('Exotel does not support SIP over UDP');
		const { items } = await sync(
			item.before as Entry[],
			{ resultFormat: 'items' },
			{ onError: 'continueRegularOutput' },
		);
		expect(items.map(({ destination, action }) => [destination, action])).toEqual([
			['sip:a.example:5061;transport=tls', 'added'],
			['sip:44.1.1.1:5060;transport=udp', 'rejected'],
			['sip:new.example:5061;transport=tls', 'skipped'],
		]);
	});

	it('has a destination once that was there twice, so that it can be taken again', async () => {
		have(['a.example', 3], ['a.example', 5], ['b.example']);
		const { item } = await sync(['b.example']);
		expect(item.before).toHaveLength(2);
		await sync(item.before as Entry[]);
		expect(has()).toEqual([
			['b.example', 0, 1],
			['a.example', 3, 1],
		]);
	});
});
