import type { INode, INodeParameters } from 'n8n-workflow';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { refusal } from '../harness/simulator/answers';
import { ERRORS } from '../harness/simulator/envelope';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

/** Sync of whitelisted IPs: the same planner and the same guards as for destinations. */
const TRUNK = 'trmum1a';

let trunk: Trunk;
const simulator = useSimulator(({ state }) => {
	trunk = state.addTrunk(TRUNK, 'support_mumbai');
});

function have(...addresses: ReadonlyArray<readonly [string, number?]>): void {
	for (const [ip, mask] of addresses) {
		Object.assign(simulator.state.addWhitelistedIp(trunk, ip), mask === undefined ? {} : { mask });
	}
}

const has = () =>
	trunk.whitelistedIps.map(({ ip, mask }) => `${String(ip)}/${String(mask)}`).sort();

async function sync(
	list: unknown,
	options: INodeParameters = {},
	{
		onError,
		rows = [{}],
		...more
	}: { onError?: INode['onError']; rows?: object[] } & INodeParameters = {},
) {
	simulator.requests.length = 0;
	const done = await runWorkflow(
		exotelWorkflow({
			rows: rows as never,
			onError,
			parameters: {
				resource: 'whitelistedIp',
				operation: 'sync',
				trunkSid: { __rl: true, mode: 'id', value: TRUNK },
				addressSource: 'json',
				addressesJson: typeof list === 'string' ? list : JSON.stringify(list),
				options: { deleteMissing: true, maxDeletions: '', ...options },
				...more,
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
const told = (items: ReadonlyArray<Record<string, unknown>>) =>
	items.map(({ ip, mask, action, message }) => [`${String(ip)}/${String(mask)}`, action, message]);

describe('a Sync of whitelisted IPs', () => {
	it('adds first and deletes last, and does nothing the second time', async () => {
		have(['52.1.0.0', 24], ['44.1.1.1'], ['44.1.1.9']);
		const list = ['52.1.0.0/24', '44.1.1.2', { ip: '44.1.1.1' }, { ip: '52.2.0.0', mask: 16 }];
		const { items } = await sync(list);
		expect(told(items)).toEqual([
			['52.1.0.0/24', 'unchanged', 'Unchanged'],
			['44.1.1.2/32', 'added', 'Added'],
			['44.1.1.1/32', 'unchanged', 'Unchanged'],
			['52.2.0.0/16', 'added', 'Added'],
			['44.1.1.9/32', 'deleted', 'Deleted'],
		]);
		expect(Object.keys(items[1] ?? {}).slice(0, 5)).toEqual([
			'ip',
			'mask',
			'action',
			'message',
			'id',
		]);
		expect(simulator.calls.map((call) => call.replace(/ .*\//, ' '))).toEqual([
			'GET whitelisted-ips',
			'POST whitelisted-ips',
			'POST whitelisted-ips',
			'GET whitelisted-ips',
			'DELETE whitelisted-ips',
			'GET whitelisted-ips',
		]);
		expect(
			simulator.requests.filter(({ method }) => method === 'POST').map(({ body }) => body),
		).toEqual([
			{ ip: '44.1.1.2', mask: 32 },
			{ ip: '52.2.0.0', mask: 16 },
		]);
		expect(has()).toEqual(['44.1.1.1/32', '44.1.1.2/32', '52.1.0.0/24', '52.2.0.0/16']);
		const again = await sync(list);
		expect(again.items.map(({ action }) => action)).toEqual([
			'unchanged',
			'unchanged',
			'unchanged',
			'unchanged',
		]);
		expect(changes()).toEqual([]);
	});

	it('takes one address from each item, with its mask or without', async () => {
		const rows = [{ ip: '44.1.1.1' }, { ip: ' 52.1.0.0/24 ' }];
		const { items, paired } = await sync([], {}, { addressSource: 'inputItems', rows });
		expect(told(items).map(([name]) => name)).toEqual(['44.1.1.1/32', '52.1.0.0/24']);
		expect(paired).toEqual([{ item: 0 }, { item: 1 }]);
	});

	it.each([
		['lines', '44.1.1.1\n44.1.1.2/32\n'],
		['commas', '44.1.1.1, 44.1.1.2'],
		['a list in text', '"[\\"44.1.1.1\\",\\"44.1.1.2\\"]"'],
		['an object with the list', '{"addresses":["44.1.1.1",{"ip":"44.1.1.2","mask":"32"}]}'],
		['rows of Get Many', '[{"ip":"44.1.1.1","mask":32},{"ip":"44.1.1.2","mask":null}]'],
	])('understands %s', async (_form, text) => {
		await sync(text);
		expect(has()).toEqual(['44.1.1.1/32', '44.1.1.2/32']);
	});

	it.each([
		['10.0.0.1', '10.0.0.1 is a private address'],
		['52.1.0.7/24', 'a range begins with its first address, 52.1.0.0/24'],
		['52.1.0.0/8', 'its mask is not a whole number from 16 to 32'],
		['52.1.0.0/x', 'its mask is not a whole number from 16 to 32'],
		['52.1.0.0/24/1', 'write it as 44.248.146.11'],
		['pbx.example.com', 'it is not an IPv4 address'],
		[{ ip: '44.1.1.1', port: 5 }, 'it has a field "port"'],
		[{ ip: null }, 'it is empty'],
		[7, 'an address is text'],
	])('refuses %j before anything is changed, and deletes nothing', async (given, reason) => {
		have(['44.1.1.1']);
		const { error } = await sync(['44.1.1.2', given]);
		expect(error?.message).toContain(reason);
		expect(error?.description).toContain('Addresses (JSON)');
		expect(changes()).toEqual([]);
		const { items } = await sync(['44.1.1.2', given], {}, { onError: 'continueRegularOutput' });
		expect(items.map(({ action }) => action)).toEqual(['added', 'rejected', 'skipped']);
		expect(has()).toEqual(['44.1.1.1/32', '44.1.1.2/32']);
	});

	it('deletes nothing while Exotel refuses an address, and says so', async () => {
		have(['44.1.1.1']);
		simulator.faults.push({ method: 'POST', answer: refusal(400, ERRORS.invalid('not accepted')) });
		const { items, hints } = await sync(['44.1.1.2']);
		expect(told(items)).toEqual([
			['44.1.1.2/32', 'rejected', expect.stringContaining('Refused')],
			[
				'44.1.1.1/32',
				'skipped',
				expect.stringContaining('until every whitelisted IP in its list is in place'),
			],
		]);
		expect(hints('Exotel').join()).toContain('1 of 2 whitelisted IPs was refused');
		expect(has()).toEqual(['44.1.1.1/32']);
	});

	it('takes an address that somebody else has just added for existing', async () => {
		have(['44.1.1.1']);
		simulator.onRequest = ({ method }) => {
			if (method === 'POST' && trunk.whitelistedIps.length === 1) have(['44.1.1.2']);
		};
		const { items } = await sync(['44.1.1.1', '44.1.1.2']);
		expect(items.map(({ action }) => action)).toEqual(['unchanged', 'existing']);
		expect(has()).toEqual(['44.1.1.1/32', '44.1.1.2/32']);
	});

	it('adds an address once when the answer is lost', async () => {
		simulator.faults.push({ method: 'POST', afterCommit: true, answer: { status: 502, body: '' } });
		const { items } = await sync(['44.1.1.1']);
		expect(items).toMatchObject([{ action: 'added', ip: '44.1.1.1', mask: 32 }]);
		expect(has()).toEqual(['44.1.1.1/32']);
	});

	it('never deletes the last one, unless the list is empty on purpose', async () => {
		have(['44.1.1.1']);
		for (const list of ['[]', '', 'null', '{"error":"none"}']) {
			expect((await sync(list)).error).toBeDefined();
			expect((await sync(list, {}, { onError: 'continueRegularOutput' })).error).toBeUndefined();
		}
		for (const list of ['', 'null']) {
			expect((await sync(list, { allowEmptyList: true })).error).toBeDefined();
		}
		expect(has()).toEqual(['44.1.1.1/32']);
		await sync('[]', { allowEmptyList: true });
		expect(has()).toEqual([]);
	});

	it('counts Max Deletions in its own words, and tells them in a dry run', async () => {
		have(...Array.from({ length: 10 }, (_, index) => [`44.1.1.${index + 1}`] as const));
		const options = { maxDeletions: '30%' };
		const { error } = await sync(['44.1.1.1'], options);
		expect(error?.message).toBe(
			'This run would delete 9 of 10 whitelisted IPs (90 %), more than Max Deletions allows (30%)',
		);
		expect(changes()).toEqual([]);
		const { items, hints } = await sync(['44.1.1.1'], { ...options, dryRun: true });
		expect(items).toHaveLength(10);
		expect(hints('Exotel').join()).toContain('9 of 10 whitelisted IPs');
		expect(changes()).toEqual([]);
	});

	it('protects an address, and every range that it is in', async () => {
		have(['44.1.1.1'], ['52.1.0.0', 24], ['52.2.0.0', 24], ['54.1.1.1']);
		const { items } = await sync(['50.1.1.1'], { protect: '52.1.0.77, 44.1.0.0/16' });
		expect(told(items)).toEqual([
			['50.1.1.1/32', 'added', 'Added'],
			['54.1.1.1/32', 'deleted', 'Deleted'],
			['52.2.0.0/24', 'deleted', 'Deleted'],
			['52.1.0.0/24', 'protected', 'Protected: not deleted'],
			['44.1.1.1/32', 'protected', 'Protected: not deleted'],
		]);
	});

	it('has a summary, an approval and an undo', async () => {
		have(['44.1.1.1'], ['52.1.0.0', 24]);
		const first = has();
		const summary = { resultFormat: 'summary' };
		const [preview] = (await sync(['44.1.1.2'], { ...summary, dryRun: true })).items;
		expect(preview).toMatchObject({
			plan: [
				'support_mumbai: would add 1, delete 2',
				'```',
				'− 52.1.0.0/24',
				'− 44.1.1.1/32',
				'+ 44.1.1.2/32',
				'```',
			].join('\n'),
			wanted: [{ ip: '44.1.1.2', mask: 32 }],
			before: [
				{ ip: '52.1.0.0', mask: 24 },
				{ ip: '44.1.1.1', mask: 32 },
			],
		});
		const approvedPlan = String(preview?.plan_id);
		const [refused] = (await sync(['44.1.1.3'], { ...summary, approvedPlan })).items;
		expect(refused).toMatchObject({ action: 'rejected' });
		expect(has()).toEqual(first);
		const [done] = (await sync(preview?.wanted, { ...summary, approvedPlan })).items;
		expect(done).toMatchObject({ in_sync: true });
		expect(has()).toEqual(['44.1.1.2/32']);
		await sync(done?.before);
		expect(has()).toEqual(first);
	});

	it('refuses Execute Once with Delete Missing where each item has one', async () => {
		have(['44.1.1.1'], ['44.1.1.2']);
		const rows = [{ ip: '44.1.1.1' }, { ip: '44.1.1.2' }];
		const workflow = exotelWorkflow({
			rows,
			parameters: {
				resource: 'whitelistedIp',
				operation: 'sync',
				trunkSid: { __rl: true, mode: 'id', value: TRUNK },
				options: { deleteMissing: true },
			},
		});
		for (const node of workflow.nodes) if (node.name === 'Exotel') node.executeOnce = true;
		const { error } = await runWorkflow(workflow, simulator.credential);
		expect(error?.message).toContain('would delete all other whitelisted IPs');
		expect(error?.description).toContain('Addresses From to JSON');
		expect(simulator.calls).toEqual([]);
	});
});
