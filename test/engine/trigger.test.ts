import type { IDataObject } from 'n8n-workflow';

import { ActiveTrigger, type Activation } from '../harness/engine/activeTrigger';
import { loadExotelTrigger, runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { html, refusal } from '../harness/simulator/answers';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

const TLS = '5061;transport=tls';
const ALL = [
	...['destinationUri', 'phoneNumber', 'setting', 'sipCredential', 'trunk', 'whitelistedIp'],
];

let trunk: Trunk;
const simulator = useSimulator(({ state }) => {
	trunk = state.addTrunk('trmum1a', 'support');
	state.addDestination(trunk, `a.example.com:${TLS}`);
	state.addTrunk('trmum1b', 'sales');
});

const activate = async (parameters: Activation['parameters'] = {}, more: Activation = {}) =>
	await ActiveTrigger.of(simulator.credential, { parameters, ...more });

/** A trigger that has been polled once. */
async function watching(parameters: Activation['parameters'] = {}, more: Activation = {}) {
	const trigger = await activate(parameters, more);
	expect(await trigger.poll()).toBeNull();
	return trigger;
}

const told = (events: IDataObject[] | null) =>
	(events ?? []).map(({ event, trunk_name: name, key }) => [event, name, key]);

/** What a poll throws, as n8n stores it. */
async function failure(poll: Promise<unknown>): Promise<Record<string, unknown>> {
	const error: unknown = await poll.then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	expect(error).toBeInstanceOf(Error);
	const { name, message, description, httpCode, context, failure: cause } = Object(error);
	return { name, message, description, httpCode, context, failure: cause };
}

const read = (from: number) => simulator.calls.slice(from);

describe('the description', () => {
	it('is that of a polling trigger', async () => {
		const { description } = await loadExotelTrigger();
		expect(description).toMatchObject({
			displayName: 'Exotel Trigger',
			name: 'exotelTrigger',
			version: 1,
			group: ['trigger'],
			polling: true,
			inputs: [],
			credentials: [{ name: 'exotelApi', required: true }],
		});
		expect(description.properties.map(({ name }) => name)).toEqual([
			...['pollTimes', 'resources', 'changes', 'scope', 'trunks', 'options'],
		]);
		const of = (name: string) => description.properties.find((one) => one.name === name);
		expect(of('resources')?.default).toEqual(ALL.filter((one) => one !== 'setting'));
		expect(of('changes')?.default).toEqual(['added', 'changed', 'removed']);
		expect(of('scope')?.default).toBe('all');
	});
});

describe('polls', () => {
	it('tell nothing at first, and nothing as long as nothing changes', async () => {
		const trigger = await watching();
		expect(await trigger.poll()).toBeNull();
		expect(simulator.calls.filter((call) => !call.startsWith('GET '))).toEqual([]);
	});

	it('tell of everything that has changed, in an item each', async () => {
		const trigger = await watching({ resources: ALL });
		const { state } = simulator;
		Object.assign(trunk.destinations[0] ?? {}, { priority: 1, weight: 3 });
		state.addDestination(trunk, `b.example.com:${TLS}`);
		state.addWhitelistedIp(trunk, '44.1.1.1');
		state.addCredential(trunk, 'pbx', 'Tr0ub4dor_3', 'the PBX');
		state.addPhoneNumber(trunk, '+918040264208');
		state.setSetting(trunk, 'trunk_external_alias', '+918040264208');
		Object.assign(trunk.row, { trunk_name: 'helpdesk', status: 'inactive' });
		const events = await trigger.poll();
		const values = { trunk_name: 'helpdesk', auth_type: 'IP-WHITELIST', nso_code: 'ANY-ANY' };
		expect(events?.[0]).toEqual({
			event: 'trunk.changed',
			message:
				'Trunk helpdesk was changed: trunk name support → helpdesk, status active → inactive',
			event_id: expect.stringMatching(/^[\da-f]{32}$/),
			resource: 'trunk',
			change: 'changed',
			trunk_sid: 'trmum1a',
			trunk_name: 'helpdesk',
			key: 'helpdesk',
			before: { ...values, trunk_name: 'support', status: 'active' },
			after: { ...values, status: 'inactive' },
			changed_fields: ['trunk_name', 'status'],
			detected_at: expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/),
		});
		expect(Object.keys(events?.[0] ?? {})).toEqual([
			...['event', 'message', 'event_id', 'resource', 'change', 'trunk_sid', 'trunk_name', 'key'],
			...['before', 'after', 'changed_fields', 'detected_at'],
		]);
		const a = `sip:a.example.com:${TLS}`;
		const b = `sip:b.example.com:${TLS}`;
		const on = 'trunk helpdesk';
		expect(
			events?.slice(1).map(({ event, message, before, after }) => [event, message, before, after]),
		).toEqual([
			[
				'destinationUri.added',
				`Destination URI ${b} was added to ${on}`,
				null,
				{ destination: b, priority: 0, weight: 1 },
			],
			[
				'destinationUri.changed',
				`Destination URI ${a} of ${on} was changed: priority 0 → 1, weight 1 → 3`,
				{ destination: a, priority: 0, weight: 1 },
				{ destination: a, priority: 1, weight: 3 },
			],
			[
				'whitelistedIp.added',
				`Whitelisted IP 44.1.1.1/32 was added to ${on}`,
				null,
				{ ip: '44.1.1.1', mask: 32 },
			],
			[
				'phoneNumber.added',
				`Phone number mapping +918040264208 was added to ${on}`,
				null,
				{ phone_number: '+918040264208', mode: 'pstn' },
			],
			[
				'sipCredential.added',
				`SIP credential pbx was added to ${on}`,
				null,
				{ user_name: 'pbx', friendly_name: 'the PBX' },
			],
			[
				'setting.added',
				`Setting trunk_external_alias was added to ${on}`,
				null,
				{ name: 'trunk_external_alias', value: '+918040264208' },
			],
		]);
		expect(JSON.stringify([events, trigger.kept])).not.toContain('Tr0ub4dor_3');
		expect(await trigger.poll()).toBeNull();
	});

	it('tell of a new trunk and of one that is gone with all that they have', async () => {
		const trigger = await watching();
		simulator.state.trunks.delete('trmum1a');
		simulator.state.addPhoneNumber(simulator.state.addTrunk('trmum1c', 'new'), '+918040264208');
		const events = await trigger.poll();
		expect(told(events)).toEqual([
			['trunk.added', 'new', 'new'],
			['phoneNumber.added', 'new', '+918040264208'],
			['trunk.removed', 'support', 'support'],
			['destinationUri.removed', 'support', `sip:a.example.com:${TLS}`],
		]);
		expect(events?.map(({ message }) => message)).toEqual([
			'Trunk new was added',
			'Phone number mapping +918040264208 was added to trunk new',
			'Trunk support was removed',
			`Destination URI sip:a.example.com:${TLS} was removed from trunk support`,
		]);
		expect(await trigger.poll()).toBeNull();
	});

	it('tell nothing of what is listed in another form or order', async () => {
		simulator.state.addDestination(trunk, `b.example.com:${TLS}`);
		simulator.state.addPhoneNumber(trunk, '+918040264208', 'pstn');
		const trigger = await watching();
		Object.assign(trunk.destinations[0] ?? {}, {
			...{ destination: 'sip:A.Example.com.:05061;transport=TLS', priority: '0', weight: null },
		});
		Object.assign(trunk.phoneNumbers[0] ?? {}, { phone_number: '918040264208', mode: null });
		Object.assign(simulator.behaviour, { listOrder: 'random', ids: 'number' });
		expect(await trigger.poll()).toBeNull();
	});

	it('tell apart what is there twice', async () => {
		const second = simulator.state.addDestination(trunk, `a.example.com:${TLS}`);
		const trigger = await watching();
		Object.assign(second, { priority: 5 });
		expect((await trigger.poll())?.map(({ message }) => message)).toEqual([
			`Destination URI sip:a.example.com:${TLS} of trunk support was changed: priority 0 → 5`,
		]);
		Object.assign(second, { priority: 6 });
		trunk.destinations.shift();
		expect(await trigger.poll()).toMatchObject([
			{ event: 'destinationUri.changed', before: { priority: 5 }, after: { priority: 6 } },
			{ event: 'destinationUri.removed', before: { priority: 0 }, after: null },
		]);
	});

	it('show no secret of a destination that somebody has made elsewhere', async () => {
		const trigger = await watching();
		Object.assign(simulator.state.addDestination(trunk, ''), {
			destination: `sip:bob:Tr0ub4dor_3@b.example.com:${TLS}`,
		});
		const events = await trigger.poll();
		expect(told(events)).toEqual([
			['destinationUri.added', 'support', `sip:…@b.example.com:${TLS}`],
		]);
		expect(JSON.stringify([events, trigger.kept])).not.toContain('Tr0ub4dor_3');
	});

	it('give the same change another ID when it happens again', async () => {
		const trigger = await watching();
		const [row = {}] = trunk.destinations;
		const ids = new Set<unknown>();
		for (const priority of [1, 0, 1, 0]) {
			Object.assign(row, { priority });
			const [event, ...more] = (await trigger.poll()) ?? [];
			expect([more, event?.after]).toMatchObject([[], { priority }]);
			ids.add(event?.event_id);
		}
		expect(ids.size).toBe(4);
	});

	it('tell the same change again with the same ID if n8n was killed before it was stored', async () => {
		const trigger = await watching();
		await trigger.change({}); // stored
		Object.assign(trunk.destinations[0] ?? {}, { priority: 1 });
		const [lost] = (await trigger.pollAndCrash()) ?? [];
		expect(lost?.event).toBe('destinationUri.changed');
		simulator.state.addDestination(trunk, `b.example.com:${TLS}`);
		const events = await trigger.poll();
		expect(told(events)).toEqual([
			['destinationUri.added', 'support', `sip:b.example.com:${TLS}`],
			['destinationUri.changed', 'support', `sip:a.example.com:${TLS}`],
		]);
		expect(events?.[1]?.event_id).toBe(lost?.event_id);
		expect(events?.[0]?.event_id).not.toBe(lost?.event_id);
	});

	it('tell what changed while the workflow was off', async () => {
		const trigger = await watching();
		await trigger.change({});
		trunk.destinations.pop();
		expect(told(await trigger.poll())).toEqual([
			['destinationUri.removed', 'support', `sip:a.example.com:${TLS}`],
		]);
	});

	it('do not overlap: one that begins while another is under way does nothing', async () => {
		const trigger = await watching();
		trunk.destinations.pop();
		simulator.behaviour.latencyMs = 20;
		const moment = simulator.calls.length;
		const polled = await Promise.all([trigger.poll(), trigger.poll(), trigger.poll()]);
		expect(polled.map(told)).toEqual([
			[['destinationUri.removed', 'support', `sip:a.example.com:${TLS}`]],
			[],
			[],
		]);
		expect(read(moment)).toHaveLength(9);
		simulator.behaviour.latencyMs = 0;
		expect(await trigger.poll()).toBeNull();
	});
});

describe('what is watched', () => {
	it('is read, and nothing else', async () => {
		const trigger = await watching({ resources: ['whitelistedIp'] });
		simulator.state.addDestination(trunk, `b.example.com:${TLS}`);
		Object.assign(trunk.row, { trunk_name: 'helpdesk' });
		simulator.state.addWhitelistedIp(trunk, '44.1.1.1');
		simulator.forgetRequests();
		expect(told(await trigger.poll())).toEqual([
			['whitelistedIp.added', 'helpdesk', '44.1.1.1/32'],
		]);
		expect(simulator.requests.map(({ path }) => path.split('/trunks')[1]).sort()).toEqual([
			...['', '/trmum1a/whitelisted-ips', '/trmum1b/whitelisted-ips'],
		]);
	});

	it('costs one request a poll for trunks alone', async () => {
		const trigger = await watching({ resources: ['trunk'] });
		Object.assign(trunk.row, { status: 'inactive' });
		const moment = simulator.calls.length;
		expect(told(await trigger.poll())).toEqual([['trunk.changed', 'support', 'support']]);
		expect(read(moment)).toHaveLength(1);
	});

	it.each([
		[['added'], ['destinationUri.added']],
		[['changed'], ['whitelistedIp.changed']],
		['removed', ['destinationUri.removed']],
		['Added, removed', ['destinationUri.added', 'destinationUri.removed']],
	])('are changes of the kinds %j', async (changes, events) => {
		const trigger = await watching({ changes, resources: 'destinationUri,trunk' });
		trunk.destinations.pop();
		simulator.state.addDestination(trunk, `b.example.com:${TLS}`);
		Object.assign(trunk.row, { status: 'inactive' });
		const expected = events.map((event) => event.replace('whitelistedIp', 'trunk'));
		expect((await trigger.poll())?.map(({ event }) => event)).toEqual(expected);
		expect(await trigger.poll()).toBeNull();
	});

	it.each(['support', 'SUPP*', 'trmum1a', '*a\n nobody', '*port, TRMUM1A'])(
		'are the trunks that %j names',
		async (trunks) => {
			const trigger = await watching({ scope: 'selected', trunks });
			const sales = simulator.state.trunks.get('trmum1b');
			if (sales === undefined) throw new Error('There is no trunk');
			for (const one of [trunk, sales]) simulator.state.addWhitelistedIp(one, '44.1.1.1');
			Object.assign(sales.row, { status: 'inactive' });
			expect(told(await trigger.poll())).toEqual([
				['whitelistedIp.added', 'support', '44.1.1.1/32'],
			]);
			expect(simulator.calls.filter((call) => call.includes('trmum1b'))).toEqual([]);
		},
	);

	it('ends with a trunk that is renamed, and begins with one, without telling what it has', async () => {
		const trigger = await watching({ scope: 'selected', trunks: 'support*' });
		const sales = simulator.state.trunks.get('trmum1b');
		simulator.state.addDestination(sales ?? trunk, `b.example.com:${TLS}`);
		Object.assign(trunk.row, { trunk_name: 'old' });
		Object.assign(sales?.row ?? {}, { trunk_name: 'support2' });
		expect(told(await trigger.poll())).toEqual([
			['trunk.changed', 'old', 'old'],
			['trunk.changed', 'support2', 'support2'],
		]);
		trunk.destinations.pop();
		sales?.destinations.pop();
		expect(told(await trigger.poll())).toEqual([
			['destinationUri.removed', 'support2', `sip:b.example.com:${TLS}`],
		]);
		// What happened while it was not watched is no news.
		Object.assign(trunk.row, { trunk_name: 'support' });
		expect(told(await trigger.poll())).toEqual([['trunk.changed', 'support', 'support']]);
	});

	it('leaves out fields that are ignored', async () => {
		const ignoreFields = ['priority', 'weight'];
		const trigger = await watching({ options: { ignoreFields } });
		Object.assign(trunk.destinations[0] ?? {}, { priority: 3 });
		expect(await trigger.poll()).toBeNull();
		Object.assign(trunk.row, { status: 'inactive' });
		simulator.state.addDestination(trunk, `b.example.com:${TLS}`);
		expect(told(await trigger.poll())).toEqual([
			['trunk.changed', 'support', 'support'],
			['destinationUri.added', 'support', `sip:b.example.com:${TLS}`],
		]);
	});

	it.each<[string, Activation['parameters']]>([
		['resources', { resources: ALL }],
		['trunks', { scope: 'selected', trunks: '*' }],
		['ignored fields', { options: { ignoreFields: ['priority'] } }],
	])('begins anew, without a storm of events, when the %s change', async (_what, parameters) => {
		simulator.state.setSetting(trunk, 'trunk_external_alias', '+918040264208');
		const trigger = await watching();
		await trigger.change({ activation: { parameters } });
		trunk.destinations.pop();
		expect(await trigger.poll()).toBeNull();
		trunk.row.status = 'inactive';
		expect(told(await trigger.poll())).toEqual([['trunk.changed', 'support', 'support']]);
	});

	it('begins anew with another account', async () => {
		const trigger = await watching();
		simulator.state.trunks.clear();
		const other = { ...simulator.credential, accountSid: 'other' };
		await trigger.change({ credential: other });
		await expect(trigger.poll()).rejects.toThrow(/Authorization|not found|Not Found/);
		await trigger.change({ credential: simulator.credential });
		expect((await trigger.poll())?.map(({ event }) => event)).toContain('trunk.removed');
	});

	it('stays what it is when other kinds of changes are chosen', async () => {
		const trigger = await watching({ changes: ['added'] });
		trunk.destinations.pop();
		await trigger.change({ activation: { parameters: { changes: ['removed'] } } });
		expect(told(await trigger.poll())).toEqual([
			['destinationUri.removed', 'support', `sip:a.example.com:${TLS}`],
		]);
	});
});

describe('Fetch Test Event', () => {
	it('shows what has changed, and keeps nothing', async () => {
		const trigger = await watching();
		trunk.destinations.pop();
		const { kept } = trigger;
		const shown = await trigger.test();
		expect(told(shown)).toEqual([
			['destinationUri.removed', 'support', `sip:a.example.com:${TLS}`],
		]);
		expect(shown?.[0]).not.toHaveProperty('test');
		expect(trigger.kept).toBe(kept);
		const [event] = (await trigger.poll()) ?? [];
		expect(event?.event_id).toBe(shown?.[0]?.event_id);
	});

	it.each<[string, Activation['parameters'], IDataObject]>([
		[
			'something that is there',
			{},
			{
				event: 'destinationUri.added',
				trunk_name: 'support',
				after: { destination: `sip:a.example.com:${TLS}`, priority: 0, weight: 1 },
			},
		],
		[
			'the kinds that are chosen',
			{ resources: ['trunk'], changes: ['removed'] },
			{ event: 'trunk.removed', after: null },
		],
		[
			'what can change',
			{ resources: ['whitelistedIp', 'phoneNumber'], changes: ['changed'] },
			{
				event: 'phoneNumber.changed',
				key: '+918040264208',
				changed_fields: ['mode'],
				after: { mode: 'pstn' },
			},
		],
		[
			'what might be there',
			{ resources: ['sipCredential'] },
			{ event: 'sipCredential.added', key: 'pbx_user', trunk_name: 'support' },
		],
		[
			'a trunk that is chosen',
			{ scope: 'selected', trunks: 'sales', resources: ['trunk'] },
			{ event: 'trunk.added', trunk_name: 'sales' },
		],
	])('shows a sample of %s if there is nothing else', async (_what, parameters, sample) => {
		const trigger = await activate(parameters);
		const { kept } = trigger;
		const shown = await trigger.test();
		expect(shown).toHaveLength(1);
		expect(shown).toMatchObject([{ ...sample, test: true }]);
		expect(trigger.kept).toBe(kept);
	});

	it.each(ALL)('has a sample for an empty account: %s', async (resource) => {
		simulator.state.trunks.clear();
		const trigger = await activate({ resources: [resource] });
		const [sample] = (await trigger.test()) ?? [];
		expect(sample).toMatchObject({ resource, test: true, key: expect.stringMatching(/\w/) });
		expect(sample?.message).toMatch(/^Sample: [A-Z][\w ]+ \S+ was added/);
	});

	it('reads few trunks for a sample', async () => {
		for (let index = 0; index < 30; index++)
			simulator.state.addTrunk(`trmum1n${index}`, `n${index}`);
		await (await activate()).test();
		expect(simulator.calls.length).toBeLessThan(20);
	});

	it('says that no trunk has a name, and which are close', async () => {
		const trigger = await activate({ scope: 'selected', trunks: 'suport' });
		expect(await failure(trigger.test())).toMatchObject({
			name: 'NodeOperationError',
			message: 'No trunk fits suport',
			description: expect.stringContaining('Similar names: support.'),
		});
		// It may be there tomorrow.
		expect(await trigger.poll()).toBeNull();
	});

	it('says why nothing can be read', async () => {
		simulator.faults.push({ path: /credentials$/, answer: html(403), times: 9 });
		const error = await failure((await activate()).test());
		expect(error.message).toMatch(/^Trunk (support|sales) \(trmum1[ab]\): /);
	});
});

describe('parameters that can not be used', () => {
	it.each<[IDataObject, string, string]>([
		[{ resources: [] }, 'Watch is empty', 'Watch'],
		[{ resources: ['trunks'] }, 'Watch can\'t be "trunks": choose ', 'Watch'],
		[{ changes: '' }, 'Changes is empty', 'Changes'],
		[{ scope: 'some' }, 'Trunks can\'t be "some": choose all or selected', 'Trunks'],
		[{ scope: 'selected', trunks: ' , ' }, 'There is no trunk to watch', 'Trunk Names or SIDs'],
		[{ scope: 'selected', trunks: null }, 'There is no trunk to watch', 'Trunk Names or SIDs'],
		[{ scope: 'selected', trunks: 'a b' }, 'names and SIDs of trunks have', 'Trunk Names or SIDs'],
		[{ scope: 'selected', trunks: ['a'] }, "can't be an array", 'Trunk Names or SIDs'],
		[{ options: { ignoreFields: ['prio'] } }, 'Ignore Fields can\'t be "prio"', 'Ignore Fields'],
		[{ options: { timeout: 0 } }, 'Timeout is not a whole number', 'Timeout'],
		[
			{ resources: ['whitelistedIp'], changes: ['changed'] },
			'Nothing of what is watched can change in place',
			'Changes',
		],
		[
			{
				...{ resources: ['destinationUri'], changes: ['changed'] },
				options: { ignoreFields: 'priority, weight' },
			},
			'Nothing of what is watched can change in place',
			'Changes',
		],
	])('%j', async (parameters, message, label) => {
		// As an expression may give them.
		const trigger = await activate(parameters as Activation['parameters']);
		for (const poll of ['poll', 'test'] as const) {
			const error = await failure(trigger[poll]());
			expect(error).toMatchObject({
				name: 'NodeOperationError',
				message: expect.stringContaining(message),
				description: `Correct the parameter "${label}".`,
			});
		}
		expect(simulator.calls).toEqual([]);
	});
});

describe('a poll that fails', () => {
	const QUIET = { options: { maxRetries: 0 } };

	it('says once what is wrong with the credential', async () => {
		const wrong = { ...simulator.credential, apiToken: 'wrong' };
		const trigger = await ActiveTrigger.of(wrong, {});
		expect(await failure(trigger.poll())).toMatchObject({
			name: 'NodeApiError',
			httpCode: '401',
			message: 'Authorization failed (Exotel code 1010, HTTP 401)',
			description: expect.stringContaining('API Key, API Token and Region'),
			failure: { cause: 'credential-invalid' },
		});
		expect(simulator.calls).toHaveLength(1);
		const { context } = await failure(trigger.poll());
		expect(context).not.toHaveProperty('itemIndex');
	});

	it('says when to try again, if n8n does not wait that long', async () => {
		const trigger = await watching({}, { budgetMs: 36_000 });
		const headers = { 'retry-after': '90' };
		simulator.faults.push({ path: /trunks$/, answer: html(429, headers), times: 9 });
		const moment = simulator.calls.length;
		expect(await failure(trigger.poll())).toMatchObject({
			failure: { cause: 'rate-limited', retryAfterMs: 90_000 },
		});
		expect(read(moment)).toHaveLength(1);
	});

	it.each([
		[html(503), 'temporarily-unavailable'],
		['reset' as const, 'temporarily-unavailable'],
		[refusal(403, { code: 1003 }), 'configuration-invalid'],
	])('tells n8n the cause: %j', async (answer, cause) => {
		const trigger = await watching(QUIET);
		simulator.faults.push({ path: /trunks$/, answer, times: 9 });
		expect(await failure(trigger.poll())).toMatchObject({ failure: { cause } });
		simulator.faults.length = 0;
		trunk.destinations.pop();
		expect(await trigger.poll()).toHaveLength(1);
	});

	it('takes nothing of a trunk that was not read whole', async () => {
		const trigger = await watching(QUIET);
		trunk.destinations.pop();
		simulator.state.addWhitelistedIp(trunk, '44.1.1.1');
		simulator.faults.push({ path: /trmum1a\/credentials$/, answer: html(502), times: 9 });
		expect((await failure(trigger.poll())).message).toMatch(/^Trunk support \(trmum1a\): /);
		simulator.faults.length = 0;
		expect(told(await trigger.poll())).toEqual([
			['destinationUri.removed', 'support', `sip:a.example.com:${TLS}`],
			['whitelistedIp.added', 'support', '44.1.1.1/32'],
		]);
	});

	it('tells what has changed on other trunks, and fails next time if it lasts', async () => {
		const trigger = await watching(QUIET);
		const sales = simulator.state.trunks.get('trmum1b') ?? trunk;
		for (const one of [trunk, sales]) simulator.state.addWhitelistedIp(one, '44.1.1.1');
		simulator.faults.push({ path: /trmum1b\/credentials$/, answer: html(502), times: 99 });
		expect(told(await trigger.poll())).toEqual([['whitelistedIp.added', 'support', '44.1.1.1/32']]);
		expect(trigger.log).toEqual([
			expect.stringMatching(/^Exotel Trigger: Trunk sales \(trmum1b\): The answer is not .+\. \S/),
		]);
		expect((await failure(trigger.poll())).message).toMatch(/^Trunk sales \(trmum1b\): /);
		simulator.faults.length = 0;
		expect(told(await trigger.poll())).toEqual([['whitelistedIp.added', 'sales', '44.1.1.1/32']]);
	});

	it.each(['memory', 'cursor'] as const)(
		'does not keep the others waiting if some trunks always fail, with what n8n keeps in %s',
		async (keeps) => {
			for (let index = 0; index < 10; index++) {
				simulator.state.addTrunk(`trmum1n${index}`, `n${index}`);
			}
			const trigger = await activate(QUIET, { keeps });
			const path = /trmum1(a|b|n5)\/credentials$/;
			simulator.faults.push({ path, answer: html(502), times: 999 });
			const fails = async () => await failure(trigger.poll()).then(({ message }) => message);
			// They are found one after the other; then each poll reads all the others first.
			for (let index = 0; index < 6; index++) await trigger.poll().catch(() => null);
			expect(await fails()).toMatch(/^Trunk (support|sales|n5) /);
			for (const one of simulator.state.trunks.values())
				simulator.state.addWhitelistedIp(one, '44.1.1.1');
			expect(await trigger.poll()).toHaveLength(9);
			expect(await fails()).toMatch(/^Trunk (support|sales|n5) /);
			simulator.faults.length = 0;
			expect(await trigger.poll()).toBeNull();
			trunk.destinations.pop();
			expect(await trigger.poll()).toHaveLength(1);
		},
	);

	it('is none if a trunk is deleted while it is read', async () => {
		const trigger = await watching();
		simulator.faults.push({
			path: /trmum1b\/credentials$/,
			meanwhile: () => simulator.state.trunks.delete('trmum1b'),
		});
		expect(told(await trigger.poll())).toEqual([]);
		expect(told(await trigger.poll())).toEqual([['trunk.removed', 'sales', 'sales']]);
	});
});

describe('the time of a poll', () => {
	const NAMES = Array.from({ length: 20 }, (_, index) => `n${String(index).padStart(2, '0')}`);
	beforeEach(() => {
		simulator.state.trunks.clear();
		for (const name of NAMES) simulator.state.addTrunk(`trmum1${name}`, name);
	});
	const readIn = async (trigger: ActiveTrigger) => {
		const moment = simulator.requests.length;
		const events = await trigger.poll();
		const lists = simulator.requests.slice(moment).filter(({ path }) => /credentials$/.test(path));
		const names = lists.map(({ path }) => /trmum1(n\d+)/.exec(path)?.[1] ?? '');
		return { events, names };
	};

	it('is kept; what did not fit is read first next time, and the log says how long a round takes', async () => {
		simulator.behaviour.latencyMs = 100;
		const options = { requestsPerMinute: 1_000_000 };
		const trigger = await activate({ options }, { budgetMs: 1_000, keeps: 'cursor' });
		const rounds: string[][] = [];
		for (let index = 0; index < 12 && new Set(rounds.flat()).size < NAMES.length; index++) {
			const start = performance.now();
			const { events, names } = await readIn(trigger);
			expect(performance.now() - start).toBeLessThan(5_000);
			expect(events).toBeNull();
			rounds.push(names);
		}
		expect([...new Set(rounds.flat())].sort()).toEqual(NAMES);
		expect(rounds.length).toBeGreaterThan(1);
		expect(trigger.log[0]).toMatch(
			/^Exotel Trigger: read \d+ of 20 trunks in the time of one poll; one round takes about \d+ polls\. The others are read first next time\.$/,
		);

		// Some of them may have been cut off: the server has seen requests for these as well. Now none is left.
		await trigger.change({ activation: { budgetMs: 60_000 } });
		expect(await trigger.poll()).toBeNull();
		await trigger.change({ activation: { budgetMs: 1_000 } });

		// What happens to any of them is told once, in some poll of the next rounds, also if reading it is cut off at first.
		// Only one hangs: a poll in which none is read fails.
		simulator.faults.push({ path: /trmum1n19\/phone-numbers$/, answer: 'hang', times: 1 });
		for (const one of simulator.state.trunks.values())
			simulator.state.addWhitelistedIp(one, '44.1.1.1');
		const events: IDataObject[] = [];
		for (let index = 0; index < 12; index++) events.push(...((await trigger.poll()) ?? []));
		expect(events.map(({ trunk_name: name }) => String(name)).sort()).toEqual(NAMES);
	});

	it('ends a request that does not come back', async () => {
		const trigger = await watching();
		simulator.faults.push({ path: /trmum1n00\/credentials$/, answer: 'hang', times: 9 });
		await trigger.change({ activation: { budgetMs: 400 } });
		const start = performance.now();
		const { events } = await readIn(trigger);
		expect(events).toBeNull();
		expect(performance.now() - start).toBeLessThan(5_000);
		expect(trigger.log).toEqual([expect.stringContaining('Exotel Trigger: read ')]);
	});

	it('may be used up before the trunks are listed', async () => {
		simulator.faults.push({ path: /trunks$/, answer: 'hang', times: 9 });
		const trigger = await activate({}, { budgetMs: 200 });
		expect(await failure(trigger.poll())).toMatchObject({
			name: 'NodeApiError',
			message: "The account's trunks could not be listed in the time that n8n gives a poll",
			failure: { cause: 'temporarily-unavailable' },
		});
	});

	it('is shared with the other nodes of the account, whose requests count', async () => {
		const watchAt = async (requestsPerMinute: number) =>
			await activate({ options: { requestsPerMinute } }, { budgetMs: 36_000 });
		const trigger = await watchAt(30);
		await runWorkflow(
			exotelWorkflow({
				rows: Array.from({ length: 10 }, (_, index) => ({ destination: `d${index}.example` })),
				parameters: {
					trunkSid: { __rl: true, mode: 'id', value: 'trmum1n00' },
					options: { batchSize: 1 },
				},
			}),
			simulator.credential,
		);
		const used = simulator.calls.length;
		expect(used).toBeGreaterThan(9);
		expect(await trigger.poll()).toBeNull();
		expect(simulator.calls.length).toBeLessThanOrEqual(30);
		expect(simulator.calls.length).toBeGreaterThan(used);
		expect(trigger.log).toEqual([expect.stringMatching(/read [1-4] of 20 trunks/)]);
		expect(await failure((await watchAt(20)).poll())).toMatchObject({
			description: expect.stringContaining('Raise Requests per Minute of this trigger'),
		});
	});
});

it('keeps less than 2 MB for 1,000 trunks with five of everything', async () => {
	const { state } = simulator;
	state.trunks.clear();
	for (let index = 0; index < 1000; index++) {
		const one = state.addTrunk(`trmum1f708622631150902801a${index}`, `support_${index}`);
		for (let row = 0; row < 5; row++) {
			state.addDestination(one, `pbx${row}.customer${index}.example.com:${TLS}`);
			state.addWhitelistedIp(one, `44.${row}.${index % 250}.${index % 200}`);
			state.addPhoneNumber(one, `+9180${index}${row}`.padEnd(13, '0'), 'flow');
			state.addCredential(one, `pbx_user_${row}`, 'x', 'the_pbx_of_the_floor');
			state.setSetting(one, `trunk_external_alias${row}`, '+918040264208');
		}
	}
	const options = { requestsPerMinute: 1_000_000 };
	const trigger = await watching({ resources: ALL, options });
	expect(trigger.kept.length).toBeGreaterThan(500_000);
	expect(Buffer.byteLength(trigger.kept)).toBeLessThan(2_000_000);
}, 300_000);
