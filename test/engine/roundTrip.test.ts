import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { fuzz } from '../harness/fuzz';
import { Simulator } from '../harness/simulator/simulator';
import { ACCOUNT, type Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

const { runs: RUNS, seed: SEED, timeoutMs } = fuzz(100, 20261127);

const simulator = useSimulator();

async function run(
	where: Simulator,
	parameters: INodeParameters,
	rows: readonly IDataObject[] = [{}],
): Promise<IDataObject[]> {
	where.requests.length = 0;
	const workflow = exotelWorkflow({ rows, parameters: { resource: 'trunk', ...parameters } });
	const done = await runWorkflow(workflow, where.credential);
	if (done.error !== undefined) throw new Error(JSON.stringify(done.error.message));
	return done.output('Exotel').map(({ json }) => JSON.parse(JSON.stringify(json)) as IDataObject);
}

const exportAll = async (where: Simulator) =>
	await run(where, { operation: 'export', scope: 'all' });
const applyAll = async (
	where: Simulator,
	configurations: readonly IDataObject[],
	options: INodeParameters = {},
) =>
	await run(
		where,
		{
			operation: 'apply',
			trunkSid: { __rl: true, mode: 'name', value: '={{ $json.trunk_name }}' },
			configurationSource: 'json',
			configuration: '={{ $json }}',
			options: { deleteMissing: true, maxDeletions: '', ...options },
		},
		configurations,
	);
const changes = (where: Simulator) => where.requests.filter(({ method }) => method !== 'GET');

const HOSTS = ['a.example.com', 'b.example.com', '44.248.146.11', '44.248.146.12', '52.1.1.1'];
const FORMS = [':5061;transport=tls', ':5060;transport=tcp', ':5070;transport=tls'];
const routing = { priority: fc.constantFrom(0, 1, 10), weight: fc.constantFrom(0, 1, 5) };

const trunks = fc.record({
	destinations: fc.uniqueArray(
		fc.record({ host: fc.constantFrom(...HOSTS), form: fc.constantFrom(...FORMS), ...routing }),
		{ selector: ({ host, form }) => host + form, maxLength: 6 },
	),
	whitelistedIps: fc.uniqueArray(
		fc.record({
			ip: fc.constantFrom('44.248.146.11', '44.248.146.12', '52.1.0.0'),
			mask: fc.constantFrom(32, 24, 16),
		}),
		{ selector: ({ ip, mask }) => `${ip}/${mask}`, maxLength: 4 },
	),
	numbers: fc.uniqueArray(
		fc.record({
			last: fc.integer({ min: 0, max: 9 }),
			mode: fc.constantFrom('pstn', 'flow', null),
		}),
		{ selector: ({ last }) => last, maxLength: 3 },
	),
	credentials: fc.uniqueArray(
		fc.record({
			name: fc.constantFrom('voice_ai', 'Voice_AI', 'pbx@site', 'x-1'),
			friendly: fc.constantFrom(null, 'platform', '007'),
		}),
		{ selector: ({ name }) => name, maxLength: 3 },
	),
	settings: fc.uniqueArray(
		fc.record({
			name: fc.constantFrom('trunk_external_alias', 'other'),
			value: fc.constantFrom('+918040264208', '0042', 'on'),
		}),
		{ selector: ({ name }) => name, maxLength: 2 },
	),
});
type Random = typeof trunks extends fc.Arbitrary<infer T> ? T : never;

function make(
	{ state }: Simulator,
	sid: string,
	name: string,
	random: Random,
	index: number,
): Trunk {
	const trunk = state.addTrunk(sid, name);
	for (const { ip, mask } of random.whitelistedIps) state.addWhitelistedIp(trunk, ip, mask);
	for (const { host, form, priority, weight } of random.destinations) {
		Object.assign(state.addDestination(trunk, `${host}${form}`), { priority, weight });
	}
	for (const { name: user, friendly } of random.credentials) {
		state.addCredential(trunk, user, 'old', friendly);
	}
	for (const { name: setting, value } of random.settings) state.setSetting(trunk, setting, value);
	for (const { last, mode } of random.numbers) {
		state.addPhoneNumber(trunk, `+9180402642${index}${last}`, mode);
	}
	return trunk;
}

it(
	`what was exported changes nothing when it is applied: ${RUNS} accounts`,
	async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(trunks, { minLength: 1, maxLength: 3 }),
				fc.constantFrom('usual' as const, 'random' as const),
				fc.constantFrom('text' as const, 'number' as const),
				async (all, listOrder, ids) => {
					simulator.state.trunks.clear();
					Object.assign(simulator.behaviour, { listOrder: 'usual', ids });
					for (const [index, random] of all.entries()) {
						make(simulator, `trmum1t${index}`, `trunk_${index}`, random, index);
					}
					const before = JSON.stringify([...simulator.state.trunks]);
					const exported = await exportAll(simulator);
					simulator.behaviour.listOrder = listOrder;
					expect(JSON.stringify(await exportAll(simulator))).toBe(JSON.stringify(exported));
					const items = await applyAll(simulator, exported);
					expect(changes(simulator)).toEqual([]);
					expect(items.filter(({ action }) => action !== 'unchanged')).toEqual([]);
					expect(JSON.stringify([...simulator.state.trunks])).toBe(before);
				},
			),
			{ numRuns: RUNS, seed: SEED },
		);
	},
	timeoutMs,
);

it('says of a trunk all that it is, sorted, without IDs, times and passwords', async () => {
	const { state } = simulator;
	const trunk = state.addTrunk('trmum1a', 'support');
	state.addDestination(trunk, 'z.example.com:5061;transport=tls').priority = 1;
	state.addDestination(trunk, 'a.example.com:5060;transport=tcp');
	state.addDestination(trunk, 'udp.example.com:5060');
	Object.assign(state.addWhitelistedIp(trunk, '52.1.1.1'), { mask: null });
	state.addWhitelistedIp(trunk, '44.248.0.0', 16);
	state.addPhoneNumber(trunk, '+918040264209', 'flow');
	state.addPhoneNumber(trunk, '+918040264208');
	state.addCredential(trunk, 'voice_ai', 'Tr0ub4dor_3', 'platform');
	state.addCredential(trunk, 'pbx', 'Tr0ub4dor_3');
	state.setSetting(trunk, 'trunk_external_alias', '+918040264208');
	const [exported] = await exportAll(simulator);
	expect(exported).toEqual({
		trunk_sid: 'trmum1a',
		trunk_name: 'support',
		auth_type: 'IP-WHITELIST',
		nso_code: 'ANY-ANY',
		domain_name: 'ameyo5m.pstn.exotel.com',
		destinations: [
			{ destination: 'sip:a.example.com:5060;transport=tcp', priority: 0, weight: 1 },
			{ destination: 'sip:udp.example.com:5060;transport=udp', priority: 0, weight: 1 },
			{ destination: 'sip:z.example.com:5061;transport=tls', priority: 1, weight: 1 },
		],
		whitelisted_ips: [
			{ ip: '44.248.0.0', mask: 16 },
			{ ip: '52.1.1.1', mask: 32 },
		],
		phone_numbers: [
			{ phone_number: '+918040264208', mode: 'pstn' },
			{ phone_number: '+918040264209', mode: 'flow' },
		],
		sip_credentials: [
			{ user_name: 'pbx', friendly_name: null },
			{ user_name: 'voice_ai', friendly_name: 'platform' },
		],
		settings: [{ name: 'trunk_external_alias', value: '+918040264208' }],
	});
	expect(Object.keys(exported ?? {})).toEqual([
		...['trunk_sid', 'trunk_name', 'auth_type', 'nso_code', 'domain_name', 'destinations'],
		...['whitelisted_ips', 'phone_numbers', 'sip_credentials', 'settings'],
	]);
	expect(changes(simulator)).toEqual([]);
	const items = await applyAll(simulator, [exported ?? {}]);
	expect(new Set(items.map(({ action }) => action))).toEqual(new Set(['unchanged']));
	expect(changes(simulator)).toEqual([]);
});

it('of a destination that is there twice, exports the one that takes calls first', async () => {
	const { state } = simulator;
	const trunk = state.addTrunk('trmum1a', 'support');
	state.addDestination(trunk, 'a.example.com:5061;transport=tls').priority = 5;
	state.addDestination(trunk, 'a.example.com:5061;transport=tls').weight = 3;
	const [exported] = await exportAll(simulator);
	expect(exported?.destinations).toEqual([
		{ destination: 'sip:a.example.com:5061;transport=tls', priority: 0, weight: 3 },
	]);
	await applyAll(simulator, [exported ?? {}], { deleteMissing: false });
	expect(changes(simulator)).toEqual([]);
});

describe('a trunk of another account, in another region', () => {
	let other: Simulator;
	beforeEach(async () => {
		other = await Simulator.start(0, { ...ACCOUNT, accountSid: 'elsewhere1m' });
		other.state.newTrunkSid = () => 'trsgp1f708622631150902801a1n';
	});
	afterEach(async () => await other.stop());

	it('becomes the same but for its SID and its account', async () => {
		const random: Random = {
			destinations: [
				{ host: 'a.example.com', form: ':5061;transport=tls', priority: 1, weight: 5 },
				{ host: '44.248.146.11', form: ':5060;transport=tcp', priority: 0, weight: 1 },
			],
			whitelistedIps: [
				{ ip: '44.248.146.11', mask: 32 },
				{ ip: '52.1.0.0', mask: 24 },
			],
			numbers: [
				{ last: 1, mode: 'flow' },
				{ last: 2, mode: null },
			],
			credentials: [{ name: 'voice_ai', friendly: 'platform' }],
			settings: [{ name: 'trunk_external_alias', value: '+918040264208' }],
		};
		make(simulator, 'trmum1a', 'support', random, 0);
		const [exported = {}] = await exportAll(simulator);

		const first = await applyAll(other, [exported]);
		expect(
			first.filter(({ status }) => status === 'failure').map(({ key, action }) => [key, action]),
		).toEqual([['voice_ai', 'needs_password']]);
		const withPassword = {
			...exported,
			sip_credentials: [
				{ user_name: 'voice_ai', friendly_name: 'platform', password: 'Tr0ub4dor_3' },
			],
		};
		const second = await applyAll(other, [withPassword]);
		expect(
			second.filter(({ action }) => action !== 'unchanged').map(({ key, action }) => [key, action]),
		).toEqual([['voice_ai', 'added']]);
		const [copied] = await exportAll(other);
		expect(copied).toEqual({
			...exported,
			trunk_sid: 'trsgp1f708622631150902801a1n',
			domain_name: 'elsewhere1m.pstn.exotel.com',
		});
	});
});

describe('Export', () => {
	it('reads one trunk by name or SID, and the same only once', async () => {
		simulator.state.addTrunk('trmum1a', 'support');
		const one = {
			operation: 'export',
			trunkSid: { __rl: true, mode: 'name', value: '={{ $json.name }}' },
		};
		const items = await run(simulator, one, [{ name: 'support' }, { name: 'support' }]);
		expect(items.map(({ trunk_sid: sid }) => sid)).toEqual(['trmum1a', 'trmum1a']);
		expect(simulator.calls.filter((call) => call.includes('destination-uris'))).toHaveLength(1);
	});

	it('reads trunks side by side, no more than five requests at a time', async () => {
		for (let index = 0; index < 20; index++)
			simulator.state.addTrunk(`trmum1t${index}`, `t${index}`);
		simulator.behaviour.latencyMs = 50;
		expect(await exportAll(simulator)).toHaveLength(20);
		expect(simulator.requests).toHaveLength(1 + 20 * 5);
		expect(simulator.inFlight.most).toBe(5);
	});

	it('of an account without trunks, is nothing', async () => {
		expect(await exportAll(simulator)).toEqual([]);
	});

	it('says which trunk does not exist', async () => {
		const one = { operation: 'export', trunkSid: { __rl: true, mode: 'id', value: 'trmum1none' } };
		await expect(run(simulator, one)).rejects.toThrow('Trunk trmum1none was not found');
	});
});
