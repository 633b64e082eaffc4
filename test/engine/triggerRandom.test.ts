import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { ActiveTrigger, type Activation } from '../harness/engine/activeTrigger';
import { fuzz } from '../harness/fuzz';
import { html, refusal } from '../harness/simulator/answers';
import type { Fault } from '../harness/simulator/faults';
import type { State, Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

const { runs: RUNS, seed: SEED, timeoutMs } = fuzz(1_000, 20261128);

const simulator = useSimulator();

/** Something that somebody does to the account, chosen by two numbers. */
const CHANGES: Readonly<Record<string, (state: State, one: number, two: number) => void>> = {
	addTrunk(state, one) {
		const sid = `trmum1${'abc'[one % 3]}`;
		if (!state.trunks.has(sid)) state.addTrunk(sid, `name${one % 4}`);
	},
	deleteTrunk: (state, one) => void state.trunks.delete(pick([...state.trunks.keys()], one) ?? ''),
	renameTrunk: on((trunk, _state, two) => (trunk.row.trunk_name = `name${two % 5}`)),
	deactivate: on((trunk, _state, two) => (trunk.row.status = two % 2 ? 'active' : 'inactive')),
	// The same destination may be there twice.
	addDestination: on((trunk, state, two) => {
		const host = `${'ab'[two % 2]}.example.com:5061;transport=tls`;
		if (trunk.destinations.filter((row) => row.destination.includes(host)).length < 2)
			state.addDestination(trunk, host);
	}),
	dropDestination: on((trunk, _state, two) => drop(trunk.destinations, two)),
	routeDestination: on((trunk, _state, two) =>
		Object.assign(pick(trunk.destinations, two) ?? {}, { priority: two % 3, weight: two % 2 }),
	),
	addAddress: on((trunk, state, two) => {
		const ip = `44.1.1.${two % 2}`;
		if (!trunk.whitelistedIps.some((row) => row.ip === ip)) state.addWhitelistedIp(trunk, ip);
	}),
	dropAddress: on((trunk, _state, two) => drop(trunk.whitelistedIps, two)),
	addUser: on((trunk, state, two) => {
		const name = `user${two % 2}`;
		if (!trunk.credentials.some((row) => row.user_name === name))
			state.addCredential(trunk, name, 'Tr0ub4dor');
	}),
	renameUser: on((trunk, _state, two) =>
		Object.assign(pick(trunk.credentials, two) ?? {}, { friendly_name: [null, 'desk'][two % 2] }),
	),
	dropUser: on((trunk, _state, two) => drop(trunk.credentials, two)),
	map: on((trunk, state, two) => {
		const number = `+91804026420${two % 2}`;
		if (!trunk.phoneNumbers.some((row) => row.phone_number === number))
			state.addPhoneNumber(trunk, number);
	}),
	switchMode: on((trunk, _state, two) =>
		Object.assign(pick(trunk.phoneNumbers, two) ?? {}, { mode: [null, 'pstn', 'flow'][two % 3] }),
	),
	unmap: on((trunk, _state, two) => drop(trunk.phoneNumbers, two)),
	set: on((trunk, state, two) => state.setSetting(trunk, 'trunk_external_alias', `+9${two % 2}`)),
	unset: on((trunk, _state, two) => drop(trunk.settings, two)),
};

function on(change: (trunk: Trunk, state: State, two: number) => unknown) {
	return (state: State, one: number, two: number) => {
		const trunk = pick([...state.trunks.values()], one);
		if (trunk !== undefined) change(trunk, state, two);
	};
}

function pick<T>(list: readonly T[], index: number): T | undefined {
	return list[index % Math.max(list.length, 1)];
}

function drop(list: unknown[], index: number): void {
	if (list.length > 0) list.splice(index % list.length, 1);
}

const LISTS = ['destination-uris', 'phone-numbers', 'whitelisted-ips', 'credentials', 'settings'];
const step = fc.oneof(
	{
		weight: 8,
		arbitrary: fc.record({
			does: fc.constantFrom(...Object.keys(CHANGES)),
			one: fc.nat(5),
			two: fc.nat(5),
		}),
	},
	{ weight: 5, arbitrary: fc.record({ does: fc.constant('poll') }) },
	{
		weight: 2,
		arbitrary: fc.record({
			does: fc.constantFrom('poll', 'crash'),
			fails: fc.constantFrom('trunks$', ...LISTS.map((list) => `trmum1[a-c]/${list}$`)),
			how: fc.constantFrom<Fault['answer'][]>(html(502), refusal(403, { code: 1003 }), 'reset'),
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({ does: fc.constantFrom('crash', 'restart', 'reactivate', 'test') }),
	},
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** The oracle: what a trunk has, by kind and name, and how people see each of them, by its ID. */
type Rows = ReadonlyMap<string, ReadonlyMap<string, object>>;
interface World {
	/** Which telling this is the world after; the same change is told with the same ID only before it. */
	readonly version: number;
	/** By SID, the trunk itself and what it has; undefined as long as that has not been seen. */
	readonly trunks: ReadonlyMap<string, { readonly itself: Rows; readonly parts?: Rows }>;
}

function itselfOf({ row }: Trunk): Rows {
	const { trunk_name, auth_type, nso_code, status } = row;
	return new Map([
		['trunk', new Map([[row.trunk_sid, { trunk_name, auth_type, nso_code, status }]])],
	]);
}

function partsOf(trunk: Trunk): Rows {
	const rows = new Map<string, Map<string, object>>();
	const see = (kind: string, name: string, id: string, seen: object) => {
		const key = `${kind} ${name}`;
		rows.set(key, (rows.get(key) ?? new Map()).set(id, seen));
	};
	for (const { id, destination, priority, weight } of trunk.destinations)
		see('destinationUri', destination, id, { destination, priority, weight });
	for (const { id, ip, mask } of trunk.whitelistedIps)
		see('whitelistedIp', `${ip}/${mask}`, id, { ip, mask });
	for (const { id, user_name, friendly_name } of trunk.credentials)
		see('sipCredential', user_name, id, { user_name, friendly_name });
	for (const { id, phone_number, mode } of trunk.phoneNumbers)
		see('phoneNumber', phone_number, id, { phone_number, mode: mode ?? 'pstn' });
	for (const { name, value } of trunk.settings) see('setting', name, name, { name, value });
	return rows;
}

/** What happened between two looks, each as a text. */
function changesBetween(trunk: string, was: Rows, is: Rows): string[] {
	const none = new Map<string, object>();
	return [...new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
		const [had, has] = [new Map(was.get(key) ?? none), new Map(is.get(key) ?? none)];
		// The same row is the same thing; of what is left, the older ones are taken for each other.
		const pairs = [...had.keys()].filter((id) => has.has(id)).map((id) => [id, id] as const);
		const left = [had, has].map((rows) =>
			[...rows.keys()].filter((id) => !pairs.some(([one]) => one === id)).sort(),
		);
		const [gone = [], come = []] = left;
		const both = gone.slice(0, come.length).map((id, at) => [id, String(come[at])] as const);
		const told = (change: string, before: unknown, after: unknown) =>
			`${trunk} ${key.split(' ')[0]}.${change} ${JSON.stringify([before, after])}`;
		return [
			...[...pairs, ...both].flatMap(([one, other]) => {
				const [before, after] = [had.get(one), has.get(other)];
				const isSame = JSON.stringify(before) === JSON.stringify(after);
				return isSame ? [] : [told('changed', before, after)];
			}),
			...gone.slice(both.length).map((id) => told('removed', had.get(id), null)),
			...come.slice(both.length).map((id) => told('added', null, has.get(id))),
		];
	});
}

const NOTHING: Rows = new Map();

/** What a poll has to tell, and the world after it, if some trunks were read. */
function lookFrom(world: World | undefined, read: ReadonlySet<string>) {
	const now = new Map(
		Array.from(simulator.state.trunks, ([sid, trunk]) => {
			const known = world?.trunks.get(sid);
			const isNew = world !== undefined && known === undefined;
			const parts = read.has(sid)
				? partsOf(trunk)
				: (known?.parts ?? (isNew ? NOTHING : undefined));
			return [sid, { itself: itselfOf(trunk), parts }] as const;
		}),
	);
	const told = [...new Set([...(world?.trunks.keys() ?? []), ...now.keys()])].flatMap((sid) => {
		if (world === undefined) return [];
		const [was, is] = [world.trunks.get(sid), now.get(sid)];
		const [had, has] = [was?.parts, is?.parts];
		const isFirstSight = was !== undefined && had === undefined;
		return [
			...changesBetween(sid, was?.itself ?? NOTHING, is?.itself ?? NOTHING),
			...(isFirstSight ? [] : changesBetween(sid, had ?? NOTHING, has ?? NOTHING)),
		];
	});
	return { told: told.sort(), trunks: now };
}

const textOf = ({ trunk_sid: sid, event, before, after }: IDataObject) =>
	`${String(sid)} ${String(event)} ${JSON.stringify([before, after])}`;

/** Which trunks a poll has read whole, as the requests show that were answered. */
function readSince(moment: number): ReadonlySet<string> {
	const answered = simulator.requests
		.slice(moment)
		.filter(({ status }) => status === 200)
		.map(({ path }) => /trunks\/(trmum1[a-c])\/(.+)$/.exec(path)?.[1]);
	const whole = answered.filter(
		(sid) => answered.filter((other) => other === sid).length === LISTS.length,
	);
	return new Set(whole.flatMap((sid) => sid ?? []));
}

/** Plays a sequence, and holds every poll to the oracle. */
async function play(steps: readonly Step[], keeps: Activation['keeps']): Promise<void> {
	const { state } = simulator;
	state.trunks.clear();
	simulator.faults.length = 0;
	simulator.forgetRequests();
	for (const sid of ['trmum1a', 'trmum1b']) state.addTrunk(sid, sid.slice(-2));
	const resources = ['destinationUri', 'phoneNumber', 'setting', 'sipCredential', 'trunk'];
	const parameters = {
		resources: [...resources, 'whitelistedIp'],
		options: { maxRetries: 0, requestsPerMinute: 1_000_000 },
	};
	const trigger = await ActiveTrigger.of(simulator.credential, { parameters, keeps });
	let stored: World | undefined;
	let world: World | undefined;
	let versions = 0;
	const ids = new Map<string, string>();
	const meanings = new Map<string, string>();

	for (const { does, ...more } of steps) {
		const { one = 0, two = 0, fails, how } = { ...more } as Record<string, never>;
		if (does in CHANGES) CHANGES[does]?.(state, one, two);
		if (does === 'restart') await trigger.restart();
		if (does === 'restart') world = stored;
		if (does === 'reactivate') await trigger.change({});
		if (does === 'reactivate') stored = world;
		if (!['poll', 'crash', 'test'].includes(does)) continue;

		if (fails !== undefined)
			simulator.faults.push({ path: new RegExp(fails), answer: how, times: 99 });
		const moment = simulator.requests.length;
		const kept = trigger.kept;
		const run = { poll: 'poll', crash: 'pollAndCrash', test: 'test' } as const;
		const events = await trigger[run[does as keyof typeof run]]().then(
			(polled) => polled ?? [],
			(error: unknown) => error,
		);
		simulator.faults.length = 0;
		if (does === 'test') {
			expect(trigger.kept).toBe(kept);
			continue;
		}
		const isListed = simulator.requests[moment]?.status === 200;
		if (!isListed) {
			expect(events).toBeInstanceOf(Error);
			if (does === 'crash') world = stored;
			continue;
		}
		const { told, trunks } = lookFrom(world, readSince(moment));
		const { version = 0 } = world ?? {};
		if (events instanceof Error) {
			expect([fails === undefined, told]).toEqual([false, []]);
			if (keeps === 'cursor' || does === 'crash') world = stored;
			else world = { version: world === undefined ? ++versions : version, trunks };
			continue;
		}
		const list = events as IDataObject[];
		expect(list.map(textOf).sort()).toEqual(told);
		for (const event of list) {
			expect(JSON.stringify(event)).not.toContain('Tr0ub4dor');
			const meaning = `${version} ${textOf(event)}`;
			const id = String(event.event_id);
			// Two of the same at once, such as two equal destinations, have IDs of their own.
			if (list.filter((other) => textOf(other) === textOf(event)).length > 1) continue;
			expect([meaning, ids.get(meaning) ?? id]).toEqual([meaning, id]);
			expect([id, meanings.get(id) ?? meaning]).toEqual([id, meaning]);
			ids.set(meaning, id);
			meanings.set(id, meaning);
		}
		expect(new Set(list.map((event) => event.event_id)).size).toBe(list.length);
		const next = world === undefined || list.length > 0 ? ++versions : version;
		world = { version: next, trunks };
		if (does === 'crash') world = stored;
		else if (list.length > 0 || keeps === 'cursor') stored = world;
	}
}

it.each(['memory', 'cursor'] as const)(
	'tells exactly the changes of each interval, with what n8n keeps in %s',
	async (keeps) => {
		const sequences = fc.array(step, { minLength: 6, maxLength: 16 });
		await fc.assert(
			fc.asyncProperty(sequences, async (steps) => await play(steps, keeps)),
			{ numRuns: RUNS / 2, seed: SEED, endOnFailure: false },
		);
	},
	timeoutMs,
);
