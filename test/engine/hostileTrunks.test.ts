import { sleep, type IDataObject, type INode, type INodeParameters } from 'n8n-workflow';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { html, refusal } from '../harness/simulator/answers';
import { ERRORS } from '../harness/simulator/envelope';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

/** Whole trunks, with what nobody thinks of first. */
const N1 = '+918040264201';
const N2 = '+918040264202';
const SECRET = 'Tr0ub4dor_3';
const PORT = ':5061;transport=tls';

const simulator = useSimulator();

interface Run {
	readonly rows: ReadonlyArray<Readonly<Record<string, unknown>>>;
	readonly options?: INodeParameters;
	readonly parameters?: INodeParameters;
	readonly onError?: INode['onError'];
	readonly settings?: Partial<INode>;
	readonly signal?: AbortSignal;
}

/** Applies each item to the trunk that it names. */
async function apply({ rows, options = {}, parameters = {}, onError, settings, signal }: Run) {
	const done = await runWorkflow(
		exotelWorkflow({
			rows,
			onError,
			settings,
			parameters: {
				resource: 'trunk',
				operation: 'apply',
				trunkSid: { __rl: true, mode: 'name', value: '={{ $json.trunk_name }}' },
				configurationSource: 'json',
				configuration: '={{ $json }}',
				options,
				...parameters,
			},
		}),
		simulator.credential,
		{ signal },
	);
	const output = done.error === undefined ? done.output('Exotel') : [];
	return { ...done, items: output.map(({ json }) => json) };
}

async function exportAll(): Promise<IDataObject[]> {
	const done = await runWorkflow(
		exotelWorkflow({
			rows: [{}],
			parameters: { resource: 'trunk', operation: 'export', scope: 'all' },
		}),
		simulator.credential,
	);
	return done.output('Exotel').map(({ json }) => JSON.parse(JSON.stringify(json)) as IDataObject);
}

const sent = () =>
	simulator.requests
		.filter(({ method }) => method !== 'GET')
		.map(({ method, path }) => `${method} ${path.split('/').slice(5).join('/')}`);
const actions = (items: ReadonlyArray<Record<string, unknown>>) =>
	items.map(({ key, action, trunk_name: on }) => `${String(on)}: ${String(action)} ${String(key)}`);
const numbersOf = (trunk: Trunk) => trunk.phoneNumbers.map((row) => row.phone_number);
const MOVE = { phoneNumbersElsewhere: 'move' };
const DELETE = { deleteMissing: true, maxDeletions: '' };

let a: Trunk;
let b: Trunk;
function prepare(): void {
	a = simulator.state.addTrunk('trmum1aaa', 'a');
	b = simulator.state.addTrunk('trmum1bbb', 'b');
}

describe('a number between two trunks of one execution', () => {
	beforeEach(prepare);

	it('is not deleted from the one while the other, which wants it, is refused it', async () => {
		simulator.state.addPhoneNumber(a, N1);
		const { items } = await apply({
			rows: [
				{ trunk_name: 'a', phone_numbers: [] },
				{ trunk_name: 'b', phone_numbers: [N1] },
			],
			options: DELETE,
		});
		expect(actions(items)).toContain(`b: rejected ${N1}`);
		expect([...numbersOf(a), ...numbersOf(b)]).toEqual([N1]);
	});

	it('is not deleted from the one while the other could not take it over', async () => {
		simulator.state.addPhoneNumber(a, N1);
		simulator.faults.push({
			...{ method: 'POST', path: /bbb\/destination-uris/ },
			answer: html(500),
		});
		await apply({
			rows: [
				{ trunk_name: 'a', phone_numbers: [] },
				{ trunk_name: 'b', phone_numbers: [N1], destinations: ['new.example.com'] },
			],
			options: { ...DELETE, ...MOVE, maxRetries: 0 },
			onError: 'continueRegularOutput',
		});
		expect([...numbersOf(a), ...numbersOf(b)]).toEqual([N1]);
	});

	it('is not deleted from the one while what is wanted of the other cannot be read', async () => {
		simulator.state.addPhoneNumber(a, N1);
		await apply({
			rows: [
				{ trunk_name: 'a', phone_numbers: [] },
				{ trunk_name: 'b', phone_numbers: [N1], destinations: ['10.0.0.1'] },
			],
			options: { ...DELETE, ...MOVE },
			onError: 'continueRegularOutput',
		});
		expect([...numbersOf(a), ...numbersOf(b)]).toEqual([N1]);
	});

	it('is not said to be unchanged on the one when the other has taken it', async () => {
		simulator.state.addPhoneNumber(b, N1);
		const { items } = await apply({
			rows: [
				{ trunk_name: 'a', phone_numbers: [N1] },
				{ trunk_name: 'b', phone_numbers: [N1] },
			],
			options: MOVE,
		});
		const onB = items.find(({ key, trunk_name: on }) => key === N1 && on === 'b');
		expect([onB?.status, numbersOf(b)]).not.toEqual(['success', []]);
	});

	it('wanted by both is decided by a dry run as by a real one', async () => {
		const rows = [
			{ trunk_name: 'a', phone_numbers: [N1] },
			{ trunk_name: 'b', phone_numbers: [N1] },
		];
		const dry = await apply({ rows, options: { dryRun: true } });
		const real = await apply({ rows });
		expect(actions(dry.items)).toEqual(actions(real.items));
	});

	it('both ways is a swap: each has the other number, and nothing counts as deleted', async () => {
		simulator.state.addPhoneNumber(a, N1);
		simulator.state.addPhoneNumber(b, N2);
		const rows = [
			{ trunk_name: 'a', phone_numbers: [N2] },
			{ trunk_name: 'b', phone_numbers: [N1] },
		];
		const { items, error } = await apply({
			rows,
			options: { ...MOVE, deleteMissing: true, maxDeletions: '0' },
		});
		expect(error?.message).toBeUndefined();
		expect([numbersOf(a), numbersOf(b)]).toEqual([[N2], [N1]]);
		expect(actions(items).filter((one) => one.includes('deleted'))).toEqual([]);
	});

	it('given back for a refusal is not said to be deleted', async () => {
		simulator.state.addPhoneNumber(b, N1);
		simulator.faults.push({
			...{ method: 'POST', path: /aaa\/phone-numbers/ },
			answer: refusal(400, ERRORS.invalid('Invalid PhoneNumber')),
		});
		const { items } = await apply({
			rows: [
				{ trunk_name: 'a', phone_numbers: [N1] },
				{ trunk_name: 'b', phone_numbers: [] },
			],
			options: { ...MOVE, ...DELETE },
		});
		expect(numbersOf(b)).toEqual([N1]);
		expect(actions(items)).not.toContain(`b: deleted ${N1}`);
	});
});

describe('a number that is moved', () => {
	beforeEach(() => {
		prepare();
		simulator.state.addPhoneNumber(b, N1, 'flow');
	});
	const rows = [{ trunk_name: 'a', phone_numbers: [N1] }];

	it.each(['continueRegularOutput', undefined] as const)(
		'is not left unmapped without a word when the answer to its unmapping is lost, On Error %s',
		async (onError) => {
			simulator.faults.push({
				...{ method: 'DELETE', path: /phone-numbers/, times: 9 },
				...{ answer: html(502), afterCommit: true },
			});
			const { items, error } = await apply({
				rows,
				options: { ...MOVE, maxRetries: 0 },
				onError,
			});
			const isMapped = [...numbersOf(a), ...numbersOf(b)].includes(N1);
			const told = JSON.stringify([items, error?.message, error?.description]);
			const isTold = /taken from|unmapped|mapped back|Find Trunk/i.test(told);
			expect({ isMappedOrTold: isMapped || isTold }).toEqual({ isMappedOrTold: true });
		},
	);

	it('is mapped back when the execution is cancelled after its unmapping', async () => {
		const controller = new AbortController();
		simulator.onRequest = ({ method, path }) => {
			if (method === 'POST' && path.includes('phone-numbers')) controller.abort();
		};
		simulator.faults.push({ method: 'POST', path: /aaa\/phone-numbers/, answer: 'hang' });
		await apply({ rows, options: MOVE, signal: controller.signal });
		await sleep(300);
		expect([...numbersOf(a), ...numbersOf(b)]).toEqual([N1]);
	});

	it('is not taken from its trunk if it is protected', async () => {
		await apply({ rows, options: { ...MOVE, protect: N1 } });
		expect(numbersOf(b)).toEqual([N1]);
	});

	it('keeps its mode if none is given', async () => {
		await apply({ rows, options: MOVE });
		expect(a.phoneNumbers.map(({ mode }) => mode)).toEqual(['flow']);
	});

	it('is not left unmapped without a word on the error branch', async () => {
		simulator.faults.push({
			...{ method: 'POST', path: /phone-numbers/, times: 9 },
			answer: refusal(400, ERRORS.invalid('Invalid PhoneNumber')),
		});
		const { output } = await apply({ rows, options: MOVE, onError: 'continueErrorOutput' });
		expect([...numbersOf(a), ...numbersOf(b)]).toEqual([]);
		expect(JSON.stringify(output('Exotel', 1))).toMatch(/taken from b/);
	});

	it('is refused to the second of two items that want it, before anything is sent', async () => {
		simulator.state.addTrunk('trmum1ccc', 'c');
		const { error } = await apply({
			rows: [...rows, { trunk_name: 'c', phone_numbers: [N1] }],
			options: MOVE,
		});
		expect(error?.message).toBe(
			`phone_numbers ("${N1}") can't be used: the item with index 0 wants it as well, and only one trunk can have it`,
		);
		expect(simulator.requests).toEqual([]);
	});

	it('that has left its trunk meanwhile is not said to have been taken from it', async () => {
		simulator.faults.push({
			...{ method: 'DELETE', path: /bbb\/phone-numbers/ },
			meanwhile: () => void (b.phoneNumbers.length = 0),
		});
		const { items } = await apply({ rows, options: MOVE });
		expect(actions(items)).toContain(`a: added ${N1}`);
	});

	it('shows its usual mode, or none, in the plan', async () => {
		const { items } = await apply({ rows, options: { ...MOVE, resultFormat: 'summary' } });
		expect(items[0]?.plan).not.toContain('null');
	});

	it('is moved when Exotel names no mapping id', async () => {
		simulator.faults.push({
			method: 'GET',
			path: /trunk-maps/,
			times: 9,
			answer: { status: 200, body: { exophone: N1, trunk_sid: 'trmum1bbb', mode: 'flow' } },
		});
		const { items } = await apply({ rows, options: MOVE });
		expect(actions(items)).toContain(`a: added ${N1}`);
	});
});

describe('secrets', () => {
	beforeEach(prepare);

	it.each(['pwd', 'secret', 'passphrase', 'auth_token'])(
		'typed under the wrong name %s are not stored with the error',
		async (name) => {
			const { run, error } = await apply({
				rows: [{ trunk_name: 'a' }],
				parameters: {
					configuration: `={"trunk_name":"{{ $json.trunk_name }}","sip_credentials":[{"user_name":"u","${name}":"${SECRET}"}]}`,
				},
			});
			expect(error?.message).toContain('there is no such field');
			const kept = JSON.stringify([run.data.resultData.error, run.data.resultData.runData.Exotel]);
			expect(kept).not.toContain(SECRET);
		},
	);

	it('that are part of an id do not change the id', async () => {
		simulator.state.nextId.credential = 12345;
		const { items } = await apply({
			rows: [{ trunk_name: 'a', sip_credentials: [{ user_name: 'u', password: '1234' }] }],
		});
		expect(items.at(-1)).toMatchObject({ action: 'added', id: '12345' });
	});
});

describe('what Exotel lists oddly', () => {
	beforeEach(prepare);

	it.each<[string, (trunk: Trunk) => void]>([
		['number not E.164', () => void simulator.state.addPhoneNumber(a, '08040264208')],
		['setting empty', () => void simulator.state.setSetting(a, 'trunk_external_alias', '')],
		['setting with spaces', () => void simulator.state.setSetting(a, 'x', ' y ')],
		['setting name with a dash', () => void simulator.state.setSetting(a, 'x-y', 'z')],
		['friendly name with spaces', () => void simulator.state.addCredential(a, 'u', 'p', ' x ')],
		['user name with a space', () => void simulator.state.addCredential(a, 'u v', 'p')],
		['trunk name long', () => void (a.row.trunk_name = 'a_name_that_is_longer_than_16')],
		['trunk name with a dash', () => void (a.row.trunk_name = 'my-trunk')],
		['nso code padded', () => void Object.assign(a.row, { nso_code: 'ANY-ANY ' })],
		[
			'user name missing',
			() => void Object.assign(simulator.state.addCredential(a, 'u', 'p'), { user_name: null }),
		],
	])('is exported so that applying it changes nothing: %s', async (_, make) => {
		make(a);
		const before = JSON.stringify([...simulator.state.trunks]);
		const exported = (await exportAll()).filter(({ trunk_sid: sid }) => sid === 'trmum1aaa');
		simulator.requests.length = 0;
		const { items, error } = await apply({
			rows: exported,
			parameters: { trunkSid: { __rl: true, mode: 'id', value: 'trmum1aaa' } },
		});
		expect(error?.message).toBeUndefined();
		expect(sent()).toEqual([]);
		expect(JSON.stringify([...simulator.state.trunks])).toBe(before);
		expect(items.filter(({ action }) => action !== 'unchanged')).toEqual([]);
	});
});

describe('input', () => {
	beforeEach(prepare);

	it('of very many wrong entries is told as what it is', async () => {
		const { error } = await apply({
			rows: [{ trunk_name: 'a' }],
			parameters: {
				configuration:
					'={{ { phone_numbers: Array.from({ length: 200000 }, (_, i) => "x" + i) } }}',
			},
		});
		expect(error?.message).not.toMatch(/call stack/);
		expect(error?.message).toContain('phone_numbers[0]');
	});

	it.each([
		['', /empty list is written/],
		['[]', /it is undefined/],
	])('that is no configuration at all is told as that: "%s"', async (configuration, wrong) => {
		const { error } = await apply({ rows: [{ trunk_name: 'a' }], parameters: { configuration } });
		expect(error?.message).toMatch(/can't be used/);
		expect(error?.message).not.toMatch(wrong);
	});

	it('with an invisible character in a user name is refused', async () => {
		const { error } = await apply({
			rows: [{ trunk_name: 'a', sip_credentials: [{ user_name: 'u\u200b', password: 'x' }] }],
		});
		expect(error?.message).toMatch(/can't be used/);
	});

	it('numeric user names can be protected', async () => {
		simulator.state.addCredential(a, '1001', 'p');
		const { error, items } = await apply({
			rows: [{ trunk_name: 'a', sip_credentials: [] }],
			options: { ...DELETE, protect: '1001' },
		});
		expect(error?.message).toBeUndefined();
		expect(actions(items)).toContain('a: protected 1001');
	});

	it('user names with an @ can be protected', async () => {
		simulator.state.addCredential(a, 'pbx@site', 'p');
		const { error, items } = await apply({
			rows: [{ trunk_name: 'a', sip_credentials: [] }],
			options: { ...DELETE, protect: 'pbx@site' },
		});
		expect(error?.message).toBeUndefined();
		expect(actions(items)).toContain('a: protected pbx@site');
	});

	it('a protected password says what the list asks for', async () => {
		simulator.state.addCredential(a, 'u', 'p');
		const { items } = await apply({
			rows: [{ trunk_name: 'a', sip_credentials: [{ user_name: 'u', password: SECRET }] }],
			options: { protect: 'u', updatePasswords: true },
		});
		expect(items.at(-1)?.message).toMatch(/asks for .*password/);
	});
});

describe('executions that meet, and that fail', () => {
	beforeEach(prepare);

	it('a trunk that is being created and is found meanwhile gets each thing once', async () => {
		simulator.behaviour.delayMs = { handling: 20, answering: 20 };
		const rows = [
			{
				trunk_name: 'new',
				destinations: ['x.example.com', 'y.example.com'],
				whitelisted_ips: ['52.1.1.1'],
				sip_credentials: [{ user_name: 'u', password: SECRET }],
			},
		];
		let second: Promise<unknown> | undefined;
		simulator.onHandled = ({ method, path }) => {
			if (method === 'POST' && path.endsWith('/trunks')) {
				second ??= apply({ rows, options: { checkDoubles: false } });
			}
		};
		await apply({ rows, options: { checkDoubles: false } });
		await second;
		const made = [...simulator.state.trunks.values()].find(({ row }) => row.trunk_name === 'new');
		expect([
			made?.destinations.length,
			made?.whitelistedIps.length,
			made?.credentials.length,
		]).toEqual([2, 1, 1]);
	});

	it.each([
		['with Delete Missing', DELETE],
		['without', {}],
	])('what was added and is not listed yet is not added again, %s', async (_, options) => {
		simulator.state.addDestination(a, `old.example.com${PORT}`);
		simulator.behaviour.listLag = { ms: 300 };
		const { items } = await apply({
			rows: [{ trunk_name: 'a', destinations: ['x.example.com'] }],
			options,
		});
		const added = a.destinations.filter(({ destination }) => destination.includes('x.example'));
		expect(added).toHaveLength(1);
		expect(items.filter(({ status }) => status === 'failure')).toEqual([]);
	});

	it('when the account cannot be read once more, a trunk that exists is set up all the same', async () => {
		let lists = 0;
		simulator.onHandled = ({ method, path }) => {
			if (method !== 'GET' || !path.endsWith('/trunks') || ++lists > 1) return;
			simulator.faults.push({ method: 'GET', path: /\/trunks$/, times: 9, answer: html(500) });
		};
		const { items } = await apply({
			rows: [
				{ trunk_name: 'new', destinations: ['x.example.com'] },
				{ trunk_name: 'a', destinations: ['x.example.com'] },
			],
			options: { maxRetries: 0 },
			onError: 'continueRegularOutput',
		});
		expect(items.map(({ status }) => status)).toContain('failure');
		expect(a.destinations).toHaveLength(1);
	});

	it('items after a rename name the trunk as it is called then', async () => {
		const { items } = await apply({
			rows: [{ trunk_name: 'renamed', destinations: ['y.example.com'] }],
			parameters: { trunkSid: { __rl: true, mode: 'id', value: 'trmum1aaa' } },
		});
		expect(items.map(({ trunk_name: name }) => name)).toEqual(['renamed', 'renamed']);
	});
});
