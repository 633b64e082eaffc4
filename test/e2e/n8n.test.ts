import { sleep, type IDataObject } from 'n8n-workflow';

import { EXAMPLE_RUNS } from '../harness/examples';
import { Instance, readExecution, until, type Execution } from '../harness/n8n/instance';
import { N8nPlayer } from '../harness/n8n/player';
import { N8N_VERSIONS } from '../harness/n8n/versions';
import { chain, exotel, lookBack, rowsOf, start } from '../harness/n8n/workflows';
import { isRecord } from '../harness/records';
import { Simulator } from '../harness/simulator/simulator';

const TRUNK = 'trmum1a';

let simulator: Simulator;
beforeAll(async () => {
	simulator = await Simulator.start();
});
afterAll(async () => await simulator.stop());
beforeEach(() => {
	simulator.state.trunks.clear();
	simulator.state.addTrunk(TRUNK);
	simulator.faults.length = 0;
	simulator.forgetRequests();
	simulator.onRequest = () => {};
	simulator.behaviour.latencyMs = 0;
});

const row = (index: number, destination: string) => ({ row: index, trunk: TRUNK, destination });
const destinations = () => simulator.state.trunks.get(TRUNK)?.destinations ?? [];

describe.each(N8N_VERSIONS)('in n8n %s, the package', (version) => {
	let n8n: Instance;
	beforeAll(async () => {
		n8n = await Instance.create(version, simulator.credential);
		await n8n.start();
	});
	afterAll(async () => await n8n?.stop());

	it('shows its nodes, the tool variant and the credential type', async () => {
		const names = async (kind: string) => (await n8n.types(kind)).map(({ name }) => name);
		expect(await names('nodes')).toEqual(
			expect.arrayContaining(
				['exotel', 'exotelTool', 'exotelTrigger'].map((name) => `n8n-nodes-exotel.${name}`),
			),
		);
		expect(await names('credentials')).toContain('exotelApi');
	});

	it('tests a credential, and says what to check if the token is wrong', async () => {
		const test = async (data: object) => {
			const credentials = { id: 'exotelDemo', name: 'Exotel', type: 'exotelApi', data };
			const { data: result, text } = await n8n.rest('POST', '/credentials/test', { credentials });
			return result ?? text;
		};
		expect(await test(simulator.credential)).toMatchObject({ status: 'OK' });
		expect(await test({ ...simulator.credential, apiToken: 'wrong' })).toMatchObject({
			status: 'Error',
			// n8n 1 has its own message for a 401.
			message: expect.stringMatching(/API Key, API Token and Region|check your credentials/),
		});
	});

	it.each(EXAMPLE_RUNS)('runs the example $file', async (example) => {
		simulator.state.trunks.clear();
		example.prepare(simulator);
		await example.play(await N8nPlayer.of(n8n, example), simulator);
	});

	it('sends refused destinations to the error branch, and both branches can look up their rows', async () => {
		const nodes = [
			start,
			...rowsOf([row(0, 'a.example'), row(1, '44.248.146.12'), row(2, 'b.example')]),
			exotel({ onError: 'continueErrorOutput' }),
			lookBack('Results'),
			lookBack('Refused'),
		];
		const branches = { Exotel: ['Results', 'Refused'], Results: [] };
		const done = await n8n.execute(chain('errorBranch', nodes, branches));
		const seen = (node: string) =>
			done.output(node).map(({ json }) => [json.row, Object(json.exotel).destination]);
		expect(seen('Results')).toEqual([
			[0, 'sip:a.example:5061;transport=tls'],
			[2, 'sip:b.example:5061;transport=tls'],
		]);
		expect(seen('Refused')).toEqual([[1, '44.248.146.12']]);
		expect(done.output('Exotel', 1)[0]?.json).toMatchObject({
			message: 'sip:44.248.146.12:5061;transport=tls was refused: Destination not whitelisted',
			error: { code: 1002, hint: expect.stringContaining('whitelisted IPs') },
		});
	});

	it("reads a field of an item as n8n's own expressions do", async () => {
		const given = [
			...[
				'sip.example.com',
				'',
				' B.example ',
				'=c.example',
				'={{ 1 }}',
				7,
				0,
				true,
				null,
				undefined,
			],
			...[['d.example'], { host: 'e.example' }],
		];
		const rows = given.map((destination, index) => ({ row: index, trunk: TRUNK, destination }));
		const results = async (id: string, expression: string) => {
			const settings = { onError: 'continueRegularOutput' } as const;
			const parameters = { operation: 'sync', destination: expression, options: { dryRun: true } };
			const done = await n8n.execute(
				chain(id, [start, ...rowsOf(rows as IDataObject[]), exotel(settings, parameters)]), // any value
			);
			return done.output('Exotel').map(({ json }) => json);
		};
		const direct = await results('direct', '={{ $json.destination }}');
		expect(direct).toHaveLength(given.length);
		expect(direct).toEqual(await results('resolved', '={{ [$json.destination][0] }}'));
	});

	it('adds nothing twice when "Retry on Fail" runs the node again', async () => {
		simulator.faults.push({ method: 'POST', answer: 'reset', afterCommit: true });
		simulator.onRequest = ({ method }) => {
			if (method !== 'POST') return;
			simulator.onRequest = () => {};
			simulator.faults.push({ method: 'GET', answer: { status: 502, body: '' } });
		};
		const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 };
		const done = await n8n.execute(
			chain('retryOnFail', [
				start,
				...rowsOf([row(0, 'a.example'), row(1, 'b.example')]),
				exotel(settings, { options: { maxRetries: 0 } }),
			]),
		);
		expect(done.output('Exotel').map(({ json }) => json.action)).toEqual(['existing', 'existing']);
		expect(destinations()).toHaveLength(2);
	});

	it('stops at once when the execution is cancelled', async () => {
		simulator.behaviour.latencyMs = 300;
		const rows = Array.from({ length: 100 }, (_, index) => row(index, `s${index}.example`));
		const webhook = {
			name: 'Hook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			webhookId: 'cancel',
			parameters: { path: 'cancel', responseMode: 'onReceived', options: {} },
		};
		await n8n.publish(
			chain('cancel', [webhook, ...rowsOf(rows), exotel({}, { options: { batchSize: 1 } })]),
		);
		const id = await n8n.callWebhook('cancel', 'cancel');
		await until('requests arrive', async () => simulator.calls.length > 3);
		await n8n.rest('POST', `/executions/${id}/stop`, {});
		await until('the execution has ended', async () => {
			const { status } = await stored(n8n, id);
			return status === 'canceled';
		});
		await sleep(400);
		const sent = simulator.calls.length;
		await sleep(700);
		expect(simulator.calls.length).toBe(sent);
		expect(sent).toBeLessThan(60);
	});
});

describe("with n8n's protection against server-side request forgery", () => {
	const add = chain('ssrf', [start, ...rowsOf([row(0, 'a.example')]), exotel()]);
	const run = async (env: Record<string, string>) => {
		const [version] = N8N_VERSIONS;
		if (version === undefined) throw new Error('There is no version of n8n to try');
		const options = { env: { N8N_SSRF_PROTECTION_ENABLED: 'true', ...env } };
		const n8n = await Instance.create(version, simulator.credential, options);
		try {
			return await n8n.execute(add);
		} finally {
			await n8n.stop();
		}
	};

	it('adds destinations if the address is allowed', async () => {
		const done = await run({ N8N_SSRF_ALLOWED_IP_RANGES: '127.0.0.1/32' });
		expect(done.output('Exotel').map(({ json }) => json.action)).toEqual(['added']);
	});

	it('says what to do if it is not', async () => {
		const done = await run({});
		expect(done.error).toMatchObject({
			message: 'n8n does not allow requests to the host of the Exotel API',
			description: expect.stringContaining('N8N_SSRF_ALLOWED_HOSTNAMES'),
		});
		expect(simulator.requests).toEqual([]);
	});
});

async function stored(n8n: Instance, id: string): Promise<Execution> {
	const { data } = await n8n.rest('GET', `/executions/${id}`);
	return readExecution(isRecord(data) ? { status: data.status, data: {} } : undefined);
}
