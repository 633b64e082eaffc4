import type { IDataObject } from 'n8n-workflow';

import { clock } from '../harness/clock';
import { ActiveTrigger, type Activation } from '../harness/engine/activeTrigger';
import { html, pageOf, refusal } from '../harness/simulator/answers';
import { ERRORS } from '../harness/simulator/envelope';
import type { Form } from '../harness/simulator/forms';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

const TLS = '5061;transport=tls';
const A = `sip:a.example.com:${TLS}`;
const ALL = [
	...['destinationUri', 'phoneNumber', 'setting', 'sipCredential', 'trunk', 'whitelistedIp'],
];
const QUIET = { options: { maxRetries: 0 } };

let trunk: Trunk;
let sales: Trunk;
const simulator = useSimulator(({ state }) => {
	trunk = state.addTrunk('trmum1a', 'support');
	state.addDestination(trunk, `a.example.com:${TLS}`);
	sales = state.addTrunk('trmum1b', 'sales');
});

afterEach(() => {
	clock.release();
	jest.restoreAllMocks();
});

const activate = async (parameters: IDataObject = {}, more: Activation = {}) =>
	// As an expression may give them.
	await ActiveTrigger.of(simulator.credential, {
		parameters: parameters as Activation['parameters'],
		...more,
	});

/** A trigger that has been polled once. */
async function watching(parameters: IDataObject = {}, more: Activation = {}) {
	const trigger = await activate(parameters, more);
	expect(await trigger.poll()).toBeNull();
	return trigger;
}

const told = (events: IDataObject[] | null) =>
	(events ?? []).map(({ event, trunk_name: name, key }) => [event, name, key]);

const messages = (events: IDataObject[] | null) => (events ?? []).map(({ message }) => message);

/** What some polls tell together; one that fails tells nothing. */
async function polls(trigger: ActiveTrigger, count: number) {
	const events: IDataObject[] = [];
	for (let index = 0; index < count; index++) {
		events.push(...((await trigger.poll().catch(() => null)) ?? []));
	}
	return told(events);
}

async function failure(poll: Promise<unknown>) {
	const error: unknown = await poll.then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	expect(error).toBeDefined();
	const { name, message, description, failure: cause } = Object(error);
	return {
		name: String(name),
		message: String(message),
		description: String(description),
		failure: cause as unknown,
	};
}

describe('one trunk that can not be read, where n8n keeps what is kept only of polls that succeed', () => {
	it('does not keep watching from ever beginning', async () => {
		simulator.faults.push({ path: /trmum1b\/credentials$/, answer: html(502), times: 999 });
		const trigger = await activate(QUIET, { keeps: 'cursor' });
		await polls(trigger, 2);
		simulator.state.addWhitelistedIp(trunk, '44.1.1.1');
		expect(await polls(trigger, 4)).toEqual([['whitelistedIp.added', 'support', '44.1.1.1/32']]);
	});

	it('does not keep those after it from ever being read', async () => {
		const others = Array.from({ length: 8 }, (_, at) => simulator.state.addTrunk(`trmum1n${at}`));
		const trigger = await watching(QUIET, { keeps: 'cursor' });
		simulator.faults.push({ path: /trmum1b\/credentials$/, answer: html(502), times: 999 });
		simulator.state.addWhitelistedIp(others.at(-1) ?? trunk, '44.1.1.1');
		expect(await polls(trigger, 12)).toEqual([['whitelistedIp.added', 'trmum1n7', '44.1.1.1/32']]);
	});
});

describe('a trunk that takes longer to read than a poll may take', () => {
	it('does not keep the others from ever being read', async () => {
		const trigger = await watching({ resources: ALL });
		await trigger.change({ activation: { budgetMs: 500 } });
		simulator.faults.push({ path: /trmum1a\/settings$/, answer: 'hang', times: 999 });
		simulator.state.addWhitelistedIp(sales, '44.1.1.1');
		expect(await polls(trigger, 4)).toEqual([['whitelistedIp.added', 'sales', '44.1.1.1/32']]);
	});
});

describe('a list that was not read whole', () => {
	it.each([
		['trunks', /trunks$/],
		['destination URIs', /trmum1a\/destination-uris$/],
	])('is not taken, if its first page is empty and names a next one: %s', async (_what, path) => {
		const trigger = await watching(QUIET);
		const answer = pageOf([], '/v2/accounts/a/trunks?offset=50&page_size=50');
		simulator.faults.push({ path, answer });
		expect(await trigger.poll()).toBeNull();
	});
});

describe('rows without IDs, of which two are the same thing', () => {
	const twice = async () => {
		const second = simulator.state.addDestination(trunk, `a.example.com:${TLS}`);
		Object.assign(second, { priority: 5 });
		for (const row of trunk.destinations) Object.assign(row, { id: null });
		return { second, trigger: await watching() };
	};

	it('tell that one of them was removed', async () => {
		const { trigger } = await twice();
		trunk.destinations.pop();
		const events = await trigger.poll();
		expect(events).toMatchObject([{ event: 'destinationUri.removed', before: { priority: 5 } }]);
	});

	it('tell nothing but what has changed', async () => {
		const { trigger, second } = await twice();
		Object.assign(second, { priority: 6 });
		expect(messages(await trigger.poll())).toEqual([
			`Destination URI ${A} of trunk support was changed: priority 5 → 6`,
		]);
	});

	it('give each of two events its own ID', async () => {
		const trigger = await watching();
		for (const date of ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z']) {
			const row = simulator.state.addWhitelistedIp(trunk, '44.1.1.1');
			Object.assign(row, { id: null, date_created: date });
		}
		const events = (await trigger.poll()) ?? [];
		expect(events).toHaveLength(2);
		expect(new Set(events.map((event) => event.event_id)).size).toBe(2);
	});
});

describe('what Exotel lists oddly', () => {
	it.each<Form>(['lr', 'innerSpaces'])(
		'tells nothing of the same destination in the form %s',
		async (form) => {
			const trigger = await watching();
			simulator.behaviour.listedForms = [form];
			expect(told(await trigger.poll())).toEqual([]);
		},
	);

	it('does not call a TLS destination UDP', async () => {
		const trigger = await watching();
		const row = simulator.state.addDestination(trunk, '');
		row.destination = `sip:c.example.com:${TLS};user=phone`;
		const [event] = (await trigger.poll()) ?? [];
		expect(event?.event).toBe('destinationUri.added');
		expect(JSON.stringify(event)).not.toContain('transport=udp');
	});

	it.each<[string, () => object | undefined]>([
		['weight', () => trunk.destinations[0]],
		['mode', () => trunk.phoneNumbers[0]],
		['nso_code', () => trunk.row],
	])('takes an empty text for the default, as it takes null: %s', async (field, rowOf) => {
		simulator.state.addPhoneNumber(trunk, '+918040264208');
		const trigger = await watching();
		// "… was changed: new password"
		Object.assign(rowOf() ?? {}, { [field]: '' });
		const polled = await trigger.poll().catch((error: unknown) => String(error));
		expect(polled).toBeNull();
	});

	it('does not take a trunk without its SID for a trunk that was removed', async () => {
		const trigger = await watching();
		Object.assign(trunk.row, { trunk_sid: null });
		expect(told(await trigger.poll().catch(() => null))).toEqual([]);
	});

	it('names a trunk without a name by its SID', async () => {
		const trigger = await watching();
		Object.assign(simulator.state.addTrunk('trmum1c').row, { trunk_name: null });
		const polled = await trigger.poll().then(messages, (error: unknown) => String(error));
		expect(polled).toEqual([expect.stringContaining('trmum1c')]);
	});

	it.each<[string, () => object]>([
		[
			'destination',
			() => Object.assign(simulator.state.addDestination(trunk, ''), { destination: null }),
		],
		[
			'whitelisted IP',
			() => Object.assign(simulator.state.addWhitelistedIp(trunk, ''), { ip: null }),
		],
	])('names nothing "null": %s', async (_what, add) => {
		const trigger = await watching();
		add();
		expect(JSON.stringify(messages(await trigger.poll()))).not.toContain('null');
	});

	it.each<[string, () => object]>([
		['status of a trunk', () => Object.assign(simulator.state.addTrunk('c').row, { status: null })],
		[
			'value of a setting',
			() => Object.assign(simulator.state.setSetting(trunk, 'a', ''), { value: null }),
		],
	])('fits the schema of the events without a value: %s', async (_what, change) => {
		const trigger = await watching({ resources: ALL });
		change();
		const polled = await trigger.poll().catch((error: unknown) => String(error));
		expect(polled).toEqual([expect.objectContaining({ change: 'added' })]);
	});

	it('shows and keeps no value of a setting that is called a password', async () => {
		const trigger = await watching({ resources: ALL });
		simulator.state.setSetting(trunk, 'sip_password', 'Tr0ub4dor_3');
		const events = await trigger.poll();
		expect(JSON.stringify([events, trigger.kept])).not.toContain('Tr0ub4dor_3');
	});
});

it('tells of a trunk that was made anew under its name after it tells that the old one was removed', async () => {
	const trigger = await watching({ resources: ['trunk'] });
	simulator.state.trunks.delete('trmum1a');
	simulator.state.addTrunk('trmum1z', 'support');
	const events = await trigger.poll();
	expect(messages(events)).toEqual(['Trunk support was removed', 'Trunk support was added']);
});

describe('what was kept and can not be read', () => {
	const ITSELF = ['trmum1a', 'trmum1a', 'support', 'IP-WHITELIST', 'ANY-ANY', 'active'];
	const BOTH = ['trmum1a', 'trmum1b'].map((sid) => JSON.stringify({ sid, itself: ITSELF }));
	it.each<[string, IDataObject]>([
		['half of JSON', { trunks: ['{', '{'] }],
		['null as text', { trunks: ['null', 'null'] }],
		['null', { trunks: [null, null] }],
		['no list', { trunks: 'x' }],
		['half of the trunks', { trunks: BOTH.slice(1) }],
		['objects', { trunks: [{ sid: 'trmum1a', itself: ITSELF }, {}] }],
		['trunks without anything', { trunks: ['{"sid":"trmum1a"}', '{"sid":"trmum1b"}'] }],
		['trunks without values', { trunks: BOTH.map((text) => text.replace(/\[.*\]/, '[]')) }],
		['rows that are none', { rows: [1, 2] }],
		['half of the rows', { rows: ['{"destinationUri":[', '{'] }],
		['rows without keys', { rows: ['{"destinationUri":[null]}', '{}'] }],
		['rows in no list', { rows: ['{"destinationUri":"x"}', '{}'] }],
	])('is a new beginning: %s', async (_what, change) => {
		const trigger = await watching();
		const kept: unknown = JSON.parse(trigger.kept);
		const node = { ...Object(kept), ...change };
		Object.assign(trigger, { stored: JSON.stringify({ 'node:Exotel Trigger': node }) });
		await trigger.restart();
		expect(await trigger.poll()).toBeNull();
		trunk.destinations.pop();
		expect(told(await trigger.poll())).toEqual([['destinationUri.removed', 'support', A]]);
	});
});

describe('the time of a poll', () => {
	it.each([NaN, 36_000.5, Infinity])('is none that stops every poll: %d', async (budgetMs) => {
		const trigger = await activate({}, { budgetMs });
		const polled = await trigger.poll().catch((error: unknown) => String(error));
		expect(polled).toBeNull();
	});

	it('that is over already is told in the form of n8n', async () => {
		const trigger = await activate({}, { budgetMs: -1 });
		expect(await failure(trigger.poll())).toMatchObject({
			name: 'NodeApiError',
			failure: { cause: 'temporarily-unavailable' },
		});
	});

	it('does not hide a 429 and the time to wait that Exotel named', async () => {
		const trigger = await activate({}, { budgetMs: 2_000 });
		simulator.behaviour.latencyMs = 300;
		const answer = html(429, { 'retry-after': '1.9' });
		simulator.faults.push({ path: /trunks$/, answer, times: 9 });
		clock.isHeld = true;
		expect(await failure(trigger.poll())).toMatchObject({
			failure: { cause: 'rate-limited', retryAfterMs: 1_900 },
		});
	});

	it('comes with the time to wait if the requests of the minute are used up', async () => {
		const options = { requestsPerMinute: 1 };
		const trigger = await watching({ resources: ['trunk'], options }, { budgetMs: 36_000 });
		const error = await failure(trigger.poll());
		expect(error.message).toContain('could not be listed in the time');
		expect(error.failure).toMatchObject({ retryAfterMs: expect.any(Number) });
	});

	it('does not blame other nodes if Exotel did not answer', async () => {
		const trigger = await activate({}, { budgetMs: 200 });
		simulator.faults.push({ path: /trunks$/, answer: 'hang', times: 9 });
		const { description } = await failure(trigger.poll());
		expect(description).not.toMatch(/Other nodes|Requests per Minute/);
	});

	it('is not for ever too short in silence, whatever Requests per Minute is', async () => {
		const options = { requestsPerMinute: 4 };
		const trigger = await activate({ options }, { budgetMs: 36_000 });
		let isTold = false;
		for (let minute = 0; minute < 6; minute++) {
			simulator.state.addWhitelistedIp(trunk, `44.1.1.${minute}`);
			isTold ||= await trigger.poll().then(
				(events) => events !== null,
				() => true,
			);
			await clock.sleep(60_000);
		}
		expect(isTold).toBe(true);
	});
});

describe('Fetch Test Event', () => {
	it('shows a sample of the trunks that are chosen', async () => {
		const parameters = { scope: 'selected', trunks: 'sales', resources: ['sipCredential'] };
		const trigger = await activate(parameters);
		expect(await trigger.test()).toMatchObject([
			{ test: true, trunk_sid: 'trmum1b', trunk_name: 'sales' },
		]);
	});

	it('shows something right after a poll that has used up the requests of the minute', async () => {
		const parameters = { resources: ['whitelistedIp'], options: { requestsPerMinute: 3 } };
		const trigger = await watching(parameters, { budgetMs: 36_000 });
		const shown = await trigger.test().catch((error: unknown) => String(error));
		expect(shown).toMatchObject([{ test: true }]);
	});

	it('gives a sample an ID that no event ever has', async () => {
		const row = simulator.state.setSetting(trunk, 'trunk_external_alias', '+918040264208');
		const trigger = await watching({ resources: ['setting'], changes: ['added'] });
		const [sample] = (await trigger.test()) ?? [];
		trunk.settings.pop();
		expect(await trigger.poll()).toBeNull();
		trunk.settings.push(row);
		const [event] = (await trigger.poll()) ?? [];
		expect([sample?.test, event?.event]).toEqual([true, 'setting.added']);
		expect(event?.event_id).not.toBe(sample?.event_id);
	});
});

describe('what an error says', () => {
	it('does not say that a trunk was not found which was found', async () => {
		const trigger = await watching(QUIET);
		const answer = refusal(404, ERRORS.notFound);
		simulator.faults.push({ path: /trmum1b\/credentials$/, answer, times: 9 });
		const { message } = await failure(trigger.poll());
		expect(message).toMatch(/^Trunk sales \(trmum1b\): /);
		expect(message).not.toContain('Trunk trmum1b was not found');
	});

	it('does not say that a poll of 36 seconds has waited almost five minutes', async () => {
		jest.spyOn(Math, 'random').mockReturnValue(0.9);
		const trigger = await activate({}, { budgetMs: 36_000 });
		simulator.faults.push({ path: /trunks$/, answer: html(429), times: 9 });
		expect((await failure(trigger.poll())).description).not.toContain('five minutes');
	});

	it.each<[IDataObject, string]>([
		[{ resources: { a: 1 } }, "Watch can't be an object"],
		[{ changes: NaN }, "Changes can't be NaN, the result of a calculation without numbers"],
	])('says what an expression gave instead: %j', async (parameters, message) => {
		const trigger = await activate(parameters);
		expect((await failure(trigger.poll())).message).toContain(message);
	});
});
