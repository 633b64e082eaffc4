/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions --
   reads a page of this project and runs one of its commands; not part of the package */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { checkLive, type Manner } from '../scripts/live/check';
import { PROBES } from '../scripts/live/probes';
import { limits } from '../scripts/live/probes/limits';
import { reportOf } from '../scripts/live/report';
import { html } from './harness/simulator/answers';
import type { Behaviour } from './harness/simulator/behaviour';
import { FORMS, type Form } from './harness/simulator/forms';
import { Simulator } from './harness/simulator/simulator';
import { ACCOUNT } from './harness/simulator/state';
import { useSimulator } from './harness/useSimulator';

const OTHERS_NUMBER = '+918040264208';

/** An account that is in use. */
const simulator = useSimulator(({ state }) => {
	const trunk = state.addTrunk('trmum1ofothers', 'of_others');
	state.addDestination(trunk, 'sip.company.com:5061;transport=tls');
	state.addCredential(trunk, 'somebody', 'Secret_of_others');
	state.addExoPhone(OTHERS_NUMBER, { friendlyName: 'Front desk' });
	state.addExoPhone('+918040264209');
});

const check = async (manner: Partial<Manner> = {}) =>
	await checkLive(simulator.credential, { onStep() {}, ...manner });

/** What the account has that is not of a check. */
const ofOthers = () => JSON.stringify([[...simulator.state.trunks], simulator.state.exoPhones]);

/** The paths of the API, as exotel-api writes them. */
function endpointsOf(page: string): string[] {
	const text = readFileSync(join(__dirname, '..', page), 'utf8');
	return [...text.matchAll(/^\| `((?:GET|POST|PUT|DELETE) \/[^`?]+)/gm)].map(([, one = '']) => one);
}

it('finds what the simulator usually does, and leaves nothing behind', async () => {
	const before = ofOthers();
	const { findings, ended, left, earlier } = await check();
	expect([ended, left, earlier]).toEqual([undefined, [], []]);
	expect(findings.filter(({ isExpected }) => !isExpected)).toEqual([]);
	expect(findings.map(({ fact }) => fact)).toEqual(PROBES.map(({ fact }) => fact));
	expect(ofOthers()).toBe(before);
});

it('calls every endpoint of the facts page, and none that moves a number', async () => {
	const asked = new Set<string>();
	simulator.onRequest = ({ method, path }) => {
		const generic = path
			.replace(/^\/v2(_beta)?\/[aA]ccounts\/[^/]+/, '')
			.replace(/\?.*/, '')
			.replace(/\/trunks\/[^/]+$/, '/trunks/{trunk_sid}')
			.replace(/\/trunks\/[^/]+\//, '/trunks/{sid}/')
			.replace(/(?<=\{sid\}\/[a-z-]+\/)[^/]+$/, '{id}')
			.replace(/(?<=(IncomingPhoneNumbers|incoming-phone-numbers)\/).+/, '{exophone_sid}');
		asked.add(`${method} ${generic}`);
	};
	await check();
	expect([...asked].sort()).toEqual(
		[
			...endpointsOf('docs/exotel-api.md'),
			...['GET /IncomingPhoneNumbers', 'GET /IncomingPhoneNumbers/{exophone_sid}'],
			'GET /incoming-phone-numbers/{exophone_sid}',
		].sort(),
	);
});

it('reports without secrets, numbers, other trunks and the account', async () => {
	const { findings, sids } = await check();
	const { accountSid, apiKey, apiToken } = ACCOUNT;
	const secrets = [apiKey, apiToken];
	const report = reportOf(findings, { about: 'A test', accountSid, secrets, sids });
	const hidden = [...secrets, accountSid, 'Check-1234', 'Check_1234', 'Secret_of_others'];
	for (const secret of [...hidden, OTHERS_NUMBER, 'Front desk', 'of_others', 'trmum1ofothers']) {
		expect([secret, report.includes(secret)]).toEqual([secret, false]);
	}
	expect(report.length).toBeLessThan(60_000); // an issue holds 65,536 characters
	expect(report).toContain(`${PROBES.length} facts checked, 0 not as expected`);
	expect(report).toContain('| A mask of 15 | [D] | error 1002 | error 1002 |');
	expect(report).toContain('POST /v2/accounts/{account_sid}/trunks\n{"trunk_name":"n8ncheck_');
});

type Variant = readonly [Partial<Behaviour>, fact: string, seen: string];
/** What no probe asks for: how fast the simulator is, and more requests at once than the node ever sends. */
type Pace = 'latencyMs' | 'delayMs' | 'random' | 'connections';

/** Each way in which the simulator can differ, and how a check tells. */
const VARIANTS: Readonly<Record<Exclude<keyof Behaviour, Pace>, readonly Variant[]>> = {
	unknownTrunk: [[{ unknownTrunk: 403 }, 'A trunk that is not there', 'HTTP 403, error 1003']],
	duplicateDestination: [
		[{ duplicateDestination: 'refuse' }, 'A destination that the trunk has already', 'error 1008'],
		[
			{ duplicateDestination: 'existing' },
			'A destination that the trunk has already',
			'the row that is there',
		],
	],
	duplicateStatus: [
		[{ duplicateStatus: 409 }, 'A trunk name that is taken', 'HTTP 409, error 1008'],
		[{ duplicateStatus: 409 }, 'An address that is whitelisted already', 'HTTP 409, error 1008'],
	],
	trunkByPath: [
		[{ trunkByPath: 404 }, 'A trunk by its own path', 'HTTP 404, error 1000'],
		[{ trunkByPath: 405 }, 'A trunk by its own path', 'HTTP 405, error 1000'],
	],
	trunkMapEnvelope: [[{ trunkMapEnvelope: true }, 'The trunk of a number', 'in an envelope']],
	credentials: [[{ credentials: 'older' }, 'Passwords in the list of SIP credentials', 'shown']],
	credentialHyphens: [
		[{ credentialHyphens: true }, 'A hyphen in a password', 'accepted'],
		[{ credentialHyphens: true }, 'A hyphen in a friendly name', 'accepted'],
	],
	countsFailed: [[{ countsFailed: false }, 'The counts that go with a batch', 'total and success']],
	requestsPerMinute: [],
	retryAfter: [],
	limitForm: [],
	maxBatch: [
		[
			{ maxBatch: { size: 50, status: 413 } },
			'100 destinations in one request',
			'HTTP 413, error 1002',
		],
		[
			{ maxBatch: { size: 50, status: 400 } },
			'100 destinations in one request',
			'HTTP 400, error 1002',
		],
	],
	listOrder: [[{ listOrder: 'random' }, 'The order of a list of destinations', 'another order']],
	listLag: [[{ listLag: { requests: 1 } }, 'A list right after a change', 'does not have it yet']],
	listMetadata: [
		[
			{ listMetadata: 'objects' },
			'What goes with a page that is not the last',
			'next_page_uri as an object',
		],
		[{ listMetadata: 'none' }, 'What goes with a page that is not the last', 'no next_page_uri'],
	],
	listedForms: Object.keys(FORMS).map((name): Variant => {
		const form = name as Form; // its own keys
		const seen = JSON.stringify(FORMS[form]('sip:api.exotel.com:5061;transport=tls'));
		return [{ listedForms: [form] }, 'How a destination is listed', seen];
	}),
	ids: [[{ ids: 'number' }, 'IDs', 'numbers']],
	maxPage: [
		[{ maxPage: { size: 100, isRefused: false } }, 'A page of 200 rows', 'clamped to 100'],
		[{ maxPage: { size: 200, isRefused: true } }, 'A page of 1000 rows', 'refused'],
	],
	exoPhoneForm: [
		[
			{ exoPhoneForm: 'zeroPrefixed' },
			'How the numbers of ExoPhones are written',
			'with a leading 0',
		],
		[{ exoPhoneForm: 'national' }, 'How the numbers of ExoPhones are written', 'national'],
	],
	exoPhoneLinks: [
		[{ exoPhoneLinks: 'otherHost' }, 'The links of a page of ExoPhones', 'lead to another host'],
	],
	exoPhonePages: [
		[{ exoPhonePages: 'ignored' }, 'A page of one ExoPhone', 'the usual page'],
		[{ exoPhonePages: 'lastRepeats' }, 'A page beyond the last ExoPhone', 'not empty'],
	],
};

it.each(Object.values(VARIANTS).flat())(
	'finds the variant %j: %s',
	async (behaviour, fact, seen) => {
		Object.assign(simulator.behaviour, behaviour);
		const { findings, ended, left } = await check();
		expect(findings.find((one) => one.fact === fact)?.seen).toContain(seen);
		expect([ended, left, simulator.state.trunks.size]).toEqual([undefined, [], 1]);
	},
);

it.each<[Partial<Behaviour>, string]>([
	[{ retryAfter: undefined }, 'HTTP 429, envelope, no Retry-After'],
	[{ retryAfter: 'seconds' }, 'HTTP 429, envelope, Retry-After in seconds'],
	[{ retryAfter: 'date' }, 'HTTP 429, envelope, Retry-After as a date'],
	[{ limitForm: 'restException' }, 'HTTP 429, RestException, no Retry-After'],
])('finds the limit of a minute, in the form %j', async (behaviour, seen) => {
	Object.assign(simulator.behaviour, behaviour, { requestsPerMinute: 250 });
	const { findings, left } = await check({ limits: true });
	expect([findings.at(-1)?.fact, findings.at(-1)?.seen]).toEqual([limits[0]?.fact, seen]);
	expect([left, simulator.state.trunks.size]).toEqual([[], 1]);
});

it('says so if there is no limit', async () => {
	const { findings } = await check({ limits: true });
	expect(findings.at(-1)).toMatchObject({ seen: 'no limit in 260 requests', isExpected: false });
});

it('stops using up the limit, and does not say that there is none', async () => {
	const stop = new AbortController();
	let calls = 0;
	simulator.onRequest = ({ path }) => {
		if (path.includes('/trunks?page_size=1') && ++calls === 20) stop.abort();
	};
	const { findings, ended, left } = await check({ limits: true, signal: stop.signal });
	expect([ended, left, simulator.state.trunks.size]).toEqual(['It was stopped', [], 1]);
	expect(findings.at(-1)).toMatchObject({ seen: 'not found out: it was stopped' });
	expect(calls).toBeLessThan(30);
});

it('names every trunk that it makes', async () => {
	const made: string[] = [];
	const { sids } = await check({ onMade: (trunk) => made.push(trunk) });
	expect(sids.length).toBeGreaterThan(1);
	expect(made).toEqual(sids.map((sid) => expect.stringMatching(`^n8ncheck_\\w+ \\(${sid}\\)$`)));
});

it('tells the region where an account is from the one where it is not', async () => {
	const elsewhere = await Simulator.start(0, { ...ACCOUNT, apiKey: 'another' });
	try {
		const { findings } = await check({ otherRegion: { baseUrl: elsewhere.url } });
		const found = findings.find(({ fact }) => fact === 'The other region');
		expect(found).toMatchObject({ seen: 'HTTP 401, error 1010', isExpected: true });
	} finally {
		await elsewhere.stop();
	}
});

describe('whatever fails,', () => {
	it.each(Array.from({ length: 19 }, (_, index) => index * 5 + 1))(
		'nothing is left behind: a 500 at request %i',
		async (at) => {
			const before = ofOthers();
			simulator.schedule.push(...Array.from({ length: at - 1 }, () => undefined), {
				answer: html(500),
			});
			const { left } = await check();
			expect(simulator.requests.length).toBeGreaterThan(at);
			expect([left, ofOthers()]).toEqual([[], before]);
		},
	);

	it.each(['500', 'reset'] as const)(
		'nothing is left behind: a trunk is made, and the answer is %s',
		async (kind) => {
			const answer = kind === '500' ? html(500) : 'reset';
			simulator.faults.push({ method: 'POST', path: /trunks$/, answer, afterCommit: true });
			const { ended, left } = await check();
			expect(ended).toMatch(kind === '500' ? /HTTP 500/ : /no answer/);
			expect([left, simulator.state.trunks.size]).toEqual([[], 1]);
		},
	);

	it('a trunk that may still be created is named', async () => {
		simulator.faults.push({ method: 'POST', path: /trunks$/, answer: 'reset' });
		const { ended, left } = await check();
		expect(ended).toMatch(/^No trunk was created: no answer: /);
		expect(left).toEqual([expect.stringMatching(/^n8ncheck_[0-9a-f]{6}, if it was created$/)]);
	});

	it('what an unanswered deletion has deleted is not called left behind', async () => {
		simulator.behaviour.unknownTrunk = 403;
		simulator.faults.push({
			method: 'DELETE',
			path: /trunks$/,
			answer: 'reset',
			afterCommit: true,
			times: 2,
		});
		const { left } = await check();
		expect([left, simulator.state.trunks.size]).toEqual([[], 1]);
	});

	it('what could not be deleted is listed, by name and SID', async () => {
		simulator.faults.push({ method: 'DELETE', path: /trunks$/, answer: html(400), times: 999 });
		const { left } = await check();
		const names = [...simulator.state.trunks.values()]
			.map(({ row }) => `${row.trunk_name} (${row.trunk_sid})`)
			.filter((name) => name.startsWith('n8ncheck_'));
		expect(names.length).toBeGreaterThan(1);
		expect([...left].sort()).toEqual(names.sort());
	});
});

it('touches nothing of an account with 120 trunks, some of an earlier check', async () => {
	for (let index = 0; index < 120; index++) {
		const name = index % 60 === 0 ? `n8ncheck_${index}` : `trunk_${index}`;
		const trunk = simulator.state.addTrunk(`trmum1n${index}`, name);
		simulator.state.addDestination(trunk, 'a.example.com:5061;transport=tls');
	}
	const before = ofOthers();
	const { ended, earlier } = await check();
	expect([ended, earlier]).toEqual([undefined, ['n8ncheck_0', 'n8ncheck_60']]);
	expect(ofOthers()).toBe(before);
});

it('says what is wrong with a wrong key, and changes nothing', async () => {
	const wrong = { ...simulator.credential, apiToken: 'wrong' };
	const before = ofOthers();
	await expect(checkLive(wrong, { onStep() {} })).rejects.toThrow(
		"The trunks can't be listed: Authorization failed (HTTP 401)",
	);
	expect([ofOthers(), simulator.calls.filter((call) => !call.startsWith('GET'))]).toEqual([
		before,
		[],
	]);
});

it('deletes what it made when it is stopped, at any step', async () => {
	for (let steps = 0; steps < PROBES.length + 2; steps += 6) {
		const stop = new AbortController();
		let step = 0;
		const onStep = () => {
			if (step++ === steps) stop.abort();
		};
		const { ended } = await check({ onStep, onMade: onStep, signal: stop.signal });
		expect([steps, ended, simulator.state.trunks.size]).toEqual([steps, 'It was stopped', 1]);
	}
});

describe('the command', () => {
	const { accountSid, apiKey, apiToken } = ACCOUNT;
	const environment = () => ({
		...{ EXOTEL_REGION: 'custom', EXOTEL_BASE_URL: simulator.url },
		...{ EXOTEL_ACCOUNT_SID: accountSid, EXOTEL_API_KEY: apiKey, EXOTEL_API_TOKEN: apiToken },
	});

	let home = '';
	beforeAll(async () => {
		home = await mkdtemp(join(tmpdir(), 'exotel-home-'));
	});
	afterAll(async () => await rm(home, { recursive: true }));
	afterEach(async () => {
		expect(await readdir(home)).not.toContain('.n8n'); // a real n8n of the user's may be there
	});

	/** Runs it as a process; `meet` is told what it prints, and may answer or stop it. */
	async function run(
		args: readonly string[],
		env: Readonly<Record<string, string>>,
		meet: (printed: string, child: ReturnType<typeof spawn>) => void = () => {},
	): Promise<{ code: unknown; out: string; said: string }> {
		const all = ['-r', '@swc-node/register', 'scripts/checkLive.ts', ...args];
		const child = spawn(process.execPath, all, {
			cwd: join(__dirname, '..'),
			env: { PATH: process.env.PATH, HOME: home, ...env },
		});
		const printed = { out: '', said: '' };
		child.stdout.on('data', (chunk) => (printed.out += String(chunk)));
		child.stderr.on('data', (chunk) => {
			printed.said += String(chunk);
			meet(printed.said, child);
		});
		const [code] = (await once(child, 'close')) as [unknown]; // as documented for this event
		return { code, ...printed };
	}

	it('asks, and prints a report that can be posted', async () => {
		let isAsked = false;
		const { code, out, said } = await run([], environment(), (printed, child) => {
			if (isAsked || !printed.includes('Go on?')) return;
			isAsked = true;
			expect(simulator.requests).toEqual([]);
			child.stdin?.write('yes\n');
		});
		expect([code, isAsked]).toEqual([0, true]);
		expect(said).toContain('This node fits this Exotel');
		expect(out).toContain(`${PROBES.length} facts checked, 0 not as expected`);
		for (const secret of [apiKey, apiToken]) expect(out + said).not.toContain(secret);
		expect(out).not.toContain(accountSid);
		expect(simulator.state.trunks.size).toBe(1);
	});

	it.each(['no\n', '\n', ''])('does nothing if the answer is %j', async (answer) => {
		const { code, said } = await run([], environment(), (printed, child) => {
			if (printed.includes('Go on?')) child.stdin?.end(answer);
		});
		expect([code, said]).toEqual([1, expect.stringContaining('Nothing was done.')]);
		expect(simulator.requests).toEqual([]);
	});

	it.each(['SIGINT', 'SIGTERM'] as const)('deletes what it made when it gets %s', async (name) => {
		let isStopped = false;
		const { code, out, said } = await run(['--yes'], environment(), (printed, child) => {
			if (isStopped || !printed.includes('A mask of 15')) return;
			isStopped = true;
			expect(simulator.state.trunks.size).toBeGreaterThan(1);
			child.kill(name);
		});
		expect(code).toBe(1);
		expect(said).toContain('The check did not come to its end. It was stopped.');
		expect(out).toContain('| Seen |');
		expect(simulator.state.trunks.size).toBe(1);
	});

	it('deletes what it made when nobody listens any more', async () => {
		let isGone = false;
		const { code } = await run(['--yes'], environment(), (printed, child) => {
			if (isGone || !printed.includes('A mask of 15')) return;
			isGone = true;
			expect(simulator.state.trunks.size).toBeGreaterThan(1);
			child.stdout?.destroy();
			child.stderr?.destroy();
		});
		expect([code, isGone, simulator.state.trunks.size]).toEqual([0, true, 1]);
	});

	it.each<[object, string]>([
		[{ EXOTEL_API_TOKEN: ' ' }, 'Set EXOTEL_API_TOKEN in the environment.'],
		[{ EXOTEL_REGION: 'delhi' }, 'EXOTEL_REGION must be mumbai or singapore; it is "delhi".'],
		[{ EXOTEL_ACCOUNT_SID: '..' }, 'Account SID of the credential is not valid'],
		[{ EXOTEL_BASE_URL: 'http://api.example.com' }, 'Base URL of the credential is not accepted'],
		[{ EXOTEL_API_TOKEN: 'wrong' }, "The trunks can't be listed: Authorization failed (HTTP 401)"],
	])('says what is wrong: %j', async (change, words) => {
		const { code, out, said } = await run(['--yes'], { ...environment(), ...change });
		expect([code, out, said]).toEqual([1, '', expect.stringContaining(words)]);
		expect(simulator.state.trunks.size).toBe(1);
	});
});
