import type { INode, INodeParameters } from 'n8n-workflow';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { html, refusal } from '../harness/simulator/answers';
import { ERRORS } from '../harness/simulator/envelope';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

/** A whole trunk brought to what a record or a configuration says. */
const TRUNK = 'trmum1f708622631150902801a1n';
const NUMBER = '+918040264208';
const OTHER = '+918040264209';
const SECRET = 'Tr0ub4dor_3';
const PORT = ':5061;transport=tls';

const simulator = useSimulator();

interface Run {
	readonly rows?: ReadonlyArray<Readonly<Record<string, unknown>>>;
	readonly options?: INodeParameters;
	readonly parameters?: INodeParameters;
	readonly onError?: INode['onError'];
}

async function apply({ rows = [{}], options = {}, parameters = {}, onError }: Run) {
	simulator.requests.length = 0;
	const done = await runWorkflow(
		exotelWorkflow({
			rows,
			onError,
			parameters: {
				resource: 'trunk',
				operation: 'apply',
				trunkSid: { __rl: true, mode: 'name', value: '={{ $json.trunk_name }}' },
				configurationSource: 'fields',
				options,
				...parameters,
			},
		}),
		simulator.credential,
	);
	const output = done.error === undefined ? done.output('Exotel') : [];
	return {
		...done,
		items: output.map(({ json }) => json),
		paired: output.map(({ pairedItem }) => pairedItem),
	};
}

/** Applies one configuration, to the trunk that it names. */
async function applyJson(
	configuration: object | string,
	options: INodeParameters = {},
	more: Run & { trunkSid?: INodeParameters[string] } = {},
) {
	const { trunkSid, ...run } = more;
	return await apply({
		rows: [{ trunk_name: 'support' }],
		options,
		...run,
		parameters: {
			configurationSource: 'json',
			configuration:
				typeof configuration === 'string' ? configuration : JSON.stringify(configuration),
			...(trunkSid === undefined ? {} : { trunkSid }),
		},
	});
}

const FIELDS: INodeParameters = {
	destinations: '={{ $json.destinations }}',
	whitelistedIps: '={{ $json.addresses }}',
	phoneNumbers: '={{ $json.numbers }}',
	callerId: '={{ $json.callerId }}',
	sipCredentials: {
		credential: [{ userName: '={{ $json.user }}', password: '={{ $json.secret }}' }],
	},
};
const RECORD = {
	trunk_name: 'sales',
	destinations: 'sip.example.com, 44.248.146.11',
	addresses: ['44.248.146.11', '44.248.146.12'],
	numbers: `${NUMBER}\n${OTHER}`,
	callerId: NUMBER,
	user: 'voice_ai',
	secret: SECRET,
};

const told = (items: ReadonlyArray<Record<string, unknown>>) =>
	items.map(({ resource, key, action, message }) => [resource, key, action, message]);
const actions = (items: ReadonlyArray<Record<string, unknown>>) =>
	items.map(({ key, action }) => `${String(action)} ${String(key)}`);
const changes = () =>
	simulator.calls
		.filter((call) => !call.startsWith('GET'))
		.map((call) => call.replace(/trunks\/tr[a-z]{3}1\w+/, 'it'));

let trunk: Trunk;
/** A trunk with one of each, or two. */
function prepare(): void {
	const { state } = simulator;
	trunk = state.addTrunk(TRUNK, 'support');
	state.addWhitelistedIp(trunk, '44.248.146.11');
	state.addCredential(trunk, 'voice_ai', 'old', 'platform');
	state.addDestination(trunk, `sip.example.com${PORT}`);
	state.addDestination(trunk, `44.248.146.11${PORT}`).priority = 5;
	state.setSetting(trunk, 'trunk_external_alias', NUMBER);
	state.addPhoneNumber(trunk, NUMBER);
	state.addPhoneNumber(trunk, OTHER, 'flow');
}

describe('onboarding from a record', () => {
	it('makes each thing in its order, and nothing the second time', async () => {
		const { items, paired } = await apply({ rows: [RECORD], parameters: FIELDS });
		expect(told(items)).toEqual([
			['trunk', 'sales', 'added', 'Added'],
			['whitelistedIp', '44.248.146.11/32', 'added', 'Added'],
			['whitelistedIp', '44.248.146.12/32', 'added', 'Added'],
			['sipCredential', 'voice_ai', 'added', 'Added'],
			['destinationUri', `sip:sip.example.com${PORT}`, 'added', 'Added'],
			['destinationUri', `sip:44.248.146.11${PORT}`, 'added', 'Added'],
			['setting', 'trunk_external_alias', 'added', 'Added'],
			['phoneNumber', NUMBER, 'added', 'Added'],
			['phoneNumber', OTHER, 'added', 'Added'],
		]);
		expect(paired).toEqual(items.map(() => ({ item: 0 })));
		const sid = [...simulator.state.trunks.keys()][0];
		for (const { trunk_sid: one, trunk_name: name } of items) {
			expect([one, name]).toEqual([sid, 'sales']);
		}
		expect(Object.keys(items[4] ?? {}).slice(0, 7)).toEqual([
			...['resource', 'key', 'action', 'message', 'id', 'trunk_sid', 'trunk_name'],
		]);
		expect(items[4]).toMatchObject({ after: { priority: 0, weight: 1 }, status: 'success' });
		expect(changes()).toEqual([
			'POST trunks',
			...['POST it/whitelisted-ips', 'POST it/whitelisted-ips'],
			...['POST it/credentials', 'POST it/destination-uris', 'POST it/settings'],
			...['POST it/phone-numbers', 'POST it/phone-numbers'],
		]);

		const again = await apply({ rows: [RECORD], parameters: FIELDS });
		expect(changes()).toEqual([]);
		expect(new Set(again.items.map(({ action }) => action))).toEqual(new Set(['unchanged']));
	});

	it('creates the trunk as Exotel wants it, and what it has not taken then afterwards', async () => {
		await applyJson({ auth_type: 'OTHER', domain_name: 'else.pstn.exotel.com' });
		const [first, second] = simulator.requests.filter(({ method }) => method !== 'GET');
		expect(first?.body).toEqual({
			trunk_name: 'support',
			nso_code: 'ANY-ANY',
			domain_name: 'ameyo5m.pstn.exotel.com',
		});
		expect([second?.method, second?.body]).toEqual([
			'PUT',
			{ trunk_name: 'support', auth_type: 'OTHER', nso_code: 'ANY-ANY' },
		]);
	});

	it('sets up several trunks, an item each', async () => {
		const rows = [
			{ trunk_name: 'sales', destinations: 'a.example.com' },
			{ trunk_name: 'support', destinations: ['b.example.com'] },
		];
		prepare();
		const { items, paired } = await apply({
			rows,
			parameters: { destinations: FIELDS.destinations ?? '' },
		});
		expect(actions(items)).toEqual([
			...['added sales', `added sip:a.example.com${PORT}`],
			...['unchanged support', `added sip:b.example.com${PORT}`],
		]);
		expect(paired).toEqual([0, 0, 1, 1].map((item) => ({ item })));
	});

	it.each([
		['empty text', ''],
		['nothing', null],
		['an expression that finds nothing', undefined],
		['spaces', '  '],
	])('leaves alone what a field says nothing of: %s', async (_, nothing) => {
		prepare();
		const row = {
			trunk_name: 'support',
			destinations: nothing,
			addresses: nothing,
			numbers: nothing,
		};
		const { destinations, whitelistedIps, phoneNumbers, callerId } = FIELDS;
		const { items } = await apply({
			rows: [{ ...row, callerId: nothing }],
			parameters: { destinations, whitelistedIps, phoneNumbers, callerId } as INodeParameters, // none is absent
			options: { deleteMissing: true, maxDeletions: '' },
		});
		expect(actions(items)).toEqual(['unchanged support']);
		expect(changes()).toEqual([]);
	});

	it('takes an empty list in a field for a mistake, unless it is allowed', async () => {
		prepare();
		const run = async (options: INodeParameters) =>
			await apply({
				rows: [{ trunk_name: 'support', destinations: [] }],
				parameters: { destinations: FIELDS.destinations ?? '' },
				options: { deleteMissing: true, maxDeletions: '', ...options },
			});
		const { items } = await run({});
		expect(changes()).toEqual([]);
		expect(items.map(({ action }) => action)).toEqual(['unchanged', 'skipped', 'skipped']);
		expect(items[1]?.message).toMatch(/^Not deleted: An empty list deletes nothing/);
		await run({ allowEmptyList: true });
		expect(trunk.destinations).toEqual([]);
	});

	it('creates no trunk with Create Missing off, and says which names are close', async () => {
		prepare();
		const { error } = await apply({
			rows: [{ trunk_name: 'suport' }],
			options: { createMissing: false },
		});
		expect(error?.message).toBe('There is no trunk with the name "suport". Close to it: "support"');
		expect(changes()).toEqual([]);
	});

	it('creates none for a SID that no trunk has', async () => {
		prepare();
		const { error } = await applyJson(
			{},
			{},
			{
				trunkSid: { __rl: true, mode: 'id', value: 'trmum1none' },
			},
		);
		expect(error?.message).toBe('There is no trunk with the ID trmum1none');
		expect(changes()).toEqual([]);
	});

	it('refuses two items about one trunk', async () => {
		prepare();
		const rows = [
			{ trunk_name: 'support' },
			{ trunk_name: 'support' },
			{ trunk_name: 'Sales' },
			{ trunk_name: 'sales' },
		];
		const { error } = await apply({ rows });
		expect(error?.message).toBe('The item with index 0 is about the same trunk, support');
		expect(error?.description).toContain(
			'Item 3: The item with index 2 is about the same trunk, sales.',
		);
		expect(simulator.calls).toEqual(['GET trunks']);
	});
});

describe('a configuration', () => {
	it('leaves an absent section alone; an empty one means none', async () => {
		prepare();
		const options = { deleteMissing: true, maxDeletions: '' };
		const { items } = await applyJson({ phone_numbers: [], destinations: null }, options);
		expect(actions(items)).toEqual(['unchanged support', `deleted ${OTHER}`, `deleted ${NUMBER}`]);
		expect(trunk.destinations).toHaveLength(2);
		expect(
			simulator.calls.filter((call) => /destination|whitelist|cred|setting/.test(call)),
		).toEqual([]);
	});

	it('corrects what differs in every section, and deletes last, numbers first', async () => {
		prepare();
		const { items } = await applyJson(
			{
				trunk_name: 'support',
				destinations: [{ destination: 'sip.example.com', priority: 2 }],
				whitelisted_ips: ['44.248.146.99'],
				phone_numbers: [{ phone_number: NUMBER, mode: 'flow' }],
				sip_credentials: [{ user_name: 'voice_ai', friendly_name: 'new_name' }],
				settings: [{ name: 'trunk_external_alias', value: OTHER }],
			},
			{ deleteMissing: true, maxDeletions: '' },
		);
		expect(told(items)).toEqual([
			['trunk', 'support', 'unchanged', 'Unchanged'],
			['whitelistedIp', '44.248.146.99/32', 'added', 'Added'],
			['whitelistedIp', '44.248.146.11/32', 'deleted', 'Deleted'],
			['sipCredential', 'voice_ai', 'updated', 'Updated: friendly name platform → new_name'],
			['destinationUri', `sip:sip.example.com${PORT}`, 'updated', 'Updated: priority 0 → 2'],
			['destinationUri', `sip:44.248.146.11${PORT}`, 'deleted', 'Deleted'],
			['setting', 'trunk_external_alias', 'updated', `Updated: value ${NUMBER} → ${OTHER}`],
			['phoneNumber', NUMBER, 'updated', 'Updated: mode pstn → flow'],
			['phoneNumber', OTHER, 'deleted', 'Deleted'],
		]);
		const order = changes();
		expect(order[0]).toBe('POST it/whitelisted-ips');
		expect(new Set(order.slice(1, 5))).toEqual(
			new Set([
				...['PUT it/credentials/1234', 'PUT it/destination-uris/2543'],
				...['POST it/settings', 'PUT it/phone-numbers/41512'],
			]),
		);
		expect(order.slice(5)).toEqual([
			...['DELETE it/phone-numbers', 'DELETE it/destination-uris', 'DELETE it/whitelisted-ips'],
		]);
		expect(items[5]).toMatchObject({ before: { priority: 5, weight: 1 } });
		expect(items[6]).toMatchObject({ before: { value: NUMBER }, after: { value: OTHER } });
	});

	it('renames a trunk that is named by its SID, and not one that is named by its name', async () => {
		prepare();
		const named = await applyJson({ trunk_name: 'other' });
		expect(actions(named.items)).toEqual(['unchanged support']);
		const { items } = await applyJson(
			{ trunk_name: 'other' },
			{},
			{
				trunkSid: { __rl: true, mode: 'id', value: TRUNK },
			},
		);
		expect(told(items)).toEqual([
			['trunk', 'other', 'updated', 'Updated: trunk name support → other'],
		]);
		expect(trunk.row.trunk_name).toBe('other');
	});

	it.each<[string, object | string, string]>([
		['no object', '"text"', "Configuration (JSON) can't be used: it is a string, not an object"],
		['a list of two', [{ trunk_name: 'a' }, { trunk_name: 'b' }], 'several configurations'],
		[
			'an unknown field',
			{ destination: [] },
			'destination can\'t be used: there is no such field; did you mean "destinations"?',
		],
		['camel case', { phoneNumbers: [] }, 'did you mean "phone_numbers"?'],
		[
			'nothing alike',
			{ colour: 1 },
			"colour can't be used: there is no such field; known fields are trunk_sid, ",
		],
		[
			'a priority',
			{ destinations: ['a.example.com', { destination: 'b.example.com', priority: 'high' }] },
			'destinations[1].priority ("b.example.com") can\'t be used: its priority is not a whole number of at least 0',
		],
		['a port', { destinations: [{ host: 'a.example.com', port: 'x' }] }, 'destinations[0].port'],
		[
			'a field of a destination',
			{ destinations: [{ destination: 'a.example.com', priorty: 1 }] },
			'destinations[0].priorty can\'t be used: there is no such field; did you mean "priority"?',
		],
		[
			'a private address',
			{ destinations: ['10.0.0.1'] },
			'destinations[0] ("10.0.0.1") can\'t be used: 10.0.0.1 is a private address',
		],
		[
			'the same with other values',
			{
				destinations: [
					{ destination: 'a.example.com', weight: 1 },
					{ destination: 'sip:A.example.com:5061', weight: 2 },
				],
			},
			'destinations[1] ("sip:A.example.com:5061") can\'t be used: destinations[0] asks for it with other values',
		],
		['a mask', { whitelisted_ips: [{ ip: '44.1.1.1', mask: 'all' }] }, 'whitelisted_ips[0].mask'],
		[
			'a number',
			{ phone_numbers: ['080 4026 4208'] },
			'phone_numbers[0] ("080 4026 4208") can\'t be used: write the phone number in E.164 format',
		],
		[
			'a number that is one',
			{ phone_numbers: [918040264208] },
			"phone_numbers[0] can't be used: it is a number; a phone number is text",
		],
		['a mode', { phone_numbers: [{ phone_number: NUMBER, mode: 'sip' }] }, 'phone_numbers[0].mode'],
		[
			'a user without a name',
			{ sip_credentials: [{ user_name: '' }] },
			"sip_credentials[0].user_name can't be used: it has no user name",
		],
		[
			'a user name',
			{ sip_credentials: ['voice_ai'] },
			"sip_credentials[0] can't be used: it is a string",
		],
		['a setting without a value', { settings: [{ name: 'trunk_external_alias' }] }, 'settings[0]'],
		['a mode that is none', { phone_numbers: [{ phone_number: NUMBER, mode: 5 }] }, 'mode'],
		['no number', { phone_numbers: [{ mode: 'flow' }] }, 'it has no phone number'],
		['a user name that is a number', { sip_credentials: [{ user_name: 5 }] }, 'it is not text'],
		[
			'a password that is a number',
			{ sip_credentials: [{ user_name: 'u', password: 5 }] },
			'its password is not text',
		],
		[
			'a friendly name that is none',
			{ sip_credentials: [{ user_name: 'u', friendly_name: {} }] },
			'its friendly name is not text',
		],
		['a setting that is text', { settings: ['x'] }, 'settings[0]'],
		['a setting without a name', { settings: [{ value: 'x' }] }, 'it has no name'],
		['a setting with a list', { settings: [{ name: 'x', value: ['y'] }] }, 'its value is an array'],
		['a setting that has a number as its name', { settings: [{ name: 5 }] }, 'it is not text'],
		['a trunk name that is a number', { trunk_name: 5 }, 'trunk_name'],
		[
			'a trunk name',
			{ trunk_name: 'much too long for one' },
			"trunk_name can't be used: a trunk name must have",
		],
	])(
		'that has %s is refused before anything is sent, and says where',
		async (_, given, message) => {
			prepare();
			const { error } = await applyJson(given);
			expect(error?.message).toContain(message);
			expect(error?.description).toContain(
				'Correct the parameter "Configuration (JSON)" of the item with index 0.',
			);
			expect(simulator.calls).toEqual([]);
		},
	);

	it("may name what can't be added, if the trunk has it", async () => {
		prepare();
		const wide = { whitelisted_ips: [{ ip: '44.0.0.0', mask: 8 }, '44.248.146.11'] };
		const options = { deleteMissing: true, maxDeletions: '' };
		const { error } = await applyJson(wide, options);
		expect(error?.message).toMatch(/^whitelisted_ips\[0\]\.mask .* not a whole number from 16/);
		expect(changes()).toEqual([]);
		simulator.state.addWhitelistedIp(trunk, '44.0.0.0', 8);
		const { items } = await applyJson(wide, options);
		expect(new Set(items.map(({ action }) => action))).toEqual(new Set(['unchanged']));
		expect(changes()).toEqual([]);
	});

	it.each<[string, INodeParameters, string, string]>([
		[
			'a caller ID',
			{ callerId: '080' },
			'Caller ID',
			'Caller ID ("080") can\'t be used: write the',
		],
		[
			'a list as caller ID',
			{ callerId: '={{ [1] }}' },
			'Caller ID',
			'it is an array; write it as text',
		],
		[
			'a private address',
			{ destinations: '10.0.0.1' },
			'Destinations',
			'Destinations[0] ("10.0.0.1")',
		],
		['a number', { phoneNumbers: '080 40264208' }, 'Phone Numbers', 'Phone Numbers[0]'],
		['a number for a list', { whitelistedIps: '={{ 5 }}' }, 'Whitelisted IPs', 'it is a number'],
		...[
			[{ userName: 'two words' }, 'user_name', 'must not contain spaces'],
			[
				{ userName: 'u', password: 'no-hyphen' },
				'password',
				'only letters, digits and underscores',
			],
			[{ userName: 'u', friendlyName: 'a b' }, 'friendly_name', '1 to 32 letters'],
			[{ userName: '={{ [1] }}' }, 'user_name', 'it is not text'],
			[{ userName: '={{ $json.none }}', password: SECRET }, 'user_name', 'it has no user name'],
		].map(([row, field, reason]): [string, INodeParameters, string, string] => [
			`a SIP credential ${JSON.stringify(row)}`,
			{ sipCredentials: { credential: [row as INodeParameters] } },
			'SIP Credentials',
			`SIP Credentials[0].${String(field)} can't be used: ${String(reason)}`,
		]),
	])(
		'of the fields with %s is refused before anything is sent',
		async (_, fields, label, message) => {
			prepare();
			const rows = [{ trunk_name: 'support' }];
			const { error } = await apply({ rows, parameters: fields });
			const words = message.replace(/^(SIP Credentials\S+ can't be used: )/, '');
			expect(error?.message).toContain(words);
			expect(error?.message).toContain(label);
			expect(error?.description).toContain(`Correct the parameter "${label}"`);
			expect(JSON.stringify(error)).not.toContain(SECRET);
			expect(simulator.calls).toEqual([]);
		},
	);

	it('leaves out a SIP credential of which nothing is given', async () => {
		prepare();
		const { items } = await apply({
			rows: [{ trunk_name: 'support' }],
			parameters: { sipCredentials: { credential: [{ userName: '={{ $json.none }}' }] } },
		});
		expect(actions(items)).toEqual(['unchanged support']);
	});

	it('tells all that is wrong with it', async () => {
		prepare();
		const { error } = await applyJson({ destinations: [{ host: '' }, 'a b'], nso: 1 });
		expect(error?.description).toContain('Item 0: destinations[1] ("a b") can\'t be used');
		expect(error?.description).toContain('Item 0: destinations[0]');
	});

	it('may be text, in a fence or encoded twice', async () => {
		prepare();
		const text = JSON.stringify({ destinations: ['new.example.com'] });
		for (const given of [text, JSON.stringify(text), `\`\`\`json\n${text}\n\`\`\``]) {
			const { items } = await applyJson(given, { dryRun: true });
			expect(actions(items)).toEqual(['unchanged support', `added sip:new.example.com${PORT}`]);
		}
	});

	it('may be the item itself', async () => {
		prepare();
		const { items } = await apply({
			rows: [
				{
					trunk_sid: 'trsgp1x',
					trunk_name: 'support',
					destinations: [{ destination: 'new.example.com' }],
				},
			],
			parameters: { configurationSource: 'json', configuration: '={{ $json }}' },
		});
		expect(actions(items)).toEqual(['unchanged support', `added sip:new.example.com${PORT}`]);
	});
});

describe('SIP credentials', () => {
	it('need a password to be made; without one the rest goes on, and nothing is deleted', async () => {
		prepare();
		const { items } = await applyJson(
			{
				sip_credentials: [{ user_name: 'nobody' }, { user_name: 'somebody', password: SECRET }],
				destinations: ['new.example.com'],
			},
			{ deleteMissing: true, maxDeletions: '' },
		);
		expect(actions(items)).toEqual([
			'unchanged support',
			...['needs_password nobody', 'added somebody', 'skipped voice_ai'],
			...[
				`added sip:new.example.com${PORT}`,
				`skipped sip:44.248.146.11${PORT}`,
				`skipped sip:sip.example.com${PORT}`,
			],
		]);
		expect(items[1]).toMatchObject({
			status: 'failure',
			message: expect.stringMatching(
				/^Not added: Exotel makes a SIP credential only with a password/,
			),
		});
		expect(items[3]?.message).toMatch(/until every entry in its list is in place/);
		expect(JSON.stringify(items)).not.toContain(SECRET);
		expect(simulator.state.trunks.get(TRUNK)?.credentials).toHaveLength(2);
	});

	it('keep their password, unless it is to be set anew', async () => {
		prepare();
		const configuration = { sip_credentials: [{ user_name: 'voice_ai', password: SECRET }] };
		expect(actions((await applyJson(configuration)).items)).toEqual([
			'unchanged support',
			'unchanged voice_ai',
		]);
		expect(changes()).toEqual([]);
		const preview = await applyJson(configuration, { updatePasswords: true, dryRun: true });
		expect(told(preview.items)[1]).toEqual([
			'sipCredential',
			'voice_ai',
			'updated',
			'Would be updated: new password',
		]);
		expect(changes()).toEqual([]);
		const done = await applyJson(configuration, { updatePasswords: true });
		expect(told(done.items)[1]).toEqual([
			'sipCredential',
			'voice_ai',
			'updated',
			'Updated: new password',
		]);
		expect(
			simulator.requests.filter(({ method }) => method === 'PUT').map(({ body }) => body),
		).toEqual([{ password: SECRET }]);
		expect([...trunk.passwords.values()]).toEqual([SECRET]);
		for (const run of [preview, done]) expect(JSON.stringify(run.items)).not.toContain(SECRET);
	});

	it.each([
		[
			'refused',
			() =>
				void simulator.faults.push({
					method: 'POST',
					path: /credentials/,
					answer: refusal(400, ERRORS.invalid(`Invalid Password ${SECRET}`)),
				}),
		],
		['older answers', () => void (simulator.behaviour.credentials = 'older')],
		[
			'no answer',
			() =>
				void simulator.faults.push({
					method: 'POST',
					path: /credentials/,
					times: 9,
					answer: html(500),
				}),
		],
	])('never show their password: %s', async (_, disturb) => {
		prepare();
		disturb();
		for (const onError of [undefined, 'continueRegularOutput', 'continueErrorOutput'] as const) {
			const rows = [{ ...RECORD, trunk_name: 'support', secret: '' }];
			const { run, error } = await apply({
				rows,
				parameters: {
					...FIELDS,
					sipCredentials: { credential: [{ userName: `u${onError}`, password: SECRET }] },
				},
				options: { maxRetries: 0 },
				onError,
			});
			const nodeRun = JSON.stringify([
				run.data.resultData.runData.Exotel,
				error?.message,
				error?.description,
				error?.context,
			]);
			expect(nodeRun).not.toContain(SECRET);
		}
	});

	it('never show their password where a configuration is wrong', async () => {
		prepare();
		for (const password of [`${SECRET}-`, `${SECRET} x`]) {
			const { error, run } = await applyJson({
				sip_credentials: [{ user_name: 'voice_ai', password }],
			});
			expect(error?.message).toBe(
				'sip_credentials[0].password ("voice_ai") can\'t be used: Exotel accepts only letters, digits and underscores in a password',
			);
			expect(JSON.stringify([error, run.data.resultData.error])).not.toContain(SECRET);
		}
	});
});

describe('a phone number on another trunk', () => {
	beforeEach(() => {
		prepare();
		const sales = simulator.state.addTrunk('trmum1sales', 'sales');
		simulator.state.addPhoneNumber(sales, '+918040264210', 'flow');
	});
	const onSales = () =>
		simulator.state.trunks
			.get('trmum1sales')
			?.phoneNumbers.map((row) => [row.phone_number, row.mode]);
	const configuration = { phone_numbers: ['+918040264210'] };

	it.each([true, false])('is refused with the name of that trunk, dry run: %s', async (dryRun) => {
		const { items } = await applyJson(configuration, {
			dryRun,
			deleteMissing: true,
			maxDeletions: '',
		});
		expect(items[1]).toMatchObject({
			action: 'rejected',
			message: 'Refused: it is mapped to another trunk, sales (trmum1sales)',
		});
		expect(items.slice(2).map(({ action }) => action)).toEqual(['skipped', 'skipped']);
		expect(changes()).toEqual([]);
	});

	it('is moved if that is wanted, after everything else is made', async () => {
		const options = { phoneNumbersElsewhere: 'move' };
		const preview = await applyJson(configuration, { ...options, dryRun: true });
		expect(preview.items[1]?.message).toBe('Would be added, moved from sales (trmum1sales)');
		expect(changes()).toEqual([]);
		const { items } = await applyJson(
			{ ...configuration, destinations: ['new.example.com'] },
			options,
		);
		expect(items.at(-1)).toMatchObject({
			action: 'added',
			message: 'Added, moved from sales (trmum1sales)',
		});
		expect(changes()).toEqual([
			...['POST it/destination-uris', 'DELETE it/phone-numbers', 'POST it/phone-numbers'],
		]);
		expect(onSales()).toEqual([]);
		expect(trunk.phoneNumbers.map((row) => row.phone_number)).toContain('+918040264210');
	});

	it("is mapped back when it can't be mapped here, and the item says so", async () => {
		simulator.faults.push({
			method: 'POST',
			path: new RegExp(`${TRUNK}/phone-numbers`),
			answer: refusal(400, ERRORS.invalid('Invalid PhoneNumber')),
		});
		const { items } = await applyJson(configuration, { phoneNumbersElsewhere: 'move' });
		expect(items[1]).toMatchObject({
			action: 'rejected',
			message: 'Refused: Invalid PhoneNumber. It was mapped back to sales (trmum1sales)',
		});
		expect(onSales()).toEqual([['+918040264210', 'flow']]);
	});

	it('is mapped back when nobody answers, and the error says so', async () => {
		simulator.faults.push({
			method: 'POST',
			path: new RegExp(`${TRUNK}/phone-numbers`),
			times: 9,
			answer: html(503),
		});
		const run = async (onError: INode['onError']) =>
			await applyJson(configuration, { phoneNumbersElsewhere: 'move', maxRetries: 1 }, { onError });
		const { items } = await run('continueRegularOutput');
		expect(items[1]?.message).toMatch(/^Not added: .*It was mapped back to sales \(trmum1sales\)$/);
		expect(onSales()).toEqual([['+918040264210', 'flow']]);
		const { error } = await run(undefined);
		expect(error?.description).toContain('It was mapped back to sales (trmum1sales)');
		expect(onSales()).toEqual([['+918040264210', 'flow']]);
	});

	it("says where its calls go if it can't be mapped back either", async () => {
		simulator.faults.push({
			method: 'POST',
			path: /phone-numbers/,
			times: 99,
			answer: refusal(400, ERRORS.invalid('Invalid PhoneNumber')),
		});
		const { items } = await applyJson(configuration, { phoneNumbersElsewhere: 'move' });
		expect(items[1]?.message).toMatch(
			/^Refused: Invalid PhoneNumber\. It was taken from sales \(trmum1sales\) and could not be mapped back: .*See with Find Trunk where its calls go$/,
		);
		expect(onSales()).toEqual([]);
	});

	it('is not taken away when the other trunk does not give it', async () => {
		simulator.faults.push({ method: 'DELETE', path: /phone-numbers/, times: 9, answer: html(500) });
		const { items } = await applyJson(
			configuration,
			{ phoneNumbersElsewhere: 'move', maxRetries: 0 },
			{ onError: 'continueRegularOutput' },
		);
		expect(items[1]).toMatchObject({ action: 'rejected' });
		expect(onSales()).toEqual([['+918040264210', 'flow']]);
		expect(changes()).toEqual(['DELETE it/phone-numbers']);
	});
});

describe('the guards of Sync', () => {
	const EMPTY = {
		destinations: [],
		whitelisted_ips: [],
		phone_numbers: [],
		sip_credentials: [],
		settings: [],
	};

	it('Max Deletions counts all sections of all trunks', async () => {
		prepare();
		simulator.state.addTrunk('trmum1sales', 'sales');
		const { error } = await applyJson(EMPTY, { deleteMissing: true, maxDeletions: '6' });
		expect(error?.message).toBe(
			'This run would delete 7 of 7 entries (100 %), more than Max Deletions allows (6)',
		);
		expect(changes()).toEqual([]);
		const { items } = await applyJson(EMPTY, { deleteMissing: true, maxDeletions: '7' });
		expect(items.filter(({ action }) => action === 'deleted')).toHaveLength(7);
		expect(changes().map((call) => call.replace('DELETE it/', ''))).toEqual([
			...['phone-numbers', 'phone-numbers', 'settings'],
			...['destination-uris', 'destination-uris', 'credentials', 'whitelisted-ips'],
		]);
	});

	it('does not count sections that are left alone', async () => {
		prepare();
		const { error } = await applyJson(
			{ phone_numbers: [] },
			{ deleteMissing: true, maxDeletions: '1' },
		);
		expect(error?.message).toContain('would delete 2 of 2 entries');
	});

	it('Protect spares URIs, addresses, numbers and user names', async () => {
		prepare();
		const { items } = await applyJson(EMPTY, {
			...{ deleteMissing: true, maxDeletions: '' },
			protect: `sip.example.com, 44.248.0.0/16, ${NUMBER}, voice_*`,
		});
		expect(actions(items).sort()).toEqual([
			'deleted +918040264209',
			'deleted trunk_external_alias',
			`protected ${NUMBER}`,
			'protected 44.248.146.11/32',
			`protected sip:44.248.146.11${PORT}`,
			`protected sip:sip.example.com${PORT}`,
			'protected voice_ai',
			'unchanged support',
		]);
	});

	it('deletes nothing on a trunk where one thing of another section is refused', async () => {
		prepare();
		const { items } = await applyJson(
			{ destinations: ['52.1.1.1', { destination: 'sip.example.com' }], phone_numbers: [] },
			{ deleteMissing: true, maxDeletions: '' },
		);
		expect(items.map(({ action }) => action)).toEqual([
			...['unchanged', 'rejected', 'unchanged', 'skipped', 'skipped', 'skipped'],
		]);
		expect(changes()).toEqual(['POST it/destination-uris']);
	});

	it('Dry Run changes nothing, also for a trunk that does not exist yet', async () => {
		const { items } = await apply({
			rows: [RECORD],
			parameters: FIELDS,
			options: { dryRun: true },
		});
		expect(changes()).toEqual([]);
		expect(items).toHaveLength(9);
		expect(items[0]).toMatchObject({
			resource: 'trunk',
			key: 'sales',
			message: 'Would be added',
			trunk_sid: null,
			trunk_name: 'sales',
			dry_run: true,
		});
	});

	it('a plan tells of all sections, is approved, carried out and undone', async () => {
		prepare();
		const configuration = {
			trunk_name: 'support',
			...EMPTY,
			destinations: [{ destination: 'sip.example.com', priority: 1 }],
			phone_numbers: [NUMBER, OTHER],
			sip_credentials: [{ user_name: 'voice_ai' }],
		};
		const guarded = { deleteMissing: true, maxDeletions: '', resultFormat: 'summary' };
		const [plan] = (await applyJson(configuration, { ...guarded, dryRun: true })).items;
		expect(plan).toMatchObject({
			in_sync: false,
			counts: { add: 0, update: 1, delete: 3, keep: 4 },
		});
		expect(plan?.plan).toBe(
			[
				'support: would change 1, delete 3; 4 entries unchanged',
				'```',
				'− whitelisted IP 44.248.146.11/32',
				`− destination sip:44.248.146.11${PORT}`,
				'− setting trunk_external_alias',
				`± destination sip:sip.example.com${PORT} (priority 0 → 1)`,
				'```',
			].join('\n'),
		);
		const id = String(plan?.plan_id);
		const refused = await applyJson(
			{ ...configuration, settings: undefined },
			{ ...guarded, approvedPlan: id },
		);
		expect(refused.items[0]).toMatchObject({ action: 'rejected' });
		expect(changes()).toEqual([]);
		const [done] = (await applyJson(plan?.wanted as object, { ...guarded, approvedPlan: id }))
			.items;
		expect(done).toMatchObject({ in_sync: true, counts: { update: 1, delete: 3 } });
		expect(trunk.whitelistedIps).toEqual([]);
		const [undone] = (await applyJson(done?.before as object, guarded)).items;
		expect(undone).toMatchObject({ in_sync: true, counts: { add: 3, update: 1 } });
		expect(trunk.destinations.map(({ destination, priority }) => [destination, priority])).toEqual([
			[`sip:sip.example.com${PORT}`, 0],
			[`sip:44.248.146.11${PORT}`, 5],
		]);
		expect(trunk.settings.map(({ value }) => value)).toEqual([NUMBER]);
	});

	it('an approved plan does not depend on a password, and a plan never shows one', async () => {
		prepare();
		const configuration = (password: string) => ({
			sip_credentials: [{ user_name: 'voice_ai' }, { user_name: 'two', password }],
		});
		const options = { resultFormat: 'summary', dryRun: true };
		const [one] = (await applyJson(configuration(SECRET), options)).items;
		const [other] = (await applyJson(configuration('An0ther'), options)).items;
		expect(one?.plan_id).toBe(other?.plan_id);
		expect(JSON.stringify(one)).not.toContain(SECRET);
	});
});

describe('when requests fail', () => {
	it('makes nothing on a trunk that could not be created, and goes on with the others', async () => {
		simulator.faults.push({
			method: 'POST',
			path: /trunks$/,
			answer: refusal(400, ERRORS.invalid('Nso code is invalid')),
		});
		const rows = [
			{ trunk_name: 'one', destinations: 'a.example.com' },
			{ trunk_name: 'two', destinations: 'b.example.com' },
		];
		const { items } = await apply({
			rows,
			parameters: { destinations: FIELDS.destinations ?? '' },
			onError: 'continueRegularOutput',
		});
		const failed = items.filter(({ status }) => status === 'failure');
		expect(failed.map(({ resource, action, trunk_sid: sid }) => [resource, action, sid])).toEqual([
			['trunk', 'rejected', null],
			['destinationUri', 'skipped', null],
		]);
		expect(simulator.state.trunks.size).toBe(1);
	});

	it("stops before anything is changed when a list can't be read", async () => {
		prepare();
		simulator.faults.push({ method: 'GET', path: /settings/, times: 9, answer: html(500) });
		const { error } = await applyJson(
			{ destinations: ['new.example.com'], settings: [] },
			{ maxRetries: 0 },
		);
		expect(error?.message).toContain('HTTP 500');
		expect(changes()).toEqual([]);
	});

	it("does nothing on a trunk of which it can't tell whether another has its number", async () => {
		prepare();
		simulator.faults.push({ method: 'GET', path: /trunk-maps/, times: 9, answer: html(500) });
		const { items } = await applyJson(
			{ destinations: ['new.example.com'], phone_numbers: ['+918040264299'] },
			{ maxRetries: 0 },
			{ onError: 'continueRegularOutput' },
		);
		expect(changes()).toEqual([]);
		expect(new Set(items.map(({ status }) => status))).toEqual(new Set(['failure']));
	});

	it('tells on the error branch of each thing', async () => {
		prepare();
		const done = await applyJson(
			{ destinations: ['52.1.1.1', 'new.example.com'] },
			{},
			{ onError: 'continueErrorOutput' },
		);
		expect(actions(done.items)).toEqual(['unchanged support', `added sip:new.example.com${PORT}`]);
		expect(done.output('Exotel', 1).map(({ json }) => json)).toEqual([
			{
				trunk_name: 'support',
				message: expect.stringContaining('was refused: Destination not whitelisted'),
				error: expect.objectContaining({
					resource: 'destinationUri',
					key: `sip:52.1.1.1${PORT}`,
					trunk_sid: TRUNK,
					trunk_name: 'support',
				}),
			},
		]);
	});

	it("with Continue, an item that can't be used does not stop the others", async () => {
		prepare();
		const rows = [
			{ trunk_name: 'two words' },
			{ trunk_name: 'support', destinations: 'new.example.com' },
		];
		const { items } = await apply({
			rows,
			parameters: { destinations: FIELDS.destinations ?? '' },
			onError: 'continueRegularOutput',
		});
		expect(items.map(({ status, action, key }) => [status, action, key])).toEqual([
			['failure', 'rejected', ''],
			['success', 'unchanged', 'support'],
			['success', 'added', `sip:new.example.com${PORT}`],
		]);
	});
});

describe('two at once', () => {
	it('create one trunk, and each thing once', async () => {
		simulator.behaviour.delayMs = { handling: 5, answering: 5 };
		const runs = await Promise.all(
			[1, 2, 3].map(async () => await apply({ rows: [RECORD], parameters: FIELDS })),
		);
		expect(runs.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
		const made = [...simulator.state.trunks.values()];
		expect(
			made.map(({ row, destinations, whitelistedIps, credentials, phoneNumbers, settings }) => [
				row.trunk_name,
				destinations.length,
				whitelistedIps.length,
				credentials.length,
				phoneNumbers.length,
				settings.length,
			]),
		).toEqual([['sales', 2, 2, 1, 2, 1]]);
	});
});
