import fc from 'fast-check';

import { destinationUris } from '../../nodes/Exotel/provisioning/sections/destinationUris';
import { keptOf } from '../../nodes/Exotel/provisioning/watch/kept';
import type { Snapshot, Watch } from '../../nodes/Exotel/provisioning/watch/model';
import { compareLooks } from '../../nodes/Exotel/provisioning/watch/snapshot';
import { watchable } from '../../nodes/Exotel/provisioning/watch/watched';

/** Drift of one trunk's destinations, some of them there several times, with and without IDs. */
const SID = 'trmum1a';
const watched = watchable.filter(({ section }) => section === destinationUris);
const random = fc.uniqueArray(
	fc.record({
		id: fc.oneof(fc.constantFrom('1', '2', '3', '10', '11'), fc.constant(null)),
		host: fc.constantFrom('a', 'b'),
		priority: fc.constantFrom(0, 1, 2),
	}),
	{ maxLength: 6, selector: ({ id }) => id ?? Symbol('none') },
);
type Rows = typeof random extends fc.Arbitrary<infer T> ? T : never;

const rowsOf = (rows: Rows) =>
	rows.map(({ id, host, priority }) => ({
		...{ id, destination: `sip:${host}.example.com:5061;transport=tls`, priority, weight: 1 },
	}));

function look(was: Snapshot | undefined, rows: Rows, ignored: readonly string[] = []) {
	const watch: Watch = {
		...{ sections: watched, trunks: false, isWatched: () => true, ignored: new Set(ignored) },
	};
	const lists = new Map([[destinationUris, rowsOf(rows)]]);
	const read = new Map([[SID, keptOf(lists, watched)]]);
	return compareLooks(was, { listed: [{ trunk_sid: SID, trunk_name: 'support' }], read }, watch);
}

/** What people see of rows, in no order. */
const seen = (rows: ReadonlyArray<object | null>) =>
	rows.flatMap((row) => (row === null ? [] : JSON.stringify(row))).sort();
const all = (rows: Rows) =>
	seen(
		rowsOf(rows).map(({ destination, priority, weight }) => ({ destination, priority, weight })),
	);

/** Takes what is gone out of a list and puts in what has come. */
function replay(before: readonly string[], gone: readonly string[], come: readonly string[]) {
	const left = [...before];
	for (const one of gone) {
		expect(left).toContain(one);
		left.splice(left.indexOf(one), 1);
	}
	return [...left, ...come].sort();
}

it('leads from what was to what is, and no change is told that is none', () => {
	fc.assert(
		fc.property(random, random, (before, after) => {
			const first = look(undefined, before);
			expect(first.drift).toEqual([]);
			const { drift, snapshot } = look(first.snapshot, after);
			const gone = seen(drift.map((one) => one.before));
			const come = seen(drift.map((one) => one.after));
			expect(replay(all(before), gone, come)).toEqual(all(after));
			for (const one of drift) expect(one.before).not.toEqual(one.after);
			expect(new Set(drift.map(({ facts }) => JSON.stringify(facts))).size).toBe(drift.length);
			expect(look(snapshot, [...after].reverse()).drift).toEqual([]);
		}),
		{ numRuns: 2_000 },
	);
});

it('tells as many as have come or gone of each, and as many changes as there must be', () => {
	fc.assert(
		fc.property(random, random, (before, after) => {
			const { drift } = look(look(undefined, before).snapshot, after);
			for (const host of ['a', 'b']) {
				const told = drift.filter(({ name }) => name.includes(`${host}.example`));
				const count = (change: string) => told.filter((one) => one.change === change).length;
				const [had, has] = [before, after].map(
					(rows) => rows.filter((row) => row.host === host).length,
				);
				expect(count('added') - count('removed')).toBe((has ?? 0) - (had ?? 0));
				expect(Math.min(count('added'), count('removed'))).toBe(0);
			}
		}),
		{ numRuns: 2_000 },
	);
});

it('tells no change of a field that is ignored', () => {
	fc.assert(
		fc.property(random, random, (before, after) => {
			const { snapshot } = look(undefined, before, ['priority']);
			const { drift } = look(snapshot, after, ['priority']);
			expect(drift.filter(({ change }) => change === 'changed')).toEqual([]);
		}),
		{ numRuns: 1_000 },
	);
});
