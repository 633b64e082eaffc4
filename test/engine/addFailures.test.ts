import { LoggerProxy, type INode, type INodeParameters } from 'n8n-workflow';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { batchOf, html, refusal } from '../harness/simulator/answers';
import { ERRORS, failure, success, type Entry } from '../harness/simulator/envelope';
import type { Fault } from '../harness/simulator/faults';
import { ACCOUNT } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

const TRUNK = 'trmum1a';
const GET = `GET trunks/${TRUNK}/destination-uris`;
const POST = `POST trunks/${TRUNK}/destination-uris`;

const simulator = useSimulator(({ state }) => state.addTrunk(TRUNK));

type OnError = INode['onError'];

async function run(
	destinations: readonly string[],
	onError?: OnError,
	parameters: INodeParameters = {},
	trunk: (row: number) => string = () => TRUNK,
) {
	const rows = destinations.map((destination, row) => ({ destination, row, trunk: trunk(row) }));
	return await runWorkflow(exotelWorkflow({ rows, onError, parameters }), simulator.credential);
}

function names(count: number): string[] {
	return Array.from({ length: count }, (_, index) => `sip${index}.example.com`);
}

describe('a refused destination', () => {
	const mixed = ['a.example', '44.248.146.12', 'b.example', 'b.invalid', 'c.invalid'];

	it('is returned among the other items, with the reason and what to do', async () => {
		const done = await run(mixed);
		expect(done.error).toBeUndefined();
		const items = done.output('Exotel');
		expect(items.map(({ json, pairedItem }) => [json.action, json.status, pairedItem])).toEqual([
			['added', 'success', { item: 0 }],
			['rejected', 'failure', { item: 1 }],
			['added', 'success', { item: 2 }],
			['rejected', 'failure', { item: 3 }],
			['rejected', 'failure', { item: 4 }],
		]);
		expect(items[1]?.json).toEqual({
			destination: 'sip:44.248.146.12:5061;transport=tls',
			status: 'failure',
			code: 400,
			action: 'rejected',
			message: 'Refused: Destination not whitelisted',
			id: null,
			priority: null,
			weight: null,
			trunk_sid: TRUNK,
			error: { code: 1002, message: 'Invalid parameter' },
			request_id: expect.stringMatching(/^[\da-f]{32}$/),
		});
		expect(items[3]?.json.message).toBe('Refused: Destination is not a valid Ip or Fqdn');
		expect(done.hints('Exotel')).toEqual([
			'3 of 5 destinations were refused',
			expect.stringMatching(
				/^Destination not whitelisted\. .+whitelisted IPs with mask 32, or turn on the option Whitelist IPs/,
			),
			expect.stringMatching(/^Destination is not a valid.+private, reserved.*do not resolve/),
		]);
		expect(done.output('Results').map(({ json }) => json.row)).toEqual([0, 1, 2, 3, 4]);
	});

	it('stays a plain item when the workflow continues on the regular output', async () => {
		const stopping = await run(mixed);
		const continuing = await run(
			mixed.map((one) => `${one};transport=tcp`),
			'continueRegularOutput',
		);
		expect(continuing.output('Exotel').map(({ json }) => Object.keys(json))).toEqual(
			stopping.output('Exotel').map(({ json }) => Object.keys(json)),
		);
	});

	it('goes to the error branch alone and complete, and both branches can look up their items', async () => {
		const done = await run(mixed, 'continueErrorOutput');
		expect(done.output('Exotel').map(({ json }) => json.destination)).toEqual([
			'sip:a.example:5061;transport=tls',
			'sip:b.example:5061;transport=tls',
		]);
		const refused = done.output('Exotel', 1);
		expect(refused.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 1 },
			{ item: 3 },
			{ item: 4 },
		]);
		expect(refused[0]?.json).toEqual({
			destination: '44.248.146.12',
			row: 1,
			trunk: TRUNK,
			error: {
				code: 1002,
				message: 'Invalid parameter',
				description: 'Destination not whitelisted',
				hint: expect.stringContaining('whitelisted IPs'),
				destination: 'sip:44.248.146.12:5061;transport=tls',
				trunk_sid: TRUNK,
				status: 'failure',
				request_id: expect.stringMatching(/^[\da-f]{32}$/),
			},
			message: 'sip:44.248.146.12:5061;transport=tls was refused: Destination not whitelisted',
		});
		expect(done.output('Results').map(({ json }) => json)).toEqual([
			{ row: 0, exotel: expect.objectContaining({ action: 'added', id: '2543' }) },
			{ row: 2, exotel: expect.objectContaining({ action: 'added', id: '2544' }) },
		]);
		expect(done.output('Refused').map(({ json }) => json)).toEqual(
			[1, 3, 4].map((row) => ({
				row,
				exotel: expect.objectContaining({ error: expect.objectContaining({ code: 1002 }) }),
			})),
		);
	});

	it('stops the node after everything has been tried, if Refused Destinations says so', async () => {
		const done = await run(mixed, undefined, { options: { onRejected: 'error', batchSize: 2 } });
		expect(done.error?.name).toBe('NodeApiError');
		expect(done.error?.message).toBe('3 of 5 destinations were refused');
		expect(done.error?.description).toContain(
			'2 already added: sip:a.example:5061;transport=tls on trmum1a, sip:b.example:5061;transport=tls on trmum1a.',
		);
		expect(done.error?.description).toContain(
			'sip:c.invalid:5061;transport=tls was refused: Destination is not a valid Ip or Fqdn',
		);
		expect(done.error?.context).toMatchObject({
			itemIndex: 1,
			data: {
				added: [
					{ destination: 'sip:a.example:5061;transport=tls', id: '2543', trunk_sid: TRUNK },
					{ destination: 'sip:b.example:5061;transport=tls', id: '2544', trunk_sid: TRUNK },
				],
			},
		});
		expect(simulator.calls).toEqual([GET, POST, POST, POST, GET]);
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'is still returned as an item under %s, whatever Refused Destinations says',
		async (onError) => {
			const done = await run(mixed, onError, { options: { onRejected: 'error' } });
			expect(done.error).toBeUndefined();
			expect(done.output('Exotel').length + done.output('Exotel', 1).length).toBe(5);
		},
	);
});

describe('a destination that cannot be read', () => {
	const withTypo = [...names(40), '10.0.0', ...names(42).slice(40), 'sip_1.example.com'];

	it('stops the node before the first request, and the error names each one', async () => {
		const done = await run(withTypo);
		expect(simulator.requests).toEqual([]);
		expect(done.error?.name).toBe('NodeOperationError');
		expect(done.error?.message).toBe(
			'"10.0.0" can\'t be used: "10.0.0" is not an IPv4 address (four numbers from 0 to 255, separated by dots)',
		);
		expect(done.error?.description).toBe(
			'Correct the parameter "Destination" of the item with index 40. Nothing was changed. 1 more can\'t be used: Item 43: "sip_1.example.com" can\'t be used: its host has an underscore, which is not allowed in an FQDN.',
		);
		expect(done.error?.context).toMatchObject({ itemIndex: 40 });
	});

	it('becomes an error item if the workflow continues, and the others are added', async () => {
		const done = await run(withTypo, 'continueRegularOutput');
		const items = done.output('Exotel');
		expect(items).toHaveLength(44);
		expect(items[40]).toEqual({
			json: {
				destination: '10.0.0',
				status: 'failure',
				code: null,
				action: 'rejected',
				message: expect.stringContaining('is not an IPv4 address'),
				id: null,
				priority: null,
				weight: null,
				trunk_sid: TRUNK,
				error: { code: null, message: expect.stringContaining('is not an IPv4 address') },
				request_id: null,
			},
			pairedItem: { item: 40 },
		});
		expect(items.filter(({ json }) => json.action === 'added')).toHaveLength(42);
		const [count, ...advice] = done.hints('Exotel');
		expect(count).toBe('2 of 44 destinations were refused');
		expect(advice).toEqual([
			expect.stringMatching(
				/"10\.0\.0".+Correct the parameter "Destination" of the item with index 40\./,
			),
			expect.stringMatching(/"sip_1\.example\.com".+of the item with index 43\./),
		]);
	});

	it('goes to the error branch if the workflow uses it', async () => {
		const done = await run(withTypo, 'continueErrorOutput');
		expect(done.output('Exotel')).toHaveLength(42);
		expect(done.output('Refused').map(({ json }) => json.row)).toEqual([40, 43]);
	});

	it('is shown without a password that was written into it', async () => {
		const done = await run(['sip:alice:hunter2@a.example'], 'continueRegularOutput');
		const [item] = done.output('Exotel');
		expect(JSON.stringify(item?.json)).not.toContain('hunter2');
		expect(item?.json.destination).toBe('…@a.example');
	});

	it('is shortened if it has a thousand characters', async () => {
		const done = await run([`${'x'.repeat(1000)} y`], 'continueRegularOutput');
		expect(String(done.output('Exotel')[0]?.json.destination)).toHaveLength(120);
	});
});

const wrongToken: Fault = {
	times: 99,
	answer: refusal(401, ERRORS.unauthorized, { requestId: 'c6084ac2' }),
};
const page = (status: number): Fault => ({ times: 99, answer: html(status) });

describe('a request that fails as a whole', () => {
	const cases: Array<[string, Partial<Fault> & Pick<Fault, 'answer'>, object]> = [
		[
			'401',
			wrongToken,
			{
				message: 'Authorization failed (Exotel code 1010, HTTP 401)',
				description: expect.stringMatching(/API Key, API Token and Region.*Request ID: c6084ac2\./),
				httpCode: '401',
			},
		],
		[
			'500 with a page instead of JSON',
			page(500),
			{
				message: 'The answer is not a valid answer of the Exotel API (HTTP 500)',
				description: expect.stringMatching(/body that is not JSON.*proxy between n8n and Exotel/),
				httpCode: '500',
			},
		],
		[
			'200 with a page instead of JSON',
			page(200),
			{ message: 'The answer is not a valid answer of the Exotel API (HTTP 200)' },
		],
		[
			'302, which is not followed',
			{ answer: { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } } },
			{ message: 'The answer is not a valid answer of the Exotel API (HTTP 302)' },
		],
		[
			'a dropped connection',
			{ answer: 'reset' },
			{
				message: 'The connection to the Exotel API was dropped',
				description: expect.stringContaining(
					"Tried 4 times. Exotel's list was read afterwards and does not contain what was to be added.",
				),
			},
		],
	];

	it.each(cases)('%s stops the node and says what to do', async (_name, fault, expected) => {
		simulator.faults.push({ method: 'POST', times: 99, ...fault });
		const done = await run(names(2));
		expect(done.error).toMatchObject({ name: 'NodeApiError', ...expected });
		expect(done.error?.description).toContain('No destination is known to have been added.');
		expect(done.error?.context).toMatchObject({ itemIndex: 0 });
	});

	it.each([
		[404, 1000, 'Trunk trmum1other was not found (Exotel code 1000, HTTP 404)'],
		[403, 1003, 'Authorization failed (Exotel code 1003, HTTP 403)'],
	] as const)(
		'stops the node before anything is added if the trunk is unknown (%i / %i)',
		async (status, _code, message) => {
			simulator.behaviour.unknownTrunk = status;
			const done = await run(names(4), undefined, {}, (row) => (row === 3 ? 'trmum1other' : TRUNK));
			expect(done.error).toMatchObject({
				message,
				description: expect.stringMatching(/^Check the (?:trunk )?SID/),
			});
			expect(done.error?.context).toMatchObject({ itemIndex: 3 });
			expect(simulator.calls).toEqual([GET, 'GET trunks/trmum1other/destination-uris']);
		},
	);

	it('says so if there were too many requests', async () => {
		simulator.behaviour.requestsPerMinute = 0;
		const done = await run(names(1));
		expect(done.error).toMatchObject({
			message: 'Too many requests (Exotel code 1030, HTTP 429)',
			description: expect.stringContaining('200 requests a minute'),
		});
	});

	it('says so if there is no connection', async () => {
		const { credential } = simulator;
		await simulator.stop();
		const rows = [{ destination: 'a.example', trunk: TRUNK }];
		const { error } = await runWorkflow(exotelWorkflow({ rows }), credential);
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message: 'The connection to the Exotel API was refused',
			description: expect.stringContaining('Base URL'),
		});
	});
});

describe('a request that fails as a whole after another succeeded', () => {
	/** Lets the first POST through and refuses those after it. */
	function refuseAfterFirstPost(): void {
		let posts = 0;
		simulator.onRequest = ({ method }) => {
			if (method === 'POST' && ++posts === 2)
				simulator.faults.push({ ...wrongToken, method: 'POST' });
		};
	}
	const uri = (index: number) => `sip:sip${index}.example.com:5061;transport=tls`;
	const sentRows = () =>
		simulator.requests.flatMap(({ method, body, status }) =>
			method === 'POST' ? [{ body: JSON.stringify(body), status }] : [],
		);
	const wasSent = (index: number) =>
		sentRows().some(({ body }) => body.includes(`"sip${index}.example.com:`));

	it('stops the node, and the error says what had been added', async () => {
		refuseAfterFirstPost();
		const done = await run(names(40), undefined, { options: { batchSize: 1 } });
		expect(done.error?.message).toBe('Authorization failed (Exotel code 1010, HTTP 401)');
		const [added] = simulator.state.trunks.get(TRUNK)?.destinations ?? [];
		expect(done.error?.description).toContain(
			`1 already added: ${added?.destination} on trmum1a. Run the workflow again to continue from there; with Existing Destinations set to Skip, nothing is added twice.`,
		);
		expect(done.error?.context).toMatchObject({ data: { added: [{ id: '2543' }] } });
		expect(simulator.calls.length).toBeLessThanOrEqual(1 + 1 + 5 + 1);
	});

	it('returns an error item for each item concerned, if the workflow continues', async () => {
		refuseAfterFirstPost();
		const done = await run(names(40), 'continueRegularOutput', { options: { batchSize: 1 } });
		const items = done.output('Exotel');
		const refused = sentRows().filter(({ status }) => status === 401).length;
		expect(items.map(({ json }) => json.action)).toEqual(
			items.map(({ json }, index) =>
				json.id === '2543' ? 'added' : wasSent(index) ? 'rejected' : 'skipped',
			),
		);
		expect(refused).toBeGreaterThan(0);
		expect(items.filter(({ json }) => json.action === 'rejected')).toHaveLength(refused);
		expect(items.find(({ json }) => json.action === 'rejected')?.json).toMatchObject({
			status: 'failure',
			code: 401,
			error: { code: 1010 },
			request_id: 'c6084ac2',
		});
		expect(done.hints('Exotel')).toEqual([
			'39 of 40 destinations were not added, because a request failed',
			expect.stringMatching(/^Authorization failed\. .+Region/),
		]);
	});

	it('says on the error branch what was not sent, and what may have been', async () => {
		refuseAfterFirstPost();
		const done = await run(names(40), 'continueErrorOutput', { options: { batchSize: 1 } });
		const told = done.output('Exotel', 1).map(({ json }) => json.message);
		const [added] = done.output('Exotel').map(({ pairedItem }) => Object(pairedItem).item);
		const others = [...names(40).keys()].filter((index) => index !== added);
		expect(told).toEqual(
			others.map((index) =>
				wasSent(index)
					? `${uri(index)} was not added: Authorization failed`
					: `${uri(index)} was not added, because a request before it failed: Authorization failed`,
			),
		);
	});

	it('does not affect the other trunks', async () => {
		const done = await run(names(4), 'continueErrorOutput', {}, (row) =>
			row % 2 === 0 ? TRUNK : 'trmum1other',
		);
		expect(done.output('Results').map(({ json }) => json.row)).toEqual([0, 2]);
		expect(done.output('Refused').map(({ json }) => json.row)).toEqual([1, 3]);
		expect(done.output('Exotel', 1)[0]?.json).toMatchObject({
			error: { code: 1000, trunk_sid: 'trmum1other' },
		});
	});

	it.each([
		['continueRegularOutput', 0],
		['continueErrorOutput', 1],
	] as const)(
		'returns an error item for each item if the credential cannot be used (%s)',
		async (onError, output) => {
			const rows = names(2).map((destination, row) => ({ destination, row, trunk: TRUNK }));
			const credential = { ...simulator.credential, baseUrl: 'http://exotel.example.com' };
			const done = await runWorkflow(exotelWorkflow({ rows, onError }), credential);
			const items = done.output('Exotel', output);
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
			expect(items[0]?.json).toMatchObject({
				error: {
					message: 'Base URL of the credential is not accepted',
					hint: expect.stringContaining('https://'),
				},
			});
		},
	);
});

describe('an answer that does not match the request', () => {
	const added = (host: string, id: string) =>
		success({ id, destination: `sip:${host}:5061;transport=tls` });
	const refused = (description: string) => failure(400, ERRORS.invalid(description));
	const answer = (...entries: Entry[]): Fault => ({
		method: 'POST',
		answer: batchOf(...entries),
	});

	it('is matched by destination if its order differs, and the rest by position', async () => {
		simulator.faults.push(
			answer(added('C.example', '3'), refused('first'), added('a.example', '1'), refused('second')),
		);
		// The answer names rows that the trunk does not have, so it must not be looked at again.
		const parameters = { options: { checkDoubles: false } };
		const list = ['a.example', 'b.example', 'c.example', 'd.example'];
		const done = await run(list, undefined, parameters);
		expect(
			done
				.output('Exotel')
				.map(({ json }) => [json.id, String(json.message).match(/first|second/)?.[0]]),
		).toEqual([
			['1', undefined],
			[null, 'first'],
			['3', undefined],
			[null, 'second'],
		]);
	});

	it('is settled by reading the list back if it has too few entries', async () => {
		simulator.faults.push({ ...answer(added('b.example', '2544')), afterCommit: true });
		const done = await run(['a.example', 'b.example', 'c.invalid']);
		expect(done.output('Exotel').map(({ json }) => [json.action, json.id])).toEqual([
			['added', '2543'],
			['added', '2544'],
			['rejected', null],
		]);
		// Whatever is missing is sent again, and then refused on its own.
		expect(done.output('Exotel')[2]?.json).toMatchObject({
			message: 'Refused: Destination is not a valid Ip or Fqdn',
		});
		expect(simulator.calls).toEqual([GET, POST, GET, POST, GET]);
		expect(simulator.requests.at(-2)?.body).toEqual({
			destinations: [{ destination: 'c.invalid:5061;transport=tls' }],
		});
	});

	it('counts for what it names even if the list cannot be read back', async () => {
		simulator.faults.push({ ...answer(added('b.example', '2544')), afterCommit: true });
		simulator.onRequest = ({ method }) => {
			if (method === 'POST') simulator.faults.push({ ...page(502), method: 'GET' });
		};
		const done = await run(['a.example', 'b.example']);
		expect(done.output('Exotel').map(({ json }) => json.action)).toEqual(['rejected', 'added']);
		expect(done.output('Exotel')[0]?.json).toMatchObject({
			message: expect.stringMatching(
				/^Exotel did not say what became of it\. .+may or may not have been carried out/,
			),
			error: { message: 'Exotel did not say what became of this destination' },
		});
	});
});

describe('a destination that the answers say nothing about', () => {
	const silent = (entries: Entry[]): Fault => ({
		method: 'POST',
		times: 99,
		answer: { status: 200, body: { response: entries } },
	});
	const HINT = "1 of 1 destination was not accounted for in Exotel's answers";

	it.each([
		['no entry', []],
		['a success that names nothing', [success(null)]],
	])('is not called refused: %s', async (_what, entries) => {
		simulator.faults.push(silent(entries));
		const done = await run(['a.example'], 'continueErrorOutput');
		expect(done.output('Exotel', 1)[0]?.json).toMatchObject({
			message: 'sip:a.example:5061;transport=tls: Exotel did not say what became of it',
			error: {
				message: 'Exotel did not say what became of this destination',
				hint: expect.stringContaining(
					"Exotel's list was read afterwards and does not contain what was to be added.",
				),
			},
		});
		expect(done.hints('Exotel')[0]).toBe(HINT);
	});

	it('but of which Exotel said that it failed, keeps these words', async () => {
		const down = { code: 1050, message: 'Internal error', description: 'Shard is read-only' };
		simulator.faults.push(silent([failure(500, down)]));
		const done = await run(['a.example']);
		expect(done.output('Exotel')[0]?.json).toMatchObject({
			code: 500,
			message: `Refused: ${down.description}`,
			error: { code: down.code, message: down.message },
		});
		expect(done.hints('Exotel')[0]).toBe('1 of 1 destination was refused');
	});

	it('is a rejected item, and stops the node only if refusals stop it', async () => {
		simulator.faults.push(silent([]));
		const done = await run(['a.example']);
		expect(done.output('Exotel')[0]?.json).toMatchObject({ action: 'rejected', status: 'failure' });
		expect(done.hints('Exotel')[0]).toBe(HINT);
		const { error } = await run(['a.example'], undefined, { options: { onRejected: 'error' } });
		expect(error?.message).toBe('1 of 1 destination was not set up as requested');
		expect(error?.description).toContain('Exotel did not say what became of it');
	});
});

it('refuses a source of destinations that this version does not know', async () => {
	const { error } = await run(['a.example'], undefined, { destinationSource: 'sheet' });
	expect(error?.message).toBe(
		'Destinations From can\'t be "sheet": choose inputItems, fields or json',
	);
	expect(simulator.requests).toEqual([]);
});

it('does not even read the remaining trunks after an unknown one', async () => {
	simulator.behaviour.latencyMs = 20;
	const hosts = names(30);
	const { error } = await run(hosts, undefined, {}, (row) => `trmum1other${row}`);
	expect(error?.message).toMatch(/^Trunk trmum1other\d was not found/);
	expect(simulator.calls.length).toBeLessThan(hosts.length);
	const continued = await run(hosts, 'continueRegularOutput', {}, (row) => `trmum1other${row}`);
	expect(continued.output('Exotel')).toHaveLength(hosts.length);
	expect(new Set(simulator.calls).size).toBe(hosts.length);
});

it('a cancelled execution sends nothing more', async () => {
	const controller = new AbortController();
	simulator.onRequest = ({ method }) => {
		if (method === 'POST') controller.abort();
	};
	simulator.behaviour.latencyMs = 20;
	const rows = names(10).map((destination) => ({ destination, trunk: TRUNK }));
	const workflow = exotelWorkflow({ rows, parameters: { options: { batchSize: 1 } } });
	await runWorkflow(workflow, simulator.credential, { signal: controller.signal });
	expect(simulator.calls.filter((call) => call === POST).length).toBeLessThanOrEqual(2);
});

it('neither stores nor logs a key, a token or an authorization header', async () => {
	const logged: unknown[] = [];
	const log = (...args: unknown[]) => logged.push(args);
	LoggerProxy.init({ debug: log, info: log, warn: log, error: log });
	const basic = Buffer.from(`${ACCOUNT.apiKey}:${ACCOUNT.apiToken}`).toString('base64');
	const kept: unknown[] = [];
	for (const onError of [undefined, 'continueRegularOutput', 'continueErrorOutput'] as const) {
		for (const fault of [wrongToken, page(500), { answer: 'reset', times: 99 } as const]) {
			simulator.faults.splice(0, Infinity, { ...fault });
			const { run: stored, error } = await run(['a.example', '44.1.1.1'], onError);
			kept.push(stored, error);
		}
	}
	const seen = new WeakSet();
	const text = JSON.stringify([kept, logged], (_key, value: unknown) => {
		if (typeof value !== 'object' || value === null) return value;
		if (seen.has(value)) return '[seen]';
		seen.add(value);
		return value instanceof Error
			? { ...value, message: value.message, cause: value.cause }
			: value;
	});
	expect(text).toContain('Authorization failed');
	for (const secret of [ACCOUNT.apiKey, ACCOUNT.apiToken, basic])
		expect(text).not.toContain(secret);
});
