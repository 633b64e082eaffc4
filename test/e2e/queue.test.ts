/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-dangerous-functions --
   starts Redis on this machine; not part of the package */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'undici';

import { needPrograms } from '../harness/n8n/install';
import { Instance, freePort, until } from '../harness/n8n/instance';
import { chain, exotel } from '../harness/n8n/workflows';
import { isRecord } from '../harness/records';
import { Simulator } from '../harness/simulator/simulator';

const TRUNKS = Array.from({ length: 10 }, (_, index) => `trmum1t${index}`);
const EXECUTIONS = 20;
const LIMIT = 45; // three quarters of the requests that are needed

let simulator: Simulator;
let redis: ChildProcess;
let n8n: Instance;
beforeAll(async () => {
	await needPrograms(['redis-server']);
	simulator = await Simulator.start();
	const port = String(await freePort());
	redis = spawn('redis-server', ['--port', port, '--save', '', '--appendonly', 'no']);
	const env = {
		EXECUTIONS_MODE: 'queue',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: port,
	};
	n8n = await Instance.create('2.41.1', simulator.credential, { env });
	await n8n.start();
	for (const port of [await freePort(), await freePort()]) {
		const health = { QUEUE_HEALTH_CHECK_PORT: String(port) };
		await n8n.startProcess(['worker', '--concurrency=10'], health, 'n8n worker is now ready');
	}
});
afterAll(async () => {
	await n8n?.stop();
	redis.kill();
	await once(redis, 'close');
	await simulator.stop();
});

it(`${EXECUTIONS} simultaneous executions on two independent workers lose nothing and add nothing twice`, async () => {
	for (const sid of TRUNKS) simulator.state.addTrunk(sid);
	simulator.behaviour.requestsPerMinute = LIMIT;
	simulator.behaviour.retryAfter = 'seconds';
	const hook = {
		name: 'Hook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId: 'queue',
		parameters: { path: 'queue', httpMethod: 'POST', responseMode: 'onReceived', options: {} },
	};
	const rows = {
		name: 'Rows',
		type: 'n8n-nodes-base.splitOut',
		parameters: { fieldToSplitOut: 'body.rows', options: {} },
	};
	await n8n.publish(chain('queue', [hook, rows, exotel()]));

	const wanted = new Map(TRUNKS.map((sid) => [sid, [] as string[]]));
	const calls = Array.from({ length: EXECUTIONS }, async (_, index) => {
		const trunk = TRUNKS[index % TRUNKS.length] ?? '';
		const hosts = [1, 2, 3].map((part) => `s${index}-${part}.example`);
		wanted.get(trunk)?.push(...hosts.map((host) => `sip:${host}:5061;transport=tls`));
		const body = JSON.stringify({ rows: hosts.map((destination) => ({ trunk, destination })) });
		const headers = { 'content-type': 'application/json' };
		return await request(`${n8n.url}/webhook/queue`, { method: 'POST', headers, body });
	});
	for (const answer of await Promise.all(calls)) expect(answer.statusCode).toBe(200);

	const statuses = async () => {
		const { data } = await n8n.rest('GET', '/executions?limit=100');
		const results: unknown = isRecord(data) ? data.results : undefined;
		return Array.isArray(results) ? results.filter(isRecord).map(({ status }) => status) : [];
	};
	await until('all executions have ended', async () => {
		const all = await statuses();
		return all.length === EXECUTIONS && all.every((one) => one === 'success' || one === 'error');
	});
	expect(await statuses()).toEqual(Array(EXECUTIONS).fill('success'));

	for (const [sid, list] of wanted) {
		const has = simulator.state.trunks.get(sid)?.destinations.map((one) => one.destination);
		expect(has?.sort()).toEqual(list.sort());
	}
	const limited = simulator.requests.filter(({ status }) => status === 429).length;
	expect(limited).toBeGreaterThan(0);
	expect(simulator.requests.length - limited).toBe(3 * EXECUTIONS); // read, add, look for doubles
	expect(n8n.log.match(/Worker finished execution/g)).toHaveLength(EXECUTIONS);
});
