import { adviseOn } from '../../nodes/Exotel/n8n/advice';
import { connect } from '../../nodes/Exotel/n8n/connect';
import type { ClientOptions, ExotelRequest } from '../../nodes/Exotel/transport/model';
import { paths } from '../../nodes/Exotel/transport/paths';
import { clock } from '../harness/clock';
import { makeContext } from '../harness/engine/engine';
import { html } from '../harness/simulator/answers';
import type { Fault } from '../harness/simulator/faults';
import { useSimulator } from '../harness/useSimulator';

/** What the end of an execution leaves of a request that it cuts short. */
const TRUNK = 'trmum1a';
const COLLECTION = 'whitelisted-ips';
const REQUESTS: Record<'GET' | 'POST' | 'PUT' | 'DELETE', ExotelRequest> = {
	GET: { method: 'GET', path: paths.ofTrunk(TRUNK, COLLECTION) },
	POST: {
		method: 'POST',
		path: paths.ofTrunk(TRUNK, COLLECTION),
		body: { ip: '44.248.146.11', mask: 32 },
		makes: ({ ip }) => ip === '44.248.146.11',
	},
	PUT: {
		method: 'PUT',
		path: paths.row(TRUNK, COLLECTION, '1153'),
		body: { ip: '44.248.146.12', mask: 32 },
	},
	DELETE: { method: 'DELETE', path: paths.ofTrunk(TRUNK, COLLECTION), query: { id: '1153' } },
};

let controller: AbortController;
const simulator = useSimulator(({ state }) => {
	state.addWhitelistedIp(state.addTrunk(TRUNK), '44.248.146.10');
	controller = new AbortController();
});
beforeEach(() => clock.reset());
afterEach(() => {
	clock.reset();
	clock.release();
});

async function connectOnce(options: ClientOptions = {}) {
	const context = await makeContext(simulator.credential);
	Object.assign(context, { getExecutionCancelSignal: () => controller.signal });
	return await connect(context, { requestsPerMinute: 100_000, ...options });
}

async function failureOf(method: keyof typeof REQUESTS, options?: ClientOptions) {
	const client = await connectOnce(options);
	const answer = await client.sendOne(REQUESTS[method]);
	if (answer.ok) throw new Error('It was not cancelled');
	expect(answer.failure).toMatchObject({
		trouble: 'cancelled',
		message: 'The execution was canceled',
	});
	const advice = adviseOn(answer.failure);
	expect(advice).toMatch(
		/^The execution was stopped before this was done\. Run the workflow again/,
	);
	expect(advice).not.toMatch(/support|request ID/i);
	return { notes: answer.failure.notes.map(({ kind }) => kind), advice };
}

describe.each(['POST', 'PUT', 'DELETE'] as const)('a %s that is cancelled', (method) => {
	const UNKNOWN = 'What was sent may or may not have been carried out';

	it('under way may have been carried out, and says so', async () => {
		simulator.faults.push({ method, answer: 'hang' });
		simulator.onRequest = () => controller.abort();
		const { notes, advice } = await failureOf(method);
		expect(notes).toEqual(['mayBeDone']);
		expect(advice).toContain(UNKNOWN);
	});

	it('before it is sent is not sent, and not said to be', async () => {
		controller.abort();
		expect((await failureOf(method)).notes).toEqual([]);
		expect(simulator.requests).toEqual([]);
	});

	it('while it waits for its turn is not sent, and not said to be', async () => {
		const client = await connectOnce({ requestsPerMinute: 1 });
		await client.sendOne(REQUESTS.GET);
		simulator.forgetRequests();
		clock.isHeld = true;
		clock.onWait = () => controller.abort();
		const { notes } = await failureOf(method, { requestsPerMinute: 1 });
		expect(notes).toEqual([]);
		expect(simulator.requests).toEqual([]);
	});

	it.each<[string, Fault, string[]]>([
		['a 502', { answer: html(502) }, ['mayBeDone']],
		['a lost answer', { answer: 'reset' }, ['mayBeDone']],
		['a 429', { answer: html(429) }, []],
	])('while it waits after %s says what is known', async (_name, fault, expected) => {
		simulator.faults.push({ method, ...fault });
		clock.isHeld = true;
		clock.onWait = () => controller.abort();
		expect((await failureOf(method)).notes).toEqual(expected);
	});
});

it('a POST that is cancelled while its list is read back may have been carried out', async () => {
	simulator.faults.push({ method: 'POST', answer: html(502) }, { method: 'GET', answer: 'hang' });
	simulator.onRequest = ({ method }) => {
		if (method === 'GET') controller.abort();
	};
	expect((await failureOf('POST')).notes).toEqual(['mayBeDone']);
});

it('a GET that is cancelled has changed nothing', async () => {
	simulator.faults.push({ answer: 'hang' });
	simulator.onRequest = () => controller.abort();
	expect((await failureOf('GET')).notes).toEqual([]);
});
