import fc from 'fast-check';

import { compare } from '../../nodes/Exotel/provisioning/plan';
import {
	destinationKey,
	formatDestination,
	type SipDestination,
} from '../../nodes/Exotel/sip/destination';

const destination = (host: string, routing: object = {}): SipDestination => ({
	host,
	hostType: 'fqdn',
	port: 5061,
	transport: 'tls',
	...routing,
});
const desired = (host: string, routing?: object) => {
	const wanted = destination(host, routing);
	const key = destinationKey(formatDestination(wanted));
	return { key, destination: wanted, onExisting: 'skip' as const };
};
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

describe('a plan', () => {
	it('adds what is missing, keeps what is there and names the rest', () => {
		const plan = compare([row('1', 'a'), row('2', 'b')], [desired('a'), desired('c')]);
		expect(summarize(plan)).toEqual({ add: ['c'], keep: ['1'], extra: ['2'] });
	});

	it('changes priority and weight only where they are named and differ', () => {
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

	it('keeps one of two rows of a destination, and the other is one too many', () => {
		const plan = compare([row('2', 'a'), row('1', 'A')], [desired('a')]);
		expect(summarize(plan)).toEqual({ add: [], keep: ['2'], extra: ['1'] });
	});

	it('keeps the one of two that needs no change', () => {
		const current = [row('2', 'a'), row('1', 'a', { priority: 5 })];
		const plan = compare(current, [desired('a', { priority: 5 })]);
		expect(summarize(plan)).toEqual({ add: [], keep: ['1'], extra: ['2'] });
	});

	it('takes an empty list at its word', () => {
		expect(summarize(compare([row('1', 'a')], []))).toEqual({
			add: [],
			keep: [],
			extra: ['1'],
		});
	});
});

describe('any plan', () => {
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

	it('leaves nothing to do once it is carried out', () => {
		fc.assert(
			fc.property(currents, desireds, (current, list) => {
				const { add, keep } = compare(current, list);
				const after = [
					...keep.map(({ row: kept, change }) => ({ ...kept, ...change })),
					...add.map(({ destination: added }, index) =>
						row(`new${index}`, added.host, { ...added, destination: formatDestination(added) }),
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
