import type { IExecuteFunctions, INode } from 'n8n-workflow';

import { connect } from '../../nodes/Exotel/n8n/connect';
import { makeContext, runWorkflow, searchList, type Credential } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { ACCOUNT } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

/** A credential whose fields are expressions, which n8n resolves for one item at a time. */
const TRUNK = 'trmum1a';
const simulator = useSimulator(({ state }) => state.addTrunk(TRUNK));

type Rows = ReadonlyArray<Record<string, unknown>>;

async function run(
	rows: Rows,
	credential: Credential,
	parameters: Record<string, string> = {},
	onError?: INode['onError'],
) {
	const named = rows.map((row, index) => ({
		trunk: TRUNK,
		destination: `d${index}.example`,
		...row,
	}));
	return await runWorkflow(exotelWorkflow({ rows: named, parameters, onError }), credential);
}

/** A credential that counts how often it is read. */
function counting(fields: Record<string, string> = {}) {
	let reads = 0;
	const credential = Object.defineProperty({ ...simulator.credential, ...fields }, 'region', {
		enumerable: true,
		get: () => (reads++, 'custom'),
	});
	return { credential, reads: () => reads };
}

const OPERATIONS = [
	['Add', { operation: 'add' }],
	['Sync', { operation: 'sync' }],
	['Get Many', { operation: 'getAll' }],
	['Trunk: Get', { resource: 'trunk', operation: 'get' }],
] as const;

describe.each(OPERATIONS)('%s with a credential by expression', (_name, parameters) => {
	it.each([
		['account', { accountSid: '={{ $json.account }}' }],
		['token', { apiToken: '={{ $json.row === 2 ? "other" : "' + ACCOUNT.apiToken + '" }}' }],
		['host', { baseUrl: '={{ $json.row === 2 ? "https://other.example" : $json.url }}' }],
		['region', { region: '={{ ["custom", "custom", "mumbai", "custom"][$itemIndex] }}' }],
		['key', { apiKey: `={{ $input.item.json.row === 2 ? "x" : "${ACCOUNT.apiKey}" }}` }],
	])('sends nothing if an item has another %s, and names the item', async (_field, fields) => {
		const rows = [0, 1, 2, 3].map((row) => ({
			row,
			url: simulator.url,
			account: row === 2 ? 'other' : ACCOUNT.accountSid,
		}));
		for (const onError of ['stopWorkflow', 'continueRegularOutput'] as const) {
			const credential = { ...simulator.credential, ...fields };
			const { error, run: done } = await run(rows, credential, { ...parameters }, onError);
			const told = error ?? done.data.resultData.runData.Exotel?.at(-1)?.data?.main?.[0]?.[0]?.json;
			expect(JSON.stringify(told)).toContain('The credential is not the same for all items');
			if (onError === 'continueRegularOutput') continue;
			expect(error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 2 } });
			expect(error?.description).toContain('for item 2 it gives another account');
		}
		expect(simulator.requests).toEqual([]);
	});

	it('works if it gives the same for all items', async () => {
		const rows = [0, 1, 2].map((row) => ({ row, account: ` ${ACCOUNT.accountSid}`.trim() }));
		const credential = { ...simulator.credential, accountSid: '={{ $json.account }}' };
		expect((await run(rows, credential, { ...parameters })).error).toBeUndefined();
		expect(simulator.requests.length).toBeGreaterThan(0);
	});
});

it('sends nothing if the expression fails for an item, or gives nothing', async () => {
	const accountSid = '={{ $json.account.sid }}';
	const rows = [{ account: { sid: ACCOUNT.accountSid } }, {}, { account: {} }];
	const { error } = await run(rows, { ...simulator.credential, accountSid });
	expect(error?.description).toContain('for item 1, 2 it gives another account');
	expect(simulator.requests).toEqual([]);
});

it('names no more than 20 items', async () => {
	const rows = Array.from({ length: 30 }, (_, row) => ({ row }));
	const accountSid = `={{ $json.row === 0 ? "${ACCOUNT.accountSid}" : "other" }}`;
	const { error } = await run(rows, { ...simulator.credential, accountSid });
	expect(error?.description).toMatch(/for item 1, 2, .*, 20 and 9 more it gives/);
});

it('notices a single item in the middle of many', async () => {
	const rows = Array.from({ length: 1000 }, (_, row) => ({ row }));
	const accountSid = `={{ $json.row === 567 ? "other" : "${ACCOUNT.accountSid}" }}`;
	const { error } = await run(rows, { ...simulator.credential, accountSid });
	expect(error?.description).toContain('for item 567 it gives another account');
	expect(simulator.requests).toEqual([]);
});

describe('a credential is resolved', () => {
	it.each([
		['without an expression', {}],
		['about all items', { apiKey: '={{ $input.first().json.key }}' }],
		['about none', { apiKey: `={{ "${ACCOUNT.apiKey}".trim() }}` }],
	])('three times for 10,000 items %s', async (_name, fields) => {
		const { credential, reads } = counting(fields);
		const items = Array.from({ length: 10_000 }, () => ({ json: { key: ACCOUNT.apiKey } }));
		await connect((await makeContext(credential, { items })) as IExecuteFunctions);
		expect(reads()).toBe(3);
	});

	it('for each item if it is about the item', async () => {
		const { credential, reads } = counting({ apiKey: '={{ $json.key }}' });
		const items = Array.from({ length: 100 }, () => ({ json: { key: ACCOUNT.apiKey } }));
		await connect((await makeContext(credential, { items })) as IExecuteFunctions);
		expect(reads()).toBe(1 + 1 + 99);
	});

	it('once for one item, and for a list in the editor', async () => {
		const one = counting({ accountSid: '={{ $json.account }}' });
		await run([{ account: ACCOUNT.accountSid }], one.credential);
		expect(one.reads()).toBe(1);
		expect(simulator.requests.length).toBeGreaterThan(0);
		const list = counting();
		await searchList('searchTrunks', list.credential, {});
		expect(list.reads()).toBe(1);
	});
});
