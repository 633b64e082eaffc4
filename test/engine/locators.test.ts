import type { INode, INodeParameters } from 'n8n-workflow';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { refusal } from '../harness/simulator/answers';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

/** What hangs on a trunk, named by what people know it by. */
const TRUNK = 'trmum1a';

let trunk: Trunk;
const simulator = useSimulator(({ state }) => {
	trunk = state.addTrunk(TRUNK, 'support');
	state.addDestination(trunk, 'sip.example.com:5061;transport=tls');
	state.addDestination(trunk, 'sip.example.org:5060;transport=tcp');
	state.addPhoneNumber(trunk, '+918040264208');
	state.addPhoneNumber(trunk, '+918040264209');
	state.addWhitelistedIp(trunk, '44.248.146.11');
	state.addWhitelistedIp(trunk, '44.248.146.12');
	state.addCredential(trunk, 'voice_ai', 'old');
	state.addCredential(trunk, '1001', 'old');
});

async function run(
	parameters: INodeParameters,
	rows: ReadonlyArray<Readonly<Record<string, unknown>>> = [{}],
	onError?: INode['onError'],
) {
	const trunkSid = { __rl: true, mode: 'id', value: TRUNK };
	const done = await runWorkflow(
		exotelWorkflow({ rows, onError, parameters: { trunkSid, ...parameters } }),
		simulator.credential,
	);
	return { ...done, items: done.output('Exotel').map(({ json }) => json) };
}

interface Located {
	readonly resource: string;
	readonly list: string;
	readonly locator: string;
	readonly mode: string;
	/** Ways to write the first row. */
	readonly written: readonly string[];
	readonly id: string;
	/** What an item that tells of it says. */
	readonly told: object;
	readonly update: INodeParameters;
	/** A name that nothing has, and what the error says. */
	readonly missing: string;
	readonly says: string;
	/** How a deleted: false says what was missing. */
	readonly missingTold: object;
	/** What can't be a name, and what the error says. */
	readonly wrong: ReadonlyArray<readonly [unknown, string]>;
	readonly rows: () => ReadonlyArray<{ id: string }>;
}

const LOCATED: readonly Located[] = [
	{
		resource: 'destinationUri',
		list: 'destination-uris',
		locator: 'destinationId',
		mode: 'uri',
		written: [
			'sip:sip.example.com:5061;transport=tls',
			'sip.example.com',
			' SIP.Example.com:5061 ',
			'sip:sip.example.com:5061;transport=tls;lr',
		],
		id: '2543',
		told: { destination: 'sip:sip.example.com:5061;transport=tls' },
		update: { updateFields: { priority: 7 } },
		missing: 'sip.exmple.com',
		says: 'There is no destination URI with the URI "sip.exmple.com" on trunk trmum1a. Close to it: "sip:sip.example.com:5061;transport=tls", "sip:sip.example.org:5060;transport=tcp"',
		missingTold: { destination: 'sip.exmple.com' },
		wrong: [['2543', 'It looks like an ID: for one, choose By ID']],
		rows: () => trunk.destinations,
	},
	{
		resource: 'phoneNumber',
		list: 'phone-numbers',
		locator: 'phoneNumberId',
		mode: 'number',
		written: ['+918040264208', ' +918040264208 '],
		id: '41512',
		told: { phone_number: '+918040264208' },
		update: { mode: 'flow' },
		missing: '+918040264207',
		says: 'There is no phone number mapping with the number "+918040264207" on trunk trmum1a. Close to it: "+918040264209", "+918040264208"',
		missingTold: { phone_number: '+918040264207' },
		wrong: [
			['41512', 'It looks like an ID: for one, choose By ID'],
			['08040264208', 'here probably +918040264208'],
			['80402 64208', 'here probably +918040264208'],
			['918040264208', 'here probably +918040264208'],
			['Support', 'write the phone number in E.164 format'],
		],
		rows: () => trunk.phoneNumbers,
	},
	{
		resource: 'whitelistedIp',
		list: 'whitelisted-ips',
		locator: 'whitelistedIpId',
		mode: 'address',
		written: ['44.248.146.11', '44.248.146.11/32'],
		id: '1153',
		told: { ip: '44.248.146.11/32' },
		update: { ip: '44.248.146.13', mask: 32 },
		missing: '44.248.146.11/24',
		says: 'There is no whitelisted IP with the address "44.248.146.11/24" on trunk trmum1a. Close to it: "44.248.146.11/32", "44.248.146.12/32"',
		missingTold: { ip: '44.248.146.11/24' },
		wrong: [
			['1153', 'It looks like an ID: for one, choose By ID'],
			['44.248.146', 'write the address as 1.2.3.4'],
			['44.248.146.11/', 'write the address as 1.2.3.4'],
		],
		rows: () => trunk.whitelistedIps,
	},
	{
		resource: 'sipCredential',
		list: 'credentials',
		locator: 'sipCredentialId',
		mode: 'userName',
		written: ['voice_ai'],
		id: '1234',
		told: { user_name: 'voice_ai' },
		update: { updateFields: { friendlyName: 'platform' } },
		missing: 'voice',
		says: 'There is no SIP credential with the user name "voice" on trunk trmum1a. Close to it: "voice_ai"',
		missingTold: { user_name: 'voice' },
		wrong: [
			['1235', 'It looks like an ID: for one, choose By ID'],
			['voice ai', 'a user name must not contain spaces'],
		],
		rows: () => trunk.credentials,
	},
];

describe.each(LOCATED)('a $resource', (one) => {
	const { resource, list, locator, mode, id } = one;
	const at = (value: string, by = mode) => ({ [locator]: { __rl: true, mode: by, value } });
	const deletes = { resource, operation: 'delete' };
	const updates = { resource, operation: 'update', ...one.update };
	const READ = `GET trunks/${TRUNK}/${list}`;

	it.each(one.written)('is deleted by %j', async (written) => {
		const { items, error } = await run({ ...deletes, ...at(written) });
		expect(error).toBeUndefined();
		expect(items).toEqual([{ deleted: true, id, ...one.told }]);
		expect(one.rows().map((row) => row.id)).not.toContain(id);
		expect(one.rows()).toHaveLength(1);
		expect(simulator.calls).toEqual([READ, `DELETE trunks/${TRUNK}/${list}`]);
	});

	it.each(one.written)('is updated by %j', async (written) => {
		const { items, error } = await run({ ...updates, ...at(written) });
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ id }]);
		expect(simulator.calls).toEqual([READ, `PUT trunks/${TRUNK}/${list}/${id}`]);
	});

	it('is looked up in one reading of the list for each trunk, however many items name it', async () => {
		const other = simulator.state.addTrunk('trmum1b', 'sales');
		const rows = ['trmum1b', TRUNK, TRUNK, TRUNK].map((sid) => ({ sid }));
		const { items } = await run(
			{
				...updates,
				...at('={{ $json.name }}'),
				trunkSid: { __rl: true, mode: 'id', value: '={{ $json.sid }}' },
			},
			rows.map((row) => ({ ...row, name: one.written[0] })),
			'continueRegularOutput',
		);
		expect(items.map(({ error }) => error !== undefined)).toEqual([true, false, false, false]);
		const reads = simulator.calls.filter((call) => call.startsWith('GET'));
		expect(reads.sort()).toEqual([READ, `GET trunks/${other.row.trunk_sid}/${list}`].sort());
	});

	it.each(['delete', 'update'])(
		'that %s does not find is told with what is close',
		async (operation) => {
			const { error } = await run({ ...updates, operation, ...at(one.missing) });
			expect(error?.name).toBe('NodeOperationError');
			expect(error?.message).toBe(one.says);
			expect(error?.context).toMatchObject({ itemIndex: 0 });
			expect(simulator.calls).toEqual([READ]);
		},
	);

	it('that is not there stops a delete before anything is deleted', async () => {
		const rows = [one.written[0], one.missing].map((name) => ({ name }));
		const { error } = await run({ ...deletes, ...at('={{ $json.name }}') }, rows);
		expect(error?.context).toMatchObject({ itemIndex: 1 });
		expect(one.rows()).toHaveLength(2);
	});

	it.each(one.wrong)('can be no %j', async (wrong, words) => {
		const { error } = await run({ ...deletes, ...at('={{ $json.name }}') }, [{ name: wrong }]);
		expect(error?.message).toContain(words);
		expect(one.rows()).toHaveLength(2);
	});

	it.each(['', '  ', null, undefined, [], {}, true])('is not named by %j', async (nothing) => {
		const { error } = await run({ ...deletes, ...at('={{ $json.name }}') }, [{ name: nothing }]);
		expect(error?.message).toMatch(/ is empty: give an? .+, or choose another mode than By /);
		expect(simulator.requests).toEqual([]);
	});

	it('that is written where an ID belongs is told which mode to choose', async () => {
		const { error } = await run({ ...deletes, ...at('a b', 'id') });
		expect(error?.message).toMatch(/a SID or ID contains only .+For anything else choose By /);
		expect(simulator.requests).toEqual([]);
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'that is missing leaves the others to be done under %s',
		async (onError) => {
			const rows = [one.missing, one.written[0]].map((name) => ({ name }));
			const done = await run({ ...deletes, ...at('={{ $json.name }}') }, rows, onError);
			const failed = [...done.output('Exotel'), ...done.output('Exotel', 1)].filter(
				({ json }) => json.error !== undefined,
			);
			expect(failed).toMatchObject([{ json: { message: one.says }, pairedItem: { item: 0 } }]);
			expect(one.rows()).toHaveLength(1);
		},
	);

	it('tells of a list that can not be read, with the code of the answer', async () => {
		const fault = {
			method: 'GET',
			answer: refusal(403, { code: 1003, message: 'Forbidden' }),
			times: 9,
		};
		simulator.faults.push(fault);
		const { error } = await run({ ...deletes, ...at(one.written[0] ?? '') });
		expect(error?.name).toBe('NodeApiError');
		expect(error?.message).toContain('Forbidden (Exotel code 1003, HTTP 403)');
		const { items } = await run(
			{ ...deletes, ...at(one.written[0] ?? '') },
			[{}],
			'continueRegularOutput',
		);
		expect(items).toMatchObject([{ error: { code: 1003 } }]);
		expect(one.rows()).toHaveLength(2);
	});

	describe('that is missing and to be skipped', () => {
		const skips = { ...deletes, options: { onMissing: 'skip' } };

		it('by name is told with deleted: false', async () => {
			const { items, error } = await run({ ...skips, ...at(one.missing) });
			expect(error).toBeUndefined();
			expect(items).toEqual([{ deleted: false, action: 'missing', ...one.missingTold }]);
			expect(simulator.calls).toEqual([READ]);
		});

		it('by ID is told with deleted: false, and the list is read once for many', async () => {
			const rows = ['91', id, '92', '93'].map((name) => ({ name }));
			const { items, error } = await run({ ...skips, ...at('={{ $json.name }}', 'id') }, rows);
			expect(error).toBeUndefined();
			expect(items).toEqual([
				{ deleted: false, action: 'missing', id: '91' },
				{ deleted: true, id },
				{ deleted: false, action: 'missing', id: '92' },
				{ deleted: false, action: 'missing', id: '93' },
			]);
			expect(simulator.calls.filter((call) => call === READ)).toHaveLength(1);
		});

		it.each([404, 403] as const)(
			'but on a trunk that does not exist is refused (%i)',
			async (status) => {
				simulator.behaviour.unknownTrunk = status;
				const trunkSid = { __rl: true, mode: 'id', value: 'trmum1none' };
				for (const locator of [at('91', 'id'), at(one.missing)]) {
					const { error } = await run({ ...skips, ...locator, trunkSid });
					expect(error?.name).toBe('NodeApiError');
				}
			},
		);

		it('is deleted by another execution meanwhile', async () => {
			const gone = () => trunk[keyOf(one)].splice(0, 1);
			simulator.faults.push({ method: 'DELETE', meanwhile: gone });
			const { items, error } = await run({ ...skips, ...at(one.written[0] ?? '') });
			expect(error).toBeUndefined();
			expect(items).toMatchObject([{ deleted: false, action: 'missing' }]);
		});
	});
});

/** Where the state of the simulator has the rows. */
function keyOf({ list }: Located) {
	return (
		{
			'destination-uris': 'destinations',
			'phone-numbers': 'phoneNumbers',
			'whitelisted-ips': 'whitelistedIps',
			credentials: 'credentials',
		} as const
	)[list as 'credentials']; // the lists of the table above
}

describe('a name that fits several', () => {
	it('is all entries of that URI, an item each', async () => {
		simulator.state.addDestination(trunk, 'SIP.EXAMPLE.COM:5061;transport=tls');
		const uri = { __rl: true, mode: 'uri', value: 'sip.example.com' };
		const updated = await run({
			resource: 'destinationUri',
			operation: 'update',
			destinationId: uri,
			updateFields: { weight: 3 },
		});
		expect(updated.items).toMatchObject([
			{ id: '2545', weight: 3 },
			{ id: '2543', weight: 3 },
		]);
		const done = await run({ resource: 'destinationUri', operation: 'delete', destinationId: uri });
		expect(done.items).toMatchObject([
			{ deleted: true, id: '2545' },
			{ deleted: true, id: '2543' },
		]);
		expect(done.output('Exotel').map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 0 },
		]);
		expect(trunk.destinations.map(({ destination }) => destination)).toEqual([
			'sip:sip.example.org:5060;transport=tcp',
		]);
	});

	it('is told as missing where another execution has deleted one of them meanwhile', async () => {
		simulator.state.addDestination(trunk, 'sip.example.com:5061;transport=tls');
		const gone = () => void trunk.destinations.splice(0, 1); // ID 2543, the second to be deleted
		simulator.schedule.push(undefined, undefined, { meanwhile: gone });
		const { items, error } = await run({
			...{ resource: 'destinationUri', operation: 'delete' },
			destinationId: { __rl: true, mode: 'uri', value: 'sip.example.com' },
			options: { onMissing: 'skip' },
		});
		expect(error).toBeUndefined();
		expect(items.map(({ deleted }) => deleted).sort()).toEqual([false, true]);
		expect(trunk.destinations).toHaveLength(1);
	});

	it('stops in the middle and says what is done in part', async () => {
		simulator.state.addDestination(trunk, 'sip.example.com:5061;transport=tls');
		const destinationId = { __rl: true, mode: 'uri', value: '={{ $json.uri }}' };
		simulator.schedule.push(undefined, undefined, { answer: refusal(400, { code: 1002 }) });
		const { error } = await run(
			{ resource: 'destinationUri', operation: 'delete', destinationId },
			[{ uri: 'sip.example.com' }, { uri: 'sip.example.org;transport=tcp' }],
		);
		expect(error?.name).toBe('NodeApiError');
		const left = trunk.destinations.length;
		expect(error).toMatchObject({ context: { data: { done: { length: 3 - left } } } });
		expect(error?.description).toContain('Done in part: 1 of 2 items (index 0).');
	});

	it.each(['update', 'delete'])(
		'of several masks, %s says so and changes nothing',
		async (operation) => {
			simulator.state.addWhitelistedIp(trunk, '44.248.146.11', 24);
			const whitelistedIpId = { __rl: true, mode: 'address', value: '44.248.146.11' };
			const { error } = await run({
				resource: 'whitelistedIp',
				operation,
				whitelistedIpId,
				ip: '44.248.146.99',
			});
			expect(error?.message).toBe(
				'"44.248.146.11" fits 2 entries on trunk trmum1a: 44.248.146.11/24 (1155), 44.248.146.11/32 (1153). Choose one of them By ID',
			);
			expect(simulator.calls).toEqual([`GET trunks/${TRUNK}/whitelisted-ips`]);
		},
	);

	it('of two trunks of one name is refused', async () => {
		simulator.state.addTrunk('trmum1b', 'support');
		const trunkSid = { __rl: true, mode: 'name', value: 'support' };
		const { error } = await run({ resource: 'trunk', operation: 'delete', trunkSid });
		expect(error?.message).toContain('"support" fits 2 entries: support (trmum1');
		expect(simulator.calls).toEqual(['GET trunks']);
	});
});

describe('a trunk', () => {
	it.each([
		['trmum1f708622631150902801a1n', 'It looks like an ID: for one, choose By ID'],
		['support mumbai', 'a trunk name must have 1 to 16 letters'],
		['', 'Trunk is empty: give a name, or choose another mode than By Name'],
		['Support', 'Close to it: "support"'],
	])('is not named %j', async (value, words) => {
		const trunkSid = { __rl: true, mode: 'name', value: '={{ $json.name }}' };
		const parameters = { resource: 'trunk', operation: 'get', trunkSid };
		const { error } = await run(parameters, [{ name: value }]);
		expect(error?.message).toContain(words);
	});

	it.each([
		['name', { trunk_name: 'none' }],
		['id', { id: 'none' }],
	])('that is missing is skipped by %s', async (mode, told) => {
		const { items, error } = await run({
			...{ resource: 'trunk', operation: 'delete', options: { onMissing: 'skip' } },
			trunkSid: { __rl: true, mode, value: 'none' },
		});
		expect(error).toBeUndefined();
		expect(items).toEqual([{ deleted: false, action: 'missing', ...told }]);
	});

	it('is deleted by its name', async () => {
		const trunkSid = { __rl: true, mode: 'name', value: 'support' };
		const { items } = await run({ resource: 'trunk', operation: 'delete', trunkSid });
		expect(items).toEqual([{ deleted: true, id: TRUNK }]);
		expect(simulator.state.trunks.size).toBe(0);
	});

	it('whose list can not be read is not named by name, and nothing is sent besides', async () => {
		simulator.faults.push({ path: /trunks$/, answer: refusal(403, { code: 1003 }), times: 9 });
		const trunkSid = { __rl: true, mode: 'name', value: 'support' };
		for (const operation of ['add', 'sync', 'getAll']) {
			const parameters = { operation, trunkSid, destination: 'a.example' };
			const { error } = await run({ resource: 'destinationUri', ...parameters });
			expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '403' });
			const { items } = await run(
				{ resource: 'destinationUri', ...parameters },
				[{}],
				'continueRegularOutput',
			);
			expect(items).toMatchObject([{ error: { code: 1003 } }]);
		}
		expect(new Set(simulator.calls)).toEqual(new Set(['GET trunks']));
	});
});

it('a setting that is missing is skipped', async () => {
	const parameters = { resource: 'setting', operation: 'delete', options: { onMissing: 'skip' } };
	const { items } = await run(parameters);
	expect(items).toEqual([{ deleted: false, action: 'missing', id: 'trunk_external_alias' }]);
	simulator.state.setSetting(trunk, 'trunk_external_alias', '+918040264208');
	expect((await run(parameters)).items).toEqual([{ deleted: true, id: 'trunk_external_alias' }]);
});

it('a phone number mapping is updated without writing its number again, by ID too', async () => {
	for (const phoneNumberId of [
		{ __rl: true, mode: 'id', value: '41512' },
		{ __rl: true, mode: 'number', value: '+918040264208' },
	]) {
		const { items, error } = await run({
			...{ resource: 'phoneNumber', operation: 'update', phoneNumberId },
			mode: 'flow',
		});
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ id: '41512', phone_number: '+918040264208', mode: 'flow' }]);
	}
	const missing = await run({
		...{ resource: 'phoneNumber', operation: 'update', mode: 'flow' },
		phoneNumberId: { __rl: true, mode: 'id', value: '9' },
	});
	expect(missing.error?.message).toBe(
		'There is no phone number mapping with the ID 9 on trunk trmum1a',
	);
});
