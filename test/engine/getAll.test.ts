import type { INode, INodeParameters } from 'n8n-workflow';

import { Simulator } from '../simulator/simulator';
import { runWorkflow } from './n8n';
import { exotelWorkflow } from './workflows';

const TRUNK = 'trmum1a';
const page = (offset: number, size = 50) => ({ offset: String(offset), page_size: String(size) });

let simulator: Simulator;
beforeEach(async () => {
	simulator = await Simulator.start();
	simulator.state.addTrunk(TRUNK);
});
afterEach(async () => await simulator.stop());

function fill(count: number): void {
	const trunk = simulator.state.trunks.get(TRUNK);
	for (let index = 0; trunk !== undefined && index < count; index++) {
		simulator.state.addDestination(trunk, `sip${index}.example.com:5061;transport=tls`);
	}
}

async function list(parameters: INodeParameters, trunks = [TRUNK], onError?: INode['onError']) {
	const rows = trunks.map((trunk, row) => ({ trunk, row }));
	const workflow = exotelWorkflow({
		rows,
		onError,
		parameters: { operation: 'getAll', ...parameters },
	});
	return await runWorkflow(workflow, simulator.credential);
}

it.each([
	[0, 1],
	[1, 1],
	[49, 1],
	[50, 1],
	[51, 2],
	[1000, 20],
])('Return All returns %i rows with %i requests, newest first', async (count, requests) => {
	fill(count);
	const done = await list({ returnAll: true });
	expect(done.error).toBeUndefined();
	const ids = done.output('Exotel').map(({ json }) => Number(json.id));
	expect(ids).toEqual(Array.from({ length: count }, (_, index) => 2543 + count - 1 - index));
	expect(simulator.requests.map(({ query }) => query)).toEqual(
		Array.from({ length: requests }, (_, index) => page(index * 50)),
	);
});

it.each([
	[1, [page(0, 1)]],
	[50, [page(0)]],
	[60, [page(0), page(50)]],
])('Limit %i returns as many', async (limit, pages) => {
	fill(200);
	const done = await list({ returnAll: false, limit });
	expect(done.output('Exotel')).toHaveLength(limit);
	expect(simulator.requests.map(({ query }) => query)).toEqual(pages);
});

it('Limit is 50 unless set, and no fraction', async () => {
	fill(60);
	expect((await list({})).output('Exotel')).toHaveLength(50);
	const { error } = await list({ limit: '={{ 2.5 }}' });
	expect(error?.message).toBe('Limit is not a whole number of at least 1');
});

it('returns each row as Exotel has it, paired to its item', async () => {
	fill(2);
	simulator.state.addTrunk('trmum1b');
	const done = await list({}, ['trmum1b', TRUNK]);
	expect(done.output('Exotel')).toEqual(
		[2544, 2543].map((id) => ({
			json: expect.objectContaining({ id: String(id), priority: 0, weight: 1, trunk_sid: TRUNK }),
			pairedItem: { item: 1 },
		})),
	);
});

describe('a list whose next page never comes to an end', () => {
	const endless = (rows: object[], next: string) => ({
		times: 999,
		answer: {
			status: 200,
			body: {
				metadata: { next_page_uri: next },
				response: rows.map((data) => ({ code: 200, status: 'success', data })),
			},
		},
	});

	it.each([
		['goes back to its start', '/x?offset=0&page_size=50', 1],
		['repeats itself further on', '/x?offset=999&page_size=50', 2],
		['names no offset and repeats itself', '/x?cursor=abc', 2],
	])('stops the node, rather than passing for the whole: it %s', async (_name, next, requests) => {
		simulator.faults.push(endless([{ id: '1' }], next));
		const { error } = await list({ returnAll: true });
		expect(error?.message).toContain('could not be read');
		expect(error?.description).toContain('repeats itself');
		expect(simulator.requests).toHaveLength(requests);
	});

	it('ends where a page is empty', async () => {
		simulator.faults.push(endless([], '/x?offset=50&page_size=50'));
		const done = await list({ returnAll: true });
		expect(done.error).toBeUndefined();
		expect(simulator.requests).toHaveLength(1);
	});
});

it('an unknown trunk stops the node, or is an item on the error branch', async () => {
	fill(1);
	const stopped = await list({}, [TRUNK, 'trmum1b']);
	expect(stopped.error).toMatchObject({
		name: 'NodeApiError',
		message: 'Not Found (Exotel code 1000, HTTP 404)',
		context: { itemIndex: 1 },
	});
	const continued = await list({}, [TRUNK, 'trmum1b', '??'], 'continueErrorOutput');
	expect(continued.output('Results').map(({ json }) => json.row)).toEqual([0]);
	expect(continued.output('Refused').map(({ json }) => json)).toEqual([
		{ row: 1, exotel: expect.objectContaining({ error: expect.objectContaining({ code: 1000 }) }) },
		{
			row: 2,
			exotel: expect.objectContaining({ message: expect.stringContaining('"??" can\'t be used') }),
		},
	]);
});

it('continues on the regular output with the failure as an item', async () => {
	const done = await list({}, ['trmum1b'], 'continueRegularOutput');
	expect(done.output('Exotel')).toEqual([
		{
			json: {
				error: expect.objectContaining({ code: 1000, hint: expect.stringContaining('trunk SID') }),
				message: 'Not Found',
			},
			pairedItem: { item: 0 },
		},
	]);
});

it('an entry that failed fails the list, rather than leaving a row out', async () => {
	const failed = { code: 500, status: 'failure', error_data: null, data: null };
	simulator.faults.push({ answer: { status: 200, body: { response: [failed] } } });
	expect((await list({})).error?.message).toContain('Exotel gave no reason');
});
