import type { INode, INodeParameterResourceLocator, INodeParameters } from 'n8n-workflow';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { success } from '../harness/simulator/envelope';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

/** Names and answers by which the wrong thing could be taken for the one that is meant. */
const TRUNK = 'trmum1a';
let trunk: Trunk;
const simulator = useSimulator(({ state }) => {
	trunk = state.addTrunk(TRUNK, 'support');
});
const rl = (mode: string, value: string): INodeParameterResourceLocator => ({
	__rl: true,
	mode,
	value,
});
async function run(
	parameters: INodeParameters,
	rows: ReadonlyArray<Readonly<Record<string, unknown>>> = [{}],
	onError?: INode['onError'],
) {
	const done = await runWorkflow(
		exotelWorkflow({ rows, onError, parameters: { trunkSid: rl('id', TRUNK), ...parameters } }),
		simulator.credential,
	);
	return { ...done, items: done.output('Exotel').map(({ json }) => json) };
}
const names = () => trunk.credentials.map((one) => one.user_name);
const CRED = { resource: 'sipCredential', operation: 'delete' };

describe('the mode of a locator', () => {
	beforeEach(() => {
		simulator.state.addCredential(trunk, 'victim', 'x'); // ID 1234
		simulator.state.addCredential(trunk, '1234', 'x'); // ID 1235
		simulator.state.addCredential(trunk, 'third', 'x'); // ID 1236
	});
	it('of a whole locator that an expression gives', async () => {
		const loc = { __rl: true, mode: 'userName', value: '1234' };
		const { items } = await run({ ...CRED, sipCredentialId: '={{ $json.loc }}' }, [{ loc }]);
		expect(items).toMatchObject([{ deleted: true, id: '1235' }]);
		expect(names()).toEqual(['victim', 'third']);
	});
	it('that differs from item to item', async () => {
		const rows = [
			{ mode: 'id', v: '1236' },
			{ mode: 'userName', v: '1234' },
		];
		await run({ ...CRED, sipCredentialId: rl('={{ $json.mode }}', '={{ $json.v }}') }, rows);
		expect(names()).toEqual(['victim']);
	});
	it('that is written in another way', async () => {
		await run({ ...CRED, sipCredentialId: rl('={{ $json.mode }}', '1234') }, [
			{ mode: 'username' },
		]);
		expect(names()).toHaveLength(3);
	});
	it('of trunks to delete', async () => {
		simulator.state.addTrunk('trmum1b', 'trmum1c');
		simulator.state.addTrunk('trmum1c', 'prod');
		const rows = [
			{ mode: 'name', v: 'support' },
			{ mode: 'id', v: 'trmum1c' },
		];
		await run(
			{
				resource: 'trunk',
				operation: 'delete',
				trunkSid: rl('={{ $json.mode }}', '={{ $json.v }}'),
			},
			rows,
		);
		expect([...simulator.state.trunks.keys()]).toEqual(['trmum1b']);
	});
});

it('a delete by URI that runs again does not go on to another destination', async () => {
	simulator.state.addDestination(trunk, 'sip.example.com:5061;transport=tls');
	simulator.state.addDestination(trunk, 'sip.example.com:5061'); // UDP, another destination
	const parameters = {
		operation: 'delete',
		destinationId: rl('uri', 'sip.example.com:5061'),
		options: { onMissing: 'skip' },
	};
	await run(parameters);
	await run(parameters);
	expect(trunk.destinations).toHaveLength(1);
});

it.each([
	['destinationUri', 'uri', 'sip.example.com', 'destinationId'],
	['trunk', 'name', 'support', 'trunkSid'],
])('nothing is sent without an ID (%s)', async (resource, mode, value, field) => {
	const row = simulator.state.addDestination(trunk, 'sip.example.com:5061;transport=tls');
	Reflect.deleteProperty(row, 'id');
	if (resource === 'trunk') Reflect.deleteProperty(trunk.row, 'trunk_sid');
	await run({ resource, operation: 'delete', [field]: rl(mode, value) });
	expect(simulator.requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
});

it('a number that a late list still shows is not "existing"', async () => {
	const other = simulator.state.addTrunk('trmum1b', 'other');
	const row = simulator.state.addPhoneNumber(other, '+918040264208');
	const old = { ...row, id: '1', trunk_sid: TRUNK };
	const body = { metadata: { next_page_uri: null }, response: [success(old)] };
	simulator.faults.push({
		method: 'GET',
		path: /trmum1a\/phone-numbers/,
		times: 9,
		answer: { status: 200, body },
	});
	const { items } = await run({
		resource: 'phoneNumber',
		operation: 'map',
		phoneNumber: rl('number', '+918040264208'),
	});
	expect(items).toEqual([]);
});

it('a name that is there again under another ID is not missing', async () => {
	simulator.state.addCredential(trunk, 'voice', 'x');
	let isDone = false;
	simulator.onHandled = ({ method }) => {
		if (method !== 'GET' || isDone) return;
		isDone = true;
		trunk.credentials.length = 0;
		simulator.state.addCredential(trunk, 'voice', 'y');
	};
	const { items } = await run({
		...CRED,
		sipCredentialId: rl('userName', 'voice'),
		options: { onMissing: 'skip' },
	});
	expect(items).not.toContainEqual(expect.objectContaining({ deleted: false }));
});

it('a password that is sent is not in what exists', async () => {
	simulator.state.addCredential(trunk, 'voice_ai', 'hunter22', 'pw_hunter22');
	const { items } = await run({
		resource: 'sipCredential',
		operation: 'create',
		userName: 'voice_ai',
		password: 'hunter22',
		options: { onExisting: 'return' },
	});
	expect(JSON.stringify(items)).not.toContain('hunter22');
});

it('a user part is not in the message, whatever the mode', async () => {
	const { error } = await run({
		operation: 'delete',
		destinationId: rl('id', 'sip:user:s3cret@sip.example.com:5061'),
	});
	expect(JSON.stringify(error?.message)).not.toContain('s3cret');
});

it('a URI "null" is not a row without a destination', async () => {
	const row = simulator.state.addDestination(trunk, 'x');
	Reflect.set(row, 'destination', null);
	await run({ operation: 'delete', destinationId: rl('uri', 'null') });
	expect(trunk.destinations).toHaveLength(1);
});

it.each([{ message: 'Service temporarily unavailable' }, {}, { status: 'failure' }])(
	'an update of an ExoPhone that answers %j did not succeed',
	async (body) => {
		simulator.state.addExoPhone('+918040264208');
		simulator.faults.push({ method: 'PUT', times: 9, answer: { status: 200, body } });
		const update = run({
			resource: 'exoPhone',
			operation: 'update',
			exoPhone: rl('number', '+918040264208'),
			updateFields: { friendlyName: 'x' },
		});
		const { items } = await update;
		expect(items).toEqual([]);
	},
);

it.each([{ response: { code: 200, status: 'success', data: {} } }])(
	'a list %j does not prove that something is missing',
	async (body) => {
		simulator.state.addDestination(trunk, 'a.example.com:5061;transport=tls');
		simulator.faults.push({ method: 'GET', times: 9, answer: { status: 200, body } });
		const { items } = await run({
			operation: 'delete',
			destinationId: rl('uri', 'a.example.com'),
			options: { onMissing: 'skip' },
		});
		expect(items).toEqual([]);
	},
);
