import type { INodeParameters, INodeProperties } from 'n8n-workflow';

import { loadExotel, runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

/** Switches and choices as an expression gives them. */
const TRUNK = 'trmum1a';

let trunk: Trunk;
const simulator = useSimulator(({ state }) => {
	trunk = state.addTrunk(TRUNK);
	for (const host of ['a.example', 'b.example', 'c.example']) {
		state.addDestination(trunk, `${host}:5061;transport=tls`);
	}
	state.addExoPhone('+918040264208');
});

async function run(operation: string, parameters: INodeParameters, value?: unknown, more = {}) {
	const [resource = '', name = ''] = operation.split('.');
	const done = await runWorkflow(
		exotelWorkflow({
			rows: [{ trunk: TRUNK, destination: 'new.example', value, ...more }],
			parameters: { resource, operation: name, ...parameters },
		}),
		simulator.credential,
	);
	return { ...done, items: done.output('Exotel').map(({ json }) => json) };
}

/** A parameter of an operation, alone or as a member of a collection. */
interface Parameter {
	readonly operation: string;
	readonly label: string;
	readonly values: readonly string[];
	/** Whether n8n lets users write an expression. */
	readonly takesExpression: boolean;
	/** The parameters of the node, with this one set to a value or expression. */
	readonly set: (value: string) => INodeParameters;
}

/** Every parameter of a type that the node shows, whatever operation it belongs to. */
async function parametersOf(type: 'boolean' | 'options'): Promise<Parameter[]> {
	const { node } = await loadExotel();
	const found = (
		operations: readonly string[],
		one: INodeProperties,
		set: (value: string) => INodeParameters,
	): Parameter[] => {
		const values = (one.options ?? []).map((option) => ('value' in option ? option.value : ''));
		return operations.map((operation) => ({
			operation,
			label: one.displayName,
			values: values.map(String),
			takesExpression: one.noDataExpression !== true,
			set,
		}));
	};
	return node.description.properties
		.filter(({ name }) => name !== 'resource' && name !== 'operation')
		.flatMap((property): Parameter[] => {
			const { show = {} } = property.displayOptions ?? {};
			const operations = (show.resource ?? []).flatMap((resource) =>
				(show.operation ?? []).map((operation) => `${String(resource)}.${String(operation)}`),
			);
			const { name } = property;
			if (property.type === type) {
				return found(operations, property, (value) => ({ [name]: value }));
			}
			if (property.type !== 'collection') return [];
			return (property.options ?? []).flatMap((member) =>
				'type' in member && member.type === type
					? found(operations, member, (value) => ({ [name]: { [member.name]: value } }))
					: [],
			);
		});
}

/** Parameters that an operation needs besides. */
const NEEDED: Readonly<Record<string, INodeParameters>> = {
	'trunk.create': { trunkName: 'support' },
	'trunk.apply': { trunkSid: { __rl: true, mode: 'id', value: TRUNK }, configuration: '{}' },
	'phoneNumber.map': { phoneNumber: '+918040264208' },
	'phoneNumber.update': {
		phoneNumber: '+918040264208',
		phoneNumberId: { __rl: true, mode: 'id', value: '1' },
	},
	'phoneNumber.delete': { phoneNumberId: { __rl: true, mode: 'id', value: '1' } },
	'destinationUri.delete': { destinationId: { __rl: true, mode: 'id', value: '1' } },
	'destinationUri.reroute': { match: '*', priority: '1' },
	'whitelistedIp.sync': { address: '44.248.146.11' },
	'whitelistedIp.add': { ip: '44.248.146.11' },
	'whitelistedIp.delete': { whitelistedIpId: { __rl: true, mode: 'id', value: '1' } },
	'sipCredential.create': { userName: 'voice', password: 'S3cret_pass' },
	'sipCredential.delete': { sipCredentialId: { __rl: true, mode: 'id', value: '1' } },
};

const EXPRESSION = '={{ $json.value }}';

describe.each([
	[
		'boolean',
		15,
		['maybe', 'on', 'off', 'truefalse', '', ' ', null, undefined, 2, -1, [], [true], {}],
	],
	['options', 9, ['maybe', '', ' ', null, undefined, 0, true, [], {}]],
] as const)('every parameter of type %s', (type, atLeast, wrong) => {
	it.each(wrong)(
		'refuses %j, naming parameter and item, before anything is sent',
		async (value) => {
			const parameters = (await parametersOf(type)).filter((one) => one.takesExpression);
			expect(parameters.length).toBeGreaterThanOrEqual(type === 'boolean' ? atLeast : 8);
			for (const { operation, label, set, values } of parameters) {
				const { error } = await run(operation, { ...NEEDED[operation], ...set(EXPRESSION) }, value);
				const choices = type === 'boolean' ? ['true', 'false'] : values;
				expect([operation, error?.name]).toEqual([operation, 'NodeOperationError']);
				expect(error?.message).toMatch(new RegExp(`^${label} (is empty|can't be .+): choose `));
				for (const choice of choices) expect(error?.message).toContain(choice);
				expect(error?.description).toContain(
					`Correct the parameter "${label}" of the item with index 0.`,
				);
			}
			expect(simulator.requests).toEqual([]);
		},
	);
});

it.each([
	['true', ['true', 'TRUE', ' True\n', '1', 1, 'yes', 'YES', true]],
	['false', ['false', 'False ', '0', 0, 'no', 'No', false]],
])('every parameter of type boolean understands each way to write %s', async (_meant, values) => {
	const parameters = await parametersOf('boolean');
	for (const { operation, set } of parameters) {
		for (const value of values) {
			const { error } = await run(operation, { ...NEEDED[operation], ...set(EXPRESSION) }, value);
			expect([operation, value, error?.message]).toEqual([operation, value, undefined]);
		}
	}
});

describe.each([
	['on', ['TRUE', 'true', ' yes ', '1', 1, true]],
	['off', ['FALSE', 'no', '0', 0, false]],
] as const)('an expression that means %s', (means, values) => {
	const isOn = means === 'on';
	const parameters = { destinationSource: 'json', destinationsJson: '["a.example", "44.1.1.1"]' };

	it.each(values)('(%j) does so for Dry Run', async (value) => {
		const options = { dryRun: EXPRESSION, deleteMissing: true, whitelistIps: true };
		const { items } = await run('destinationUri.sync', { ...parameters, options }, value);
		expect(items.map(({ dry_run }) => dry_run)).toEqual(items.map(() => (isOn ? true : undefined)));
		const methods = new Set(simulator.requests.map(({ method }) => method));
		expect([...methods].sort()).toEqual(isOn ? ['GET'] : ['DELETE', 'GET', 'POST']);
		expect(trunk.destinations).toHaveLength(isOn ? 3 : 2);
	});

	it.each(values)('(%j) does so for Delete Missing and Whitelist IPs', async (value) => {
		const options = { deleteMissing: EXPRESSION, whitelistIps: EXPRESSION };
		await run('destinationUri.sync', { ...parameters, options }, value);
		const hosts = trunk.destinations.map(({ destination }) => destination.split(':')[1]);
		expect(hosts).toEqual(
			isOn ? ['a.example', '44.1.1.1'] : ['a.example', 'b.example', 'c.example'],
		);
		expect(trunk.whitelistedIps).toHaveLength(isOn ? 1 : 0);
	});

	it.each(values)('(%j) does so for Allow Empty List', async (value) => {
		const options = { deleteMissing: true, allowEmptyList: EXPRESSION };
		const empty = { destinationSource: 'json', destinationsJson: '[]', options };
		const { error } = await run('destinationUri.sync', empty, value);
		expect(error?.message).toBe(
			isOn ? undefined : "The destination can't be used: the list is empty",
		);
		expect(trunk.destinations).toHaveLength(isOn ? 0 : 3);
	});

	it.each(values)('(%j) does so for Return All and Simplify', async (value) => {
		const all = await run('destinationUri.getAll', { returnAll: EXPRESSION, limit: 1 }, value);
		expect(all.items).toHaveLength(isOn ? 3 : 1);
		for (const operation of ['trunk.get', 'trunk.getAll']) {
			const { items } = await run(operation, { simplify: EXPRESSION }, value);
			expect('edge_preference' in (items[0] ?? {})).toBe(!isOn);
		}
	});
});

it('Return All written as fixed text needs no Limit', async () => {
	const { items } = await run('destinationUri.getAll', { returnAll: 'no' });
	expect(items).toHaveLength(3);
});

describe('a choice by expression', () => {
	it.each(['TCP', 'Tcp', ' tcp ', 'tcp'])('%j is Default Transport TCP', async (value) => {
		const { items } = await run(
			'destinationUri.add',
			{ options: { defaultTransport: EXPRESSION } },
			value,
		);
		expect(items[0]?.destination).toBe('sip:new.example:5060;transport=tcp');
	});

	it.each(['ADD', ' Add '])('%j is Existing Destinations: Add Again', async (value) => {
		const options = { onExisting: EXPRESSION };
		const { items } = await run('destinationUri.add', { options }, value, {
			destination: 'a.example',
		});
		expect(items[0]?.action).toBe('added');
	});

	it.each(['ERROR', ' Error '])('%j is Refused Destinations: Stop the Node', async (value) => {
		const options = { onRejected: EXPRESSION };
		const { error } = await run('destinationUri.add', { options }, value, {
			destination: 'a.invalid',
		});
		expect(error?.message).toBe('1 of 1 destination was refused');
	});

	it.each(['RETURN', ' Return '])('%j is Existing Trunk: Return It', async (value) => {
		simulator.state.addTrunk('trmum1b', 'support');
		const parameters = { trunkName: 'support', options: { onExisting: EXPRESSION } };
		const { items } = await run('trunk.create', parameters, value);
		expect(items[0]).toMatchObject({ trunk_sid: 'trmum1b', action: 'existing' });
	});

	it.each(['FLOW', ' Flow '])('%j is Mode Flow', async (value) => {
		const parameters = { phoneNumber: '+918040264208', mode: EXPRESSION };
		const { items } = await run('phoneNumber.map', parameters, value);
		expect(items[0]?.mode).toBe('flow');
	});

	it.each(['TCP', ' Tcp '])('%j is TCP in the fields of a destination', async (value) => {
		const destination = [{ host: 'new.example', port: '', transport: EXPRESSION }];
		const parameters = { destinationSource: 'fields', destinations: { destination } };
		const { items } = await run('destinationUri.add', parameters, value);
		expect(items[0]?.destination).toBe('sip:new.example:5060;transport=tcp');
	});

	it.each(['quic', ['tcp'], 1])('%j is refused there', async (value) => {
		const destination = [{ host: 'new.example', port: '', transport: EXPRESSION }];
		const parameters = { destinationSource: 'fields', destinations: { destination } };
		const { error } = await run('destinationUri.add', parameters, value);
		expect(error?.message).toMatch(
			/^"new\.example" can't be used: its transport is .+; use tls or tcp$/,
		);
		expect(error?.description).toContain('"Destinations" of the item with index 0');
		expect(simulator.requests).toEqual([]);
	});

	it('is read anew for each item', async () => {
		const rows = ['TCP', 'tls', 'quic'].map((transport, row) => ({
			trunk: TRUNK,
			destination: `new${row}.example`,
			transport,
		}));
		const done = await runWorkflow(
			exotelWorkflow({
				rows,
				parameters: { options: { defaultTransport: '={{ $json.transport }}' } },
				onError: 'continueRegularOutput',
			}),
			simulator.credential,
		);
		const items = done.output('Exotel').map(({ json }) => json);
		expect(items.map(({ destination, action }) => [destination, action])).toEqual([
			['sip:new0.example:5060;transport=tcp', 'added'],
			['sip:new1.example:5061;transport=tls', 'added'],
			['new2.example', 'rejected'],
		]);
		expect(items[2]?.error).toMatchObject({
			message: 'Default Transport can\'t be "quic": choose tcp or tls',
		});
		expect(done.hints('Exotel').join()).toContain('"Default Transport" of the item with index 2');
	});
});

it.each(['INPUTITEMS', 'FIELDS', ' Json '])(
	'Destinations From %j, for which n8n leaves out the list, is never an empty list',
	async (destinationSource) => {
		const { error } = await run('destinationUri.sync', {
			destinationSource,
			destinationsJson: '[]',
			options: { deleteMissing: true, allowEmptyList: true },
		});
		expect(error?.name).toBe('NodeOperationError');
		expect(simulator.requests).toEqual([]);
	},
);
