import { fetch, request } from 'undici';

import { examplesOf, type Example } from '../fixtures/examples';
import { isRecord } from '../../nodes/Exotel/guards';
import { Simulator } from './simulator';
import { ACCOUNT, type DestinationRow, type Trunk } from './state';

let simulator: Simulator;
beforeEach(async () => {
	simulator = await Simulator.start();
});
afterEach(async () => await simulator.stop());

const anyPath = '/v2/accounts/ameyo5m/trunks/trmum1f708622631150902801a1n/destination-uris';

const login = Buffer.from(`${ACCOUNT.apiKey}:${ACCOUNT.apiToken}`).toString('base64');
const authorization = `Basic ${login}`;

/** Sends the request of an example, by default with the right key and token. */
async function replay(
	{ request: { method, path, body } }: Example,
	sent: { headers?: Record<string, string>; text?: string } = {},
) {
	const text = sent.text ?? (body === null ? undefined : JSON.stringify(body));
	const answer = await request(`${simulator.url}${path ?? anyPath}`, {
		method: method === 'GET' ? 'GET' : 'POST',
		headers: {
			authorization,
			...(text === undefined ? {} : { 'content-type': 'application/json' }),
			...sent.headers,
		},
		body: text,
	});
	return { status: answer.statusCode, body: await answer.body.json() };
}

/** Sets ids, dates and request id so that the answer can be the published one. */
function prepare({ request: { path }, response }: Example): Trunk {
	const { state } = simulator;
	state.requestId = () => response.request_id;
	const entries = [response.response].flat().filter(isRecord);
	const data = entries.map((entry) => entry.data).find(isRecord);
	if (data !== undefined) {
		state.now = () => new Date(String(data.date_created));
		state.nextId = Number(data.id);
	}
	return state.addTrunk((path ?? anyPath).split('/')[5] ?? '');
}

function answerOf({ status, response }: Example) {
	return { status, body: response };
}

function example(method: string, end: string, name: string): Example {
	const found = examplesOf(method, end).find((one) => one.name === name);
	if (found === undefined) throw new Error(`No published example "${name}"`);
	return found;
}

describe('the published examples of destination URIs, against the simulator', () => {
	it('POST 200: a whitelisted address is added', async () => {
		const published = example('POST', 'destination-uris', 'POST destination-uris 200');
		prepare(published).whitelist.add('44.248.146.11');
		expect(await replay(published)).toEqual(answerOf(published));
	});

	it('POST 200 of an earlier page, whose metadata does not count the failed', async () => {
		const published = example('POST', 'destination-uris', 'POST destination-uris 200 (2)');
		simulator.behaviour.countsFailed = false;
		prepare(published).whitelist.add('44.248.146.11');
		expect(await replay(published)).toEqual(answerOf(published));
	});

	it.each([
		'POST destination-uris 207 destination-not-whitelisted',
		'POST destination-uris 207 destination-is-not-a-valid-ip-or-fqdn',
	])('%s', async (name) => {
		const published = example('POST', 'destination-uris', name);
		prepare(published);
		expect(await replay(published)).toEqual(answerOf(published));
	});

	it('GET 200: the list, newest first', async () => {
		const published = example('GET', 'destination-uris', 'GET destination-uris 200');
		const trunk = prepare(published);
		const rows = [published.response.response]
			.flat()
			.map((entry) => (isRecord(entry) ? entry.data : undefined));
		trunk.destinations.push(...(rows.reverse() as unknown as DestinationRow[])); // as published
		expect(await replay(published)).toEqual(answerOf(published));
	});
});

describe('the published examples of any request, against the simulator', () => {
	it('401: a wrong token', async () => {
		const published = example('POST', '', 'POST any 401 authorization-failed');
		prepare(published);
		const headers = { authorization: `Basic ${Buffer.from('key:wrong').toString('base64')}` };
		expect(await replay(published, { headers })).toEqual(answerOf(published));
	});

	it('404: an unknown trunk', async () => {
		const published = example('POST', '', 'POST any 404 not-found');
		simulator.state.requestId = () => published.response.request_id;
		expect(await replay(published, { text: '{}' })).toEqual(answerOf(published));
	});

	it('415: not JSON', async () => {
		const published = example('POST', '', 'POST any 415 text-plain');
		prepare(published);
		const sent = { headers: { 'content-type': 'text/plain' }, text: 'destinations' };
		expect(await replay(published, sent)).toEqual(answerOf(published));
	});
});

describe('where the documentation lists two answers, or none, the simulator plays each', () => {
	const post = (destination: string): Example => ({
		name: destination,
		request: { method: 'POST', path: anyPath, body: { destinations: [{ destination }] } },
		status: 200,
		response: { request_id: '', response: [] },
	});

	it('an unknown trunk is 404 / 1000 or 403 / 1003', async () => {
		const codes = [];
		for (const status of [404, 403] as const) {
			simulator.behaviour.unknownTrunk = status;
			const answer = await replay(post('a.example:5061;transport=tls'));
			codes.push([answer.status, JSON.stringify(answer.body).match(/"code":(\d{4})/)?.[1]]);
		}
		expect(codes).toEqual([
			[404, '1000'],
			[403, '1003'],
		]);
	});

	it('the same destination twice is a second row or 1008', async () => {
		const trunk = simulator.state.addTrunk('trmum1f708622631150902801a1n');
		await replay(post('a.example:5061;transport=tls'));
		await replay(post('a.example:5061;transport=tls'));
		expect(trunk.destinations).toHaveLength(2);
		simulator.behaviour.duplicateDestination = 'refuse';
		const answer = await replay(post('a.example:5061;transport=tls'));
		expect(answer.body).toMatchObject({ response: [{ code: 409, error_data: { code: 1008 } }] });
		expect(trunk.destinations).toHaveLength(2);
	});

	it.each([true, false])('a 429 has a Retry-After: %s', async (retryAfter) => {
		Object.assign(simulator.behaviour, { requestLimit: 0, retryAfter });
		const answer = await fetch(`${simulator.url}${anyPath}`, { headers: { authorization } });
		expect(answer.status).toBe(429);
		expect(answer.headers.has('retry-after')).toBe(retryAfter);
		expect(await answer.json()).toMatchObject({ response: { error_data: { code: 1030 } } });
	});

	it.each([
		['not JSON', '{', 400, 1007],
		['no destinations', '{}', 400, 1001],
		['an empty list', '{"destinations":[]}', 400, 1001],
	])('a body that is %s is refused', async (_name, text, status, code) => {
		simulator.state.addTrunk('trmum1f708622631150902801a1n');
		const answer = await replay(post(''), { text });
		expect(answer).toMatchObject({ status, body: { response: { error_data: { code } } } });
	});

	it('an account of others is 403', async () => {
		const path = '/v2/accounts/somebody/trunks';
		const published = { ...post(''), request: { method: 'GET', path, body: null } };
		expect((await replay(published)).status).toBe(403);
	});
});
