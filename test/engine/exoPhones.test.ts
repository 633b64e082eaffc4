import type { INode, INodeParameters } from 'n8n-workflow';

import { runWorkflow, searchList } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { html } from '../harness/simulator/answers';
import type { Behaviour } from '../harness/simulator/behaviour';
import { useSimulator } from '../harness/useSimulator';

/** The account's own numbers, which have an API of their own. */
const NUMBER = '+918040264208';

const simulator = useSimulator();

async function run(
	parameters: INodeParameters,
	rows: ReadonlyArray<Readonly<Record<string, unknown>>> = [{}],
	onError?: INode['onError'],
) {
	const done = await runWorkflow(
		exotelWorkflow({ rows, onError, parameters: { resource: 'exoPhone', ...parameters } }),
		simulator.credential,
	);
	return { ...done, items: done.output('Exotel').map(({ json }) => json) };
}

const GET_ALL = { operation: 'getAll', returnAll: true };
const numberOf = (index: number) => `+9180${40_000_000 + index}`;

function addNumbers(count: number): string[] {
	return Array.from({ length: count }, (_, index) => {
		simulator.state.addExoPhone(numberOf(index));
		return numberOf(index);
	});
}

const VARIANTS: ReadonlyArray<readonly [string, Partial<Behaviour>]> = [
	['pages of 50', {}],
	['pages of 20', { maxPage: { size: 20, isRefused: false } }],
	['links to another host', { exoPhoneLinks: 'otherHost' }],
	[
		'pages of 20 with links',
		{ exoPhoneLinks: 'otherHost', maxPage: { size: 20, isRefused: false } },
	],
	['paging that is ignored', { exoPhonePages: 'ignored' }],
	['a last page that repeats', { exoPhonePages: 'lastRepeats' }],
	[
		'a last page that repeats, with links',
		{ exoPhonePages: 'lastRepeats', exoPhoneLinks: 'otherHost' },
	],
];

describe.each(VARIANTS)('Get Many from an account with %s', (_name, behaviour) => {
	it.each([0, 1, 20, 49, 50, 51, 120])('returns all %i, each once', async (count) => {
		Object.assign(simulator.behaviour, behaviour);
		const numbers = addNumbers(count);
		const { items, error } = await run(GET_ALL);
		expect(error).toBeUndefined();
		expect(items.map(({ phone_number }) => phone_number)).toEqual(numbers);
		const pages = simulator.calls.length;
		expect(pages).toBeLessThanOrEqual(Math.floor(count / 20) + 2);
	});
});

describe('Get Many', () => {
	it('returns no more than wanted, and reads no page beyond', async () => {
		addNumbers(120);
		const { items } = await run({ operation: 'getAll', limit: 30 });
		expect(items).toHaveLength(30);
		expect(simulator.calls).toEqual(['GET IncomingPhoneNumbers']);
	});

	it.each(['zeroPrefixed', 'national'] as const)(
		'returns Indian numbers in E.164 format, and as they were listed (%s)',
		async (exoPhoneForm) => {
			simulator.behaviour.exoPhoneForm = exoPhoneForm;
			simulator.state.addExoPhone(NUMBER);
			simulator.state.addExoPhone('+6531234567', { country: 'SG', region: 'SG' });
			const { items } = await run(GET_ALL);
			expect(items).toMatchObject([
				{
					phone_number: NUMBER,
					listed_as: exoPhoneForm === 'national' ? '8040264208' : '08040264208',
				},
				{ phone_number: '+6531234567' },
			]);
			expect(items[1]).not.toHaveProperty('listed_as');
		},
	);

	it('looks up the trunk of each number if wanted, five at a time', async () => {
		simulator.behaviour.exoPhoneForm = 'zeroPrefixed';
		simulator.behaviour.latencyMs = 50;
		const numbers = addNumbers(20);
		const trunk = simulator.state.addTrunk('trmum1a', 'support');
		simulator.state.addPhoneNumber(trunk, numbers[3] ?? '', 'flow');
		simulator.state.addPhoneNumber(trunk, numbers[5] ?? '');
		const { items } = await run({ ...GET_ALL, options: { withTrunk: true } });
		expect(items.map(({ trunk_sid, mode }) => [trunk_sid, mode])).toEqual(
			numbers.map((_, index) =>
				index === 3 ? ['trmum1a', 'flow'] : index === 5 ? ['trmum1a', 'pstn'] : [null, null],
			),
		);
		expect(simulator.inFlight.most).toBe(5);
	});

	it('fails if the trunk of a number can not be looked up, rather than say that it has none', async () => {
		addNumbers(3);
		simulator.faults.push({ path: /trunk-maps/, answer: html(403), times: 9 });
		const { error } = await run({ ...GET_ALL, options: { withTrunk: true } });
		expect(error?.name).toBe('NodeApiError');
	});

	it('never sends the key to the host of a link', async () => {
		simulator.behaviour.exoPhoneLinks = 'otherHost';
		addNumbers(120);
		await run(GET_ALL);
		expect(simulator.calls).toEqual(Array(3).fill('GET IncomingPhoneNumbers'));
		expect(simulator.requests.map(({ query }) => query)).toEqual(
			['0', '1', '2'].map((Page) => ({ Page, PageSize: '50' })),
		);
	});

	it.each([[{ answer: html(502) }], [{ answer: 'reset' as const }]])(
		'tries again after %j',
		async (fault) => {
			addNumbers(2);
			simulator.faults.push(fault);
			const { items, error } = await run(GET_ALL);
			expect(error).toBeUndefined();
			expect(items).toHaveLength(2);
		},
	);

	it('says what to check if the account or the key is wrong', async () => {
		const wrongs: Array<Record<string, string>> = [
			{ accountSid: 'someone' },
			{ apiToken: 'wrong' },
		];
		for (const wrong of wrongs) {
			const { error } = await runWorkflow(
				exotelWorkflow({ rows: [{}], parameters: { resource: 'exoPhone', ...GET_ALL } }),
				{ ...simulator.credential, ...wrong },
			);
			expect(error?.name).toBe('NodeApiError');
			expect(error?.description).toMatch(/Account SID|API Key, API Token and Region/);
		}
	});
});

describe('Update', () => {
	const URL = 'http://my.exotel.com/ameyo5m/exoml/start_voice/12345';
	const update = { operation: 'update', updateFields: { voiceUrl: URL } };

	it.each([
		['sid', (sid: string) => sid, 0],
		['list', (sid: string) => sid, 0],
		['number', () => NUMBER, 1],
	] as const)('assigns a number, named by %s, to a flow', async (mode, value, reads) => {
		simulator.behaviour.exoPhoneForm = 'zeroPrefixed';
		const row = simulator.state.addExoPhone(NUMBER);
		simulator.state.addExoPhone('+918040264209');
		const exoPhone = { __rl: true, mode, value: value(row.sid) };
		const { items, error } = await run({ ...update, exoPhone });
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ sid: row.sid, phone_number: NUMBER }]);
		expect(row).toMatchObject({ voice_url: URL });
		expect(simulator.calls).toEqual([
			...Array<string>(reads).fill('GET IncomingPhoneNumbers'),
			`PUT IncomingPhoneNumbers/${row.sid}`,
		]);
		expect(simulator.requests.at(-1)?.body).toEqual({ VoiceUrl: URL });
	});

	it('sends what the form can not carry as it is', async () => {
		const row = simulator.state.addExoPhone(NUMBER);
		const updateFields = {
			friendlyName: 'Sales & Support = 100% +₹',
			smsUrl: 'https://a.example/?b=c&d=e',
		};
		const exoPhone = { __rl: true, mode: 'sid', value: row.sid };
		const { error } = await run({ operation: 'update', exoPhone, updateFields });
		expect(error).toBeUndefined();
		expect(row).toMatchObject({
			friendly_name: 'Sales & Support = 100% +₹',
			sms_url: 'https://a.example/?b=c&d=e',
		});
	});

	it('reads the numbers once for many items, and changes nothing if one is unknown', async () => {
		const numbers = addNumbers(3);
		const exoPhone = { __rl: true, mode: 'number', value: '={{ $json.number }}' };
		const rows = numbers.map((number) => ({ number }));
		await run({ ...update, exoPhone }, rows);
		expect(simulator.calls.filter((call) => call.startsWith('GET'))).toHaveLength(1);
		simulator.forgetRequests();
		const { error } = await run({ ...update, exoPhone }, [...rows, { number: '+918040000009' }]);
		expect(error?.message).toMatch(
			/^There is no ExoPhone with the number "\+918040000009"\. Close to it: "\+918040000000"/,
		);
		expect(simulator.calls).toEqual(['GET IncomingPhoneNumbers']);
	});

	it.each([
		[
			{ exoPhone: { __rl: true, mode: 'number', value: '08040264208' } },
			'here probably +918040264208',
		],
		[{ exoPhone: { __rl: true, mode: 'sid', value: '../9' } }, 'a SID or ID contains only'],
		[{ updateFields: {} }, 'There is nothing to update'],
		[{ updateFields: { voiceUrl: 'my flow' } }, 'a URL begins with http'],
		[{ updateFields: { friendlyName: '={{ "" }}' } }, 'Friendly Name is empty'],
	])('refuses %j before anything is sent', async (parameters, words) => {
		const exoPhone = { __rl: true, mode: 'sid', value: '1' };
		const { error } = await run({ ...update, exoPhone, ...parameters });
		expect(error?.message).toContain(words);
		expect(simulator.requests).toEqual([]);
	});

	it('says what was not found', async () => {
		const exoPhone = { __rl: true, mode: 'sid', value: '9' };
		const { error } = await run({ ...update, exoPhone });
		expect(error?.message).toBe('ExoPhone 9 was not found (HTTP 404)');
	});

	it('goes on with the other items if the workflow is set to', async () => {
		const row = simulator.state.addExoPhone(NUMBER);
		const exoPhone = { __rl: true, mode: 'sid', value: '={{ $json.sid }}' };
		const rows = [{ sid: '9' }, { sid: row.sid }, { sid: '' }];
		const { items } = await run({ ...update, exoPhone }, rows, 'continueRegularOutput');
		expect(items.map(({ error }) => error !== undefined)).toEqual([true, false, true]);
	});
});

describe('the drop-down of numbers', () => {
	const search = async (filter?: string, token?: string, method = 'searchExoPhones') =>
		await searchList(method, simulator.credential, {}, filter, token);

	it('shows numbers in E.164 format, with the name of each that has one', async () => {
		simulator.behaviour.exoPhoneForm = 'national';
		simulator.state.addExoPhone(NUMBER, { friendlyName: 'Support' });
		simulator.state.addExoPhone('+918040264209');
		const { results } = await search();
		expect(results).toEqual([
			{ name: `${NUMBER} (Support)`, value: NUMBER },
			{ name: '+918040264209', value: '+918040264209' },
		]);
		const bySid = await search(undefined, undefined, 'searchExoPhonesBySid');
		expect(bySid.results.map(({ value }) => value)).toEqual(
			simulator.state.exoPhones.map(({ sid }) => sid),
		);
	});

	it('goes on to the pages behind, and finds what is there', async () => {
		addNumbers(120);
		const first = await search();
		expect(first.results).toHaveLength(50);
		const second = await search(undefined, String(first.paginationToken));
		expect(second.results[0]).toMatchObject({ value: numberOf(50) });
		const found = await search('40000119');
		expect(found.results).toEqual([{ name: numberOf(119), value: numberOf(119) }]);
	});

	it('ends where pages repeat', async () => {
		Object.assign(simulator.behaviour, {
			exoPhonePages: 'lastRepeats',
			exoPhoneLinks: 'otherHost',
		});
		addNumbers(60);
		expect((await search('nothing')).results).toEqual([]);
		expect(simulator.calls.length).toBeLessThanOrEqual(4);
	});
});
