import fc from 'fast-check';

import type { Rows } from '../../nodes/Exotel/transport/model';
import type { Outcome, Plan, TrunkGoal } from '../../nodes/Exotel/provisioning/model';
import {
	compare as compareIn,
	deletable,
	planTrunk,
	planTrunks,
	reasonToKeep,
} from '../../nodes/Exotel/provisioning/plan';
import { preview } from '../../nodes/Exotel/provisioning/preview';
import { destinationUris } from '../../nodes/Exotel/provisioning/sections/destinationUris';
import type { Fields, Wanted } from '../../nodes/Exotel/provisioning/sections/section';

const compare = (...[current, wants]: readonly [Rows['rows'], readonly Wanted[]]) =>
	compareIn(destinationUris, current, wants);
const desired = (host: string, fields: Fields = {}): Wanted => ({
	key: `${host}:5061;transport=tls`,
	fields,
	onExisting: 'skip',
});
const row = (id: string, host: string, routing: object = {}) => ({
	id,
	destination: `sip:${host}:5061;transport=tls`,
	priority: 0,
	weight: 1,
	...routing,
});

/** What a plan does, in short. */
function summarize({ add, keep, extra }: ReturnType<typeof compare>) {
	return {
		add: add.map(({ key }) => key.split(':')[0]),
		keep: keep.map(({ row: { id }, change }) => (change === undefined ? id : [id, change])),
		extra: extra.map(({ id }) => id),
	};
}

describe('a comparison', () => {
	it('adds what is missing, keeps what is there and lists the rest', () => {
		const plan = compare([row('1', 'a'), row('2', 'b')], [desired('a'), desired('c')]);
		expect(summarize(plan)).toEqual({ add: ['c'], keep: ['1'], extra: ['2'] });
	});

	it('changes priority and weight only if they are given and differ', () => {
		const current = [row('1', 'a', { priority: 3, weight: 7 }), row('2', 'b'), row('3', 'c')];
		const plan = compare(current, [
			desired('a'),
			desired('b', { priority: 2 }),
			desired('c', { priority: 0, weight: 1 }),
		]);
		expect(summarize(plan)).toEqual({
			add: [],
			keep: ['1', ['2', { priority: 2, weight: 1 }], '3'],
			extra: [],
		});
	});

	it('keeps one of two rows of a destination, and treats the other as one too many', () => {
		const plan = compare([row('2', 'a'), row('1', 'A')], [desired('a')]);
		expect(summarize(plan)).toEqual({ add: [], keep: ['1'], extra: ['2'] });
	});

	it('keeps the lowest ID by its value, not by its first digit', () => {
		const plan = compare([row('99', 'a'), row('100', 'a')], [desired('a')]);
		expect(summarize(plan)).toEqual({ add: [], keep: ['99'], extra: ['100'] });
	});

	it('understands a priority and weight that are listed as text', () => {
		const current = [row('1', 'a', { priority: '2', weight: '1' })];
		const plan = compare(current, [desired('a', { priority: 2, weight: 1 })]);
		expect(summarize(plan)).toEqual({ add: [], keep: ['1'], extra: [] });
	});

	it('keeps whichever of two rows needs no change', () => {
		const current = [row('2', 'a'), row('1', 'a', { priority: 5 })];
		const plan = compare(current, [desired('a', { priority: 5 })]);
		expect(summarize(plan)).toEqual({ add: [], keep: ['1'], extra: ['2'] });
	});

	it('takes an empty list literally', () => {
		expect(summarize(compare([row('1', 'a')], []))).toEqual({
			add: [],
			keep: [],
			extra: ['1'],
		});
	});
});

describe('any comparison', () => {
	const hosts = fc.constantFrom('a', 'b', 'c', 'd');
	const count = fc.integer({ min: 0, max: 2 });
	const routing = fc.record({ priority: count, weight: count }, { requiredKeys: [] });
	const currents = fc
		.array(fc.tuple(hosts, fc.record({ priority: count, weight: count })))
		.map((rows) => rows.map(([host, has], index) => row(String(index), host, has)));
	const desireds = fc
		.uniqueArray(fc.tuple(hosts, routing), { selector: ([host]) => host })
		.map((list) => list.map(([host, wants]) => desired(host, wants)));

	it('accounts for each row and each destination exactly once', () => {
		fc.assert(
			fc.property(currents, desireds, (current, list) => {
				const { add, keep, extra } = compare(current, list);
				expect(new Set([...keep.map((kept) => kept.row), ...extra])).toEqual(new Set(current));
				expect(keep.length + extra.length).toBe(current.length);
				expect(new Set([...add, ...keep.map(({ one }) => one)])).toEqual(new Set(list));
				expect(add.length + keep.length).toBe(list.length);
			}),
		);
	});

	it('leaves nothing to do after it has been carried out', () => {
		fc.assert(
			fc.property(currents, desireds, (current, list) => {
				const { add, keep } = compare(current, list);
				const after = [
					...keep.map(({ row: kept, change }) => ({ ...kept, ...change })),
					...add.map(({ key, fields }, index) =>
						row(`new${index}`, String(key.split(':')[0]), fields),
					),
				];
				const again = compare(after, list);
				expect(again.add).toEqual([]);
				expect(again.extra).toEqual([]);
				expect(again.keep.every(({ change }) => change === undefined)).toBe(true);
			}),
		);
	});
});

const wanted = (host: string, more: Partial<Wanted> = {}): Wanted => ({
	...desired(host),
	...more,
});
const goal = (list: readonly Wanted[], more: Partial<TrunkGoal> = {}): TrunkGoal => ({
	trunkSid: 'trmum1a',
	section: destinationUris,
	wanted: list,
	expected: list.length,
	mayBeEmpty: true,
	corrects: true,
	inPlace: 'unchanged',
	isProtected: () => false,
	extras: { kind: 'leave' },
	earlier: new Set(),
	moves: false,
	claimed: new Set(),
	...more,
});
const listed = (rows: ReadonlyArray<ReturnType<typeof row>>) => ({ rows, requestId: 'r' });

/** What a plan for one trunk says, in short. */
function tell(plan: Plan) {
	return {
		add: plan.add.map(({ key }) => key.split(':')[0]),
		update: plan.update.map(({ done, change }) => [done.row.id, change]),
		keep: plan.keep.map(({ done }) => `${String(done.row.id)} ${done.action}`),
		repeats: plan.repeats.map(({ one, first }) => [one.key, first.key]),
		extra: plan.extra.map(({ id }) => id),
	};
}

describe('a plan for a trunk', () => {
	const current = listed([row('1', 'a'), row('2', 'b'), row('3', 'c')]);
	const list = [wanted('a', { fields: { priority: 5 } }), wanted('b'), wanted('d')];

	it('corrects priority and weight in a sync', () => {
		expect(tell(planTrunk(current, goal(list)))).toEqual({
			add: ['d'],
			update: [['1', { priority: 5, weight: 1 }]],
			keep: ['2 unchanged'],
			repeats: [],
			extra: ['3'],
		});
	});

	it('leaves existing destinations alone in an add', () => {
		expect(tell(planTrunk(current, goal(list, { corrects: false, inPlace: 'existing' })))).toEqual({
			add: ['d'],
			update: [],
			keep: ['1 existing', '2 existing'],
			repeats: [],
			extra: ['3'],
		});
	});

	it('adds a destination only once if it is wanted twice', () => {
		const plan = planTrunk(listed([]), goal([wanted('a'), wanted('b'), wanted('a')]));
		expect(tell(plan)).toMatchObject({ add: ['a', 'b'], repeats: [[list[0]?.key, list[0]?.key]] });
	});

	it('adds a destination as often as it is wanted if it is to be added again', () => {
		const again = wanted('a', { onExisting: 'add' });
		const plan = planTrunk(current, goal([again, wanted('a'), again]));
		expect(tell(plan)).toMatchObject({ add: ['a', 'a'], keep: ['1 unchanged'], repeats: [] });
	});

	it('corrects only what is to be updated in an add, and says what differs of the rest', () => {
		const fifth = { fields: { priority: 5 } };
		const kept = planTrunk(current, goal([wanted('a', fifth)], { corrects: false }));
		expect(kept.keep.map(({ done }) => done.differs)).toEqual([{ priority: 5, weight: 1 }]);
		const updated = wanted('a', { ...fifth, onExisting: 'update' });
		expect(tell(planTrunk(current, goal([updated], { corrects: false })))).toMatchObject({
			update: [['1', { priority: 5, weight: 1 }]],
			keep: [],
		});
	});

	it('leaves alone what was wanted before in the same execution', () => {
		const earlier = new Set([wanted('c').key]);
		const plan = planTrunk(current, goal([wanted('a')], { earlier }));
		expect(tell(plan)).toMatchObject({ extra: ['2'] });
		expect(plan.earlier).toBe(1);
	});
});

describe('a plan for several trunks', () => {
	const rows = listed([row('1', 'a')]);
	const reading = (trunkSid: string, isRead: boolean, extras: TrunkGoal['extras']) => ({
		goal: goal([], { trunkSid, extras }),
		listed: isRead ? rows : null,
	});

	it('withholds all deletes if one trunk could not be read', () => {
		const plans = planTrunks([
			reading('t1', true, { kind: 'delete' }),
			reading('t2', false, { kind: 'delete' }),
			reading('t3', true, { kind: 'leave' }),
		]);
		expect(plans.map(({ trunkSid, extras }) => [trunkSid, extras])).toEqual([
			['t1', { kind: 'withhold', because: 'trunkUnread' }],
			['t3', { kind: 'leave' }],
		]);
	});

	it('deletes if all of them could', () => {
		const [plan] = planTrunks([reading('t1', true, { kind: 'delete' })]);
		expect(plan?.extras).toEqual({ kind: 'delete' });
	});
});

describe('what may be deleted', () => {
	const ids = fc.integer({ min: 1, max: 6 }).map(String);
	const hosts = fc.constantFrom('a', 'b', 'c');
	const rows = fc
		.uniqueArray(fc.tuple(ids, hosts), { selector: ([id]) => id })
		.map((all) => all.map(([id, host]) => row(id, host)));
	const outcomes = fc.array(
		fc.record({ id: ids, kind: fc.constantFrom('done', 'lost') as fc.Arbitrary<'done' | 'lost'> }),
	);

	it('never has an ID that is kept or was added, whatever Exotel has answered', () => {
		fc.assert(
			fc.property(rows, fc.uniqueArray(hosts), outcomes, (current, list, came) => {
				const plan = planTrunk(
					listed(current),
					goal(
						list.map((host) => wanted(host)),
						{ extras: { kind: 'delete' } },
					),
				);
				const became = came.map(({ id, kind }): [Wanted, Outcome] => [
					wanted('x'),
					kind === 'lost'
						? { kind }
						: { kind, action: 'added', row: row(id, 'x'), requestId: null },
				]);
				const kept = [
					...plan.keep.map(({ done }) => done.row.id),
					...plan.update.map(({ done }) => done.row.id),
					...came.filter(({ kind }) => kind === 'done').map(({ id }) => id),
				];
				const deleted = deletable(plan, new Map(became)).map(({ id }) => id);
				expect(deleted.filter((id) => kept.includes(id))).toEqual([]);
				expect(deleted.every((id) => current.some((one) => one.id === id))).toBe(true);
			}),
		);
	});

	it('never has all rows of a trunk, unless an empty list is meant', () => {
		fc.assert(
			fc.property(rows, fc.uniqueArray(hosts), fc.boolean(), (current, list, mayBeEmpty) => {
				const plan = planTrunk(
					listed(current),
					goal(
						list.map((host) => wanted(host)),
						{ extras: { kind: 'delete' }, mayBeEmpty },
					),
				);
				const { outcomes, removals } = preview(plan);
				const deleted = [...removals.values()].filter(({ kind }) => kind === 'done').length;
				const stays = [...outcomes.values()].filter(({ kind }) => kind === 'done').length;
				if (!mayBeEmpty && current.length > 0)
					expect(current.length - deleted + stays).toBeGreaterThan(0);
				if (mayBeEmpty)
					expect(deleted).toBe(current.length - plan.keep.length - plan.update.length);
			}),
		);
	});

	it('has nothing while something in the list can neither be added nor is there', () => {
		const odd = wanted('odd', { isOnlyKept: true });
		const current = listed([row('1', 'a')]);
		const plan = planTrunk(current, goal([wanted('b'), odd], { extras: { kind: 'delete' } }));
		expect(plan.extras).toEqual({ kind: 'withhold', because: 'rowUnreadable' });
		expect(plan.held).toEqual([{ one: odd, outcome: { kind: 'unaddable' } }]);
		expect(plan.add.map(({ key }) => key)).toEqual([wanted('b').key]);
		const there = planTrunk(listed([row('1', 'odd')]), goal([odd], { extras: { kind: 'delete' } }));
		expect(there.extras).toEqual({ kind: 'delete' });
		expect(there.keep).toHaveLength(1);
	});

	it('never has a protected row, and none is changed, whatever is wanted', () => {
		const routing = fc.record({ priority: fc.integer({ min: 0, max: 2 }) }, { requiredKeys: [] });
		const list = fc.uniqueArray(fc.tuple(hosts, routing), { selector: ([host]) => host });
		fc.assert(
			fc.property(rows, list, hosts, fc.boolean(), (current, wants, safe, corrects) => {
				const isSafe = (key: unknown) => String(key).replace(/^sip:/, '').startsWith(`${safe}:`);
				const plan = planTrunk(
					listed(current),
					goal(
						wants.map(([host, more]) => wanted(host, { fields: more })),
						{ extras: { kind: 'delete' }, isProtected: isSafe, corrects },
					),
				);
				const touched = [...deletable(plan, new Map()), ...plan.update.map(({ done }) => done.row)];
				expect(touched.filter(({ destination: uri }) => isSafe(uri))).toEqual([]);
				const told = [
					...plan.spared.map(({ id }) => id),
					...plan.keep.map(({ done }) => done.row.id),
					...plan.held.map(({ outcome }) => ('row' in outcome ? outcome.row.id : undefined)),
				];
				for (const { id, destination: uri } of current) if (isSafe(uri)) expect(told).toContain(id);
			}),
		);
	});

	it('does not have a row without an ID', () => {
		const nameless = { destination: 'sip:a:5061;transport=tls' };
		expect(
			reasonToKeep({ section: destinationUris, extras: { kind: 'delete' } }, nameless),
		).toEqual({
			kind: 'withheld',
			because: 'withoutId',
		});
	});
});

describe('a preview', () => {
	const plan = (extras: TrunkGoal['extras']) =>
		planTrunk(
			listed([row('1', 'a'), row('2', 'b')]),
			goal([wanted('a', { fields: { weight: 3 } }), wanted('c')], {
				extras,
			}),
		);

	it('says what would become of each destination', () => {
		const { outcomes, removals } = preview(plan({ kind: 'leave' }));
		expect([...outcomes.values()]).toEqual([
			{
				kind: 'done',
				action: 'updated',
				row: row('1', 'a', { weight: 3 }),
				requestId: 'r',
				before: row('1', 'a'),
			},
			{
				kind: 'done',
				action: 'added',
				row: {
					destination: 'sip:c:5061;transport=tls',
					type: 'public',
					priority: 0,
					weight: 1,
				},
				requestId: null,
			},
		]);
		expect(removals.size).toBe(0);
	});

	it.each([
		[{ kind: 'delete' }, { kind: 'done', action: 'deleted', row: row('2', 'b'), requestId: null }],
		[
			{ kind: 'withhold', because: 'trunkUnread' },
			{ kind: 'withheld', because: 'trunkUnread' },
		],
	] as const)(
		'says what would become of unwanted rows if the plan is to $kind them',
		(extras, outcome) => {
			expect([...preview(plan(extras)).removals]).toEqual([[row('2', 'b'), outcome]]);
		},
	);
});
