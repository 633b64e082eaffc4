/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   a separate server for answers that no library would send; not part of the package */
import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { ACCOUNT } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

const TRUNK = 'trmum1a';

const simulator = useSimulator(({ state }) => state.addTrunk(TRUNK));

const HOSTILE = [
	'../trunks',
	'..',
	'.',
	'%2e%2e',
	'trmum1a/../trmum1b',
	'trmum1a/destination-uris',
	'trmum1a?x=1',
	'trmum1a#x',
	'trmum1a;x',
	'trmum1a%2F..',
	'trmum1a\r\nHost: evil.example',
	'tr\u0000mum',
	'trmum1à',
	'trmum1\u202ea',
	'trmum1／a',
	'\\\\evil.example\\x',
	'//evil.example/x',
	'https://evil.example/',
	'{{ $json }}',
	'__proto__',
	'😀',
];

describe('a hostile trunk SID', () => {
	it.each(HOSTILE)('%j never changes the path that is called', async (sid) => {
		for (const parameters of [
			{ operation: 'add' },
			{ operation: 'getAll' },
			{ operation: 'sync' },
			{ resource: 'trunk', operation: 'get' },
			{ resource: 'trunk', operation: 'delete' },
		]) {
			const rows = [{ destination: 'a.example', trunk: sid }];
			const { error } = await runWorkflow(
				exotelWorkflow({ rows, parameters }),
				simulator.credential,
			);
			expect(error).toBeDefined();
		}
		// "__proto__" could be a SID; it is one segment of the path and found nowhere.
		for (const { path } of simulator.requests) {
			expect(path).toMatch(/^\/v2\/accounts\/ameyo5m\/trunks(\/__proto__(\/destination-uris)?)?$/);
		}
		expect(simulator.state.trunks.size).toBe(1);
	});

	it.each(HOSTILE)('%j as Account SID stays one segment of the path', async (accountSid) => {
		const seen: string[] = [];
		simulator.onRequest = ({ path }) => seen.push(path);
		const rows = [{ destination: 'a.example', trunk: TRUNK }];
		const credential = { ...simulator.credential, accountSid };
		const { error } = await runWorkflow(exotelWorkflow({ rows }), credential);
		expect(error).toBeDefined();
		for (const path of seen) {
			expect(path).toMatch(/^\/v2\/accounts\/[^/?#]+\/trunks\/trmum1a\/destination-uris\?/);
			expect(decodeURIComponent(path.split('/')[3] ?? '')).toBe(accountSid);
		}
	});
});

describe('10,000 hostile destinations', () => {
	const pieces = fc.constantFrom(
		...['sip:', 'a', 'example.com', '.', ':', '5061', ';transport=tls', ';transport=udp', ',', '@'],
		...[
			'44.1.1.1',
			'::1',
			'[',
			']',
			'%',
			'\r\n',
			'\u0000',
			'../',
			'?',
			'#',
			'"',
			'{',
			'}',
			' ',
			'٣',
			'é',
		],
	);
	const texts = fc.oneof(
		fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join('')),
		fc.string({ unit: 'binary', maxLength: 40 }),
		fc.domain(),
		fc.ipV4(),
		fc.ipV6(),
		fc.webUrl(),
	);

	it('are each refused, or sent in the only form that Exotel accepts, and each has its item', async () => {
		const hostile = fc.sample(texts, { numRuns: 10_000, seed: 1 });
		const rows = hostile.map((destination, row) => ({ destination, row, trunk: TRUNK }));
		const parameters = { options: { batchSize: 1000, requestsPerMinute: 100_000 } };
		const done = await runWorkflow(
			exotelWorkflow({ rows, parameters, onError: 'continueRegularOutput' }),
			simulator.credential,
		);
		expect(done.error).toBeUndefined();
		const items = done.output('Exotel');
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(hostile.map((_, item) => ({ item })));
		const sent = simulator.requests.flatMap(
			({ body }): IDataObject[] => Object(body).destinations ?? [],
		);
		expect(sent.length).toBeGreaterThan(1000);
		for (const { destination } of sent) {
			expect(destination).toMatch(/^[a-z\d][a-z\d.-]*:[1-9]\d{0,4};transport=(tls|tcp)$/);
		}
		expect(items.filter(({ json }) => json.action === 'rejected').length).toBeGreaterThan(1000);
	});
});

describe('a value of millions of characters', () => {
	const ONE = 1_000_000;
	const byId = (value: string) => ({ __rl: true, mode: 'id', value });
	const repeated = (one: string): [string, (length: number) => string] => [
		one,
		(length) => one.repeat(length / one.length),
	];
	const HUGE: Array<[string, (length: number) => string]> = [
		...[' ', '.', ':', '@', ';', '7', 'a', '[', '\\', '"', ',', '\n', '\u200b', '１', '😀'].map(
			repeated,
		),
		['spaces, then a dash', (length) => `${' '.repeat(length)}-`],
		['a word, spaces, a word', (length) => `x${' '.repeat(length)}y`],
		['a user part', (length) => `sip:${'alice'.repeat(length / 5)}@a.example`],
		['user parts', (length) => 'a@'.repeat(length / 2)],
		['labels', (length) => 'a.'.repeat(length / 2)],
		['hexadecimal groups', (length) => `[${'0:'.repeat(length / 2)}]`],
		['parameters', (length) => `a.example${';x=y'.repeat(length / 4)}`],
		['spaces in parameters', (length) => `a.example ${'; = '.repeat(length / 4)}`],
		['a fence', (length) => `\`\`\`${' '.repeat(length)}`],
		['bullets', (length) => '- '.repeat(length / 2)],
		['JSON strings', (length) => `"${'\\"'.repeat(length / 2)}`],
		['a scheme', (length) => `${'a+'.repeat(length / 2)}://a.example`],
	];

	it.each(HUGE)('of %j is refused, and shown on a short line', async (_what, make) => {
		const hugeHost = '={{ { host: $json.huge, port: $json.huge } }}';
		const inputs: Array<[number, INodeParameters]> = [
			[2 * ONE, { destination: '={{ $json.huge }}' }],
			[2 * ONE, { destinationSource: 'json', destinationsJson: '={{ $json.huge }}' }],
			[ONE, { destination: hugeHost }],
			[ONE, { destination: '={{ { [$json.huge]: 1 } }}' }],
			[ONE, { trunkSid: byId('={{ $json.huge }}'), destination: 'a.example' }],
			[ONE, { destination: 'a.example', options: { dryRun: '={{ $json.huge }}' } }],
			[ONE, { resource: 'whitelistedIp', operation: 'add', ip: '={{ $json.huge }}' }],
		];
		for (const [length, parameters] of inputs) {
			const rows = [{ trunk: TRUNK, huge: make(length) }];
			const { error } = await runWorkflow(
				exotelWorkflow({ rows, parameters: { operation: 'sync', ...parameters } }),
				simulator.credential,
			);
			expect(error?.name).toBe('NodeOperationError');
			expect(String(error?.message).length).toBeLessThan(500);
			expect(String(error?.description).length).toBeLessThan(10_000);
		}
		expect(simulator.requests).toEqual([]);
	});
});

describe('a secret in what can not be used', () => {
	const SECRET = 'Hunter2-Zq';
	const given: unknown[] = [
		`sip:alice:${SECRET}@a.example`,
		`sip:al;ice,o'neil ${SECRET}@a.example`,
		`${SECRET}@a.example:5061;transport=tls`,
		`sip:a.example;password=${SECRET}`,
		`sip:a.example;${SECRET}`,
		`sip:a.example;transport=${SECRET}`,
		`sip:a.example?Authorization=${SECRET}`,
		`sip:a.example:${SECRET}`,
		`https://a.example/${SECRET}`,
		{ host: 'a.example', password: SECRET },
		{ host: 'a.example', transport: SECRET },
		{ host: 'a.example', port: SECRET },
		{ host: 'a.example', priority: SECRET },
		{ host: { password: SECRET } },
		{ destination: { uri: SECRET } },
		{ destination: `sip:alice:${SECRET}@a.example`, priority: 1 },
		{ auth: { user: 'alice', password: SECRET } },
		[[SECRET]],
	];
	const sources: INodeParameters[] = [
		{ destinationSource: 'inputItems', destination: '={{ $json.given }}' },
		{ destinationSource: 'json', destinationsJson: '={{ $json.given }}' },
		{ destinationSource: 'json', destinationsJson: '={{ JSON.stringify([$json.given]) }}' },
	];

	it.each(given)('is never shown: %j', async (one) => {
		for (const parameters of sources) {
			for (const trunk of [TRUNK, '']) {
				const told: unknown[] = [];
				for (const onError of [
					'stopWorkflow',
					'continueRegularOutput',
					'continueErrorOutput',
				] as const) {
					const rows = [{ trunk, given: one }];
					const workflow = exotelWorkflow({
						rows,
						onError,
						parameters: { operation: 'sync', ...parameters },
					});
					const done = await runWorkflow(workflow, simulator.credential);
					told.push(done.error, done.output('Exotel'), done.hints('Exotel'));
					// n8n itself adds the fields of the input item to these.
					told.push(done.output('Exotel', 1).map(({ json }) => [json.error, json.message]));
				}
				expect(JSON.stringify(told)).toMatch(/can't be used|Trunk is empty/);
				expect(JSON.stringify(told)).not.toMatch(/Hunter2|-Zq/);
			}
		}
		expect(simulator.requests).toEqual([]);
	});
});

describe('hostile JSON', () => {
	const add = async (destinationsJson: string) =>
		await runWorkflow(
			exotelWorkflow({
				rows: [{ trunk: TRUNK, list: destinationsJson }],
				parameters: { destinationSource: 'json', destinationsJson: '={{ $json.list }}' },
			}),
			simulator.credential,
		);

	it.each([
		['arrays', '['.repeat(1000) + ']'.repeat(1000)],
		['objects', '{"destinations":'.repeat(1000) + '1' + '}'.repeat(1000)],
		['hosts', `[${'{"host":'.repeat(1000)}1${'}'.repeat(1000)}]`],
		['arrays, a hundred thousand', '['.repeat(100_000) + ']'.repeat(100_000)],
		['brackets that never close', '['.repeat(100_000)],
		[
			'bodies of the API, a hundred thousand',
			'{"destinations":'.repeat(100_000) + '[]' + '}'.repeat(100_000),
		],
	])('is refused if it consists of nested %s', async (_name, text) => {
		const { error } = await add(text);
		expect(error?.name).toBe('NodeOperationError');
		expect(simulator.requests).toEqual([]);
	});

	it.each([
		'[{"__proto__": {"polluted": true}, "destination": "a.example"}]',
		'[{"constructor": {"prototype": {"polluted": true}}, "host": "a.example"}]',
		'{"__proto__": {"polluted": true}, "destinations": ["a.example"]}',
	])('pollutes nothing with the keys of a prototype: %s', async (text) => {
		await add(text);
		expect(Object({}).polluted).toBeUndefined();
		expect(Object.prototype).not.toHaveProperty('polluted');
	});

	it('pollutes nothing with the keys of a prototype that come from Exotel', async () => {
		const data =
			'{"id":"1","destination":"sip:a.example:5061;transport=tls","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
		const list = `{"metadata":{"__proto__":{"polluted":true}},"response":[{"code":200,"status":"success","data":${data}}]}`;
		simulator.faults.push({ times: 9, answer: { status: 200, body: list } });
		for (const operation of ['add', 'getAll', 'sync']) {
			const rows = [{ trunk: TRUNK, destination: 'b.example' }];
			await runWorkflow(exotelWorkflow({ rows, parameters: { operation } }), simulator.credential);
		}
		expect(Object.prototype).not.toHaveProperty('polluted');
	});

	it('is read or refused if Exotel sends it nested a thousand levels deep', async () => {
		const bomb = '{"a":'.repeat(1000) + '1' + '}'.repeat(1000);
		const row = `{"id":"1","destination":"sip:a.example:5061;transport=tls","x":${bomb}}`;
		const list = `{"response":[{"code":200,"status":"success","data":${row}}]}`;
		simulator.faults.push({ method: 'GET', answer: { status: 200, body: list } });
		const rows = [{ trunk: TRUNK, destination: 'a.example' }];
		const done = await runWorkflow(exotelWorkflow({ rows }), simulator.credential);
		expect(done.output('Exotel')[0]?.json).toMatchObject({ action: 'existing', id: '1' });
		simulator.faults.push({ method: 'GET', times: 4, answer: { status: 200, body: bomb } });
		const refused = await runWorkflow(exotelWorkflow({ rows }), simulator.credential);
		expect(refused.error?.message).toContain('is not a valid answer');
	});
});

describe('a huge answer', () => {
	let server: Server;
	afterEach(() => server.close());

	it('of 50 MB is refused with a clear message', async () => {
		const chunk = Buffer.alloc(1024 * 1024, 'x');
		server = createServer((_request, response) => {
			response.writeHead(200, { 'content-type': 'application/json' });
			response.write('{"response":[],"x":"');
			for (let sent = 0; sent < 50; sent++) response.write(chunk);
			response.end('"}');
		});
		await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
		const { port } = server.address() as AddressInfo; // it listens on TCP
		const rows = [{ trunk: TRUNK, destination: 'a.example' }];
		const parameters = { options: { maxRetries: 0 } };
		const credential = { ...ACCOUNT, region: 'custom', baseUrl: `http://127.0.0.1:${port}` };
		const { error } = await runWorkflow(exotelWorkflow({ rows, parameters }), credential);
		expect(error?.message).toContain('is not a valid answer of the Exotel API');
		expect(error?.description).toContain('HTTP 200 with a body of 52 MB.');
	});
});
