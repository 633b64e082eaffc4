import type { INode, INodeParameters } from 'n8n-workflow';

import { loadExotel, runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { refusal } from '../harness/simulator/answers';
import { ERRORS } from '../harness/simulator/envelope';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

const TRUNK = 'trmum1a';
const NUMBER = '+918040264208';
const created = { date_created: '2026-01-23T13:38:32Z', date_updated: '2026-01-23T13:38:32Z' };
const onTrunk = { ...created, trunk_sid: TRUNK };

/** What one operation has to do. The trunk is `={{ $json.trunk }}` in all of them. */
interface Case {
	/** What the account holds beforehand, besides an empty trunk. */
	readonly setup?: (trunk: Trunk) => void;
	readonly parameters: INodeParameters;
	/** The requests it sends: the method, the path below the account, and the body or query. */
	readonly sends: ReadonlyArray<readonly [string, unknown?]>;
	/** Whether it sends some of them side by side, so that they may arrive in another order. */
	readonly isSideBySide?: boolean;
	/** The items it returns. */
	readonly output: readonly object[];
	/** Parameters that are refused before anything is sent, and the message. */
	readonly refused: ReadonlyArray<readonly [INodeParameters, string]>;
	/** What Exotel refuses: the state or parameters, its code, and part of the advice. */
	readonly rejected?: ReadonlyArray<
		readonly [{ setup?: (trunk: Trunk) => void; parameters?: INodeParameters }, number, string]
	>;
	/** Parameters that name something that does not exist; by default the trunk. */
	readonly missing?: INodeParameters;
	/** What the error then says, and advises. */
	readonly says?: string;
	readonly advises?: string;
	/** Whether the operation works without a trunk. */
	readonly isOfAccount?: boolean;
}

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const destination = (trunk: Trunk) =>
	simulator.state.addDestination(trunk, 'a.example:5061;transport=tls');
const destinationRow = {
	id: '2543',
	destination: 'sip:a.example:5061;transport=tls',
	type: 'public',
	priority: 0,
	weight: 1,
	...onTrunk,
};
const made = { action: 'added', message: 'Added' };
const refuses = { options: { onExisting: 'error' } };
const success = { status: 'success', code: 200, request_id: 'r' };
const trunkRow = {
	trunk_sid: TRUNK,
	trunk_name: TRUNK,
	status: 'active',
	domain_name: 'ameyo5m.pstn.exotel.com',
	auth_type: 'IP-WHITELIST',
	nso_code: 'ANY-ANY',
	secure_trunking: 'disabled',
	...created,
};
const rawTrunkRow = {
	...trunkRow,
	registration_enabled: 'disabled',
	edge_preference: 'auto',
	destination_uris: `/v2/accounts/ameyo5m/trunks/${TRUNK}/destination-uris`,
	whitelisted_ips: `/v2/accounts/ameyo5m/trunks/${TRUNK}/whitelisted-ips`,
	credentials: `/v2/accounts/ameyo5m/trunks/${TRUNK}/credentials`,
	phone_numbers: `/v2/accounts/ameyo5m/trunks/${TRUNK}/phone-numbers`,
};
const numberRow = { id: '41512', phone_number: NUMBER, mode: null, ...onTrunk };
const ipRow = { id: '1153', ip: '44.248.146.11', mask: 32, friendly_name: null, ...onTrunk };
const credentialRow = { id: '1234', user_name: 'voice_user', friendly_name: null, ...onTrunk };
const settingRow = { name: 'trunk_external_alias', value: NUMBER, ...onTrunk };
const firstPage = { offset: '0', page_size: '50' };
const wholeList = { offset: '0', page_size: '200' };

const E164 = 'write the phone number in E.164 format';
const NOT_AN_ID = 'a SID or ID contains only letters, digits and underscores';

/** What an operation reads that tells of whole trunks. */
const wholeTrunk: Case['sends'] = [
	[`GET trunks/${TRUNK}`],
	[`GET trunks/${TRUNK}/whitelisted-ips`, wholeList],
	[`GET trunks/${TRUNK}/credentials`, wholeList],
	[`GET trunks/${TRUNK}/destination-uris`, wholeList],
	[`GET trunks/${TRUNK}/settings`, wholeList],
	[`GET trunks/${TRUNK}/phone-numbers`, wholeList],
];

/** What both Add and Sync do on an empty trunk. */
const addsOne: Case = {
	parameters: { destination: 'a.example' },
	sends: [
		[`GET trunks/${TRUNK}/destination-uris`, wholeList],
		[
			`POST trunks/${TRUNK}/destination-uris`,
			{ destinations: [{ destination: 'a.example:5061;transport=tls' }] },
		],
		[`GET trunks/${TRUNK}/destination-uris`, wholeList],
	],
	output: [{ ...destinationRow, ...success, ...made }],
	refused: [
		[{ destination: 'localhost' }, 'is a single name'],
		[{ destination: '127.0.0.1' }, '127.0.0.1 is a loopback address'],
		[{ destination: '10.1.2.3', options: { whitelistIps: true } }, '10.1.2.3 is a private address'],
		[{ options: { priority: -1 } }, 'Priority is not a whole number of at least 0'],
		[{ options: { weight: 1.5 } }, 'Weight is not a whole number of at least 0'],
	],
};

const CASES: Readonly<Record<string, Case>> = {
	'destinationUri.add': addsOne,
	'destinationUri.sync': addsOne,
	'destinationUri.reroute': {
		setup(trunk) {
			destination(trunk);
			simulator.state.addDestination(trunk, 'b.example:5061;transport=tls');
		},
		parameters: { match: 'a.example', priority: '7' },
		sends: [
			[`GET trunks/${TRUNK}/destination-uris`, wholeList],
			[`PUT trunks/${TRUNK}/destination-uris/2543`, { priority: 7, weight: 1 }],
		],
		output: [
			{
				...destinationRow,
				...success,
				action: 'updated',
				message: 'Updated: priority 0 → 7',
				priority: 7,
				before: { priority: 0, weight: 1 },
				after: { priority: 7, weight: 1 },
			},
		],
		refused: [
			[{ match: ',' }, "Match can't be used: it is empty"],
			[{ priority: '-1' }, 'Priority is not a whole number of at least 0'],
			[{ weight: '1.5' }, 'Weight is not a whole number of at least 0'],
		],
	},
	'destinationUri.getAll': {
		setup: destination,
		parameters: {},
		sends: [[`GET trunks/${TRUNK}/destination-uris`, firstPage]],
		output: [destinationRow],
		refused: [[{ limit: 0 }, 'Limit is not a whole number of at least 1']],
	},
	'destinationUri.update': {
		setup: destination,
		parameters: { destinationId: byId('2543'), updateFields: { priority: 2, weight: 5 } },
		sends: [[`PUT trunks/${TRUNK}/destination-uris/2543`, { priority: 2, weight: 5 }]],
		output: [{ ...destinationRow, priority: 2, weight: 5 }],
		refused: [
			[{ destinationId: byId('={{ "" }}') }, 'Destination URI is empty'],
			[{ destinationId: byId('../9') }, NOT_AN_ID],
			[{ updateFields: {} }, 'There is nothing to update'],
			[{ updateFields: { priority: -1 } }, 'Priority is not a whole number of at least 0'],
			[
				{ updateFields: { weight: '={{ "heavy" }}' } },
				'Weight is not a whole number of at least 0',
			],
		],
		missing: { destinationId: byId('9') },
		says: 'Destination URI 9 was not found on trunk trmum1a',
	},
	'destinationUri.delete': {
		setup: destination,
		parameters: { destinationId: byId('2543') },
		sends: [[`DELETE trunks/${TRUNK}/destination-uris`, { id: '2543' }]],
		output: [{ deleted: true, id: '2543' }],
		refused: [[{ destinationId: byId('a b') }, NOT_AN_ID]],
		missing: { destinationId: byId('9') },
		says: 'Destination URI 9 was not found on trunk trmum1a',
	},
	'trunk.create': {
		parameters: { trunkName: 'support_mumbai' },
		sends: [
			[
				'POST trunks',
				{
					trunk_name: 'support_mumbai',
					nso_code: 'ANY-ANY',
					domain_name: 'ameyo5m.pstn.exotel.com',
				},
			],
		],
		output: [
			expect.objectContaining({
				trunk_sid: expect.stringMatching(/^trmum1/),
				trunk_name: 'support_mumbai',
				status: 'active',
				action: 'added',
			}),
		],
		refused: [
			[{ trunkName: '={{ "" }}' }, 'Trunk Name is empty'],
			[{ trunkName: 'seventeen_letters' }, 'a trunk name must have 1 to 16 letters'],
			[{ trunkName: 'support-mumbai' }, 'a trunk name must have 1 to 16 letters'],
			[{ options: { domainName: 'example.com' } }, 'a domain name must end with .pstn.exotel.com'],
			[{ options: { nsoCode: '={{ "" }}' } }, 'NSO Code is empty'],
		],
		rejected: [
			[
				{ setup: () => simulator.state.addTrunk('trmum1b', 'support_mumbai') },
				1008,
				'Choose another name',
			],
			[{ parameters: { options: { nsoCode: 'any any' } } }, 1002, 'Correct the value'],
		],
		isOfAccount: true,
	},
	'trunk.check': {
		setup: destination,
		parameters: { options: { minLevel: 'error' } },
		sends: wholeTrunk,
		isSideBySide: true,
		output: [
			{
				...{ level: 'ok', rule: null, trunk_sid: TRUNK, trunk_name: TRUNK, about: TRUNK },
				...{ message: 'No errors found', hint: null },
			},
		],
		refused: [
			[{ scope: 'some' }, 'Trunks can\'t be "some": choose all or one'],
			[
				{ options: { minLevel: 'ok' } },
				'Minimum Level can\'t be "ok": choose info, warning or error',
			],
		],
	},
	'trunk.export': {
		setup: destination,
		parameters: {},
		sends: wholeTrunk,
		isSideBySide: true,
		output: [
			{
				trunk_sid: TRUNK,
				trunk_name: TRUNK,
				auth_type: 'IP-WHITELIST',
				nso_code: 'ANY-ANY',
				domain_name: 'ameyo5m.pstn.exotel.com',
				destinations: [{ destination: 'sip:a.example:5061;transport=tls', priority: 0, weight: 1 }],
				...{ whitelisted_ips: [], phone_numbers: [], sip_credentials: [], settings: [] },
			},
		],
		refused: [[{ scope: 'some' }, 'Trunks can\'t be "some": choose all or one']],
	},
	'trunk.get': {
		parameters: {},
		sends: [[`GET trunks/${TRUNK}`]],
		output: [trunkRow],
		refused: [],
	},
	'trunk.getAll': {
		parameters: {},
		sends: [['GET trunks', firstPage]],
		output: [trunkRow],
		refused: [[{ limit: 2.5 }, 'Limit is not a whole number of at least 1']],
		isOfAccount: true,
	},
	'trunk.update': {
		parameters: { updateFields: { trunkName: 'sales', authType: 'IP-WHITELIST' } },
		sends: [[`PUT trunks/${TRUNK}`, { trunk_name: 'sales', auth_type: 'IP-WHITELIST' }]],
		output: [{ ...rawTrunkRow, trunk_name: 'sales' }],
		refused: [
			[{ updateFields: {} }, 'There is nothing to update'],
			[{ updateFields: { trunkName: 'two words' } }, 'a trunk name must have 1 to 16 letters'],
		],
		rejected: [
			[{ setup: () => simulator.state.addTrunk('trmum1b', 'sales') }, 1008, 'Choose another name'],
		],
	},
	'trunk.delete': {
		parameters: {},
		sends: [['DELETE trunks', { trunk_sid: TRUNK }]],
		output: [{ deleted: true, id: TRUNK }],
		refused: [],
	},
	'phoneNumber.map': {
		parameters: { phoneNumber: NUMBER },
		sends: [[`POST trunks/${TRUNK}/phone-numbers`, { phone_number: NUMBER }]],
		output: [{ ...numberRow, ...made }],
		refused: [
			[{ phoneNumber: '={{ "" }}' }, 'Phone Number is empty'],
			[{ phoneNumber: '08040264208' }, E164],
			[{ phoneNumber: '+91 8040264208' }, E164],
			[{ mode: '={{ "sip" }}' }, 'choose flow or pstn'],
		],
		rejected: [
			[
				{
					setup: (trunk) => simulator.state.addPhoneNumber(trunk, NUMBER),
					parameters: refuses,
				},
				1008,
				'Use the operation Find Trunk',
			],
		],
	},
	'phoneNumber.getAll': {
		setup: (trunk) => simulator.state.addPhoneNumber(trunk, NUMBER),
		parameters: {},
		sends: [[`GET trunks/${TRUNK}/phone-numbers`, firstPage]],
		output: [numberRow],
		refused: [],
	},
	'phoneNumber.update': {
		setup: (trunk) => simulator.state.addPhoneNumber(trunk, NUMBER),
		parameters: { phoneNumberId: byId('41512'), phoneNumber: NUMBER, mode: 'flow' },
		sends: [[`PUT trunks/${TRUNK}/phone-numbers/41512`, { phone_number: NUMBER, mode: 'flow' }]],
		output: [{ ...numberRow, mode: 'flow' }],
		refused: [
			[{ phoneNumberId: byId('={{ "" }}') }, 'Phone Number Mapping is empty'],
			[{ phoneNumber: '123' }, E164],
		],
		rejected: [[{ parameters: { phoneNumber: '+918040264209' } }, 1002, 'Correct the value']],
		missing: { phoneNumberId: byId('9') },
		says: 'Phone number mapping 9 was not found on trunk trmum1a',
	},
	'phoneNumber.delete': {
		setup: (trunk) => simulator.state.addPhoneNumber(trunk, NUMBER),
		parameters: { phoneNumberId: byId('41512') },
		sends: [[`DELETE trunks/${TRUNK}/phone-numbers`, { id: '41512' }]],
		output: [{ deleted: true, id: '41512' }],
		refused: [[{ phoneNumberId: byId('?') }, NOT_AN_ID]],
		missing: { phoneNumberId: byId('9') },
		says: 'Phone number mapping 9 was not found on trunk trmum1a',
	},
	'phoneNumber.findTrunk': {
		setup: (trunk) => simulator.state.addPhoneNumber(trunk, NUMBER, 'flow'),
		parameters: { phoneNumber: NUMBER },
		sends: [['GET trunk-maps', { exophone: NUMBER }]],
		output: [{ exophone: NUMBER, trunk_sid: TRUNK, phone_number_id: '41512', mode: 'flow' }],
		refused: [[{ phoneNumber: '918040264208' }, E164]],
		missing: { phoneNumber: '+918040264209' },
		says: 'Phone number +918040264209 is not mapped to a trunk',
		advises: 'The operation Map maps a number',
		isOfAccount: true,
	},
	'whitelistedIp.add': {
		parameters: { ip: '44.248.146.11' },
		sends: [[`POST trunks/${TRUNK}/whitelisted-ips`, { ip: '44.248.146.11', mask: 32 }]],
		output: [{ ...ipRow, ...made }],
		refused: [
			[{ ip: '={{ "" }}' }, 'IP Address is empty'],
			[{ ip: '44.248.146' }, 'it is not an IPv4 address'],
			[{ ip: '::1' }, 'it is not an IPv4 address'],
			[{ ip: '10.0.0.5' }, '10.0.0.5 is a private address; Exotel accepts only public ones'],
			[{ ip: '203.0.113.50' }, '203.0.113.50 is a documentation address'],
			[{ ip: '127.0.0.1', mask: 16 }, '127.0.0.1/16 contains loopback addresses'],
			[{ ip: '203.0.200.1', mask: '={{ "16" }}' }, '203.0.200.1/16 contains documentation'],
			[{ mask: '0x20' }, 'Mask is not a whole number from 16 to 32'],
			[{ mask: 15 }, 'Mask is not a whole number from 16 to 32'],
			[{ mask: 33 }, 'Mask is not a whole number from 16 to 32'],
		],
		rejected: [
			[
				{
					setup: (trunk) => simulator.state.addWhitelistedIp(trunk, '44.248.146.11'),
					parameters: refuses,
				},
				1008,
				"already on the trunk's whitelist",
			],
		],
	},
	'whitelistedIp.sync': {
		parameters: { address: '44.248.146.11' },
		sends: [
			[`GET trunks/${TRUNK}/whitelisted-ips`, wholeList],
			[`POST trunks/${TRUNK}/whitelisted-ips`, { ip: '44.248.146.11', mask: 32 }],
			[`GET trunks/${TRUNK}/whitelisted-ips`, wholeList],
		],
		output: [
			{
				ip: '44.248.146.11',
				mask: 32,
				...made,
				id: '1153',
				...onTrunk,
				...success,
			},
		],
		refused: [
			[{ address: '10.1.2.3' }, '10.1.2.3 is a private address'],
			[{ address: '44.248.146.11/33' }, 'its mask is not a whole number from 16 to 32'],
		],
	},
	'whitelistedIp.getAll': {
		setup: (trunk) => simulator.state.addWhitelistedIp(trunk, '44.248.146.11'),
		parameters: {},
		sends: [[`GET trunks/${TRUNK}/whitelisted-ips`, firstPage]],
		output: [ipRow],
		refused: [],
	},
	'whitelistedIp.update': {
		setup: (trunk) => simulator.state.addWhitelistedIp(trunk, '44.248.146.11'),
		parameters: { whitelistedIpId: byId('1153'), ip: '44.248.146.12', mask: 24 },
		sends: [[`PUT trunks/${TRUNK}/whitelisted-ips/1153`, { ip: '44.248.146.12', mask: 24 }]],
		output: [{ ...ipRow, ip: '44.248.146.12', mask: 24 }],
		refused: [
			[{ whitelistedIpId: byId('={{ "" }}') }, 'Whitelisted IP is empty'],
			[{ ip: '999.1.1.1' }, 'it is not an IPv4 address'],
			[{ ip: '169.254.169.254', mask: 32 }, '169.254.169.254 is a link-local address'],
			[{ ip: '172.20.0.1', mask: 16 }, '172.20.0.1/16 contains private addresses'],
			[{ mask: '={{ "all" }}' }, 'Mask is not a whole number from 16 to 32'],
		],
		missing: { whitelistedIpId: byId('9') },
		says: 'Whitelisted IP 9 was not found on trunk trmum1a',
	},
	'whitelistedIp.delete': {
		setup: (trunk) => simulator.state.addWhitelistedIp(trunk, '44.248.146.11'),
		parameters: { whitelistedIpId: byId('1153') },
		sends: [[`DELETE trunks/${TRUNK}/whitelisted-ips`, { id: '1153' }]],
		output: [{ deleted: true, id: '1153' }],
		refused: [[{ whitelistedIpId: byId('1/2') }, NOT_AN_ID]],
		missing: { whitelistedIpId: byId('9') },
		says: 'Whitelisted IP 9 was not found on trunk trmum1a',
	},
	'sipCredential.create': {
		parameters: {
			userName: 'voice_user',
			password: 'pass_w0rd',
			options: { friendlyName: 'voice_ai' },
		},
		sends: [
			[
				`POST trunks/${TRUNK}/credentials`,
				{ user_name: 'voice_user', password: 'pass_w0rd', friendly_name: 'voice_ai' },
			],
		],
		output: [{ ...credentialRow, friendly_name: 'voice_ai', ...made }],
		refused: [
			[{ userName: '={{ "" }}' }, 'User Name is empty'],
			[{ userName: 'voice user' }, 'a user name must not contain spaces'],
			[{ password: '={{ "" }}' }, 'Password is empty'],
			[{ password: 'pass-w0rd' }, 'only letters, digits and underscores in a password'],
			[{ options: { friendlyName: 'x'.repeat(33) } }, 'a friendly name must have 1 to 32 letters'],
			[{ options: { friendlyName: 'voice-ai' } }, 'a friendly name must have 1 to 32 letters'],
		],
		rejected: [
			[
				{ setup: (trunk) => simulator.state.addCredential(trunk, 'voice_user', 'x') },
				1008,
				'Choose another user name',
			],
		],
	},
	'sipCredential.getAll': {
		setup: (trunk) => simulator.state.addCredential(trunk, 'voice_user', 'pass_w0rd'),
		parameters: {},
		sends: [[`GET trunks/${TRUNK}/credentials`, firstPage]],
		output: [credentialRow],
		refused: [],
	},
	'sipCredential.update': {
		setup: (trunk) => simulator.state.addCredential(trunk, 'voice_user', 'old'),
		parameters: { sipCredentialId: byId('1234'), updateFields: { password: 'new_one' } },
		sends: [[`PUT trunks/${TRUNK}/credentials/1234`, { password: 'new_one' }]],
		output: [credentialRow],
		refused: [
			[{ sipCredentialId: byId('={{ "" }}') }, 'SIP Credential is empty'],
			[{ updateFields: {} }, 'There is nothing to update'],
			[{ updateFields: { password: 'new one' } }, 'underscores in a password'],
			[{ updateFields: { userName: 'a b' } }, 'a user name must not contain spaces'],
			[{ updateFields: { friendlyName: '-' } }, 'a friendly name must have 1 to 32 letters'],
		],
		missing: { sipCredentialId: byId('9') },
		says: 'SIP credential 9 was not found on trunk trmum1a',
	},
	'sipCredential.delete': {
		setup: (trunk) => simulator.state.addCredential(trunk, 'voice_user', 'pass_w0rd'),
		parameters: { sipCredentialId: byId('1234') },
		sends: [[`DELETE trunks/${TRUNK}/credentials`, { id: '1234' }]],
		output: [{ deleted: true, id: '1234' }],
		refused: [[{ sipCredentialId: byId('#') }, NOT_AN_ID]],
		missing: { sipCredentialId: byId('9') },
		says: 'SIP credential 9 was not found on trunk trmum1a',
	},
	'setting.set': {
		parameters: { settingValue: NUMBER },
		sends: [
			[
				`POST trunks/${TRUNK}/settings`,
				{ settings: [{ name: 'trunk_external_alias', value: NUMBER }] },
			],
		],
		output: [settingRow],
		refused: [
			[{ settingName: '={{ "" }}' }, 'Setting Name is empty'],
			[{ settingName: 'a-b' }, NOT_AN_ID],
			[{ settingValue: '={{ "" }}' }, 'Setting Value is empty'],
			[{ settingValue: 'Support' }, E164],
		],
	},
	'setting.getAll': {
		setup: (trunk) => simulator.state.setSetting(trunk, 'trunk_external_alias', NUMBER),
		parameters: {},
		sends: [[`GET trunks/${TRUNK}/settings`, firstPage]],
		output: [settingRow],
		refused: [],
	},
	'setting.delete': {
		setup: (trunk) => simulator.state.setSetting(trunk, 'trunk_external_alias', NUMBER),
		parameters: {},
		sends: [[`DELETE trunks/${TRUNK}/settings`, { name: 'trunk_external_alias' }]],
		output: [{ deleted: true, id: 'trunk_external_alias' }],
		refused: [[{ settingName: '?' }, NOT_AN_ID]],
		missing: { settingName: 'no_such_setting' },
		says: 'Setting no_such_setting was not found on trunk trmum1a',
		advises: 'Get Many lists the settings',
	},
};

let trunk: Trunk;
const simulator = useSimulator(({ state }) => {
	state.now = () => new Date('2026-01-23T13:38:32Z');
	state.requestId = () => 'r';
	trunk = state.addTrunk(TRUNK);
});

async function run(
	name: string,
	parameters: INodeParameters,
	onError?: INode['onError'],
	trunks = [TRUNK],
) {
	const [resource = '', operation = ''] = name.split('.');
	const rows = trunks.map((sid, row) => ({ trunk: sid, row }));
	const workflow = exotelWorkflow({
		rows,
		onError,
		parameters: { resource, operation, ...parameters },
	});
	return await runWorkflow(workflow, simulator.credential);
}

const operations = Object.entries(CASES).map(([name, one]) => ({ name, one }));

it('covers every operation of the built node', async () => {
	const { node } = await loadExotel();
	const built = node.description.properties.flatMap(({ name, displayOptions, options }) =>
		name === 'operation'
			? (options ?? []).map(
					(option) =>
						`${String(displayOptions?.show?.resource?.[0])}.${'value' in option ? String(option.value) : ''}`,
				)
			: [],
	);
	// exoPhones.test.ts, apply.test.ts
	const elsewhere = ['exoPhone.getAll', 'exoPhone.update', 'trunk.apply'];
	expect([...Object.keys(CASES), ...elsewhere].sort()).toEqual(built.sort());
});

describe.each(operations)('$name', ({ name, one }) => {
	const ordered = <T>(requests: readonly T[]): T[] =>
		one.isSideBySide === true
			? [...requests].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
			: [...requests];

	it('does its job', async () => {
		one.setup?.(trunk);
		const done = await run(name, one.parameters);
		expect(done.error).toBeUndefined();
		expect(done.output('Exotel')).toEqual(
			one.output.map((json) => ({ json, pairedItem: { item: 0 } })),
		);
		expect(
			ordered(
				simulator.requests.map(({ method, path, query, body }) => [
					`${method} ${path.split('/').slice(4).join('/')}`,
					body ?? (Object.keys(Object(query)).length > 0 ? query : undefined),
				]),
			),
		).toEqual(ordered(one.sends.map(([request, sent]) => [request, sent])));
	});

	if (one.refused.length > 0)
		it.each(one.refused)('refuses %j before anything is sent', async (parameters, words) => {
			one.setup?.(trunk);
			const { error } = await run(name, { ...one.parameters, ...parameters });
			expect(error?.name).toBe('NodeOperationError');
			expect(error?.message).toContain(words);
			expect(error?.description).toMatch(/parameter "[A-Z]|under "Update Fields"/);
			expect(error?.context).toMatchObject({ itemIndex: 0 });
			expect(simulator.requests).toEqual([]);
		});

	if (!one.isOfAccount) {
		const byName = { trunkSid: { __rl: true, mode: 'name', value: '={{ $json.trunk }}' } };
		const parameters = { ...one.parameters, ...byName };

		it('takes the trunk by its name, which is looked up once for all items', async () => {
			one.setup?.(trunk);
			trunk.row.trunk_name = 'support_mumbai';
			const done = await run(name, parameters, undefined, ['support_mumbai']);
			expect(done.error).toBeUndefined();
			const items = done.output('Exotel').map(({ json }) => json);
			const expected = JSON.parse(JSON.stringify(one.output).replaceAll(TRUNK, 'support_mumbai'));
			if (/^trunk\.(?:check|export|get)$/.test(name))
				expect(items).toMatchObject([{ trunk_sid: TRUNK }]);
			else if (name === 'trunk.update') expect(items).toMatchObject([{ trunk_name: 'sales' }]);
			else if (/^destinationUri\.|\.sync$/.test(name)) expect(items).toHaveLength(expected.length);
			else expect(items).toEqual(one.output);
			expect(ordered(simulator.calls)).toEqual(
				ordered(['GET trunks', ...one.sends.map(([request]) => request)]),
			);
		});

		it('changes nothing if a trunk has none of the names, and says which are close', async () => {
			one.setup?.(trunk);
			trunk.row.trunk_name = 'support_mumbai';
			const names = ['support_mumbai', 'suport_mumbai'];
			const { error } = await run(name, parameters, undefined, names);
			expect(error?.name).toBe('NodeOperationError');
			expect(error?.message).toBe(
				'There is no trunk with the name "suport_mumbai". Close to it: "support_mumbai"',
			);
			expect(error?.context).toMatchObject({ itemIndex: 1 });
			expect(simulator.calls).toEqual(['GET trunks']);
		});

		it('goes on with the others if the workflow is set to', async () => {
			one.setup?.(trunk);
			trunk.row.trunk_name = 'support_mumbai';
			const names = ['suport_mumbai', 'support_mumbai'];
			const done = await run(name, parameters, 'continueRegularOutput', names);
			const items = done.output('Exotel');
			expect(items.map(({ json }) => json.error !== undefined)).toEqual([true, false]);
		});
	}

	if (one.rejected !== undefined)
		it.each(one.rejected)(
			'passes on what Exotel refuses, with advice: %#',
			async (wrong, code, advice) => {
				(wrong.setup ?? one.setup)?.(trunk);
				for (const status of [200, 409] as const) {
					simulator.behaviour.duplicateStatus = status;
					const { error } = await run(name, { ...one.parameters, ...wrong.parameters });
					expect(error?.name).toBe('NodeApiError');
					expect(error?.message).toContain(`Exotel code ${code}`);
					expect(error?.description).toContain(advice);
					expect(error?.description).toContain('Request ID: r.');
				}
			},
		);

	it('says what was not found', async () => {
		one.setup?.(trunk);
		if (name === 'trunk.create' || name === 'trunk.getAll')
			return expect(one.missing).toBeUndefined();
		const { error } =
			one.missing === undefined
				? await run(name, one.parameters, undefined, ['trmum1other'])
				: await run(name, { ...one.parameters, ...one.missing });
		expect(error?.message).toBe(
			`${one.says ?? 'Trunk trmum1other was not found'} (Exotel code 1000, HTTP 404)`,
		);
		expect(error?.description).toContain(one.advises ?? 'Check the SID or ID');
	});

	it('says what to check if authorization fails', async () => {
		one.setup?.(trunk);
		const [resource = '', operation = ''] = name.split('.');
		const rows = [{ trunk: TRUNK }];
		const parameters = { resource, operation, ...one.parameters };
		const credential = { ...simulator.credential, apiToken: 'wrong' };
		const { error } = await runWorkflow(exotelWorkflow({ rows, parameters }), credential);
		expect(error?.message).toBe('Authorization failed (Exotel code 1010, HTTP 401)');
		expect(error?.description).toContain('API Key, API Token and Region');
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'continues with the other items under %s',
		async (onError) => {
			one.setup?.(trunk);
			const trunks = ['', TRUNK, 'trmum1other'];
			const done = await run(name, one.parameters, onError, trunks);
			expect(done.error).toBeUndefined();
			const items = [...done.output('Exotel'), ...done.output('Exotel', 1)];
			const failed = items.filter(({ json }) => json.error !== undefined);
			const bad = one.isOfAccount ? [] : [{ item: 0 }, { item: 2 }];
			if (name !== 'trunk.create') {
				expect(failed.map(({ pairedItem }) => pairedItem)).toEqual(bad);
				expect(done.output('Refused')).toHaveLength(
					onError === 'continueErrorOutput' ? bad.length : 0,
				);
			}
			expect(items).toHaveLength(3);
		},
	);
});

describe('a trunk', () => {
	it.each([404, 405] as const)(
		'is found in the filtered list if its path does not return it (%i)',
		async (status) => {
			simulator.behaviour.trunkByPath = status;
			simulator.state.addTrunk('trmum1b');
			const done = await run('trunk.get', {});
			expect(done.output('Exotel')[0]?.json).toEqual(trunkRow);
			expect(simulator.requests.map(({ query }) => query)).toEqual([{}, { trunk_sid: TRUNK }]);
		},
	);

	it.each([404, 405] as const)('is not found if neither has it (%i)', async (status) => {
		simulator.behaviour.trunkByPath = status;
		const { error } = await run('trunk.get', {}, undefined, ['trmum1other']);
		expect(error?.message).toBe(
			`Trunk trmum1other was not found (Exotel code 1000, HTTP ${status})`,
		);
	});

	it.each(['trunk.get', 'trunk.getAll'])(
		'is returned in full by %s without Simplify',
		async (name) => {
			const done = await run(name, { simplify: false });
			expect(done.output('Exotel')[0]?.json).toEqual(rawTrunkRow);
		},
	);

	it.each([200, 409] as const)(
		'is returned if its name is taken and an option says so (HTTP %i)',
		async (status) => {
			simulator.behaviour.duplicateStatus = status;
			simulator.state.addTrunk('trmum1b', 'support');
			const parameters = { trunkName: 'support', options: { onExisting: 'return' } };
			const done = await run('trunk.create', parameters);
			expect(done.output('Exotel')[0]?.json).toMatchObject({
				trunk_sid: 'trmum1b',
				trunk_name: 'support',
				action: 'existing',
			});
			expect(simulator.state.trunks.size).toBe(2);
		},
	);

	it('stays refused if it is called a duplicate but is not in the list', async () => {
		const answer = refusal(409, ERRORS.duplicate('Trunk with name'));
		simulator.faults.push({ method: 'POST', answer });
		const parameters = { trunkName: 'support', options: { onExisting: 'return' } };
		const { error } = await run('trunk.create', parameters);
		expect(error?.message).toContain('Exotel code 1008');
	});

	it('is deleted with everything that belongs to it, and its description says so', async () => {
		simulator.state.addPhoneNumber(trunk, NUMBER);
		await run('trunk.delete', {});
		const done = await run('phoneNumber.findTrunk', { phoneNumber: NUMBER });
		expect(done.error?.message).toContain(`${NUMBER} is not mapped`);
		const { node } = await loadExotel();
		const text = JSON.stringify(node.description.properties);
		expect(text).toMatch(
			/Delete a trunk with all its phone number mappings, whitelisted IPs, SIP credentials and destination URIs\. This cannot be undone/,
		);
	});
});

it.each([true, false])(
	'a trunk map is read with an envelope (%s) and without',
	async (envelope) => {
		simulator.behaviour.trunkMapEnvelope = envelope;
		simulator.state.addPhoneNumber(trunk, NUMBER);
		const done = await run('phoneNumber.findTrunk', { phoneNumber: NUMBER });
		expect(done.output('Exotel')[0]?.json).toMatchObject({ trunk_sid: TRUNK, exophone: NUMBER });
	},
);

describe('a password', () => {
	const SECRET = 'a_password_that_must_not_leak';

	it.each([
		['sipCredential.create', { userName: 'new_user', password: SECRET }],
		['sipCredential.update', { sipCredentialId: byId('1234'), updateFields: { password: SECRET } }],
		['sipCredential.getAll', {}],
	])('is never returned by %s, even if Exotel sends it back', async (name, parameters) => {
		simulator.behaviour.credentials = 'older';
		simulator.state.addCredential(trunk, 'voice_user', SECRET);
		const done = await run(name, parameters);
		expect(done.output('Exotel')).toHaveLength(1);
		expect(JSON.stringify(done.output('Exotel'))).not.toMatch(/a_password|"password"/);
	});

	it('is not shown if it is refused, neither by the node nor in what Exotel says', async () => {
		const here = await run('sipCredential.create', { userName: 'u', password: `${SECRET}!` });
		expect(JSON.stringify([here.error, here.run.data.resultData.runData.Exotel])).not.toContain(
			SECRET,
		);
		const echo = {
			code: 1002,
			message: `Invalid ${SECRET}`,
			description: `Password ${SECRET} is weak`,
		};
		for (const onError of [undefined, 'continueRegularOutput', 'continueErrorOutput'] as const) {
			simulator.faults.push({ method: 'POST', answer: refusal(400, echo) });
			const there = await run('sipCredential.create', { userName: 'u', password: SECRET }, onError);
			const kept = [there.error, there.output('Exotel'), there.output('Exotel', 1)];
			expect(JSON.stringify(kept)).toContain('is weak');
			expect(JSON.stringify(kept)).not.toContain(SECRET);
		}
	});

	it('is entered in a password field', async () => {
		const { node } = await loadExotel();
		const fields = JSON.stringify(node.description.properties).match(
			/"name":"password"[^{]*\{[^}]*\}/g,
		);
		expect(fields).toHaveLength(3);
		for (const field of fields ?? []) expect(field).toContain('"password":true');
	});
});
