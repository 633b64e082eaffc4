import type { INode, INodeParameters } from 'n8n-workflow';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

/** What a Sync does not do unasked: delete much, touch what is protected, undo a failover. */
const TRUNK = 'trmum1a';

let trunk: Trunk;
const simulator = useSimulator(({ state }) => {
	trunk = state.addTrunk(TRUNK);
});

const hostsOf = (count: number) => Array.from({ length: count }, (_, index) => `h${index}.example`);

function have(count: number, on = trunk): void {
	for (const host of hostsOf(count)) {
		simulator.state.addDestination(on, `${host}:5061;transport=tls`);
	}
}

async function sync(
	list: readonly unknown[],
	options: INodeParameters = {},
	onError?: INode['onError'],
	trunks = [TRUNK],
) {
	const done = await runWorkflow(
		exotelWorkflow({
			rows: trunks.map((sid) => ({ sid })),
			onError,
			parameters: {
				operation: 'sync',
				trunkSid: { __rl: true, mode: 'id', value: '={{ $json.sid }}' },
				destinationSource: 'json',
				destinationsJson: JSON.stringify(list),
				options: { deleteMissing: true, ...options },
			},
		}),
		simulator.credential,
	);
	const items = done.output('Exotel').map(({ json }) => json);
	const hosts = trunk.destinations.map(({ destination }) => destination.split(':')[1]);
	return { ...done, items, hosts };
}

const changes = () => simulator.calls.filter((call) => !call.startsWith('GET'));

describe('Max Deletions', () => {
	it.each([
		// How many there are, how many are wanted of them, the option, and whether that is too much.
		[20, 14, undefined, false],
		[20, 13, undefined, true],
		[9, 1, undefined, false],
		[10, 6, undefined, true],
		[10, 7, undefined, false],
		[20, 10, '50%', false],
		[20, 9, '50%', true],
		[20, 0, '100%', false],
		[20, 19, '0%', true],
		[4, 1, '3', false],
		[4, 1, '2', true],
		[4, 1, 2, true],
		[4, 3, '0', true],
		[20, 1, '', false],
		[20, 1, ' 95 % ', false],
		[20, 1, 'many', undefined],
		[20, 1, '-3', undefined],
		[20, 1, '2.5%', undefined],
	] as const)(
		'of %i destinations keeps %i under %j: too many is %s',
		async (has, keep, max, isTooMany) => {
			have(has);
			const options = max === undefined ? {} : { maxDeletions: max };
			const list = keep === 0 ? [] : hostsOf(keep);
			const { error, hosts } = await sync(list, { allowEmptyList: true, ...options });
			if (isTooMany === undefined) {
				expect(error?.message).toContain('write a whole number, a percentage such as 30%');
			} else if (isTooMany) {
				const share = Math.round(((has - keep) / has) * 100);
				expect(error?.message).toBe(
					`This run would delete ${has - keep} of ${has} destinations (${share} %), more than Max Deletions allows (${String(max ?? '30%')})`,
				);
				expect(error?.description).toContain('raise Max Deletions under Options');
				expect(hosts).toHaveLength(has);
				expect(changes()).toEqual([]);
			} else {
				expect(error).toBeUndefined();
				expect(hosts).toHaveLength(keep);
			}
		},
	);

	it('counts over all trunks, and changes none of them, not even to add', async () => {
		const other = simulator.state.addTrunk('trmum1b');
		have(8);
		have(8, other);
		const list = ['new.example', ...hostsOf(4)];
		const { error } = await sync(list, {}, undefined, [TRUNK, 'trmum1b']);
		expect(error?.message).toContain('would delete 8 of 16 destinations (50 %)');
		expect(changes()).toEqual([]);
	});

	it('counts nothing where nothing is deleted', async () => {
		have(20);
		const { error } = await sync(['h0.example', 'new.example'], {
			deleteMissing: false,
			maxDeletions: '0',
		});
		expect(error).toBeUndefined();
	});

	it('is told in a dry run, whose items still say what would be done', async () => {
		have(20);
		const { items, error, hints } = await sync(['h0.example'], { dryRun: true });
		expect(error).toBeUndefined();
		expect(items.filter(({ action }) => action === 'deleted')).toHaveLength(19);
		expect(hints('Exotel').join()).toContain(
			'would delete 19 of 20 destinations (95 %), more than Max Deletions allows (30%). Without Dry Run, nothing would be changed.',
		);
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'is told on every item under %s, and nothing is changed',
		async (onError) => {
			have(20);
			const done = await sync(['h0.example', 'new.example'], {}, onError);
			const items = [...done.items, ...done.output('Exotel', 1).map(({ json }) => json)];
			expect(items).toHaveLength(2);
			for (const item of items) {
				expect(JSON.stringify(item)).toContain('more than Max Deletions allows (30%)');
			}
			expect(changes()).toEqual([]);
		},
	);

	it('is told for an empty list as well', async () => {
		have(20);
		const { items } = await sync([], { allowEmptyList: true }, 'continueRegularOutput');
		expect(items).toHaveLength(1);
		expect(changes()).toEqual([]);
	});
});

describe('Protect', () => {
	it('keeps what is not in the list, and says so', async () => {
		have(3);
		const { items, hosts } = await sync(['h0.example'], { protect: 'h1.*' });
		expect(hosts).toEqual(['h0.example', 'h1.example']);
		expect(items.map(({ destination, action, message }) => [destination, action, message])).toEqual(
			[
				['sip:h0.example:5061;transport=tls', 'unchanged', 'Unchanged'],
				['sip:h2.example:5061;transport=tls', 'deleted', 'Deleted'],
				['sip:h1.example:5061;transport=tls', 'protected', 'Protected: not deleted'],
			],
		);
	});

	it('does not count among deletions', async () => {
		have(20);
		const { error, hosts } = await sync(['h0.example'], {
			protect: '*.example',
			maxDeletions: '0',
		});
		expect(error).toBeUndefined();
		expect(hosts).toHaveLength(20);
		expect(changes()).toEqual([]);
	});

	it('refuses a list that asks to change a protected destination, and then deletes nothing', async () => {
		have(2);
		const list = [{ destination: 'h0.example', priority: 3 }];
		const { items, hosts } = await sync(list, { protect: 'h0.example:5061' });
		expect(items).toMatchObject([
			{
				action: 'rejected',
				message: 'Not changed: it is protected, and the list asks for priority 0 → 3',
			},
			{ action: 'skipped' },
		]);
		expect(hosts).toHaveLength(2);
		expect(changes()).toEqual([]);
	});

	it('lets the list name what is protected as it is, and add what is not there', async () => {
		have(2);
		const list = [{ destination: 'h0.example', priority: 0 }, 'h1.example', 'new.example'];
		const { items } = await sync(list, { protect: '*' });
		expect(items.map(({ action }) => action)).toEqual(['unchanged', 'unchanged', 'added']);
	});

	it('reports the same in a dry run', async () => {
		have(3);
		const list = [{ destination: 'h0.example', priority: 3 }];
		const { items } = await sync(list, { protect: 'h0.example, h1.example', dryRun: true });
		expect(items.map(({ action, message }) => [action, message])).toEqual([
			['rejected', 'Not changed: it is protected, and the list asks for priority 0 → 3'],
			[
				'skipped',
				'Would not be deleted: Nothing is deleted from a trunk until every destination in its list is in place',
			],
			['protected', 'Protected: would not be deleted'],
		]);
	});

	it('says nothing of what is left alone anyway', async () => {
		have(3);
		const { items } = await sync(['h0.example'], { protect: '*', deleteMissing: false });
		expect(items.map(({ action }) => action)).toEqual(['unchanged']);
	});

	it.each(['a b', '1.2.3.4/99', '={{ [1] }}'])(
		'refuses %j before anything is sent',
		async (protect) => {
			have(1);
			const { error } = await sync(['h0.example'], { protect });
			expect(error?.message).toMatch(/^Protect can't be /);
			expect(simulator.requests).toEqual([]);
		},
	);

	it('must be the same for all items', async () => {
		have(1);
		const { error } = await sync(
			['h0.example'],
			{ protect: '={{ $json.sid }}.example' },
			undefined,
			[TRUNK, 'trmum1b'],
		);
		expect(error?.message).toMatch(/^Protect is .+trmum1a\.example.+ but .+trmum1b\.example/);
		expect(simulator.requests).toEqual([]);
	});
});

describe('Existing Routing', () => {
	const list = [
		{ destination: 'h0.example', priority: 3 },
		{ destination: 'new.example', priority: 2 },
	];

	it('Keep leaves what a failover has set, and still sets that of what it adds', async () => {
		have(1);
		const { items } = await sync(list, { existingRouting: 'keep' });
		expect(items).toMatchObject([
			{
				action: 'unchanged',
				priority: 0,
				wanted: { priority: 3, weight: 1 },
				message:
					'Unchanged, with priority 0 instead of 3. To correct it, set Existing Routing to Correct.',
			},
			{ action: 'added', priority: 2 },
		]);
		expect(trunk.destinations.map(({ priority }) => priority)).toEqual([0, 2]);
	});

	it.each([undefined, 'correct'])('%s corrects it', async (existingRouting) => {
		have(1);
		await sync(list, existingRouting === undefined ? {} : { existingRouting });
		expect(trunk.destinations.map(({ priority }) => priority)).toEqual([3, 2]);
	});

	it('Keep has nothing to refuse of what is protected', async () => {
		have(1);
		const { items } = await sync(list, { existingRouting: 'keep', protect: '*' });
		expect(items.map(({ action }) => action)).toEqual(['unchanged', 'added']);
	});
});

it('a Sync with Execute Once says that it took the first input item alone', async () => {
	have(1);
	const run = async (settings: Partial<INode>, more: INodeParameters = {}) => {
		const workflow = exotelWorkflow({
			rows: [{ destination: 'h0.example' }, { destination: 'h1.example' }],
			settings,
			parameters: {
				operation: 'sync',
				trunkSid: { __rl: true, mode: 'id', value: TRUNK },
				destination: '={{ $json.destination }}',
				...more,
			},
		});
		return (await runWorkflow(workflow, simulator.credential)).hints('Exotel').join();
	};
	expect(await run({ executeOnce: true })).toContain('only the first input item was taken');
	expect(await run({})).not.toContain('Execute Once');
	const list = { destinationSource: 'json', destinationsJson: '["h0.example"]' };
	expect(await run({ executeOnce: true }, list)).not.toContain('Execute Once');
});
