import type { INodeParameters } from 'n8n-workflow';

import { runWorkflow, type WorkflowRun } from '../harness/engine/engine';
import { exotelWorkflow, type Setup } from '../harness/engine/exotelWorkflow';
import { pageOf } from '../harness/simulator/answers';
import { useSimulator } from '../harness/useSimulator';

const simulator = useSimulator(({ state }) => state.addTrunk(TRUNK));

const TRUNK = 'trmum1a';
const BY_ID = { __rl: true, mode: 'id', value: TRUNK };

async function run(setup: Setup) {
	return await runWorkflow(exotelWorkflow(setup), simulator.credential);
}

/** Runs the node for one item with these parameters, and returns its output. */
async function addOnce(parameters: INodeParameters, row: Record<string, unknown> = {}) {
	const done = await run({ parameters: { trunkSid: BY_ID, ...parameters }, rows: [row] });
	return { ...done, destinations: done.output('Exotel').map(({ json }) => json.destination) };
}

function rowsOf(count: number, trunk = TRUNK) {
	return Array.from({ length: count }, (_, row) => ({
		row,
		trunk,
		destination: `sip${row}.example.com`,
	}));
}

function onTrunk(sid = TRUNK): string[] {
	return simulator.state.trunks.get(sid)?.destinations.map(({ destination }) => destination) ?? [];
}

const POST = `POST trunks/${TRUNK}/destination-uris`;
const GET = `GET trunks/${TRUNK}/destination-uris`;

describe('an added destination', () => {
	it('is returned with everything Exotel says about it, and what the node did', async () => {
		const trunk = simulator.state.trunks.get(TRUNK);
		if (trunk !== undefined) simulator.state.addWhitelistedIp(trunk, '44.248.146.11');
		simulator.state.now = () => new Date('2026-01-23T13:38:32Z');
		simulator.state.requestId = () => '63999f0a';
		const rows = [{ destination: '44.248.146.11:5061;transport=tls', trunk: TRUNK }];
		const done = await run({ rows });
		expect(done.error).toBeUndefined();
		expect(done.output('Exotel')).toEqual([
			{
				json: {
					destination: 'sip:44.248.146.11:5061;transport=tls',
					status: 'success',
					code: 200,
					action: 'added',
					message: 'Added',
					id: '2543',
					type: 'public',
					priority: 0,
					weight: 1,
					trunk_sid: TRUNK,
					date_created: '2026-01-23T13:38:32Z',
					date_updated: '2026-01-23T13:38:32Z',
					request_id: '63999f0a',
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(done.hints('Exotel')).toEqual([]);
		expect(simulator.calls).toEqual([GET, POST, GET]);
		expect(simulator.requests[1]?.body).toEqual({
			destinations: [{ destination: '44.248.146.11:5061;transport=tls' }],
		});
	});
});

describe('from input items', () => {
	it.each([
		[1, 1, 1],
		[50, 1, 1],
		[51, 2, 1],
		[1000, 20, 6],
	])(
		'%i items are sent in %i requests, looked at in %i pages, and come back in order, paired',
		async (count, posts, pages) => {
			const done = await run({ rows: rowsOf(count) });
			const items = done.output('Exotel');
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
				rowsOf(count).map(({ row }) => ({ item: row })),
			);
			expect(items.map(({ json }) => json.destination)).toEqual(
				rowsOf(count).map(({ row }) => `sip:sip${row}.example.com:5061;transport=tls`),
			);
			expect(new Set(items.map(({ json }) => json.id)).size).toBe(count);
			expect(simulator.calls).toEqual([GET, ...Array(posts).fill(POST), ...Array(pages).fill(GET)]);
			expect(onTrunk()).toHaveLength(count);
			expect(done.output('Results').map(({ json }) => json.row)).toEqual(
				rowsOf(count).map(({ row }) => row),
			);
		},
	);

	it('0 items send nothing', async () => {
		const done = await run({ rows: [] });
		expect(done.output('Exotel')).toEqual([]);
		expect(done.error).toBeUndefined();
		expect(simulator.calls).toEqual([]);
	});

	it('each of several trunks gets its own destinations, and the order is kept', async () => {
		const sids = [TRUNK, 'trmum1b', 'trmum1c'];
		sids.slice(1).forEach((sid) => simulator.state.addTrunk(sid));
		const rows = rowsOf(60).map((row) => ({ ...row, trunk: sids[row.row % 3] }));
		const done = await run({ rows });
		expect(done.output('Exotel').map(({ json }) => [json.trunk_sid, json.destination])).toEqual(
			rows.map(({ trunk, row }) => [trunk, `sip:sip${row}.example.com:5061;transport=tls`]),
		);
		expect(simulator.calls).toEqual([
			...sids.map((sid) => `GET trunks/${sid}/destination-uris`),
			...sids.map((sid) => `POST trunks/${sid}/destination-uris`),
			...sids.map((sid) => `GET trunks/${sid}/destination-uris`),
		]);
		for (const sid of sids) expect(onTrunk(sid)).toHaveLength(20);
	});

	it('an expression can take the destination from any field', async () => {
		const { destinations } = await addOnce(
			{ destination: '={{ $json.host }}:{{ $json.port }};transport=tcp' },
			{ host: 'sip.example.com', port: 5080 },
		);
		expect(destinations).toEqual(['sip:sip.example.com:5080;transport=tcp']);
	});
});

describe('from fields', () => {
	const fields = (...destination: INodeParameters[]) => ({
		destinationSource: 'fields',
		destinations: { destination },
	});

	it('every row is added for every item', async () => {
		const parameters = fields(
			{ host: 'a.example', port: '', transport: 'tls' },
			{ host: 'b.example', port: '7000', transport: 'tcp' },
		);
		const rows = [
			{ trunk: TRUNK, row: 0 },
			{ trunk: 'trmum1b', row: 1 },
		];
		simulator.state.addTrunk('trmum1b');
		const done = await run({ parameters, rows });
		expect(
			done.output('Exotel').map(({ json, pairedItem }) => [json.destination, pairedItem]),
		).toEqual([
			['sip:a.example:5061;transport=tls', { item: 0 }],
			['sip:b.example:7000;transport=tcp', { item: 0 }],
			['sip:a.example:5061;transport=tls', { item: 1 }],
			['sip:b.example:7000;transport=tcp', { item: 1 }],
		]);
		expect(done.output('Results').map(({ json }) => json.row)).toEqual([0, 0, 1, 1]);
	});

	it('each field accepts an expression', async () => {
		const { destinations } = await addOnce(
			fields({
				host: '={{ $json.h }}',
				port: '={{ $json.p }}',
				transport: '={{ $json.t }}',
				priority: '={{ $json.n }}',
				weight: '={{ $json.n }}',
			}),
			{ h: 'c.example', p: 5099, t: 'tcp', n: 3 },
		);
		expect(destinations).toEqual(['sip:c.example:5099;transport=tcp']);
		expect(simulator.state.trunks.get(TRUNK)?.destinations).toMatchObject([
			{ priority: 3, weight: 3 },
		]);
	});

	it('refuses to run without a row', async () => {
		const { error } = await addOnce({ destinationSource: 'fields', destinations: {} });
		expect(error?.message).toBe("The destination can't be used: the list is empty");
		expect(error?.description).toContain('"Destinations"');
	});
});

describe('from JSON as workflows and AI agents write it', () => {
	const two = ['sip:a.example:5061;transport=tls', 'sip:b.example:5060;transport=tcp'];
	it.each([
		['an array of text', '["a.example", "b.example;transport=tcp"]'],
		['an array of objects', '[{"destination":"a.example"},{"host":"b.example","transport":"tcp"}]'],
		['a mixed array', '["a.example", {"host":"b.example","port":5060,"transport":"tcp"}]'],
		['JSON in a string', JSON.stringify('["a.example", "b.example;transport=tcp"]')],
		['text with a comma', 'a.example, b.example;transport=tcp'],
		['text with a line break', 'a.example\nb.example;transport=tcp'],
		['the body of the API', '{"destinations":["a.example","b.example;transport=tcp"]}'],
		[
			'optional fields as null',
			'[{"host":"a.example","port":null,"transport":null},{"host":"b.example","transport":"tcp"}]',
		],
		['an expression that gives an array', '={{ $json.list }}'],
		['an expression that gives text', '={{ JSON.stringify($json.list) }}'],
		[
			'an expression that gives objects',
			'={{ $json.list.map((destination) => ({ destination })) }}',
		],
	])('%s', async (_name, destinationsJson) => {
		const done = await addOnce(
			{ destinationSource: 'json', destinationsJson },
			{ list: ['a.example', 'b.example;transport=tcp'] },
		);
		expect(done.error).toBeUndefined();
		expect(done.destinations).toEqual(two);
		expect(done.output('Exotel').map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 0 },
		]);
	});

	it.each(['a.example', '"a.example"', '{"host":"a.example"}'])(
		'one destination: %s',
		async (one) => {
			const done = await addOnce({ destinationSource: 'json', destinationsJson: one });
			expect(done.destinations).toEqual([two[0]]);
		},
	);

	it.each([
		['[]', 'the list is empty'],
		['["a.example"', 'it is not valid JSON'],
		['[["a.example"]]', 'it is an array'],
		['[{"host":"a.example","name":"Office"}]', 'it has a field "name"'],
	])('%s is refused', async (destinationsJson, reason) => {
		const { error } = await addOnce({ destinationSource: 'json', destinationsJson });
		expect(error?.message).toContain(reason);
		expect(error?.description).toContain('"Destinations (JSON)"');
		expect(simulator.calls).toEqual([]);
	});
});

describe('the trunk', () => {
	it.each([
		['picked from the list', { __rl: true, mode: 'list', value: TRUNK, cachedResultName: 'Main' }],
		['named by its SID', BY_ID],
		['by an expression', { __rl: true, mode: 'id', value: '={{ " " + $json.sid + " " }}' }],
		['as an agent gives it', TRUNK],
	])('%s', async (_name, trunkSid) => {
		const { destinations } = await addOnce({ trunkSid, destination: 'a.example' }, { sid: TRUNK });
		expect(destinations).toEqual(['sip:a.example:5061;transport=tls']);
	});

	it.each(['../trunks', 'a/b', 'a?b', 'a#b', 'a\r\nb', 'ü', '..'])(
		'%j is not a SID and is never sent',
		async (sid) => {
			const { error } = await addOnce(
				{
					trunkSid: { __rl: true, mode: 'id', value: '={{ $json.sid }}' },
					destination: 'a.example',
				},
				{ sid },
			);
			expect(error?.message).toContain("can't be used: a SID or ID contains only letters");
			expect(error?.description).toContain('Trunk');
			expect(simulator.calls).toEqual([]);
		},
	);

	it('is reported for its item if it is missing', async () => {
		const rows = [...rowsOf(2), { destination: 'a.example' }];
		const { error } = await run({ rows });
		expect(error?.message).toBe('Trunk is empty');
		expect(error?.context).toMatchObject({ itemIndex: 2 });
	});
});

describe('options', () => {
	it('Default Transport applies to destinations that do not name one, item by item', async () => {
		const parameters = { options: { defaultTransport: '={{ $json.transport }}' } };
		const rows = [
			{ trunk: TRUNK, destination: 'a.example', transport: 'tcp' },
			{ trunk: TRUNK, destination: 'b.example', transport: 'tls' },
			{ trunk: TRUNK, destination: 'c.example;transport=tls', transport: 'tcp' },
		];
		const done = await run({ parameters, rows });
		expect(done.output('Exotel').map(({ json }) => json.destination)).toEqual([
			'sip:a.example:5060;transport=tcp',
			'sip:b.example:5061;transport=tls',
			'sip:c.example:5061;transport=tls',
		]);
	});

	it('Batch Size sets how many go into one request', async () => {
		const parameters = { options: { batchSize: '={{ 3 + 1 }}' } };
		await run({ parameters, rows: rowsOf(10) });
		const sizes = simulator.requests
			.filter(({ method }) => method === 'POST')
			.map(({ body }) => JSON.stringify(body).split('example.com').length - 1);
		expect(sizes).toEqual([4, 4, 2]);
	});

	it.each([
		['Batch Size', 'from 1 to 1000', { batchSize: 0 }],
		['Batch Size', 'from 1 to 1000', { batchSize: 1001 }],
		['Batch Size', 'from 1 to 1000', { batchSize: '={{ "many" }}' }],
		['Batch Size', 'from 1 to 1000', { batchSize: '={{ undefined }}' }],
		['Batch Size', 'from 1 to 1000', { batchSize: 1.5 }],
		['Max Retries', 'from 0 to 10', { maxRetries: 11 }],
		['Max Retries', 'from 0 to 10', { maxRetries: '={{ [3] }}' }],
		['Timeout', 'from 1 to 3600000', { timeout: -1 }],
		['Timeout', 'from 1 to 3600000', { timeout: 3_600_001 }],
		['Timeout', 'from 1 to 3600000', { timeout: 2 ** 31 }],
		['Timeout', 'from 1 to 3600000', { timeout: '={{ "1e3" }}' }],
	])('%s is refused unless it is a whole number %s: %j', async (label, range, options) => {
		const { error } = await run({ parameters: { options }, rows: rowsOf(1) });
		expect(error?.message).toBe(`${label} is not a whole number ${range}`);
		expect(simulator.calls).toEqual([]);
	});

	it.each([{ batchSize: 1000 }, { maxRetries: 10 }, { timeout: 3_600_000 }])(
		'may be as large as that: %j',
		async (options) => {
			const { error } = await run({ parameters: { options }, rows: rowsOf(1) });
			expect(error).toBeUndefined();
		},
	);

	it('each accept an expression', async () => {
		const options = {
			batchSize: '={{ $json.two }}',
			defaultTransport: '={{ $json.transport }}',
			onExisting: '={{ $json.existing }}',
			onRejected: '={{ $json.rejected }}',
			priority: '={{ $json.two }}',
			timeout: '={{ $json.two * 1000 }}',
			weight: '={{ $json.two }}',
			whitelistIps: '={{ $json.two === 2 }}',
		};
		const rows = ['44.1.1.1', 'a.example', 'b.invalid'].map((destination) => ({
			destination,
			trunk: TRUNK,
			two: 2,
			transport: 'tcp',
			existing: 'add',
			rejected: 'error',
		}));
		const { error } = await run({ parameters: { options }, rows });
		expect(error?.message).toBe('1 of 3 destinations was refused');
		expect(onTrunk()).toEqual([
			'sip:44.1.1.1:5060;transport=tcp',
			'sip:a.example:5060;transport=tcp',
		]);
		expect(simulator.state.trunks.get(TRUNK)?.destinations).toMatchObject([
			{ priority: 2, weight: 2 },
			{ priority: 2, weight: 2 },
		]);
		expect(simulator.calls.filter((call) => call === POST)).toHaveLength(2);
	});

	it('Timeout limits the wait for an answer', async () => {
		simulator.faults.push({ answer: 'hang' });
		const { error } = await run({
			parameters: { options: { timeout: '={{ 50 }}', maxRetries: 0 } },
			rows: rowsOf(1),
		});
		expect(error?.message).toBe('The Exotel API did not answer in time');
	});
});

describe('destinations that are already there', () => {
	it('are skipped and reported as existing, however they are written', async () => {
		const trunk = simulator.state.trunks.get(TRUNK);
		if (trunk === undefined) throw new Error('no trunk');
		const row = simulator.state.addDestination(trunk, 'SIP0.Example.com:5061;transport=TLS');
		const done = await run({ rows: rowsOf(2) });
		expect(done.output('Exotel').map(({ json }) => [json.action, json.status, json.id])).toEqual([
			['existing', 'success', row.id],
			['added', 'success', '2544'],
		]);
		expect(simulator.requests[1]?.body).toEqual({
			destinations: [{ destination: 'sip1.example.com:5061;transport=tls' }],
		});
	});

	it('are left alone by a second run over 120 of them, which sends no POST', async () => {
		const first = await run({ rows: rowsOf(120) });
		simulator.requests.length = 0;
		const second = await run({ rows: rowsOf(120) });
		expect(second.output('Exotel').map(({ json }) => json.action)).toEqual(
			rowsOf(120).map(() => 'existing'),
		);
		expect(second.output('Exotel').map(({ json }) => json.id)).toEqual(
			first.output('Exotel').map(({ json }) => json.id),
		);
		expect(simulator.calls).toEqual([GET]);
		expect(onTrunk()).toHaveLength(120);
	});

	it('do not include one that is listed without a transport (UDP)', async () => {
		const trunk = simulator.state.trunks.get(TRUNK);
		if (trunk === undefined) throw new Error('no trunk');
		simulator.state.addDestination(trunk, 'sip0.example.com:5061');
		const done = await run({ rows: rowsOf(1) });
		expect(done.output('Exotel')[0]?.json.action).toBe('added');
	});

	it('are added again if an option says so', async () => {
		const parameters = { options: { onExisting: 'add' } };
		await run({ parameters, rows: rowsOf(1) });
		const done = await run({ parameters, rows: rowsOf(1) });
		expect(done.output('Exotel')[0]?.json.action).toBe('added');
		expect(onTrunk()).toHaveLength(2);
		expect(simulator.calls).toEqual([GET, POST, GET, POST]);
	});

	it('are added again or skipped as each item says', async () => {
		await run({ rows: rowsOf(2) });
		const parameters = { options: { onExisting: '={{ $json.row === 0 ? "add" : "skip" }}' } };
		const done = await run({ parameters, rows: rowsOf(2) });
		expect(done.output('Exotel').map(({ json }) => json.action)).toEqual(['added', 'existing']);
		expect(onTrunk()).toHaveLength(3);
	});

	it('include one that was added in the meantime: Exotel calls it a duplicate, so it is looked up', async () => {
		const trunk = simulator.state.trunks.get(TRUNK);
		if (trunk === undefined) throw new Error('no trunk');
		simulator.behaviour.duplicateDestination = 'refuse';
		const row = simulator.state.addDestination(trunk, 'sip0.example.com:5061;transport=tls');
		simulator.faults.push({ method: 'GET', answer: pageOf([]) });
		const done = await run({ rows: rowsOf(2) });
		expect(done.output('Exotel').map(({ json }) => [json.action, json.id])).toEqual([
			['existing', row.id],
			['added', '2544'],
		]);
	});

	it('are refused with what to do if they should be added again but Exotel allows no duplicates', async () => {
		simulator.behaviour.duplicateDestination = 'refuse';
		const parameters = { options: { onExisting: 'add' } };
		await run({ parameters, rows: rowsOf(1) });
		const done = await run({ parameters, rows: rowsOf(1) });
		expect(done.output('Exotel')[0]?.json).toMatchObject({
			action: 'rejected',
			code: 409,
			error: { code: 1008 },
		});
		expect(done.hints('Exotel').at(-1)).toContain('Existing Destinations to Skip');
	});
});

describe('the same destination again in one execution', () => {
	const same = ['SIP:A.Example.:5061;transport=tls', 'a.example'];
	const rows = ['a.example', 'b.example', ...same].map((destination) => ({
		destination,
		trunk: TRUNK,
	}));
	const tell = (done: WorkflowRun) =>
		done.output('Exotel').map(({ json, pairedItem }) => [json.action, json.id, pairedItem]);

	it.each(['skip', 'update'])(
		'is sent once (%s); the others report the same id',
		async (onExisting) => {
			expect(tell(await run({ parameters: { options: { onExisting } }, rows }))).toEqual([
				['added', '2543', { item: 0 }],
				['added', '2544', { item: 1 }],
				['existing', '2543', { item: 2 }],
				['existing', '2543', { item: 3 }],
			]);
			expect(onTrunk()).toHaveLength(2);
		},
	);

	it.each([1, 50])(
		'is sent each time if it is to be added again (batches of %i)',
		async (batchSize) => {
			const options = { onExisting: 'add', batchSize };
			const said = tell(await run({ parameters: { options }, rows }));
			expect(said.map(([action, , pairedItem]) => [action, pairedItem])).toEqual(
				rows.map((_row, item) => ['added', { item }]),
			);
			expect(said.map(([, id]) => id).sort()).toEqual(['2543', '2544', '2545', '2546']);
			expect(onTrunk()).toHaveLength(4);
		},
	);

	it('is reported as refused twice if it is refused', async () => {
		const rows = [0, 1].map(() => ({ destination: 'a.invalid', trunk: TRUNK }));
		const done = await run({ rows });
		expect(done.output('Exotel').map(({ json }) => json.action)).toEqual(['rejected', 'rejected']);
		expect(done.hints('Exotel')).toEqual([
			'2 of 2 destinations were refused',
			expect.stringMatching(/^Destination is not a valid Ip or Fqdn\. /),
		]);
	});
});
