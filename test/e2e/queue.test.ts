import { until } from '../harness/n8n/instance';
import { QueueMode } from '../harness/n8n/queue';
import { chain, exotel, postedRows } from '../harness/n8n/workflows';
import { Simulator } from '../harness/simulator/simulator';

const TRUNKS = Array.from({ length: 10 }, (_, index) => `trmum1t${index}`);
const EXECUTIONS = 20;
const LIMIT = 45;

let simulator: Simulator;
let queue: QueueMode;
beforeAll(async () => {
	simulator = await Simulator.start();
	queue = await QueueMode.start(simulator.credential, { workers: 2, concurrency: 10 });
});
afterAll(async () => {
	await queue?.stop();
	await simulator.stop();
});

it(`${EXECUTIONS} simultaneous executions on two independent workers lose nothing and add nothing twice`, async () => {
	const { n8n } = queue;
	for (const sid of TRUNKS) simulator.state.addTrunk(sid);
	simulator.behaviour.requestsPerMinute = LIMIT;
	simulator.behaviour.retryAfter = 'seconds';
	await n8n.publish(chain('queue', [...postedRows('queue', 'atOnce'), exotel()]));

	const wanted = new Map(TRUNKS.map((sid) => [sid, [] as string[]]));
	const calls = Array.from({ length: EXECUTIONS }, async (_, index) => {
		const trunk = TRUNKS[index % TRUNKS.length] ?? '';
		const hosts = [1, 2, 3].map((part) => `s${index}-${part}.example`);
		wanted.get(trunk)?.push(...hosts.map((host) => `sip:${host}:5061;transport=tls`));
		return await n8n.post('queue', { rows: hosts.map((destination) => ({ trunk, destination })) });
	});
	for (const { status } of await Promise.all(calls)) expect(status).toBe(200);

	const statuses = async () => (await n8n.executions('queue')).map(({ status }) => status);
	await until('all executions have ended', async () => {
		const all = await statuses();
		return all.length === EXECUTIONS && all.every((one) => one === 'success' || one === 'error');
	});
	const failed = (await n8n.executions('queue')).filter(({ status }) => status !== 'success');
	const errors = failed.map(async ({ id }) => (await n8n.result(id)).error);
	expect(await Promise.all(errors)).toEqual([]);

	for (const [sid, list] of wanted) {
		const has = simulator.state.trunks.get(sid)?.destinations.map((one) => one.destination);
		expect(has?.sort()).toEqual(list.sort());
	}
	const limited = simulator.requests.filter(({ status }) => status === 429).length;
	expect(limited).toBeGreaterThan(0);
	// Each reads the list, adds, and reads again whether another has added the same.
	expect(simulator.requests.length - limited).toBe(3 * EXECUTIONS);
	expect(n8n.log.match(/Worker finished execution/g)).toHaveLength(EXECUTIONS);
});
