import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { pageOf, refusal } from '../harness/simulator/answers';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

/** What Check finds on trunks of every kind. */
const NUMBER = '+918040264208';
const TLS = '5061;transport=tls';

let trunk: Trunk;
const simulator = useSimulator(({ state }) => {
	trunk = makeHealthy(state.addTrunk('trmum1a', 'support'));
	state.addExoPhone(NUMBER);
});

/** Gives a trunk all that it needs for calls to come in and go out. */
function makeHealthy(made: Trunk): Trunk {
	const { state } = simulator;
	state.addDestination(made, `a.example:${TLS}`);
	state.addDestination(made, `44.1.1.1:${TLS}`);
	state.addWhitelistedIp(made, '44.1.1.1');
	state.addPhoneNumber(made, NUMBER);
	state.setSetting(made, 'trunk_external_alias', NUMBER);
	return made;
}

const add = (uri: string, values: object = {}) =>
	Object.assign(simulator.state.addDestination(trunk, ''), { destination: uri, ...values });
const addHost = (host: string, values: object = {}) => add(`sip:${host}:${TLS}`, values);
const whitelist = (ip: string, values: object = {}) =>
	Object.assign(simulator.state.addWhitelistedIp(trunk, ip), values);
const callerId = (value: string) =>
	simulator.state.setSetting(trunk, 'trunk_external_alias', value);
const clear = (...lists: unknown[][]) => lists.forEach((list) => (list.length = 0));

async function check(
	parameters: INodeParameters = {},
	{ rows = [{}], onError }: { rows?: IDataObject[]; onError?: INode['onError'] } = {},
) {
	const done = await runWorkflow(
		exotelWorkflow({
			rows,
			onError,
			parameters: {
				...{ resource: 'trunk', operation: 'check' },
				trunkSid: { __rl: true, mode: 'id', value: 'trmum1a' },
				...parameters,
			},
		}),
		simulator.credential,
	);
	expect(simulator.calls.filter((call) => !call.startsWith('GET '))).toEqual([]);
	const output = done.output('Exotel');
	return {
		...done,
		paired: output.map(({ pairedItem }) => pairedItem),
		items: output.map(({ json }) => json),
	};
}

/** The level, the rule and what it is about, of each finding. */
async function found(parameters?: INodeParameters) {
	const { items } = await check(parameters);
	return items.map(({ level, rule, about }) => [level, rule, about]);
}

const OK = [['ok', null, 'support']];
type Found = ReadonlyArray<ReadonlyArray<string | null>>;

/** What is done to a healthy trunk, and what is then found on it. */
const CASES: Readonly<Record<string, ReadonlyArray<readonly [string, () => void, Found]>>> = {
	not_whitelisted: [
		['an address that is not on it', () => addHost('44.1.1.2'), [notListed('44.1.1.2')]],
		[
			'an empty whitelist',
			() => {
				clear(trunk.whitelistedIps);
				simulator.state.addCredential(trunk, 'pbx', 'x');
			},
			[notListed('44.1.1.1')],
		],
		['a host name', () => addHost('b.example'), OK],
		['a single address', () => (addHost('44.1.1.2'), whitelist('44.1.1.2')), OK],
		[
			'an address without a mask',
			() => (addHost('4.1.1.2'), whitelist('4.1.1.2', { mask: null })),
			OK,
		],
		['a mask as text', () => (addHost('44.1.1.2'), whitelist('44.1.1.2', { mask: '32' })), OK],
		[
			'the last address of a network',
			() => (addHost('44.2.2.63'), whitelist('44.2.2.0', { mask: '26' })),
			[['warning', 'wide_whitelist', '44.2.2.0/26']],
		],
		[
			'the first address behind a network',
			() => (addHost('44.2.2.64'), whitelist('44.2.2.0', { mask: '26' })),
			[notListed('44.2.2.64'), ['warning', 'wide_whitelist', '44.2.2.0/26']],
		],
		[
			'a network that reaches over half of all addresses',
			() => (addHost('200.2.2.64'), whitelist('130.0.0.0', { mask: 1 })),
			[['error', 'wide_whitelist', '130.0.0.0/1']],
		],
		[
			'another form of it, with a user part that is not shown',
			() => add('SIP:bob:secret@44.1.1.2:5061;transport=TLS'),
			[['error', 'not_whitelisted', '…@44.1.1.2:5061;transport=TLS']],
		],
		[
			'UDP without a transport',
			() => add('sip:44.1.1.2:5060'),
			[['error', 'not_whitelisted', 'sip:44.1.1.2:5060']],
		],
	],
	no_destination: [
		['with a number', () => clear(trunk.destinations), [['error', 'no_destination', 'support']]],
		[
			'without a number',
			() => clear(trunk.destinations, trunk.phoneNumbers),
			[
				['warning', 'no_destination', 'support'],
				['warning', 'no_number', 'support'],
			],
		],
		[
			'a row that names none',
			() => (clear(trunk.destinations), add('', { destination: null })),
			[['error', 'no_destination', 'support']],
		],
	],
	no_way_to_call_out: [
		[
			'neither a whitelisted IP nor a credential',
			() => (clear(trunk.whitelistedIps), trunk.destinations.pop(), addHost('b.example')),
			[['warning', 'no_way_to_call_out', 'support']],
		],
		[
			'a credential alone',
			() => {
				clear(trunk.whitelistedIps);
				trunk.destinations.pop();
				addHost('b.example');
				simulator.state.addCredential(trunk, 'pbx', 'x');
			},
			OK,
		],
	],
	no_number: [['none', () => clear(trunk.phoneNumbers), [['warning', 'no_number', 'support']]]],
	duplicate_destination: [
		[
			'the same text',
			() => addHost('a.example'),
			[['warning', 'duplicate_destination', `sip:a.example:${TLS}`]],
		],
		[
			'other forms of it, three times, and another one twice',
			() => {
				add('sip:A.example.;transport=TLS');
				add('sips:a.example:05061');
				addHost('44.1.1.1', { id: undefined });
			},
			[
				['warning', 'duplicate_destination', `sip:44.1.1.1:${TLS}`],
				['warning', 'duplicate_destination', 'sip:A.example.;transport=TLS'],
			],
		],
		['another port', () => add('sip:a.example:5062;transport=tls'), OK],
		['the same with a user part', () => add(`sip:bob@a.example:${TLS}`), OK],
	],
	no_failover: [
		['a single host', () => trunk.destinations.pop(), [['warning', 'no_failover', 'support']]],
		[
			'a single host in other forms',
			() => {
				trunk.destinations.pop();
				add('sip:A.EXAMPLE.:5062;transport=tls');
				add('sip:bob:secret@a.example:5063;transport=tls');
			},
			[['warning', 'no_failover', 'support']],
		],
		['a later priority', () => priorities(0, 1), [['info', 'no_failover', 'support']]],
		['a later priority as text', () => priorities('9', '10'), [['info', 'no_failover', 'support']]],
		[
			'a priority that is missing is 0',
			() => priorities(undefined, 1),
			[['info', 'no_failover', 'support']],
		],
		['0 as text, and none', () => priorities('0', null), OK],
		[
			'a later priority on the same host alone',
			() => {
				trunk.destinations.pop();
				add('sip:a.example:5062;transport=tls', { priority: 1 });
			},
			[['warning', 'no_failover', 'support']],
		],
		[
			'others that take no calls',
			() => weights(1, 0),
			[
				['warning', 'no_failover', 'support'],
				['warning', 'zero_weight', `sip:44.1.1.1:${TLS}`],
			],
		],
		[
			'a better priority that takes no calls',
			() => {
				priorities(0, 1);
				weights(0, 1);
				addHost('b.example', { priority: 1 });
			},
			[['warning', 'zero_weight', `sip:a.example:${TLS}`]],
		],
	],
	plain_tcp: [
		[
			'TCP in any form',
			() => (add('sip:b.example:5060;transport=tcp'), add('sip:c.example;Transport=TCP')),
			[
				['info', 'plain_tcp', 'sip:b.example:5060;transport=tcp'],
				['info', 'plain_tcp', 'sip:c.example;Transport=TCP'],
			],
		],
		['UDP', () => add('sip:b.example:5060'), OK],
		['sips:', () => add('sips:b.example:5061'), OK],
	],
	wide_whitelist: [
		[
			'31',
			() => whitelist('44.2.2.2', { mask: 31 }),
			[['warning', 'wide_whitelist', '44.2.2.2/31']],
		],
		[
			'24',
			() => whitelist('44.2.2.0', { mask: '24' }),
			[['warning', 'wide_whitelist', '44.2.2.0/24']],
		],
		['23', () => whitelist('44.2.2.0', { mask: 23 }), [['error', 'wide_whitelist', '44.2.2.0/23']]],
		['0', () => whitelist('44.2.2.0', { mask: 0 }), [['error', 'wide_whitelist', '44.2.2.0/0']]],
		[
			'text',
			() => whitelist('44.2.2.0', { mask: 'any' }),
			[['error', 'wide_whitelist', '44.2.2.0/any']],
		],
		['33', () => whitelist('44.2.2.0', { mask: 33 }), [['error', 'wide_whitelist', '44.2.2.0/33']]],
		['32, and none', () => (whitelist('44.2.2.0'), whitelist('44.2.2.1', { mask: undefined })), OK],
	],
	trunk_inactive: [
		['inactive', () => status('inactive'), [['error', 'trunk_inactive', 'support']]],
		['another word', () => status('suspended'), [['error', 'trunk_inactive', 'support']]],
		['in other letters', () => status('Active'), OK],
		['none', () => status(null), OK],
		['empty', () => status(''), OK],
	],
	no_caller_id: [
		['none', () => clear(trunk.settings), [['warning', 'no_caller_id', 'support']]],
		['empty', () => callerId(' '), [['warning', 'no_caller_id', 'support']]],
		[
			'another setting alone',
			() => (clear(trunk.settings), simulator.state.setSetting(trunk, 'other', NUMBER)),
			[['warning', 'no_caller_id', 'support']],
		],
	],
	foreign_caller_id: [
		[
			'a number of somebody else',
			() => callerId('+918040264299'),
			[['warning', 'foreign_caller_id', '+918040264299']],
		],
		['a text', () => callerId('Support'), [['warning', 'foreign_caller_id', 'Support']]],
		[
			'an account without numbers',
			() => clear(simulator.state.exoPhones as unknown[]),
			[['warning', 'foreign_caller_id', NUMBER]],
		],
		['in national form', () => callerId('080 4026 4208'), OK],
		['without a +', () => callerId('918040264208'), OK],
		[
			'with a number listed in national form',
			() => (simulator.behaviour.exoPhoneForm = 'national'),
			OK,
		],
		[
			'a number of another country, listed without a +',
			() => (simulator.state.addExoPhone('6531234567', { country: 'SG' }), callerId('+6531234567')),
			OK,
		],
	],
	unchecked_caller_id: [
		[
			'an account whose numbers can not be read',
			() => failExoPhones(),
			[['info', 'unchecked_caller_id', NUMBER]],
		],
	],
	zero_weight: [
		[
			'0',
			() => addHost('b.example', { weight: 0 }),
			[['warning', 'zero_weight', `sip:b.example:${TLS}`]],
		],
		[
			'0 as text',
			() => addHost('b.example', { weight: '0' }),
			[['warning', 'zero_weight', `sip:b.example:${TLS}`]],
		],
		['none', () => addHost('b.example', { weight: null }), OK],
		['10 as text', () => addHost('b.example', { weight: '10' }), OK],
	],
};

function notListed(host: string) {
	return ['error', 'not_whitelisted', `sip:${host}:${TLS}`];
}

function priorities(...values: unknown[]): void {
	values.forEach((priority, at) => Object.assign(trunk.destinations[at] ?? {}, { priority }));
}

function weights(...values: number[]): void {
	values.forEach((weight, at) => Object.assign(trunk.destinations[at] ?? {}, { weight }));
}

function status(value: string | null): void {
	Object.assign(trunk.row, { status: value });
}

function failExoPhones(): void {
	const answer = refusal(403, { code: 1003, message: 'Authorization failed' });
	simulator.faults.push({ path: /IncomingPhoneNumbers/, answer, times: 9 });
}

describe.each(Object.entries(CASES))('%s:', (rule, cases) => {
	it.each(cases)('%s', async (_what, change, expected) => {
		change();
		expect(await found()).toEqual(expected);
	});

	it('is found by one of the cases', () => {
		expect(cases.flatMap(([, , expected]) => expected.map(([, name]) => name))).toContain(rule);
	});
});

describe('an item', () => {
	it('says what is wrong and which operation helps', async () => {
		add('sip:44.1.1.2:5060;transport=tcp');
		const { items, paired } = await check();
		const on = { trunk_sid: 'trmum1a', trunk_name: 'support' };
		const about = 'sip:44.1.1.2:5060;transport=tcp';
		expect(items).toEqual([
			{
				level: 'error',
				rule: 'not_whitelisted',
				...on,
				about,
				message:
					"Its address is not on the trunk's whitelist, as Exotel requires of IPv4 destinations",
				hint: 'Add the address with the operation Whitelisted IP: Add.',
			},
			{
				level: 'info',
				rule: 'plain_tcp',
				...on,
				about,
				message: 'It is reached over TCP, so its signalling is not encrypted',
				hint: expect.stringContaining('Destination URI: Add'),
			},
		]);
		expect(Object.keys(items[0] ?? {})).toEqual([
			...['level', 'rule', 'trunk_sid', 'trunk_name', 'about', 'message', 'hint'],
		]);
		expect(paired).toEqual([{ item: 0 }, { item: 0 }]);
	});

	it('says that nothing is wrong', async () => {
		expect((await check()).items).toEqual([
			{
				level: 'ok',
				rule: null,
				trunk_sid: 'trmum1a',
				trunk_name: 'support',
				about: 'support',
				message: 'Nothing found that is wrong',
				hint: null,
			},
		]);
	});

	it.each([
		[() => addHost('a.example'), 'It is on the trunk 2 times'],
		[() => whitelist('44.2.2.0', { mask: 24 }), '256 addresses may call out over the trunk'],
		[
			() => whitelist('44.2.2.0', { mask: '?' }),
			"Any address may call out over the trunk, for its mask is 0 or can't be read",
		],
		[() => status('suspended'), 'The status of the trunk is "suspended", not "active"'],
		[
			() => trunk.destinations.pop(),
			`All calls go to one host, that of sip:a.example:${TLS}, and no other takes over if it is down`,
		],
		[
			() => clear(trunk.destinations),
			'The trunk has no destination, so calls to its phone numbers have nowhere to go',
		],
		[
			() => failExoPhones(),
			"Whether the caller ID is one of the account's ExoPhones is not known, because they can't be read: Authorization failed",
		],
	])('tells the figures and names: %#', async (change, message) => {
		change();
		expect((await check()).items).toMatchObject([{ message }]);
	});

	it('shows no password and no user part', async () => {
		clear(trunk.destinations, trunk.settings);
		simulator.state.addCredential(trunk, 'pbx', 'hunter2');
		simulator.behaviour.credentials = 'older';
		for (const uri of ['sip:bob:hunter2@44.1.1.9:5060', 'sip:44.1.1.9;x=hunter2;transport=tcp']) {
			add(uri, { weight: 0 });
			add(uri, { weight: 1, priority: '3' });
		}
		const { items } = await check();
		expect(new Set(items.map(({ rule }) => rule))).toEqual(
			new Set([
				...['not_whitelisted', 'duplicate_destination', 'no_failover'],
				...['plain_tcp', 'zero_weight', 'no_caller_id'],
			]),
		);
		expect(JSON.stringify(items)).not.toMatch(/hunter2|bob/);
	});
});

describe('the order', () => {
	const spoil = () => {
		clear(trunk.settings, trunk.phoneNumbers);
		for (const host of ['44.1.1.9', '44.1.1.2']) add(`sip:${host}:5060;transport=tcp`);
		addHost('z.example', { weight: 0 });
		whitelist('44.2.0.0', { mask: 16 });
		status('inactive');
	};
	const EXPECTED = [
		['error', 'not_whitelisted', 'sip:44.1.1.2:5060;transport=tcp'],
		['error', 'not_whitelisted', 'sip:44.1.1.9:5060;transport=tcp'],
		['error', 'trunk_inactive', 'support'],
		['error', 'wide_whitelist', '44.2.0.0/16'],
		['warning', 'zero_weight', `sip:z.example:${TLS}`],
		['warning', 'no_number', 'support'],
		['warning', 'no_caller_id', 'support'],
		['info', 'plain_tcp', 'sip:44.1.1.2:5060;transport=tcp'],
		['info', 'plain_tcp', 'sip:44.1.1.9:5060;transport=tcp'],
	];

	it('is by level, by rule and by what it is about, however Exotel lists the rows', async () => {
		spoil();
		expect(await found()).toEqual(EXPECTED);
		simulator.behaviour.listOrder = 'random';
		expect(await found()).toEqual(EXPECTED);
	});

	it.each([
		['info', 9],
		['warning', 7],
		['error', 4],
		['={{ "Warning" }}', 7],
	])('keeps what Minimum Level %s is about', async (minLevel, count) => {
		spoil();
		expect(await found({ options: { minLevel } })).toEqual(EXPECTED.slice(0, count));
	});

	it.each([
		['warning', 'No errors and no warnings found'],
		['error', 'No errors found'],
	])('is ok for Minimum Level %s if there is only less', async (minLevel, message) => {
		add('sip:b.example:5060;transport=tcp');
		const { items } = await check({ options: { minLevel } });
		expect(items).toMatchObject([{ level: 'ok', rule: null, message }]);
	});
});

describe('several trunks', () => {
	it('are all looked at, the ExoPhones in one reading', async () => {
		makeHealthy(simulator.state.addTrunk('trmum1b', 'sales'));
		simulator.state.addTrunk('trmum1c', 'empty');
		const { items, paired } = await check({ scope: 'all', options: { minLevel: 'warning' } });
		expect(items.map(({ trunk_name: name, rule }) => [name, rule])).toEqual([
			['empty', 'no_destination'],
			['empty', 'no_number'],
			['empty', 'no_way_to_call_out'],
			['empty', 'no_caller_id'],
			['sales', null],
			['support', null],
		]);
		expect(paired).toEqual(items.map(() => ({ item: 0 })));
		const lists = simulator.calls.map((call) => call.replace(/trmum1./, ''));
		expect(lists.filter((call) => call.includes('Incoming'))).toHaveLength(1);
		expect(lists.filter((call) => call === 'GET trunks')).toHaveLength(1);
		expect(lists).toHaveLength(1 + 3 * 5 + 1);
	});

	it('that are named by items are each paired to theirs', async () => {
		const other = simulator.state.addTrunk('trmum1b', 'sales');
		makeHealthy(other).phoneNumbers.length = 0;
		other.settings.length = 0;
		const trunkSid = { __rl: true, mode: 'name', value: '={{ $json.name }}' };
		const rows = [{ name: 'sales' }, { name: 'support' }];
		const { items, paired } = await check({ trunkSid }, { rows });
		expect(items.map(({ trunk_sid: sid, rule }) => [sid, rule])).toEqual([
			['trmum1b', 'no_number'],
			['trmum1b', 'no_caller_id'],
			['trmum1a', null],
		]);
		expect(paired).toEqual([{ item: 0 }, { item: 0 }, { item: 1 }]);
	});

	it('without a caller ID need no ExoPhones', async () => {
		trunk.settings.length = 0;
		expect(await found()).toEqual([['warning', 'no_caller_id', 'support']]);
		expect(simulator.calls.filter((call) => call.includes('Incoming'))).toEqual([]);
	});
});

describe('what can not be read', () => {
	const trunkSid = { __rl: true, mode: 'id', value: '={{ $json.sid }}' };
	const rows = [{ sid: 'trmum1none' }, { sid: 'trmum1a' }];

	it('stops the node, and is named', async () => {
		const { error } = await check({ trunkSid }, { rows });
		expect(error?.message).toBe('Trunk trmum1none was not found (Exotel code 1000, HTTP 404)');
	});

	it('leaves the other items alone if the workflow is set to continue', async () => {
		const { items, paired } = await check({ trunkSid }, { rows, onError: 'continueRegularOutput' });
		expect(items).toMatchObject([
			{ error: { message: 'Trunk trmum1none was not found' } },
			{ level: 'ok', trunk_name: 'support' },
		]);
		expect(paired).toEqual([{ item: 0 }, { item: 1 }]);
	});

	it('is never taken for missing: a list that fails is an error', async () => {
		const answer = refusal(403, { code: 1003, message: 'Authorization failed' });
		simulator.faults.push({ path: /destination-uris/, answer, times: 9 });
		const { error, items } = await check();
		expect(error?.message).toContain('Exotel code 1003');
		expect(items).toEqual([]);
	});
});

it('a trunk of which Exotel lists little has its SID for a name', async () => {
	simulator.faults.push({ path: /trunks$/, answer: pageOf([{ trunk_sid: 'trmum1a' }]) });
	clear(trunk.phoneNumbers);
	const { items } = await check({ scope: 'all' });
	expect(items).toMatchObject([{ rule: 'no_number', trunk_name: '', about: 'trmum1a' }]);
});
