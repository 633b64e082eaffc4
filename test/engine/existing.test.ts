import type { INode, INodeParameters } from 'n8n-workflow';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { refusal } from '../harness/simulator/answers';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

/** What is made although it is there already. */
const TRUNK = 'trmum1a';
const NUMBER = '+918040264208';

let trunk: Trunk;
const simulator = useSimulator(({ state }) => {
	trunk = state.addTrunk(TRUNK, 'support');
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

const MAP = { resource: 'phoneNumber', operation: 'map', phoneNumber: NUMBER };

interface Made {
	readonly what: string;
	readonly parameters: INodeParameters;
	/** Whether what exists is returned unless the user says otherwise. */
	readonly returnsIt: boolean;
	/** Has it there already. */
	exists(): object;
	readonly rows: () => readonly object[];
	readonly message: string;
	readonly list: string;
}

const MADE: readonly Made[] = [
	{
		what: 'a phone number mapping',
		parameters: MAP,
		returnsIt: true,
		exists: () => simulator.state.addPhoneNumber(trunk, NUMBER),
		rows: () => trunk.phoneNumbers,
		message: 'Was there already',
		list: `GET trunks/${TRUNK}/phone-numbers`,
	},
	{
		what: 'a whitelisted IP',
		parameters: { resource: 'whitelistedIp', operation: 'add', ip: '44.248.146.11' },
		returnsIt: true,
		exists: () => simulator.state.addWhitelistedIp(trunk, '44.248.146.11'),
		rows: () => trunk.whitelistedIps,
		message: 'Was there already',
		list: `GET trunks/${TRUNK}/whitelisted-ips`,
	},
	{
		what: 'a SIP credential',
		parameters: {
			...{ resource: 'sipCredential', operation: 'create' },
			...{ userName: 'voice', password: 'S3cret_pass' },
		},
		returnsIt: false,
		exists: () => simulator.state.addCredential(trunk, 'voice', 'other'),
		rows: () => trunk.credentials,
		message: 'Was there already. Its password was left as it is',
		list: `GET trunks/${TRUNK}/credentials`,
	},
	{
		what: 'a trunk',
		parameters: { resource: 'trunk', operation: 'create', trunkName: 'sales' },
		returnsIt: false,
		exists: () => simulator.state.addTrunk('trmum1b', 'sales').row,
		rows: () => [...simulator.state.trunks.keys()].slice(1).map((sid) => ({ sid })),
		message: 'Was there already',
		list: 'GET trunks',
	},
];

/** The lists that were read; where a number is mapped is asked for each number. */
const reads = (calls: readonly string[]) =>
	calls.filter((call) => call.startsWith('GET') && call !== 'GET trunk-maps');

describe.each(MADE)('$what', ({ parameters, returnsIt, exists, rows, message, list }) => {
	const returns = { ...parameters, options: { onExisting: 'return' } };
	const refuses = { ...parameters, options: { onExisting: 'error' } };

	it('is made, and returned when the workflow runs again', async () => {
		const first = await run(returns);
		const [made] = first.items;
		expect(made).toMatchObject({ action: 'added', message: 'Added' });
		expect(rows()).toHaveLength(1);
		const second = await run(returns);
		expect(second.error).toBeUndefined();
		expect(second.items).toEqual([{ ...made, action: 'existing', message }]);
		expect(rows()).toHaveLength(1);
		expect(reads(simulator.calls.slice(1))).toEqual([list]);
		expect(JSON.stringify(second.items)).not.toContain('S3cret_pass');
	});

	it('begins with what it is, what was done, and a sentence about it', async () => {
		for (const { items } of [await run(returns), await run(returns)]) {
			const [first, ...next] = Object.keys(items[0] ?? {});
			expect(first).toMatch(/^(phone_number|ip|user_name|trunk_name)$/);
			expect(next.slice(0, 2)).toEqual(['action', 'message']);
		}
	});

	it.each([200, 409] as const)('is refused if the user wants that (HTTP %i)', async (status) => {
		simulator.behaviour.duplicateStatus = status;
		exists();
		const { error } = await run(refuses);
		expect(error?.message).toContain('Exotel code 1008');
		expect(error?.description).toContain('Return It');
		const usual = await run(parameters);
		expect(usual.error === undefined).toBe(returnsIt);
		expect(rows()).toHaveLength(1);
	});

	it('is returned for many items after one reading of the list', async () => {
		exists();
		const { items, error } = await run(returns, [{}, {}, {}, {}, {}, {}, {}]);
		expect(error).toBeUndefined();
		expect(items.map(({ action }) => action)).toEqual(Array(7).fill('existing'));
		expect(reads(simulator.calls)).toEqual([list]);
	});

	it('is returned, too, if another execution makes it just before', async () => {
		simulator.faults.push({ method: 'POST', meanwhile: () => void exists() });
		const { items, error } = await run(returns);
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ action: 'existing' }]);
		expect(rows()).toHaveLength(1);
	});

	it('is not returned if the list can not be read, and the failure is told', async () => {
		exists();
		simulator.faults.push({ method: 'GET', answer: refusal(401, { code: 1010 }), times: 9 });
		const { error } = await run(returns);
		expect(error?.message).toContain('Exotel code 1010');
	});

	it('is refused as before if the list does not have it', async () => {
		exists();
		const empty = { status: 200, body: { metadata: { next_page_uri: null }, response: [] } };
		simulator.faults.push({ path: /(?<!trunk-maps)$/, method: 'GET', answer: empty, times: 9 });
		const { error } = await run(returns);
		expect(error?.message).toContain('Exotel code 1008');
	});
});

describe('a phone number', () => {
	it.each(['return', 'error'])(
		'on another trunk is refused with the name of that trunk (Existing Mapping: %s)',
		async (onExisting) => {
			const other = simulator.state.addTrunk('trmum1b', 'sales');
			simulator.state.addPhoneNumber(other, NUMBER);
			const { error } = await run({ ...MAP, options: { onExisting } });
			expect(error?.message).toBe(
				'The phone number is mapped to another trunk, sales (trmum1b) (Exotel code 1008, HTTP 409)',
			);
			expect(error?.description).toContain('Delete the mapping on that trunk first');
			expect(trunk.phoneNumbers).toEqual([]);
			expect(other.phoneNumbers).toHaveLength(1);
		},
	);

	it('on another trunk is refused on the error branch, too, and the others are mapped', async () => {
		const other = simulator.state.addTrunk('trmum1b', 'sales');
		simulator.state.addPhoneNumber(other, NUMBER);
		const rows = [NUMBER, '+918040264209'].map((number) => ({ number }));
		const phoneNumber = '={{ $json.number }}';
		const done = await run({ ...MAP, phoneNumber }, rows, 'continueErrorOutput');
		expect(done.items).toMatchObject([{ phone_number: '+918040264209', action: 'added' }]);
		expect(done.output('Exotel', 1)).toMatchObject([
			{ json: { error: { code: 1008 } }, pairedItem: { item: 0 } },
		]);
	});

	it('is refused with the SID of the other trunk if its name can not be read', async () => {
		simulator.state.addPhoneNumber(simulator.state.addTrunk('trmum1b', 'sales'), NUMBER);
		simulator.faults.push({ path: /\/trunks$/, answer: refusal(401, { code: 1010 }), times: 9 });
		const { error } = await run(MAP);
		expect(error?.message).toContain('mapped to another trunk, trmum1b (');
	});

	it('is refused as Exotel says it if nobody can say where it is', async () => {
		simulator.state.addPhoneNumber(simulator.state.addTrunk('trmum1b', 'sales'), NUMBER);
		simulator.faults.push({ path: /trunk-maps$/, answer: refusal(404, { code: 1000 }), times: 9 });
		const { error } = await run(MAP);
		expect(error?.message).toContain('Exotel code 1008');
	});

	it.each([
		[null, 'pstn', 'Was there already'],
		['flow', 'flow', 'Was there already'],
		['flow', 'pstn', 'Was there already, with mode flow instead of pstn. To change it, use Update'],
		[null, 'flow', 'Was there already, with mode pstn instead of flow. To change it, use Update'],
	])('that is there in mode %s is returned for mode %s: %s', async (has, mode, message) => {
		simulator.state.addPhoneNumber(trunk, NUMBER, has);
		const { items } = await run({ ...MAP, mode });
		expect(items).toMatchObject([{ action: 'existing', mode: has, message }]);
	});

	it.each([
		['as the first edition saved it', NUMBER],
		['by number', { __rl: true, mode: 'number', value: NUMBER }],
		['from the list', { __rl: true, mode: 'list', value: NUMBER }],
		['as text in an expression', '={{ $json.number }}'],
		['by number in an expression', { __rl: true, mode: 'number', value: '={{ $json.number }}' }],
	])('is mapped when it is given %s', async (_how, phoneNumber) => {
		const { items, error } = await run({ ...MAP, phoneNumber }, [{ number: NUMBER }]);
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ phone_number: NUMBER, action: 'added' }]);
		const found = await run({ resource: 'phoneNumber', operation: 'findTrunk', phoneNumber }, [
			{ number: NUMBER },
		]);
		expect(found.items).toMatchObject([{ exophone: NUMBER, trunk_sid: TRUNK }]);
	});

	it.each(['0804026 4208', '8040264208', '918040264208', '00918040264208', '+91 80402-64208'])(
		'written %j is refused with the form to use',
		async (phoneNumber) => {
			const { error } = await run({ ...MAP, phoneNumber });
			expect(error?.message).toContain('here probably +918040264208');
			expect(simulator.requests).toEqual([]);
		},
	);
});

it('an IP address with another mask is not taken for the one that is there', async () => {
	simulator.state.addWhitelistedIp(trunk, '44.248.146.11', 24);
	const add = { resource: 'whitelistedIp', operation: 'add', ip: '44.248.146.11' };
	const { items } = await run({ ...add, mask: 32 });
	expect(items).toMatchObject([{ action: 'added', mask: 32 }]);
	expect(trunk.whitelistedIps).toHaveLength(2);
});
