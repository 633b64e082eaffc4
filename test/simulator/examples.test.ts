import { fetch, request } from 'undici';

import { examples, type Example } from '../harness/fixtures/examples';
import { isRecord } from '../harness/records';
import { ACCOUNT, type Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

const simulator = useSimulator();

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
		method: METHODS.find((one) => one === method),
		headers: {
			authorization,
			...(text === undefined ? {} : { 'content-type': 'application/json' }),
			...sent.headers,
		},
		body: text,
	});
	return { status: answer.statusCode, body: await answer.body.json() };
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const;

/** The rows in the answer of an example, oldest first. */
function dataOf({ response }: Example): Array<Record<string, unknown>> {
	const data = [response.response].flat().map((entry) => (isRecord(entry) ? entry.data : null));
	return data.filter(isRecord).reverse();
}

/** The trunk that an example is about, in an account that can give the published answer. */
function prepare(published: Example, sid = sidOf(published)): Trunk {
	const { state } = simulator;
	const [first] = dataOf(published);
	state.requestId = () => published.response.request_id;
	state.newTrunkSid = () => String(first?.trunk_sid);
	if (first?.date_created !== undefined) {
		state.now = () => new Date(String(first.date_created));
		for (const kind of ['destination', 'phoneNumber', 'whitelistedIp', 'credential'] as const) {
			state.nextId[kind] = Number(first.id);
		}
	}
	return state.addTrunk(sid);
}

function sidOf({ request: { path } }: Example): string {
	return /trmum\w+/.exec(path ?? anyPath)?.[0] ?? 'trmum1other';
}

/** What the account holds before each published request; ids, dates and request ids are always set. */
const SETUPS: Record<string, (published: Example) => unknown> = {
	'POST trunks 200': (one) => prepare(one),
	'POST trunks 400 invalid-parameter': (one) => prepare(one),
	'POST trunks 409 trunk-with-name-outbound-trunk-already-exists': (one) => {
		prepare(one);
		simulator.behaviour.duplicateStatus = 409;
		simulator.state.addTrunk('trmum1first', 'outbound_trunk');
	},
	'POST phone-numbers 200': (one) => prepare(one),
	'POST phone-numbers 404 not-found': (one) => prepare(one, 'trmum1another'),
	'POST phone-numbers 200 duplicate-resource': (one) =>
		simulator.state.addPhoneNumber(prepare(one), '+919876543210'),
	'POST whitelisted-ips 200': (one) => prepare(one),
	'POST whitelisted-ips 200 unable-to-whitelist-ip-with-ip-44-248-146-10': (one) =>
		simulator.state.addWhitelistedIp(prepare(one), '44.248.146.10'),
	'POST destination-uris 200': (one) =>
		simulator.state.addWhitelistedIp(prepare(one), '44.248.146.11'),
	'POST destination-uris 207 destination-not-whitelisted': (one) => prepare(one),
	'POST destination-uris 207 destination-is-not-a-valid-ip-or-fqdn': (one) => prepare(one),
	'POST phone-numbers 200 (2)': (one) => prepare(one),
	'GET phone-numbers 200': (one) => fill(prepare(one).phoneNumbers, one),
	'GET whitelisted-ips 200': (one) => fill(prepare(one).whitelistedIps, one),
	'GET destination-uris 200': (one) => fill(prepare(one).destinations, one),
	'PUT phone-numbers 200': (one) => {
		const trunk = prepare(one);
		fill(trunk.phoneNumbers, one, { mode: null });
		simulator.state.now = () => new Date(String(dataOf(one)[0]?.date_updated));
	},
	'POST settings 200': (one) => prepare(one),
	'DELETE trunks 200': (one) => {
		prepare(one);
		simulator.state.addTrunk(sidOf(one), 'my_trunk1234');
	},
	'POST credentials 200': (one) => prepare(one),
	'GET credentials 200': (one) => fill(prepare(one).credentials, one),
	'DELETE credentials 200': (one) => fill(prepare(one).credentials, one),
	'POST destination-uris 200 (2)': (one) => {
		simulator.behaviour.countsFailed = false;
		simulator.state.addWhitelistedIp(prepare(one), '44.248.146.11');
	},
	'GET credentials 200 (2)': (one) => {
		simulator.behaviour.credentials = 'older';
		const [data] = dataOf(one);
		simulator.state.addCredential(prepare(one), String(data?.username), String(data?.password));
	},
	'GET credentials 200 (3)': (one) => {
		simulator.behaviour.credentials = 'older';
		prepare(one);
	},
	'POST trunks 400 maximum-allowed-length-for-trunkname-is-16': (one) => prepare(one),
	'POST any 401 authorization-failed': (one) => prepare(one),
	'POST any 404 not-found': (one) => prepare(one, 'trmum1another'),
	'POST any 415 text-plain': (one) => prepare(one),
};

/** What to send if an example does not show its request. */
const SENT: Record<string, Parameters<typeof replay>[1]> = {
	'POST any 401 authorization-failed': { headers: { authorization: 'Basic a2V5Ondyb25n' } },
	'POST any 404 not-found': { text: '{}' },
	'POST any 415 text-plain': { headers: { 'content-type': 'text/plain' }, text: 'destinations' },
};

function fill(rows: object[], published: Example, changed: object = {}): void {
	rows.push(...dataOf(published).map((row) => ({ ...row, ...changed })));
}

describe('each published example, against the simulator', () => {
	it('covers 28 examples', () => {
		expect(Object.keys(SETUPS)).toEqual(examples.map(({ name }) => name));
		expect(examples).toHaveLength(28);
	});

	it.each(examples)('$name', async (published) => {
		SETUPS[published.name]?.(published);
		expect(await replay(published, SENT[published.name])).toEqual({
			status: published.status,
			body: published.response,
		});
	});
});

describe('if the documentation lists two answers or none, the simulator plays each', () => {
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

	it.each(['seconds', 'date', undefined] as const)(
		'a 429 has a Retry-After: %s',
		async (retryAfter) => {
			Object.assign(simulator.behaviour, { requestsPerMinute: 0, retryAfter });
			const answer = await fetch(`${simulator.url}${anyPath}`, { headers: { authorization } });
			expect(answer.status).toBe(429);
			const header = answer.headers.get('retry-after');
			expect(header?.match(/^\d+$/) ? 'seconds' : header?.match(/ GMT$/) ? 'date' : header).toBe(
				retryAfter ?? null,
			);
			expect(await answer.json()).toMatchObject({ response: { error_data: { code: 1030 } } });
		},
	);

	it('a 429 is a RestException without an envelope', async () => {
		Object.assign(simulator.behaviour, { requestsPerMinute: 0, limitForm: 'restException' });
		const answer = await fetch(`${simulator.url}${anyPath}`, { headers: { authorization } });
		expect(answer.status).toBe(429);
		expect(await answer.json()).toEqual({
			RestException: { Status: 429, Message: 'Too many requests', Code: 'RATE_LIMIT_EXCEEDED' },
		});
	});

	it('too many connections at once are answered with 429', async () => {
		Object.assign(simulator.behaviour, { connections: 2, latencyMs: 50 });
		const ask = async () =>
			(await fetch(`${simulator.url}${anyPath}`, { headers: { authorization } })).status;
		const answers = await Promise.all([ask(), ask(), ask(), ask()]);
		expect(answers.sort()).toEqual([404, 404, 429, 429]);
		expect(await ask()).toBe(404);
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

	it("somebody else's account is 403", async () => {
		const path = '/v2/accounts/somebody/trunks';
		const published = { ...post(''), request: { method: 'GET', path, body: null } };
		expect((await replay(published)).status).toBe(403);
	});
});
