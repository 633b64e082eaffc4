import type { INodeParameters } from 'n8n-workflow';

import { refusal } from '../simulator/answers';
import type { Simulator } from '../simulator/simulator';
import type { Trunk } from '../simulator/state';

/** A run of an operation, whose items its schema is made from. */
export interface SchemaRun {
	readonly operation: string;
	readonly parameters: INodeParameters;
	/** What the account holds before, besides what every run has. */
	prepare?(trunk: Trunk, simulator: Simulator): void;
}

export const TRUNK = 'trmum1f708622631150902801a1n';

const NUMBER = '+918040264208';
const locator = (mode: string, value: string) => ({ __rl: true, mode, value });
const json = (list: readonly unknown[]) => ({
	destinationSource: 'json',
	destinationsJson: JSON.stringify(list),
});

/** What is on the trunk before every run: one of each. */
export function prepareAll(simulator: Simulator): Trunk {
	const { state } = simulator;
	const trunk = state.addTrunk(TRUNK, 'support');
	state.addDestination(trunk, 'sip.example.com:5061;transport=tls');
	state.addDestination(trunk, 'old.example.com:5061;transport=tls');
	state.addPhoneNumber(trunk, NUMBER, 'flow');
	state.addPhoneNumber(trunk, '+918040264200');
	Object.assign(state.addWhitelistedIp(trunk, '44.248.146.11'), { friendly_name: 'pbx' });
	state.addWhitelistedIp(trunk, '44.248.146.10');
	state.addCredential(trunk, 'voice_ai', 'old', 'voice_platform');
	state.addCredential(trunk, 'fallback', 'old');
	state.setSetting(trunk, 'trunk_external_alias', NUMBER);
	state.addExoPhone(NUMBER);
	return trunk;
}

/** Changes what is on the trunk, as somebody would in the dashboard: of each kind, what can be changed, and one more. */
export function changeAll({ state }: Simulator, trunk: Trunk): void {
	const { row, destinations, phoneNumbers, credentials } = trunk;
	const changed = [row, destinations[0], phoneNumbers[1], credentials[1]];
	const changes = [
		{ trunk_name: 'support_9' },
		{ priority: 1, weight: 3 },
		{ mode: 'flow' },
		{ friendly_name: 'spare' },
	];
	changes.forEach((change, index) => Object.assign(changed[index] ?? {}, change));
	state.setSetting(trunk, 'trunk_external_alias', '+918040264200');
	state.addWhitelistedIp(trunk, '44.248.146.12', 24);
	state.addCredential(trunk, 'third', 'new');
}

const both = (operation: string, parameters: INodeParameters): SchemaRun[] =>
	['return', 'error'].map((onExisting) => ({
		operation,
		parameters: { ...parameters, options: { onExisting } },
	}));

/** Deletes something by its ID, by its name, and what is missing. */
const deletes = (
	resource: string,
	field: string,
	id: string,
	mode: string,
	name: string,
	none: string,
) =>
	[locator('id', id), locator(mode, name), locator(mode, none), locator('id', '9')].map(
		(value): SchemaRun => ({
			operation: `${resource}.delete`,
			parameters: { [field]: value, options: { onMissing: 'skip' } },
		}),
	);

const addresses = (options: INodeParameters): INodeParameters => ({
	addressSource: 'json',
	addressesJson: '["44.248.146.11", "52.1.0.0/24"]',
	options,
});

/** A configuration of the trunk in which each section keeps, changes, adds and leaves out something. */
const CONFIGURATION = {
	trunk_name: 'support',
	destinations: [
		{ destination: 'sip.example.com', priority: 3 },
		{ destination: 'new.example.com', priority: 1 },
		{ destination: '44.248.146.99' },
	],
	whitelisted_ips: [{ ip: '44.248.146.11', mask: 32 }, '52.1.0.0/24'],
	phone_numbers: [{ phone_number: NUMBER, mode: 'pstn' }, '+918040264299'],
	sip_credentials: [
		{ user_name: 'voice_ai', friendly_name: 'changed' },
		{ user_name: 'another', password: 'S3cret_pass' },
	],
	settings: [
		{ name: 'trunk_external_alias', value: '+918040264200' },
		{ name: 'other', value: 'x' },
	],
};
const applied = (configuration: object, options: INodeParameters = {}): INodeParameters => ({
	configurationSource: 'json',
	configuration: JSON.stringify(configuration),
	options,
});
const APPLIES: readonly SchemaRun[] = [
	...[true, false].flatMap((dryRun) => [
		{ ...applied(CONFIGURATION, { dryRun, deleteMissing: true, maxDeletions: '' }) },
		{
			...applied(
				{ ...CONFIGURATION, destinations: [], phone_numbers: [{ phone_number: NUMBER }] },
				{ dryRun, deleteMissing: true, maxDeletions: '', protect: '*' },
			),
		},
		{ ...applied({ sip_credentials: [{ user_name: 'nobody' }] }, { dryRun, deleteMissing: true }) },
		{
			...applied(
				{ ...CONFIGURATION, trunk_name: 'sales', destinations: ['sip.example.com'] },
				{ dryRun },
			),
		},
		{ ...applied(CONFIGURATION, { dryRun }), trunkSid: locator('name', 'new_one') },
		{ ...applied(CONFIGURATION, { dryRun, deleteMissing: true, existingRouting: 'keep' }) },
		{ ...applied(CONFIGURATION, { dryRun, resultFormat: 'summary' }) },
	]),
	applied(CONFIGURATION, { approvedPlan: 'plan_0123456789abcdef' }),
	applied({ destinations: ['10.0.0.1'] }),
	{ ...applied(CONFIGURATION), trunkSid: locator('name', 'new_one') },
].map((parameters) => ({ operation: 'trunk.apply', parameters }));

const LIST = [
	{ destination: 'sip.example.com', priority: 1, weight: 2 },
	{ destination: 'new.example.com', priority: 0, weight: 3 },
	{ destination: '44.248.146.99' },
];

/** Runs of every operation, in which every kind of item comes out. */
export const SCHEMA_RUNS: readonly SchemaRun[] = [
	{ operation: 'destinationUri.add', parameters: json(LIST) },
	{
		operation: 'destinationUri.add',
		parameters: { ...json(LIST), options: { onExisting: 'update' } },
	},
	...[true, false].flatMap((dryRun) => [
		{
			operation: 'destinationUri.sync',
			parameters: { ...json(LIST.slice(0, 2)), options: { dryRun, deleteMissing: true } },
		},
		{
			operation: 'destinationUri.sync',
			parameters: { ...json(LIST), options: { dryRun, deleteMissing: true } },
		},
		{
			operation: 'destinationUri.sync',
			parameters: { ...json(['sip.example.com']), options: { dryRun } },
		},
	]),
	...['destinationUri.add', 'destinationUri.sync'].flatMap((operation): SchemaRun[] => [
		// Nothing that can be used, no answer, a priority that is refused, and a trunk by its name.
		{ operation, parameters: json(['10.0.0.1', 'sip.example.com']) },
		{
			operation,
			parameters: json(LIST),
			prepare: (_trunk, { faults }) =>
				void faults.push({ method: 'POST', times: 99, answer: { status: 401, body: '' } }),
		},
		{
			operation,
			parameters: json(LIST),
			prepare: (_trunk, { faults }) =>
				void faults.push({ method: 'PUT', times: 9, answer: refusal(422, { code: 1020 }) }),
		},
		{ operation, parameters: { ...json(LIST), trunkSid: locator('name', 'support') } },
	]),
	{
		operation: 'destinationUri.sync',
		parameters: {
			...json(LIST),
			options: { existingRouting: 'keep', protect: 'old.*', deleteMissing: true },
		},
	},
	{ operation: 'destinationUri.sync', parameters: { ...json(LIST), options: { protect: '*' } } },
	...[true, false].map(
		(dryRun): SchemaRun => ({
			operation: 'destinationUri.sync',
			parameters: {
				...json([...LIST, 'old.example.com:5062']),
				trunkSid: locator('name', 'support'),
				options: { resultFormat: 'summary', dryRun, deleteMissing: true, protect: 'old.*:5061' },
			},
		}),
	),
	{
		operation: 'destinationUri.sync',
		parameters: {
			...json(['sip.example.com']),
			options: { deleteMissing: true, approvedPlan: 'plan_0123456789abcdef' },
		},
	},
	...[{ priority: 5 }, { weight: 0 }].flatMap((routing): SchemaRun[] => [
		{ operation: 'destinationUri.reroute', parameters: { match: 'old.*', ...routing } },
		{
			operation: 'destinationUri.reroute',
			parameters: { match: '*', ...routing, scope: 'all', options: { dryRun: true } },
		},
	]),
	{ operation: 'destinationUri.reroute', parameters: { match: 'none.*', priority: 5 } },
	{
		operation: 'destinationUri.reroute',
		parameters: { match: 'old.*', priority: 5 },
		prepare: (_trunk, { faults }) =>
			void faults.push({ method: 'PUT', times: 9, answer: refusal(422, { code: 1020 }) }),
	},
	...[
		{ operation: 'destinationUri.reroute', parameters: { match: 'old.*', priority: 5 } },
		{ operation: 'whitelistedIp.sync', parameters: addresses({}) },
	].map(({ operation, parameters }) => ({
		operation,
		parameters: { ...parameters, trunkSid: locator('id', 'trmum1none') },
	})),
	{ operation: 'destinationUri.getAll', parameters: {} },
	{
		operation: 'destinationUri.update',
		parameters: { destinationId: locator('id', '2543'), updateFields: { priority: 1 } },
	},
	...deletes(
		'destinationUri',
		'destinationId',
		'2543',
		'uri',
		'sip.example.com',
		'none.example.com',
	),
	{ operation: 'exoPhone.getAll', parameters: {} },
	...(['e164', 'national'] as const).flatMap((exoPhoneForm): SchemaRun[] => [
		{
			operation: 'exoPhone.getAll',
			parameters: { options: { withTrunk: true } },
			prepare(_trunk, { state, behaviour }) {
				behaviour.exoPhoneForm = exoPhoneForm;
				state.addExoPhone('+918040264209');
			},
		},
		{
			operation: 'exoPhone.update',
			parameters: {
				exoPhone: locator('number', NUMBER),
				updateFields: {
					voiceUrl: 'http://my.exotel.com/flow',
					smsUrl: 'https://example.com/sms',
					friendlyName: 'Support',
				},
			},
			prepare: (_trunk, { behaviour }) => void (behaviour.exoPhoneForm = exoPhoneForm),
		},
	]),
	...both('phoneNumber.map', { phoneNumber: NUMBER }),
	...both('phoneNumber.map', { phoneNumber: '+918040264209' }),
	{ operation: 'phoneNumber.getAll', parameters: {} },
	{ operation: 'phoneNumber.findTrunk', parameters: { phoneNumber: NUMBER } },
	{
		operation: 'phoneNumber.findTrunk',
		parameters: { phoneNumber: '+918040264209' },
		prepare: (trunk, { state }) => void state.addPhoneNumber(trunk, '+918040264209'),
	},
	{
		operation: 'phoneNumber.findTrunk',
		parameters: { phoneNumber: NUMBER },
		prepare: (_trunk, { behaviour }) => void (behaviour.ids = 'number'),
	},
	{
		operation: 'phoneNumber.update',
		parameters: { phoneNumberId: locator('number', NUMBER), mode: 'pstn' },
	},
	...deletes('phoneNumber', 'phoneNumberId', '41512', 'number', NUMBER, '+918040264299'),
	...both('whitelistedIp.add', { ip: '44.248.146.11' }),
	...both('whitelistedIp.add', { ip: '44.248.146.12' }),
	...[true, false].flatMap((dryRun) => [
		{ operation: 'whitelistedIp.sync', parameters: addresses({ dryRun, deleteMissing: true }) },
		{ operation: 'whitelistedIp.sync', parameters: addresses({ dryRun, resultFormat: 'summary' }) },
	]),
	{ operation: 'whitelistedIp.sync', parameters: addresses({ deleteMissing: true, protect: '*' }) },
	{
		operation: 'whitelistedIp.sync',
		parameters: addresses({ deleteMissing: true, approvedPlan: 'plan_0123456789abcdef' }),
	},
	{
		operation: 'whitelistedIp.sync',
		parameters: { addressSource: 'json', addressesJson: '["10.0.0.1"]' },
	},
	{
		operation: 'whitelistedIp.sync',
		parameters: { ...addresses({}), trunkSid: locator('name', 'support') },
	},
	{
		operation: 'whitelistedIp.sync',
		parameters: addresses({ deleteMissing: true }),
		prepare: (_trunk, { faults }) =>
			void faults.push({ method: 'POST', times: 9, answer: refusal(400, { code: 1002 }) }),
	},
	{ operation: 'whitelistedIp.getAll', parameters: {} },
	...['1153', '1154'].map((id) => ({
		operation: 'whitelistedIp.update',
		parameters: { whitelistedIpId: locator('id', id), ip: '44.248.146.13' },
	})),
	...deletes('whitelistedIp', 'whitelistedIpId', '1153', 'address', '44.248.146.11', '44.248.1.1'),
	...both('sipCredential.create', { userName: 'voice_ai', password: 'S3cret_pass' }),
	...both('sipCredential.create', { userName: 'new_user', password: 'S3cret_pass' }),
	{
		operation: 'sipCredential.create',
		parameters: { userName: 'named', password: 'S3cret_pass', options: { friendlyName: 'named' } },
	},
	{ operation: 'sipCredential.getAll', parameters: {} },
	{
		operation: 'sipCredential.update',
		parameters: { sipCredentialId: locator('id', '1234'), updateFields: { friendlyName: 'new' } },
	},
	{
		operation: 'sipCredential.update',
		parameters: {
			sipCredentialId: locator('id', '1235'),
			updateFields: { password: 'S3cret_two' },
		},
	},
	...deletes('sipCredential', 'sipCredentialId', '1234', 'userName', 'voice_ai', 'nobody'),
	{ operation: 'setting.set', parameters: { settingValue: NUMBER } },
	{ operation: 'setting.getAll', parameters: {} },
	{ operation: 'setting.delete', parameters: {} },
	{
		operation: 'setting.delete',
		parameters: { settingName: 'none', options: { onMissing: 'skip' } },
	},
	...both('trunk.create', { trunkName: 'support' }),
	...both('trunk.create', { trunkName: 'sales' }),
	...[true, false].flatMap((simplify) => [
		{ operation: 'trunk.get', parameters: { simplify } },
		{ operation: 'trunk.getAll', parameters: { simplify } },
	]),
	...['one', 'all'].map((scope) => ({ operation: 'trunk.export', parameters: { scope } })),
	{ operation: 'trunk.check', parameters: {} },
	{
		operation: 'trunk.check',
		parameters: {},
		prepare: (trunk, { state }) => void state.addDestination(trunk, '44.248.146.99:5060'),
	},
	{ operation: 'trunk.update', parameters: { updateFields: { trunkName: 'sales' } } },
	...APPLIES,
	{
		...APPLIES[0],
		...{ operation: 'trunk.apply', parameters: applied(CONFIGURATION, { deleteMissing: true }) },
		prepare: (_trunk, { faults }) =>
			void faults.push(
				{ method: 'POST', times: 9, answer: refusal(400, { code: 1002 }) },
				{ method: 'PUT', times: 9, answer: refusal(422, { code: 1020 }) },
			),
	},
	{
		operation: 'trunk.apply',
		parameters: applied(CONFIGURATION),
		prepare: (_trunk, { faults }) =>
			void faults.push({ method: 'POST', times: 99, answer: { status: 401, body: '' } }),
	},
	{
		operation: 'trunk.apply',
		parameters: applied(CONFIGURATION),
		prepare: (_trunk, { state, behaviour }) => {
			behaviour.ids = 'text';
			state.addPhoneNumber(state.addTrunk('trmum1other', 'sales'), '+918040264299');
		},
	},
	...['support', 'none'].map((name) => ({
		operation: 'trunk.delete',
		parameters: { trunkSid: locator('name', name), options: { onMissing: 'skip' } },
	})),
];
