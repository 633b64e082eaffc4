import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { clock } from '../harness/clock';
import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { html, pageOf, refusal } from '../harness/simulator/answers';
import { success } from '../harness/simulator/envelope';
import { misfits, type Fault } from '../harness/simulator/faults';
import { Simulator } from '../harness/simulator/simulator';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

const TRUNK = 'trmum1a';
const HOUR = 3_600_000;
const GET = `GET trunks/${TRUNK}/destination-uris`;
const POST = `POST trunks/${TRUNK}/destination-uris`;

let trunk: Trunk;
const simulator = useSimulator(({ state }) => {
	trunk = state.addTrunk(TRUNK);
});
beforeEach(() => clock.reset());
afterEach(() => {
	clock.release();
	jest.restoreAllMocks();
});

async function run(parameters: INodeParameters, onError?: INode['onError'], rows: object[] = [{}]) {
	return await runWorkflow(
		exotelWorkflow({ rows: rows.map((row) => ({ trunk: TRUNK, ...row })), parameters, onError }),
		simulator.credential,
	);
}

async function add(count: number, options: IDataObject = {}, onError?: INode['onError']) {
	const rows = Array.from({ length: count }, (_, row) => ({ row, destination: `s${row}.example` }));
	return await run({ options: options as Record<string, string> }, onError, rows); // plain values
}

/** Collects requests as they arrive, including those that get no answer. */
function arrivals(): string[] {
	const seen: string[] = [];
	simulator.onRequest = ({ method }) => seen.push(method);
	return seen;
}

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const page = (status: number): Fault => ({ answer: html(status) });
const json = (status: number, code: number, description: string): Fault => ({
	answer: refusal(status, { code, message: 'Refused', description }),
});

const TRIED_AGAIN: Array<[string, Fault]> = [
	['429', page(429)],
	['408', page(408)],
	['500', page(500)],
	['502', page(502)],
	['503', json(503, 1050, 'Unavailable')],
	['504', page(504)],
	['a page instead of JSON', page(200)],
	['a list without response', { answer: { status: 200, body: { response: null } } }],
	['a reset', { answer: 'reset' }],
	['a truncated answer', { answer: 'truncate' }],
	['an answer that breaks off', { answer: 'cut' }],
	['no answer', { answer: 'hang' }],
	['an answer that drips in', { answer: 'drip' }],
];
const FINAL: Array<[string, Fault]> = [
	['302', { answer: { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } } }],
	['400', json(400, 1002, 'Invalid')],
	['401', json(401, 1010, 'Authorization failed')],
	['403', page(403)],
	['404', json(404, 1000, 'Not Found')],
	['422', json(422, 1020, 'Invalid')],
];

/** An operation for each method that may be repeated. */
const REPEATABLE: Array<[string, INodeParameters]> = [
	['GET', { operation: 'getAll', returnAll: true }],
	['PUT', { operation: 'update', destinationId: byId('2543'), updateFields: { weight: 9 } }],
	['DELETE', { operation: 'delete', destinationId: byId('2543') }],
];

describe.each(REPEATABLE)('a %s', (method, parameters) => {
	const timeout = { options: { timeout: 50 } };
	beforeEach(() => simulator.state.addDestination(trunk, 'a.example:5061;transport=tls'));

	// Only Add and Sync have a Timeout; answers that take that long are tested with them, below.
	it.each(TRIED_AGAIN.filter(([, { answer }]) => answer !== 'hang' && answer !== 'drip'))(
		'is retried after %s',
		async (_name, fault) => {
			simulator.faults.push({ ...fault, times: 2 });
			const seen = arrivals();
			const { error } = await run({ ...parameters, ...timeout });
			expect(error).toBeUndefined();
			expect(seen).toEqual([method, method, method]);
		},
	);

	it.each(FINAL)('is not retried after %s', async (name, fault) => {
		simulator.faults.push({ ...fault, times: 2 });
		const seen = arrivals();
		expect((await run(parameters)).error).toBeDefined();
		// A refused page may have been too large, so a smaller one is requested.
		const isRefusedPage = method === 'GET' && (name === '400' || name === '422');
		expect(seen).toEqual(isRefusedPage ? [method, method] : [method]);
		expect(clock.waits).toEqual([]);
	});

	it('gives up after the fourth attempt, and says so', async () => {
		simulator.faults.push({ ...page(503), times: 99 });
		const seen = arrivals();
		const { error } = await run(parameters);
		expect(seen).toHaveLength(4);
		expect(error?.description).toContain('Tried 4 times.');
		const isUnknown = String(error?.description).includes('may or may not have been carried out');
		expect(isUnknown).toBe(method !== 'GET');
	});
});

it('does not report a delete as "not found" if it was done but the answer was lost', async () => {
	simulator.state.addDestination(trunk, 'a.example:5061;transport=tls');
	simulator.faults.push({ answer: 'reset', afterCommit: true });
	const done = await run({ operation: 'delete', destinationId: byId('2543') });
	expect(done.output('Exotel')[0]?.json).toEqual({ deleted: true, id: '2543' });
	const again = await run({ operation: 'delete', destinationId: byId('2543') });
	expect(again.error?.message).toContain('2543 was not found on trunk trmum1a');
});

/** Each operation that creates something, how to find that, and how to have it there already. */
const MAKERS: Array<[string, INodeParameters, () => unknown[], () => unknown]> = [
	[
		'trunk',
		{ resource: 'trunk', operation: 'create', trunkName: 'support' },
		() => [...simulator.state.trunks.values()].filter(({ row }) => row.trunk_name === 'support'),
		() => simulator.state.addTrunk('trmum1old', 'support'),
	],
	[
		'phone number',
		{ resource: 'phoneNumber', operation: 'map', phoneNumber: '+918040264208' },
		() => trunk.phoneNumbers,
		() => simulator.state.addPhoneNumber(trunk, '+918040264208'),
	],
	[
		'whitelisted IP',
		{ resource: 'whitelistedIp', operation: 'add', ip: '44.248.146.11' },
		() => trunk.whitelistedIps,
		() => simulator.state.addWhitelistedIp(trunk, '44.248.146.11'),
	],
	[
		'SIP credential',
		{ resource: 'sipCredential', operation: 'create', userName: 'voice', password: 'secret_1' },
		() => trunk.credentials,
		() => simulator.state.addCredential(trunk, 'voice', 'other'),
	],
	[
		'setting',
		{ resource: 'setting', operation: 'set', settingValue: '+918040264208' },
		() => trunk.settings,
		() => undefined,
	],
];

describe.each(MAKERS)('a POST that creates a %s', (kind, parameters, made, exists) => {
	const isSlow = ({ answer }: Fault) => answer === 'hang' || answer === 'drip';

	describe.each(TRIED_AGAIN.filter(([, fault]) => !isSlow(fault)))(
		'and runs into %s',
		(name, fault) => {
			// A 429 is never carried out.
			const commits = name === '429' ? [false] : [false, true];
			it.each(commits)('creates it once (carried out: %s)', async (afterCommit) => {
				simulator.faults.push({ ...fault, method: 'POST', afterCommit });
				const { error, output } = await run(parameters);
				expect(error).toBeUndefined();
				expect(made()).toHaveLength(1);
				expect(output('Exotel')).toHaveLength(1);
				expect(JSON.stringify(output('Exotel'))).not.toContain('secret_1');
			});
		},
	);

	it('finds what was created if the success comes without data', async () => {
		simulator.faults.push({
			method: 'POST',
			afterCommit: true,
			answer: { status: 200, body: { response: success(null) } },
		});
		const { error, output } = await run(parameters);
		expect(error).toBeUndefined();
		expect(made()).toHaveLength(1);
		expect(output('Exotel')[0]?.json.trunk_sid).toBeDefined();
	});

	it('says that nothing was created if it never gets through', async () => {
		simulator.faults.push({ ...page(502), method: 'POST', times: 99 });
		const { error } = await run(parameters);
		expect(error?.description).toContain(
			"Tried 4 times. Exotel's list was read afterwards and does not contain what was to be added.",
		);
	});

	it('says so if its result cannot be determined', async () => {
		simulator.faults.push({ ...page(502), method: 'POST', afterCommit: true });
		simulator.onRequest = ({ method }) => {
			if (method === 'POST') simulator.faults.push({ ...page(502), times: 99 });
		};
		const { error } = await run(parameters);
		expect(error?.description).toContain('may or may not have been carried out');
		expect(made()).toHaveLength(1);
	});

	if (kind === 'setting') return;
	const refusing = { ...parameters, options: { onExisting: 'error' } };
	it('does not mistake what was there before for its own', async () => {
		simulator.state.now = () => new Date(Date.now() - 3_600_000);
		exists();
		simulator.faults.push({ ...page(502), method: 'POST' });
		const { error } = await run(refusing);
		expect(error?.message).toContain('Exotel code 1008');
		expect(made()).toHaveLength(1);
	});

	it.each([-3, 3])(
		'tells its own work from what was there, if the clock of this machine is %i hours off',
		async (hours) => {
			const exotelsTime = () => clock.now() - clock.setByMs;
			simulator.now = exotelsTime;
			clock.setByMs = hours * HOUR;

			simulator.state.now = () => new Date(exotelsTime());
			simulator.faults.push({ ...page(502), method: 'POST', afterCommit: true });
			const own = await run(parameters);
			expect(own.error).toBeUndefined();
			expect(made()).toHaveLength(1);
			expect(simulator.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);

			trunk.phoneNumbers.length = 0;
			trunk.whitelistedIps.length = 0;
			trunk.credentials.length = 0;
			for (const [sid, { row }] of simulator.state.trunks) {
				if (row.trunk_name === 'support') simulator.state.trunks.delete(sid);
			}
			simulator.state.now = () => new Date(exotelsTime() - HOUR);
			exists();
			simulator.faults.push({ ...page(502), method: 'POST' });
			const foreign = await run(refusing);
			expect(foreign.error?.message).toContain('Exotel code 1008');
			expect(made()).toHaveLength(1);
		},
	);

	it('recognizes its own work in "already there" after a lost answer', async () => {
		// The answer is lost, and the list does not show the row yet when it is read.
		simulator.faults.push(
			{ answer: 'reset', afterCommit: true, method: 'POST' },
			{ answer: pageOf([]), method: 'GET' },
		);
		const { error } = await run(parameters);
		expect(error).toBeUndefined();
		expect(made()).toHaveLength(1);
	});
});

it.each([
	['in a success', { answer: undefined }],
	['in a failure', json(400, 1002, 'Not as password: SECRET_1')],
])('shows no password that Exotel repeats %s', async (_where, fault) => {
	simulator.faults.push({
		method: 'POST',
		...(fault.answer === undefined
			? {
					change: (answer) => ({
						...answer,
						response:
							[answer.response].flat().map((entry) => ({
								...entry,
								data: { ...entry.data, friendly_name: 'now Secret_1' },
							}))[0] ?? [],
					}),
				}
			: fault),
	});
	const parameters = { resource: 'sipCredential', operation: 'create', userName: 'voice' };
	const done = await run({ ...parameters, password: 'secret_1' });
	expect(JSON.stringify([done.output('Exotel'), done.error])).not.toMatch(/secret_1/i);
	if (fault.answer === undefined) {
		expect(done.output('Exotel')[0]?.json).toMatchObject({
			friendly_name: 'now …',
			user_name: 'voice',
		});
	} else {
		expect(done.error?.description).toContain('Not as password: …');
	}
});

describe('a single object instead of an array, as the answer about one thing,', () => {
	const asObject: Fault = {
		method: 'POST',
		change: (answer) => ({ ...answer, response: [answer.response].flat()[0] ?? [] }),
	};

	it.each([1, 3])(
		'is understood when %i destinations are added in requests of one',
		async (count) => {
			simulator.faults.push({ ...asObject, times: 9 });
			const done = await add(count, { batchSize: 1 });
			expect(done.output('Exotel').map(({ json }) => [json.action, json.id])).toEqual(
				trunk.destinations.map(({ id }) => ['added', id]),
			);
			expect(trunk.destinations).toHaveLength(count);
			expect(simulator.calls).toEqual([GET, ...Array(count).fill(POST), GET]);
		},
	);

	it('is understood when a setting is set', async () => {
		simulator.faults.push(asObject);
		const done = await run({
			resource: 'setting',
			operation: 'set',
			settingValue: '+918040264208',
		});
		expect(done.output('Exotel')[0]?.json).toMatchObject({ value: '+918040264208' });
		expect(simulator.calls).toEqual([`POST trunks/${TRUNK}/settings`]);
	});

	it('does not settle what it does not name', async () => {
		simulator.faults.push(asObject);
		const done = await add(3);
		expect(done.output('Exotel').map(({ json }) => [json.action, json.id])).toEqual(
			trunk.destinations.map(({ id }) => ['added', id]),
		);
		expect(trunk.destinations).toHaveLength(3);
	});
});

describe('adding copes with', () => {
	it.each(TRIED_AGAIN)(
		'%s, before or after it is carried out, and adds only once',
		async (name, fault) => {
			for (const afterCommit of name === '429' ? [false] : [false, true]) {
				trunk.destinations.length = 0;
				simulator.faults.push({ ...fault, method: 'POST', afterCommit });
				const done = await add(3, { timeout: 60 });
				expect(done.output('Exotel').map(({ json }) => [json.action, json.id])).toEqual(
					trunk.destinations.map(({ id }) => ['added', id]),
				);
				expect(trunk.destinations).toHaveLength(3);
			}
		},
	);

	it('a refused connection, and continues once it is back', async () => {
		const { port } = new URL(simulator.url);
		await simulator.stop();
		clock.isHeld = true;
		const started = new Promise<Simulator>((resolve) => {
			clock.onWait = () => {
				clock.onWait = () => {};
				void Simulator.start(Number(port)).then((again) => {
					again.state.addTrunk(TRUNK);
					clock.release();
					resolve(again);
				});
			};
		});
		const credential = { ...simulator.credential };
		const rows = [{ destination: 'a.example', trunk: TRUNK }];
		const done = await runWorkflow(exotelWorkflow({ rows }), credential);
		await (await started).stop();
		expect(done.output('Exotel')[0]?.json.action).toBe('added');
	});

	it('a redirect, and forwards neither the request nor the credentials', async () => {
		const elsewhere = await Simulator.start();
		const seen: string[] = [];
		elsewhere.onRequest = ({ path }) => seen.push(path);
		for (const status of [301, 302, 307, 308]) {
			const location = `${elsewhere.url}/v2/accounts/ameyo5m/trunks`;
			simulator.faults.push({ answer: { status, body: '', headers: { location } } });
			const { error } = await add(1);
			expect(error?.message).toContain(`HTTP ${status}`);
		}
		expect(seen).toEqual([]);
		await elsewhere.stop();
	});

	it('a next page on another host, and reads it from its own host', async () => {
		const elsewhere = await Simulator.start();
		const next = `${elsewhere.url}/x?offset=1&page_size=1`;
		const data = { id: '1', destination: 'sip:x.example:5061;transport=tls' };
		simulator.faults.push({ answer: pageOf([data], next) });
		await add(1);
		expect(elsewhere.requests).toEqual([]);
		expect(simulator.calls.slice(0, 2)).toEqual([GET, GET]);
		await elsewhere.stop();
	});

	it.each([413, 400] as const)('a size limit (%i), and halves the batch', async (status) => {
		simulator.behaviour.maxBatch = { size: 7, status };
		const done = await add(40, { batchSize: 40 });
		expect(done.error).toBeUndefined();
		expect(done.output('Exotel').map(({ json }) => json.action)).toEqual(
			done.output('Exotel').map(() => 'added'),
		);
		expect(trunk.destinations).toHaveLength(40);
		const sizes = simulator.requests.flatMap(({ method, body }) =>
			method === 'POST' ? [Object(body).destinations.length] : [],
		);
		expect(sizes).toEqual([40, 20, 10, 5, 5, 10, 5, 5, 20, 10, 5, 5, 10, 5, 5]);
	});

	it('a size limit, and remembers it for later batches', async () => {
		simulator.behaviour.maxBatch = { size: 4, status: 413 };
		await add(80, { batchSize: 8 });
		expect(trunk.destinations).toHaveLength(80);
		const refused = simulator.requests.filter(({ status }) => status === 413);
		expect(refused.length).toBeLessThanOrEqual(5);
	});

	it('a destination that is too large on its own, and says so', async () => {
		simulator.behaviour.maxBatch = { size: 0, status: 413 };
		const { error } = await add(2, { batchSize: 2 });
		expect(error?.message).toContain('HTTP 413');
		expect(error?.description).toContain('Lower Batch Size');
	});
});

describe('the waits between attempts', () => {
	const hasRandom = (value: number) => jest.spyOn(Math, 'random').mockReturnValue(value);

	it('grow exponentially, with full jitter', async () => {
		for (const [random, expected] of [
			[1, [1000, 2000, 4000]],
			[0.5, [500, 1000, 2000]],
			[0, [0, 0, 0]],
		] as const) {
			hasRandom(random);
			simulator.faults.push({ ...page(503), times: 4 });
			clock.reset();
			await add(1);
			expect(clock.waits).toEqual(expected);
		}
	});

	it('are longer after a 429 that names no time, and are limited', async () => {
		hasRandom(1);
		simulator.faults.push({ ...page(429), times: 5 });
		const { error } = await add(1, { maxRetries: 4 });
		expect(clock.waits).toEqual([20_000, 40_000, 60_000, 60_000]);
		expect(error?.description).toContain('Tried 5 times.');
	});

	it.each([429, 503])('are as long as Exotel asks for, in seconds (%i)', async (status) => {
		const answer = { status, body: '', headers: { 'retry-after': '17' } };
		simulator.faults.push({ answer });
		expect((await add(1)).output('Exotel')[0]?.json.action).toBe('added');
		expect(clock.waits).toEqual([17_000]);
	});

	it('are as long as Exotel asks for, as a date', async () => {
		const headers = { 'retry-after': new Date(Date.now() + 90_500).toUTCString() };
		simulator.faults.push({ answer: { status: 429, body: '', headers } });
		await add(1);
		expect(clock.waits).toHaveLength(1);
		expect(clock.waits[0]).toBeGreaterThan(88_000);
		// Exotel's own date, from which the wait is counted, is in whole seconds.
		expect(clock.waits[0]).toBeLessThanOrEqual(91_500);
	});

	it.each(['soon', '', '-5', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
		'never hang on a Retry-After of %j',
		async (header) => {
			const headers = { 'retry-after': header };
			simulator.faults.push({ answer: { status: 429, body: '', headers } });
			expect((await add(1)).output('Exotel')[0]?.json.action).toBe('added');
			expect(clock.waits[0]).toBeLessThanOrEqual(20_000);
		},
	);

	it.each([
		'Infinity',
		'-Infinity',
		'NaN',
		'1e400',
		'1e9',
		'9'.repeat(400),
		'86401',
		'-20000',
		'0x10',
		'Fri, 31 Dec 9999 23:59:59 GMT',
		'99999999999999999999 GMT',
	])('pay no heed to a Retry-After of %j', async (header) => {
		hasRandom(1);
		const answer = { status: 429, body: '', headers: { 'retry-after': header } };
		simulator.faults.push({ times: 2, answer });
		const { error } = await add(1, { maxRetries: 1 });
		expect(clock.waits).toEqual([20_000]);
		expect(error?.description).toContain('Tried 2 times.');
		expect(error?.description).not.toMatch(/Exotel asked for a wait|Infinity|NaN/);
	});

	it('are as long as Exotel asks for, whatever the clock of this machine says', async () => {
		for (const setByMs of [-3 * HOUR, 3 * HOUR]) {
			clock.reset();
			trunk.destinations.length = 0;
			const at = new Date(simulator.now() + 90_500).toUTCString();
			simulator.now = () => clock.now() - clock.setByMs;
			clock.setByMs = setByMs;
			simulator.faults.push({ answer: { status: 429, body: '', headers: { 'retry-after': at } } });
			expect((await add(1)).output('Exotel')[0]?.json.action).toBe('added');
			expect(clock.waits).toHaveLength(1);
			expect(clock.waits[0]).toBeGreaterThan(80_000);
			expect(clock.waits[0]).toBeLessThanOrEqual(91_000);
		}
	});

	it('add up to less than five minutes over all items of an execution, and the last ones say so', async () => {
		hasRandom(1);
		simulator.faults.push({ ...page(503), times: 9999 });
		const rows = Array.from({ length: 300 }, (_, index) => ({ trunk: `trmum1n${index}` }));
		const begin = clock.steadyNow();
		const done = await run({ operation: 'getAll' }, 'continueRegularOutput', rows);
		const total = clock.steadyNow() - begin;
		expect(total).toBeGreaterThan(290_000);
		expect(total).toBeLessThanOrEqual(330_000); // with the requests themselves
		const hints = done.output('Exotel').map(({ json }) => String(Object(json.error).hint));
		expect(hints).toHaveLength(300);
		expect(hints[0]).not.toContain('five minutes');
		expect(hints[299]).toMatch(/all waits together would have taken too long\.$/);
		// Another execution has its own five minutes.
		clock.reset();
		await run({ operation: 'getAll' });
		// The account's pace may come first.
		expect(clock.waits.slice(-3)).toEqual([1000, 2000, 4000]);
	});

	it('are counted once if they pass at the same time', async () => {
		const rows = Array.from({ length: 5 }, (_, index) => {
			simulator.state.addTrunk(`trmum1n${index}`);
			return { trunk: `trmum1n${index}`, destination: 'a.example' };
		});
		const answer = { status: 429, body: '', headers: { 'retry-after': '100' } };
		simulator.faults.push({ times: 10, method: 'GET', answer });
		const done = await run({}, undefined, rows);
		expect(done.output('Exotel').map(({ json }) => json.action)).toEqual(rows.map(() => 'added'));
		expect(clock.waits.filter((wait) => wait === 100_000)).toHaveLength(10);
	});

	it('end when they would be too long in total, and the error names the time', async () => {
		const headers = { 'retry-after': '200' };
		simulator.faults.push({ times: 99, answer: { status: 429, body: '', headers } });
		const { error } = await add(1);
		expect(clock.waits).toEqual([200_000]);
		expect(error?.description).toContain('Tried 2 times. Exotel asked for a wait of 200 seconds.');
	});

	it.each([0, 1, 5])('are as many as Max Retries says: %i', async (maxRetries) => {
		simulator.faults.push({ ...page(503), times: 99 });
		const seen = arrivals();
		await add(1, { maxRetries });
		expect(seen).toHaveLength(maxRetries + 1);
		expect(clock.waits).toHaveLength(maxRetries);
	});

	it.each(['reading', 'adding'])(
		'end at once when the execution is cancelled while %s',
		async (when) => {
			clock.isHeld = true;
			const method = when === 'reading' ? 'GET' : 'POST';
			simulator.faults.push({ ...page(503), method, times: 99 });
			const controller = new AbortController();
			const seen = arrivals();
			clock.onWait = () => controller.abort();
			const rows = [{ destination: 'a.example', trunk: TRUNK }];
			const done = await runWorkflow(exotelWorkflow({ rows }), simulator.credential, {
				signal: controller.signal,
			});
			expect(clock.waits).toHaveLength(1);
			expect(seen.filter((one) => one === method)).toHaveLength(1);
			expect(done.run.status).toBe('canceled');
		},
	);
});

describe('Requests per Minute', () => {
	/** The most requests that arrived within any 60 seconds. */
	function watchRate(): () => number {
		const at: number[] = [];
		simulator.onRequest = () => at.push(performance.now());
		return () =>
			Math.max(...at.map((start) => at.filter((t) => t >= start && t < start + 60_000).length));
	}
	const trunksOf = (count: number) =>
		Array.from({ length: count }, (_, index) => {
			simulator.state.addTrunk(`trmum1n${index}`);
			return { trunk: `trmum1n${index}`, destination: 'a.example' };
		});

	it('is respected in every minute, and is 200 by default', async () => {
		const most = watchRate();
		const rows = trunksOf(250);
		simulator.behaviour.requestsPerMinute = 200;
		const done = await run({}, undefined, rows);
		expect(done.output('Exotel')).toHaveLength(250);
		expect(simulator.requests.every(({ status }) => status === 200)).toBe(true);
		expect(most()).toBe(200);
		expect(clock.waits.length).toBeGreaterThan(0);
	});

	it('is set by the option', async () => {
		const most = watchRate();
		await run({ options: { requestsPerMinute: 30 } }, undefined, trunksOf(50));
		expect(most()).toBe(30);
	});

	it('is shared by all nodes and executions of the process', async () => {
		const most = watchRate();
		await Promise.all(
			[1, 2, 3].map(
				async (part) =>
					await run(
						{ options: { requestsPerMinute: 40 } },
						undefined,
						trunksOf(20).map((row) => ({ ...row, destination: `p${part}.example` })),
					),
			),
		);
		expect(most()).toBe(40);
	});

	it.each([-3, 3])('does not wait for hours if the clock is set by %i hours', async (hours) => {
		const most = watchRate();
		const options = { requestsPerMinute: 4 };
		await run({ options }, undefined, trunksOf(4));
		clock.setByMs = hours * HOUR;
		const rows = trunksOf(2).map((row) => ({ ...row, destination: 'b.example' }));
		const done = await run({ options }, undefined, rows);
		expect(done.output('Exotel').map(({ json }) => json.action)).toEqual(['added', 'added']);
		expect(clock.waits.length).toBeGreaterThan(0);
		expect(Math.max(...clock.waits)).toBeLessThanOrEqual(61_000);
		expect(most()).toBeLessThanOrEqual(4);
	});

	it('is counted separately for each account', async () => {
		const other = await Simulator.start();
		other.state.addTrunk(TRUNK);
		await add(1, { requestsPerMinute: 3 });
		const rows = [{ destination: 'a.example', trunk: TRUNK }];
		const parameters = { options: { requestsPerMinute: 3 } };
		await runWorkflow(exotelWorkflow({ rows, parameters }), other.credential);
		expect(clock.waits).toEqual([]);
		await other.stop();
	});

	it('ends a wait at once when the execution is cancelled', async () => {
		clock.isHeld = true;
		const controller = new AbortController();
		const rows = [{ destination: 'a.example', trunk: TRUNK }];
		const parameters = { options: { requestsPerMinute: 1 } };
		clock.onWait = () => controller.abort();
		const done = await runWorkflow(exotelWorkflow({ rows, parameters }), simulator.credential, {
			signal: controller.signal,
		});
		expect(done.run.status).toBe('canceled');
		expect(simulator.calls).toEqual([GET]);
	});

	it.each([0, -1, 2.5, 1_000_001, '={{ "many" }}'])(
		'is refused before anything is sent if it is %j',
		async (wrong) => {
			const { error } = await add(1, { requestsPerMinute: wrong });
			expect(error?.message).toBe('Requests per Minute is not a whole number from 1 to 1000000');
			expect(simulator.requests).toEqual([]);
		},
	);
});

describe('requests in flight', () => {
	it.each([
		['batches', () => ({ options: { batchSize: 1 } })],
		['trunks', () => ({})],
	])('are at most five, over many %s', async (kind, parameters) => {
		simulator.behaviour.latencyMs = 50;
		const rows = Array.from({ length: 30 }, (_, row) => {
			const sid = kind === 'trunks' ? `trmum1n${row}` : TRUNK;
			if (kind === 'trunks') simulator.state.addTrunk(sid);
			return { trunk: sid, destination: `s${row}.example` };
		});
		const done = await run(parameters(), undefined, rows);
		expect(done.output('Exotel').map(({ json }) => json.action)).toEqual(rows.map(() => 'added'));
		expect(simulator.inFlight.most).toBe(5);
	});

	it('wait while the list is read back, so that it does not change', async () => {
		const seen: string[] = [];
		let reading = false;
		let overlaps = 0;
		simulator.faults.push({ ...page(502), method: 'POST', afterCommit: true });
		simulator.onRequest = ({ method }) => {
			if (method === 'GET' && seen.includes('POST')) reading = true;
			else if (reading && simulator.inFlight.now > 1) overlaps++;
			if (method === 'POST') reading = false;
			seen.push(method);
		};
		simulator.behaviour.latencyMs = 3;
		const done = await add(40, { batchSize: 2 });
		expect(
			done
				.output('Exotel')
				.map(({ json }) => json.id)
				.sort(),
		).toEqual(trunk.destinations.map(({ id }) => id).sort());
		expect(trunk.destinations).toHaveLength(40);
		expect(seen.filter((method) => method === 'GET')).toHaveLength(3);
		expect(overlaps).toBe(0);
	});
});

it('says after the last attempt what happened, how often, what is done and how to continue', async () => {
	simulator.faults.push({ ...page(502), method: 'POST', times: 99, path: /trmum1b/ });
	simulator.state.addTrunk('trmum1b');
	const rows = [
		{ trunk: TRUNK, destination: 'a.example' },
		{ trunk: 'trmum1b', destination: 'b.example' },
	];
	const { error } = await run({}, undefined, rows);
	expect(error?.message).toBe('The answer is not a valid answer of the Exotel API (HTTP 502)');
	expect(error?.description).toBe(
		"HTTP 502 with a body that is not JSON. There may be a proxy between n8n and Exotel, or Base URL may be wrong. Tried 4 times. Exotel's list was read afterwards and does not contain what was to be added. 1 already added: sip:a.example:5061;transport=tls on trmum1a. Run the workflow again to continue from there; with Existing Destinations set to Skip, nothing is added twice.",
	);
	simulator.faults.length = 0;
	const again = await run({}, undefined, rows);
	expect(again.output('Exotel').map(({ json }) => json.action)).toEqual(['existing', 'added']);
	expect(simulator.calls.filter((call) => call === POST)).toHaveLength(1);
});

it('believes an answer that always miscounts once the list does not have the destination', async () => {
	simulator.faults.push({ method: 'POST', change: misfits.wrongCounts, times: 99 });
	const rows = [{ destination: 'a.example' }, { destination: 'c.invalid' }];
	const items = (await run({}, undefined, rows)).output('Exotel');
	expect(items.map(({ json }) => json.action)).toEqual(['added', 'rejected']);
	expect(items[1]?.json.message).toBe('Refused: Destination is not a valid Ip or Fqdn');
	expect(trunk.destinations).toHaveLength(1);
});

it('names in the error what may or may not have been carried out', async () => {
	simulator.faults.push({ method: 'POST', answer: 'reset', afterCommit: true });
	simulator.onRequest = ({ method }) => {
		if (method === 'POST') simulator.faults.push({ ...page(502), times: 99 });
	};
	const { error } = await add(1);
	const name = 'sip:s0.example:5061;transport=tls';
	expect(error?.description).toContain(
		`May or may not have been carried out: ${name} on trmum1a. Run the workflow again`,
	);
	expect(error?.context).toMatchObject({
		data: { added: [], unknown: [{ destination: name, trunk_sid: TRUNK }] },
	});
});
