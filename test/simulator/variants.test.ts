/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- talks to a server for tests; not part of the package */
import { setTimeout as wait } from 'node:timers/promises';
import { request } from 'undici';

import { clock } from '../harness/clock';
import { isRecord } from '../harness/records';
import { FORMS, SAME_FORMS, type Form } from '../harness/simulator/forms';
import { seeded } from '../harness/simulator/random';
import { ACCOUNT, type Trunk } from '../harness/simulator/state';
import type { Handled } from '../harness/simulator/simulator';
import { useSimulator } from '../harness/useSimulator';

/** What the simulator plays besides the published examples: what Exotel may do, and what may go wrong. */
const TRUNK = 'trmum1a';
const LIST = `/v2/accounts/${ACCOUNT.accountSid}/trunks/${TRUNK}/destination-uris`;
const PORT = ':5061;transport=tls';

let trunk: Trunk;
const simulator = useSimulator(({ state }) => {
	trunk = state.addTrunk(TRUNK);
});

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

async function sendText(
	method: Method,
	path: string,
	body?: object,
	{ key = ACCOUNT.apiKey, signal }: { key?: string; signal?: AbortSignal } = {},
): Promise<string> {
	const login = Buffer.from(`${key}:${ACCOUNT.apiToken}`).toString('base64');
	const answer = await request(`${simulator.url}${path}`, {
		method,
		headers: {
			authorization: `Basic ${login}`,
			...(body === undefined ? {} : { 'content-type': 'application/json' }),
		},
		body: body === undefined ? null : JSON.stringify(body),
		signal,
	});
	return await answer.body.text();
}

async function send(...sent: Parameters<typeof sendText>): Promise<Record<string, unknown>> {
	const answer: unknown = JSON.parse(await sendText(...sent));
	return isRecord(answer) ? answer : {};
}

/** The rows in an answer. */
function rowsIn({ response }: Record<string, unknown>): Array<Record<string, unknown>> {
	return [response]
		.flat()
		.map((entry) => (isRecord(entry) && isRecord(entry.data) ? entry.data : {}));
}

const read = async (query = '') => rowsIn(await send('GET', `${LIST}${query}`));
const listedNames = async (query?: string) =>
	(await read(query)).map(({ destination }) => /\w+(?=\.example)/.exec(String(destination))?.[0]);
const post = async (...hosts: string[]) =>
	await send('POST', LIST, {
		destinations: hosts.map((host) => ({ destination: `${host}${PORT}` })),
	});
const put = async (id: string, priority: number) =>
	await send('PUT', `${LIST}/${id}`, { priority });
const remove = async (id: string) => await send('DELETE', `${LIST}?id=${id}`);
const add = (host: string) => simulator.state.addDestination(trunk, `${host}${PORT}`);

/** Sends a request and gives up on it. */
async function giveUpOn(method: Method, path: string, body?: object): Promise<void> {
	const abort = new AbortController();
	const sent = sendText(method, path, body, { signal: abort.signal });
	simulator.onRequest = () => setTimeout(() => abort.abort(), 10);
	await expect(sent).rejects.toThrow();
	simulator.onRequest = () => {};
	while (simulator.inFlight.now > 0) await wait(1);
}

describe('a request that is carried out late', () => {
	const destinations = [{ destination: `new.example${PORT}` }];

	it.each([
		['POST', () => LIST, { destinations }, () => trunk.destinations.length === 2],
		[
			'PUT',
			(id: string) => `${LIST}/${id}`,
			{ priority: 7 },
			() => trunk.destinations[0]?.priority === 7,
		],
		[
			'DELETE',
			(id: string) => `${LIST}?id=${id}`,
			undefined,
			() => trunk.destinations.length === 0,
		],
	] as const)(
		'%s: only when the client has given up and other requests have come',
		async (method, pathFor, body, isDone) => {
			simulator.faults.push({ method, late: { requests: 2 } });
			await giveUpOn(method, pathFor(add('old.example').id), body);
			expect(isDone()).toBe(false);
			await read();
			expect(isDone()).toBe(false);
			await read();
			expect(isDone()).toBe(true);
		},
	);

	it('does not count the requests that come before the client has given up', async () => {
		simulator.faults.push({ method: 'POST', late: { requests: 1 } });
		const abort = new AbortController();
		const sent = sendText('POST', LIST, { destinations }, { signal: abort.signal });
		while (simulator.inFlight.now === 0) await wait(1);
		expect(await read()).toEqual([]);
		expect(await read()).toEqual([]);
		abort.abort();
		await expect(sent).rejects.toThrow();
		while (simulator.inFlight.now > 0) await wait(1);
		await read();
		expect(trunk.destinations).toHaveLength(1);
	});

	it('may also wait for a time, or until it is told', async () => {
		simulator.faults.push({ late: { ms: 500 } }, { late: { requests: 99 } });
		await giveUpOn('POST', LIST, { destinations });
		expect(trunk.destinations).toHaveLength(0);
		await wait(600);
		expect(trunk.destinations).toHaveLength(1);
		await giveUpOn('POST', LIST, { destinations });
		expect(trunk.destinations).toHaveLength(1);
		simulator.carryOutLate();
		simulator.carryOutLate();
		expect(trunk.destinations).toHaveLength(2);
	});

	it('is carried out once, and at once if it need not wait', async () => {
		simulator.faults.push({ late: { requests: 0 } });
		await giveUpOn('POST', LIST, { destinations });
		expect(trunk.destinations).toHaveLength(1);
		await read();
		simulator.carryOutLate();
		expect(trunk.destinations).toHaveLength(1);
	});
});

describe('a list that lags', () => {
	it('does not show what the last requests have changed', async () => {
		simulator.behaviour.listLag = { requests: 1 };
		await post('a.example');
		expect(await listedNames()).toEqual([]);
		expect(await listedNames()).toEqual(['a']);
		const [{ id } = { id: '' }] = trunk.destinations;
		await put(id, 5);
		expect(await read()).toMatchObject([{ priority: 0 }]);
		expect(await read()).toMatchObject([{ priority: 5 }]);
		await remove(id);
		expect(await listedNames()).toEqual(['a']);
		expect(await listedNames()).toEqual([]);
	});

	it('shows what there was some time ago', async () => {
		simulator.behaviour.listLag = { ms: 60_000 };
		await post('a.example');
		expect(await listedNames()).toEqual([]);
		await clock.sleep(60_000);
		expect(await listedNames()).toEqual(['a']);
	});

	it('does not keep a change from finding what there is', async () => {
		simulator.behaviour.listLag = { requests: 99 };
		await read();
		await put(add('a.example').id, 4);
		expect(trunk.destinations).toMatchObject([{ priority: 4 }]);
		expect(await read()).toEqual([]);
	});
});

describe('another form of the same destination', () => {
	const EXPECTED: Readonly<Record<Form, string>> = {
		withoutDefaultPort: 'sip:a.example;transport=tls',
		trailingDot: 'sip:a.example.:5061;transport=tls',
		lr: 'sip:a.example:5061;transport=tls;lr',
		leadingZero: 'sip:a.example:05061;transport=tls',
		innerSpaces: 'sip:a.example : 5061 ; transport=tls',
		upperCase: 'SIP:A.EXAMPLE:5061;TRANSPORT=TLS',
		upperCaseScheme: 'SIP:a.example:5061;transport=tls',
		withoutScheme: 'a.example:5061;transport=tls',
		withoutTransport: 'sip:a.example:5061',
	};

	it.each(Object.entries(FORMS).map(([form]) => form as Form))(
		'%s: in lists and after an update, but not in the answer to the request that added it',
		async (form) => {
			simulator.behaviour.listedForms = [form];
			const uri = `sip:a.example${PORT}`;
			const [added] = rowsIn(await post('a.example'));
			expect(added).toMatchObject({ destination: uri });
			expect(await read()).toMatchObject([{ destination: EXPECTED[form] }]);
			expect(rowsIn(await put(String(added?.id), 3))).toMatchObject([
				{ destination: EXPECTED[form], priority: 3 },
			]);
			expect(trunk.destinations).toMatchObject([{ destination: uri }]);
		},
	);

	it('leaves out only the default port of the transport, and adds no dot to an address', () => {
		expect(FORMS.withoutDefaultPort('sip:a.example:5060;transport=tcp')).toBe(
			'sip:a.example;transport=tcp',
		);
		for (const uri of ['sip:a.example:5060;transport=tls', 'sip:a.example:5061;transport=tcp']) {
			expect(FORMS.withoutDefaultPort(uri)).toBe(uri);
		}
		expect(FORMS.trailingDot('sip:44.1.2.3:5061;transport=tls')).toBe(
			'sip:44.1.2.3:5061;transport=tls',
		);
	});

	it('may differ from row to row, and is the same in every list', async () => {
		simulator.behaviour.listedForms = SAME_FORMS;
		for (let index = 0; index < SAME_FORMS.length; index++) add('a.example');
		const rows = await read();
		expect(rows.map(({ destination }) => destination).sort()).toEqual(
			SAME_FORMS.map((form) => EXPECTED[form]).sort(),
		);
		expect(await read()).toEqual(rows);
	});
});

it('a duplicate is a success with the row that is there, perhaps in another form', async () => {
	Object.assign(simulator.behaviour, { duplicateDestination: 'existing', listedForms: ['lr'] });
	const { id } = add('a.example');
	const answer = await post('a.example', 'b.example');
	expect(answer).toMatchObject({ http_code: 200, metadata: { success: 2, failed: 0 } });
	expect(rowsIn(answer)).toMatchObject([
		{ id, destination: `sip:a.example${PORT};lr` },
		{ destination: `sip:b.example${PORT}` },
	]);
	expect(trunk.destinations).toHaveLength(2);
});

describe('a list in random order', () => {
	const hosts = Array.from({ length: 20 }, (_, index) => `d${index}.example`);

	it('has the same rows, in an order that the seed decides', async () => {
		hosts.forEach(add);
		const usual = await listedNames();
		const orders = [];
		for (const seed of [1, 1, 2]) {
			Object.assign(simulator.behaviour, { listOrder: 'random', random: seeded(seed) });
			orders.push(await listedNames());
		}
		expect(orders[0]).not.toEqual(usual);
		expect([...(orders[0] ?? [])].sort()).toEqual([...usual].sort());
		expect(orders[1]).toEqual(orders[0]);
		expect(orders[2]).not.toEqual(orders[0]);
	});

	it('is in another order on each page', async () => {
		hosts.forEach(add);
		Object.assign(simulator.behaviour, { listOrder: 'random', random: seeded(1) });
		const pages = [
			await listedNames('?page_size=10'),
			await listedNames('?page_size=10&offset=10'),
		];
		expect(pages.map(({ length }) => length)).toEqual([10, 10]);
		expect(new Set(pages.flat()).size).toBeLessThan(20);
	});
});

it('ids are numbers, with all of their digits', async () => {
	simulator.behaviour.ids = 'number';
	const row = add('a.example');
	expect(await read()).toMatchObject([{ id: Number(row.id) }]);
	row.id = '90071992547409931';
	expect(await sendText('GET', LIST)).toContain('"id":90071992547409931,');
	expect(rowsIn(await put('90071992547409931', 2))).toMatchObject([{ priority: 2 }]);
	simulator.state.addPhoneNumber(trunk, '+918040264208');
	const map = `/v2/accounts/${ACCOUNT.accountSid}/trunk-maps?exophone=%2B918040264208`;
	expect(await send('GET', map)).toMatchObject({ phone_number_id: 41512 });
	const answer = await send('DELETE', `${LIST}?id=90071992547409931`);
	expect(answer).toMatchObject({ request_id: expect.any(String), response: { code: 200 } });
});

describe('what goes with a list', () => {
	beforeEach(() => ['a.example', 'b.example', 'c.example'].forEach(add));

	it('is nothing', async () => {
		simulator.behaviour.listMetadata = 'none';
		const answer = await send('GET', `${LIST}?page_size=2`);
		expect(answer).not.toHaveProperty('metadata');
		expect(rowsIn(answer)).toHaveLength(2);
		const credentials = LIST.replace('destination-uris', 'credentials');
		expect(await send('GET', credentials)).not.toHaveProperty('metadata');
	});

	it('has links that are objects', async () => {
		simulator.behaviour.listMetadata = 'objects';
		expect(await send('GET', `${LIST}?page_size=2`)).toMatchObject({
			metadata: { next_page_uri: { href: `${LIST}?offset=2&page_size=2` }, prev_page_uri: null },
		});
		expect(await send('GET', LIST)).toMatchObject({ metadata: { next_page_uri: null } });
	});
});

it('a row changes while a list is read', async () => {
	['a.example', 'b.example'].forEach(add);
	const [row] = trunk.destinations;
	simulator.schedule.push(undefined, {
		method: 'GET',
		meanwhile: () => Object.assign(row ?? {}, { priority: 9 }),
	});
	const pages = [await read('?page_size=1&offset=1'), await read('?page_size=1&offset=1')];
	expect(pages).toMatchObject([[{ id: row?.id, priority: 0 }], [{ id: row?.id, priority: 9 }]]);
});

describe('random delays', () => {
	const BUSY = Array.from({ length: 8 }, (_, index) => `d${index}.example`);
	const orderOf = async (seed: number) => {
		Object.assign(simulator.behaviour, { random: seeded(seed) });
		const carriedOut: unknown[] = [];
		simulator.onHandled = ({ body }) => carriedOut.push(body);
		await Promise.all(BUSY.map(async (host) => await post(host)));
		return JSON.stringify(carriedOut);
	};

	it('before a request is carried out put simultaneous requests in another order', async () => {
		simulator.behaviour.delayMs = { handling: 60, answering: 0 };
		const orders = [await orderOf(1), await orderOf(2), await orderOf(3)];
		expect(new Set(orders).size).toBe(3);
	});

	it('before the answer let others come between, which the answer does not show', async () => {
		simulator.behaviour.delayMs = { handling: 0, answering: 60 };
		simulator.behaviour.random = () => 1;
		const { id } = add('a.example');
		const first = put(id, 1);
		while (trunk.destinations[0]?.priority !== 1) await wait(1);
		simulator.behaviour.delayMs = { handling: 0, answering: 0 };
		expect(rowsIn(await put(id, 2))).toMatchObject([{ priority: 2 }]);
		expect(rowsIn(await first)).toMatchObject([{ priority: 1 }]);
		expect(trunk.destinations).toMatchObject([{ priority: 2 }]);
	});
});

it('tells who sent each request, what came of it, and whether that was too late', async () => {
	const handled: Handled[] = [];
	simulator.onHandled = (one) => handled.push(one);
	const { apiKey } = simulator.credentialOf('first');
	await sendText('GET', LIST, undefined, { key: apiKey });
	simulator.faults.push({ late: { requests: 0 } });
	await giveUpOn('POST', LIST, { destinations: [{ destination: `a.example${PORT}` }] });
	expect(handled).toMatchObject([
		{
			method: 'GET',
			caller: 'first',
			isLate: false,
			params: { sid: TRUNK },
			answer: { status: 200 },
		},
		{ method: 'POST', caller: '', isLate: true, answer: { response: [{ data: { id: '2543' } }] } },
	]);
	expect(
		JSON.parse(await sendText('GET', LIST, undefined, { key: 'another.first' })),
	).toMatchObject({
		http_code: 401,
	});
});

it('the random numbers are spread evenly, and a seed makes them the same again', () => {
	const [one, again, other] = [seeded(7), seeded(7), seeded(8)];
	const drawn = Array.from({ length: 1000 }, one);
	expect(drawn).toEqual(Array.from({ length: 1000 }, again));
	expect(drawn).not.toEqual(Array.from({ length: 1000 }, other));
	for (let tenth = 0; tenth < 10; tenth++) {
		const count = drawn.filter((number) => Math.floor(number * 10) === tenth).length;
		expect(count).toBeGreaterThan(60);
		expect(count).toBeLessThan(140);
	}
});
