import { checkLive, type Manner } from '../scripts/live/check';
import { reportOf } from '../scripts/live/report';
import { html } from './harness/simulator/answers';
import type { Behaviour } from './harness/simulator/behaviour';
import { ACCOUNT } from './harness/simulator/state';
import { useSimulator } from './harness/useSimulator';

const simulator = useSimulator();

const check = async (more: Partial<Manner> = {}) =>
	await checkLive(simulator.credential, { onStep() {}, ...more });

it('finds what the simulator usually does, and leaves nothing behind', async () => {
	const { findings, ended, left } = await check();
	expect([ended, left]).toEqual([undefined, []]);
	expect(findings.filter(({ isExpected }) => !isExpected)).toEqual([]);
	expect(simulator.state.trunks.size).toBe(0);
	const report = reportOf(findings, ACCOUNT.accountSid);
	for (const secret of [ACCOUNT.accountSid, ACCOUNT.apiKey, ACCOUNT.apiToken, 'Check-1234'])
		expect(report).not.toContain(secret);
});

it('leaves nothing behind if something fails in the middle', async () => {
	simulator.faults.push({ method: 'POST', path: /whitelisted-ips/, answer: html(500), times: 99 });
	await check();
	expect(simulator.state.trunks.size).toBe(0);
});

it.each<[string, Partial<Behaviour>, string, string]>([
	[
		'a page of 200',
		{ maxPage: { size: 100, isRefused: false } },
		'A page of 200',
		'clamped to 100',
	],
	['a page of 1,000', { maxPage: { size: 50, isRefused: true } }, 'A page of 1000', 'refused'],
	['trunkByPath 404', { trunkByPath: 404 }, 'A trunk by its own path', 'HTTP 404, error 1000'],
	['trunkByPath 405', { trunkByPath: 405 }, 'A trunk by its own path', 'HTTP 405, error 1000'],
	['unknownTrunk 403', { unknownTrunk: 403 }, 'A trunk that is not there', 'HTTP 403, error 1003'],
	['duplicateStatus 409', { duplicateStatus: 409 }, 'name that is taken', 'HTTP 409, error 1008'],
	['duplicate refused', { duplicateDestination: 'refuse' }, 'has already', 'error 1008'],
	[
		'duplicate existing',
		{ duplicateDestination: 'existing' },
		'has already',
		'the row that is there',
	],
	['passwords shown', { credentials: 'older' }, 'Passwords in the list', 'shown'],
])('finds the variant %s', async (_name, behaviour, fact, seen) => {
	Object.assign(simulator.behaviour, behaviour);
	const { findings } = await check();
	expect(findings.find((one) => one.fact.includes(fact))?.seen).toBe(seen);
	expect(simulator.state.trunks.size).toBe(0);
});

it('finds the limit, and whether it names a time to wait', async () => {
	simulator.behaviour.requestsPerMinute = 200;
	simulator.behaviour.retryAfter = 'seconds';
	const { findings, left } = await check({ limits: true });
	expect([findings.at(-1)?.seen, left]).toEqual(['HTTP 429, with Retry-After', []]);
});

it('touches nothing of an account with 120 trunks', async () => {
	for (let index = 0; index < 120; index++) {
		simulator.state.addDestination(
			simulator.state.addTrunk(`trmum1n${index}`),
			'a.example.com:5061;transport=tls',
		);
	}
	const before = JSON.stringify([...simulator.state.trunks]);
	const { ended } = await check();
	expect(ended).toBeUndefined();
	expect(JSON.stringify([...simulator.state.trunks])).toBe(before);
});

it('says what is wrong with a wrong key, and has nothing to delete', async () => {
	const wrong = { ...simulator.credential, apiToken: 'wrong' };
	const done = await checkLive(wrong, { onStep() {} });
	expect(done).toEqual({
		findings: [],
		ended: 'No trunk was created: HTTP 401, error 1010',
		left: [],
	});
});

it('deletes what it made when it is stopped, at any step', async () => {
	for (let steps = 0; steps < 22; steps += 3) {
		const stop = new AbortController();
		let step = 0;
		const onStep = () => {
			if (step++ === steps) stop.abort();
		};
		await check({ onStep, signal: stop.signal });
		expect([steps, simulator.state.trunks.size]).toEqual([steps, 0]);
	}
});
