import { request } from 'undici';

import { isRecord } from '../harness/records';
import { refusal } from '../harness/simulator/answers';
import { ACCOUNT } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

/** What exotel-api says under "ExoPhones". */
const LIST = `/v2_beta/Accounts/${ACCOUNT.accountSid}/IncomingPhoneNumbers`;
const HEALTH = `/v2/accounts/${ACCOUNT.accountSid}/incoming-phone-numbers`;
const FORM = 'application/x-www-form-urlencoded';
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

const simulator = useSimulator();

/** Sends a request with the right key and token, unless told otherwise. */
async function send(
	method: 'GET' | 'PUT' | 'POST',
	path: string,
	{ type, text, token = ACCOUNT.apiToken }: { type?: string; text?: string; token?: string } = {},
) {
	const login = Buffer.from(`${ACCOUNT.apiKey}:${token}`).toString('base64');
	const answer = await request(`${simulator.url}${path}`, {
		method,
		headers: {
			authorization: `Basic ${login}`,
			...(type === undefined ? {} : { 'content-type': type }),
		},
		body: text,
	});
	const body: unknown = await answer.body.json();
	return { status: answer.statusCode, body: isRecord(body) ? body : {} };
}

const read = async (query = '') => (await send('GET', `${LIST}${query}`)).body;
const put = async (sid: string, fields: Record<string, string>) =>
	await send('PUT', `${LIST}/${sid}`, {
		type: FORM,
		text: new URLSearchParams(fields).toString(),
	});

/** The numbers on a page. */
async function numbersOn(query = ''): Promise<unknown[]> {
	const { incoming_phone_numbers: rows } = await read(query);
	return Array.isArray(rows)
		? rows.map((row: unknown) => (isRecord(row) ? row.phone_number : row))
		: [];
}

/** Numbers that nobody has: no Indian landline begins with 0 after the area code. */
const numberOf = (index: number) => `+91110${String(index).padStart(7, '0')}`;
const add = (index: number) => simulator.state.addExoPhone(numberOf(index));
const addMany = (count: number) => Array.from({ length: count }, (_, index) => add(index));

describe('the list', () => {
	it('has the published form, without an envelope', async () => {
		const { sid } = add(6);
		expect(await send('GET', LIST)).toEqual({
			status: 200,
			body: {
				page: 0,
				page_size: 50,
				incoming_phone_numbers: [
					{
						sid,
						phone_number: '+911100000006',
						friendly_name: '01100000006',
						capabilities: { voice: true, sms: true },
						country: 'IN',
						region: 'DL',
					},
				],
			},
		});
	});

	it('is empty if there are no numbers', async () => {
		expect(await send('GET', LIST)).toEqual({
			status: 200,
			body: { page: 0, page_size: 50, incoming_phone_numbers: [] },
		});
	});

	it('has sids that are all different and are not the numbers', () => {
		const rows = addMany(20);
		expect(new Set(rows.map(({ sid }) => sid)).size).toBe(20);
		for (const { sid, friendly_name } of rows) {
			expect(sid).toMatch(/^011\d{8}$/);
			expect(rows.map((row) => row.friendly_name)).not.toContain(sid);
			expect(friendly_name).toMatch(/^011\d{8}$/);
		}
	});

	it('comes in pages, which are counted from 0', async () => {
		addMany(60);
		expect(await numbersOn()).toHaveLength(50);
		expect(await numbersOn('?Page=1')).toHaveLength(10);
		const pages = [];
		for (const page of [0, 1, 2]) pages.push(await numbersOn(`?Page=${page}&PageSize=25`));
		expect(pages.map(({ length }) => length)).toEqual([25, 25, 10]);
		expect(pages.flat()).toEqual(Array.from({ length: 60 }, (_, index) => numberOf(index)));
		expect(await read('?Page=3&PageSize=25')).toEqual({
			page: 3,
			page_size: 25,
			incoming_phone_numbers: [],
		});
	});

	it('may have more rows than fit a page, which are cut off or refused', async () => {
		addMany(12);
		simulator.behaviour.maxPage = { size: 5, isRefused: false };
		expect(await read('?PageSize=10&Page=2')).toMatchObject({ page: 2, page_size: 5 });
		expect(await numbersOn('?PageSize=10&Page=2')).toEqual([numberOf(10), numberOf(11)]);
		simulator.behaviour.maxPage = { size: 5, isRefused: true };
		expect(await send('GET', `${LIST}?PageSize=6`)).toEqual({
			status: 400,
			body: { RestException: { Status: 400, Message: 'Invalid PageSize' } },
		});
		expect(await numbersOn('?PageSize=5')).toHaveLength(5);
	});

	it('has links to another host, without TLS', async () => {
		addMany(5);
		simulator.behaviour.exoPhoneLinks = 'otherHost';
		const link = (page: number) => `http://api.exotel.invalid${LIST}?Page=${page}&PageSize=2`;
		const links = [];
		for (const page of [0, 1, 2]) {
			const { incoming_phone_numbers: rows, ...rest } = await read(`?PageSize=2&Page=${page}`);
			expect(rows).toHaveLength(page === 2 ? 1 : 2);
			links.push(rest);
		}
		const common = { page_size: 2, first_page_uri: link(0) };
		expect(links).toEqual([
			{ ...common, page: 0, uri: link(0), next_page_uri: link(1), previous_page_uri: null },
			{ ...common, page: 1, uri: link(1), next_page_uri: link(2), previous_page_uri: link(0) },
			{ ...common, page: 2, uri: link(2), next_page_uri: null, previous_page_uri: link(1) },
		]);
	});

	it('has no next page after one that is full and the last', async () => {
		addMany(4);
		simulator.behaviour.exoPhoneLinks = 'otherHost';
		expect(await read('?PageSize=2&Page=1')).toMatchObject({ next_page_uri: null });
		expect(await read('?PageSize=2&Page=2')).toMatchObject({
			next_page_uri: null,
			incoming_phone_numbers: [],
		});
	});

	it('is always all of it if paging is ignored', async () => {
		addMany(60);
		Object.assign(simulator.behaviour, { exoPhonePages: 'ignored', exoPhoneLinks: 'otherHost' });
		const whole = await read();
		expect(whole).toMatchObject({ page: 0, page_size: 50, next_page_uri: null });
		expect(whole.incoming_phone_numbers).toHaveLength(60);
		expect(await read('?Page=7&PageSize=3')).toEqual(whole);
	});

	it('never ends if the last page is repeated', async () => {
		addMany(5);
		Object.assign(simulator.behaviour, {
			exoPhonePages: 'lastRepeats',
			exoPhoneLinks: 'otherHost',
		});
		expect(await numbersOn('?PageSize=2&Page=1')).toEqual([numberOf(2), numberOf(3)]);
		for (const page of [2, 3, 99]) {
			expect(await numbersOn(`?PageSize=2&Page=${page}`)).toEqual([numberOf(4)]);
			expect(await read(`?PageSize=2&Page=${page}`)).toMatchObject({
				page,
				next_page_uri: expect.stringContaining(`?Page=${page + 1}&`),
			});
		}
		add(5);
		expect(await numbersOn('?PageSize=2&Page=99')).toEqual([numberOf(4), numberOf(5)]);
	});

	it('is empty on every page if the last page of nothing is repeated', async () => {
		simulator.behaviour.exoPhonePages = 'lastRepeats';
		expect(await numbersOn('?Page=4')).toEqual([]);
	});

	it('may be in random order', async () => {
		addMany(20);
		simulator.behaviour.listOrder = 'random';
		const numbers = await numbersOn();
		expect(numbers).not.toEqual(simulator.state.exoPhones.map((row) => row.phone_number));
		expect(numbers.sort()).toEqual(simulator.state.exoPhones.map((row) => row.phone_number));
	});
});

describe('the form of a number', () => {
	it.each([
		['e164', '+911100000006'],
		['zeroPrefixed', '01100000006'],
		['national', '1100000006'],
	] as const)('%s: in the list, of one number, and after a change', async (form, expected) => {
		simulator.behaviour.exoPhoneForm = form;
		const row = add(6);
		expect(await numbersOn()).toEqual([expected]);
		const one = await send('GET', `${LIST}/${row.sid}`);
		expect(one.body).toMatchObject({ phone_number: expected, friendly_name: '01100000006' });
		expect((await put(row.sid, {})).body).toMatchObject({ phone_number: expected });
		expect(row.phone_number).toBe('+911100000006');
	});

	it.each(['zeroPrefixed', 'national'] as const)(
		'%s: only if its country is India and it has ten digits after +91',
		async (form) => {
			simulator.behaviour.exoPhoneForm = form;
			const { state } = simulator;
			state.addExoPhone('+12025550123', { friendlyName: 'US', country: 'US', region: 'DC' });
			state.addExoPhone('+911800000', { friendlyName: 'Short' });
			state.addExoPhone('+911100000007', { friendlyName: 'Elsewhere', country: 'SG', region: '' });
			expect(await numbersOn()).toEqual(['+12025550123', '+911800000', '+911100000007']);
			expect(await read()).toMatchObject({
				incoming_phone_numbers: [
					{ friendly_name: 'US', country: 'US', region: 'DC' },
					{ friendly_name: 'Short', country: 'IN', region: 'DL' },
					{ friendly_name: 'Elsewhere', country: 'SG', region: '' },
				],
			});
		},
	);
});

describe('one number', () => {
	it('is shown as in the list', async () => {
		add(1);
		const { sid } = add(2);
		const { incoming_phone_numbers: rows } = await read('?PageSize=1&Page=1');
		expect([(await send('GET', `${LIST}/${sid}`)).body]).toEqual(rows);
	});

	it('is assigned to a flow with a form', async () => {
		const [other, row] = [add(1), add(2)];
		const VoiceUrl = `http://my.exotel.com/${ACCOUNT.accountSid}/exoml/start_voice/123?a=b&c=d`;
		const changed = { ...row, voice_url: VoiceUrl, friendly_name: 'Front desk & more' };
		expect(await put(row.sid, { VoiceUrl, FriendlyName: 'Front desk & more' })).toEqual({
			status: 200,
			body: changed,
		});
		expect((await send('GET', `${LIST}/${row.sid}`)).body).toEqual(changed);
		expect((await put(row.sid, { SMSUrl: 'sms' })).body).toEqual({ ...changed, sms_url: 'sms' });
		expect(other).toEqual({ ...other, friendly_name: '01100000001' });
		expect(other).not.toHaveProperty('voice_url');
	});

	it.each([
		['application/json', '{"FriendlyName":"x"}'],
		['text/plain', 'FriendlyName=x'],
	])('is not changed by %s', async (type, text) => {
		const row = add(2);
		expect(await send('PUT', `${LIST}/${row.sid}`, { type, text })).toEqual({
			status: 415,
			body: { RestException: { Status: 415, Message: 'unsupported content type' } },
		});
		expect(row.friendly_name).toBe('01100000002');
	});

	it('may lag behind what has been changed', async () => {
		simulator.behaviour.listLag = { requests: 1 };
		const { sid } = add(2);
		await put(sid, { FriendlyName: 'New' });
		const name = async () => (await send('GET', `${LIST}/${sid}`)).body.friendly_name;
		expect(await name()).toBe('01100000002');
		expect(await name()).toBe('New');
	});
});

describe('the health of a number', () => {
	it('comes in an envelope', async () => {
		const { sid } = add(2);
		const { status, body } = await send('GET', `${HEALTH}/${sid}`);
		const health = { status: 'active', last_check_time: expect.stringMatching(ISO) };
		expect(status).toBe(200);
		expect(body).toEqual({
			request_id: expect.any(String),
			method: 'GET',
			http_code: 200,
			response: {
				code: 200,
				error_data: null,
				status: 'success',
				data: { sid, connectivity: { incoming_call: health, outgoing_call: health } },
			},
		});
	});

	it('may be bad, in one direction', async () => {
		const [good, bad] = [add(1), add(2)];
		const connectivity = simulator.state.connectivity.get(bad.sid);
		if (connectivity !== undefined) connectivity.outgoing_call.status = 'major_outage';
		const healthOf = async (sid: string) => (await send('GET', `${HEALTH}/${sid}`)).body;
		const active = { status: 'active' };
		expect(await healthOf(bad.sid)).toMatchObject({
			response: {
				data: {
					connectivity: { incoming_call: active, outgoing_call: { status: 'major_outage' } },
				},
			},
		});
		expect(await healthOf(good.sid)).toMatchObject({
			response: { data: { connectivity: { incoming_call: active, outgoing_call: active } } },
		});
	});

	it('is 404 / 1000 if the number is unknown', async () => {
		const answer = await send('GET', `${HEALTH}/01190000099`);
		expect(answer).toMatchObject({
			status: 404,
			body: { response: { error_data: { code: 1000 } } },
		});
	});
});

describe('a refusal', () => {
	const NOT_FOUND = {
		status: 404,
		body: { RestException: { Status: 404, Message: 'Not Found' } },
	};

	it.each([
		['another account', () => LIST.replace(ACCOUNT.accountSid, 'somebody')],
		['a number of another account', () => `${LIST.replace(ACCOUNT.accountSid, 'somebody')}/1`],
		['an unknown number', () => `${LIST}/01190000099`],
		['a small a in the path', () => LIST.replace('Accounts', 'accounts')],
		['another path', () => LIST.replace('Incoming', 'Outgoing')],
	])('%s is not found', async (_name, path) => {
		add(2);
		expect(await send('GET', path())).toEqual(NOT_FOUND);
		expect(await send('PUT', path(), { type: FORM, text: 'FriendlyName=x' })).toEqual(NOT_FOUND);
	});

	it('a wrong token is refused', async () => {
		expect(await send('GET', LIST, { token: 'wrong' })).toEqual({
			status: 401,
			body: { RestException: { Status: 401, Message: 'Authorization failed' } },
		});
	});

	it('below /v2 a form is still refused, in an envelope, and JSON is accepted', async () => {
		simulator.state.addTrunk('trmum1a');
		const numbers = `/v2/accounts/${ACCOUNT.accountSid}/trunks/trmum1a/phone-numbers`;
		const text = 'phone_number=%2B911100000006';
		expect(await send('POST', numbers, { type: FORM, text })).toMatchObject({
			status: 415,
			body: { response: { error_data: { code: 1011, description: FORM } } },
		});
		const json = { type: 'application/json', text: '{"phone_number":"+911100000006"}' };
		expect(await send('POST', numbers, json)).toMatchObject({
			status: 200,
			body: { response: { data: { phone_number: '+911100000006' } } },
		});
	});

	it('too many requests are refused, in either form', async () => {
		simulator.behaviour.requestsPerMinute = 0;
		expect(await send('GET', LIST)).toMatchObject({
			status: 429,
			body: { response: { error_data: { code: 1030 } } },
		});
		simulator.behaviour.limitForm = 'restException';
		expect(await send('GET', LIST)).toMatchObject({
			status: 429,
			body: { RestException: { Code: 'RATE_LIMIT_EXCEEDED' } },
		});
	});
});

describe('what applies to every route', () => {
	it('requests are logged, forms as objects', async () => {
		const { sid } = add(2);
		await read('?Page=0&PageSize=10');
		await put(sid, { VoiceUrl: 'http://my.exotel.com/?a=b', FriendlyName: 'A b' });
		await send('GET', `${HEALTH}/${sid}`);
		expect(simulator.calls).toEqual([
			'GET IncomingPhoneNumbers',
			`PUT IncomingPhoneNumbers/${sid}`,
			`GET incoming-phone-numbers/${sid}`,
		]);
		expect(simulator.requests.slice(0, 2)).toEqual([
			{
				method: 'GET',
				path: LIST,
				query: { Page: '0', PageSize: '10' },
				body: null,
				status: 200,
			},
			{
				method: 'PUT',
				path: `${LIST}/${sid}`,
				query: {},
				body: { VoiceUrl: 'http://my.exotel.com/?a=b', FriendlyName: 'A b' },
				status: 200,
			},
		]);
	});

	it('faults are played before and after the request is carried out', async () => {
		const row = add(2);
		const path = /IncomingPhoneNumbers/;
		simulator.faults.push(
			{ path, method: 'PUT', answer: refusal(503, null) },
			{ path, method: 'PUT', answer: 'reset', afterCommit: true },
		);
		expect(await put(row.sid, { FriendlyName: 'New' })).toMatchObject({ status: 503 });
		expect(row.friendly_name).toBe('01100000002');
		await expect(put(row.sid, { FriendlyName: 'New' })).rejects.toThrow();
		expect(row.friendly_name).toBe('New');
	});

	it('answers take their time', async () => {
		simulator.behaviour.latencyMs = 300;
		const started = performance.now();
		await read();
		expect(performance.now() - started).toBeGreaterThan(250);
	});
});
