import fc from 'fast-check';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { fuzz } from '../harness/fuzz';
import { refusal } from '../harness/simulator/answers';
import { ERRORS } from '../harness/simulator/envelope';
import { LATE_FAULTS, NAMED_FAULTS, SLOW_FAULTS } from '../harness/simulator/namedFaults';
import type { Fault } from '../harness/simulator/faults';
import { ACCOUNT, type Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

const { runs: RUNS, seed: SEED, timeoutMs } = fuzz(500, 20261127);
const REQUEST_TIMEOUT_MS = 60;

const PASSWORD = 'Tr0ub4dor_3';
const SECRETS = [PASSWORD, ACCOUNT.apiKey, ACCOUNT.apiToken];
const PORT = ':5061;transport=tls';
const NUMBERS = ['+918040264201', '+918040264202', '+918040264203'];

/** A refusal of one thing, after which the others go on. */
const REFUSALS: Readonly<Record<string, Fault>> = {
	'400 on POST': { method: 'POST', answer: refusal(400, ERRORS.invalid('Refused')) },
	'422 on PUT': { method: 'PUT', answer: refusal(422, { code: 1020 }) },
};
const FAULTS: Readonly<Record<string, Fault>> = {
	...NAMED_FAULTS,
	...LATE_FAULTS,
	...SLOW_FAULTS,
	...REFUSALS,
};
const QUICK = Object.keys(FAULTS).filter((name) => !(name in SLOW_FAULTS));

const simulator = useSimulator();

const lists = fc
	.record({
		destinations: fc.subarray(['a.example.com', 'b.example.com', '44.248.146.11']),
		addresses: fc.subarray(['44.248.146.11', '44.248.146.12']),
		numbers: fc.subarray(NUMBERS),
		users: fc.subarray(['voice_ai', 'pbx']),
		callerId: fc.constantFrom(undefined, ...NUMBERS),
		priority: fc.constantFrom(0, 3),
		friendly: fc.constantFrom('one', 'two'),
		mode: fc.constantFrom('pstn', 'flow'),
	})
	// Exotel refuses an IPv4 destination that is not on the whitelist.
	.map(({ destinations, ...rest }) => ({
		...rest,
		destinations: destinations.filter((host) => !/^\d/.test(host) || rest.addresses.includes(host)),
	}));
type Lists = typeof lists extends fc.Arbitrary<infer T> ? T : never;

const scenarios = fc.record({
	/** What the trunk has; null if there is none yet. */
	has: fc.option(lists, { freq: 3 }),
	wanted: lists,
	/** What the other trunk of the account has. */
	elsewhere: fc.subarray(NUMBERS),
	options: fc.record({
		deleteMissing: fc.boolean(),
		maxRetries: fc.integer({ min: 0, max: 2 }),
		phoneNumbersElsewhere: fc.constantFrom('move', 'move', 'refuse'),
	}),
	onError: fc.constantFrom<INode['onError'][]>(undefined, 'continueRegularOutput'),
	duplicateDestination: fc.constantFrom('append', 'refuse', 'existing'),
	/** So many requests go well before something happens, since most of them only read. */
	quiet: fc.integer({ min: 0, max: 24 }),
	faults: fc.array(
		fc.oneof(
			{ arbitrary: fc.constant('none'), weight: 30 },
			{ arbitrary: fc.constantFrom(...QUICK), weight: 30 },
			{ arbitrary: fc.constantFrom(...Object.keys(REFUSALS)), weight: 30 },
			{ arbitrary: fc.constantFrom(...Object.keys(SLOW_FAULTS)), weight: 1 },
		),
		{ minLength: 1, maxLength: 12 },
	),
});
type Scenario = typeof scenarios extends fc.Arbitrary<infer T> ? T : never;

/** What a trunk has or is to have, each thing as a text; the oracle's own form. */
function textsOf({
	destinations,
	addresses,
	numbers,
	users,
	callerId,
	...values
}: Lists): string[] {
	return [
		...destinations.map((host) => `sip:${host}${PORT} ${values.priority}`),
		...addresses.map((ip) => `${ip}/32`),
		...numbers.map((number) => `${number} ${values.mode}`),
		...users.map((user) => `${user} ${values.friendly}`),
		...(callerId === undefined ? [] : [`trunk_external_alias ${callerId}`]),
	];
}

function textsOn(trunk: Trunk | undefined): string[] {
	if (trunk === undefined) return [];
	return [
		...trunk.destinations.map(({ destination, priority }) => `${destination} ${priority}`),
		...trunk.whitelistedIps.map(({ ip, mask }) => `${ip}/${mask}`),
		...trunk.phoneNumbers.map(({ phone_number: number, mode }) => `${number} ${mode ?? 'pstn'}`),
		...trunk.credentials.map(({ user_name: user, friendly_name: name }) => `${user} ${name}`),
		...trunk.settings.map(({ name, value }) => `${name} ${value}`),
	];
}

/** The same without values: what tells one thing from another. */
const keysOf = (texts: readonly string[]) => texts.map((text) => text.split(' ')[0] ?? '');

function configurationOf(wanted: Lists): IDataObject {
	const { destinations, addresses, numbers, users, callerId, priority, friendly, mode } = wanted;
	return {
		trunk_name: 'sales',
		destinations: destinations.map((destination) => ({ destination, priority })),
		whitelisted_ips: addresses,
		phone_numbers: numbers.map((number) => ({ phone_number: number, mode })),
		sip_credentials: users.map((user) => ({
			user_name: user,
			password: PASSWORD,
			friendly_name: friendly,
		})),
		settings: callerId === undefined ? [] : [{ name: 'trunk_external_alias', value: callerId }],
	};
}

function prepare({ has, elsewhere, quiet, faults, duplicateDestination }: Scenario): void {
	const { state, behaviour } = simulator;
	state.trunks.clear();
	simulator.forgetRequests();
	Object.assign(behaviour, { duplicateDestination });
	const other = state.addTrunk('trmum1other', 'other');
	const taken = has?.numbers ?? [];
	for (const number of elsewhere)
		if (!taken.includes(number)) state.addPhoneNumber(other, number, 'flow');
	if (has !== null) {
		const trunk = state.addTrunk('trmum1sales', 'sales');
		for (const ip of has.addresses) state.addWhitelistedIp(trunk, ip);
		for (const user of has.users) state.addCredential(trunk, user, 'old', has.friendly);
		for (const host of has.destinations) {
			state.addDestination(trunk, `${host}${PORT}`).priority = has.priority;
		}
		for (const number of has.numbers) state.addPhoneNumber(trunk, number, has.mode);
		if (has.callerId !== undefined) state.setSetting(trunk, 'trunk_external_alias', has.callerId);
	}
	const schedule = [...Array.from({ length: quiet }, () => 'none'), ...faults];
	simulator.schedule.splice(0, Infinity, ...schedule.map((name) => FAULTS[name]));
}

const sales = () =>
	[...simulator.state.trunks.values()].filter(({ row }) => row.trunk_name === 'sales');

async function apply({ wanted, options, onError }: Scenario, more: INodeParameters = {}) {
	const done = await runWorkflow(
		exotelWorkflow({
			rows: [{}],
			onError,
			parameters: {
				resource: 'trunk',
				operation: 'apply',
				trunkSid: { __rl: true, mode: 'name', value: 'sales' },
				configurationSource: 'json',
				configuration: JSON.stringify(configurationOf(wanted)),
				options: {
					...options,
					maxDeletions: '',
					requestsPerMinute: 100_000,
					...more,
				},
			},
		}),
		simulator.credential,
	);
	const kept = JSON.stringify([
		done.run.data.resultData.runData.Exotel,
		done.error?.message,
		done.error?.description,
	]);
	for (const secret of SECRETS) expect(kept).not.toContain(secret);
	return {
		error: done.error,
		items: done.error === undefined ? done.output('Exotel').map(({ json }) => json) : [],
	};
}

function expectNothingDoubled(): void {
	expect(sales().length).toBeLessThanOrEqual(1);
	const keys = keysOf(textsOn(sales()[0]));
	expect([...new Set(keys)].sort()).toEqual([...keys].sort());
	const mapped = [...simulator.state.trunks.values()].flatMap(({ phoneNumbers }) =>
		phoneNumbers.map((row) => row.phone_number),
	);
	expect(new Set(mapped).size).toBe(mapped.length);
}

async function check(scenario: Scenario): Promise<void> {
	prepare(scenario);
	const { has, wanted, options } = scenario;
	const before = has === null ? [] : keysOf(textsOf(has));
	const wantedKeys = keysOf(textsOf(wanted));
	const others = () =>
		simulator.state.trunks.get('trmum1other')?.phoneNumbers.map((row) => row.phone_number) ?? [];
	const othersBefore = others();

	const first = await apply(scenario, { timeout: REQUEST_TIMEOUT_MS });
	simulator.carryOutLate();
	const middle = keysOf(textsOn(sales()[0]));
	// Whatever went wrong: what is wanted and was there is there, and nothing is gone while something is missing.
	for (const key of before) if (wantedKeys.includes(key)) expect(middle).toContain(key);
	const isAllThere = wantedKeys.every((key) => middle.includes(key));
	if (!options.deleteMissing || !isAllThere)
		for (const key of before) expect(middle).toContain(key);
	const isToldWell =
		first.error === undefined && first.items.every(({ status }) => status === 'success');
	if (isToldWell) expect(isAllThere).toBe(true);

	simulator.schedule.length = 0;
	const { items, error } = await apply(scenario, { maxRetries: 3 });
	expectNothingDoubled();
	const refused =
		options.phoneNumbersElsewhere === 'refuse'
			? wanted.numbers.filter((number) => othersBefore.includes(number))
			: [];
	const after = textsOn(sales()[0]);
	const expected = textsOf(wanted).filter((text) => !refused.includes(text.split(' ')[0] ?? ''));
	expect(error).toBeUndefined();
	for (const text of expected) expect(after).toContain(text);
	const isComplete = refused.length === 0;
	if (options.deleteMissing && isComplete) expect([...after].sort()).toEqual([...expected].sort());
	else for (const key of before) expect(keysOf(after)).toContain(key);
	// A number of the other trunk is still there, or has come here.
	for (const number of othersBefore) {
		if (!wanted.numbers.includes(number) || refused.includes(number))
			expect(others()).toContain(number);
	}
	expect(items.filter(({ status }) => status === 'failure').map(({ key }) => key)).toEqual(
		expect.arrayContaining(refused),
	);

	simulator.requests.length = 0;
	await apply(scenario);
	expect(simulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
}

it(
	`${RUNS} times stopped by random faults, the next run finishes, and nothing is lost or doubled`,
	async () => {
		await fc.assert(fc.asyncProperty(scenarios, check), { numRuns: RUNS, seed: SEED });
	},
	timeoutMs,
);
