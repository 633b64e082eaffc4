import fc from 'fast-check';

import { findDoubles, type Added } from '../../nodes/Exotel/provisioning/doubles';
import { destinationUris } from '../../nodes/Exotel/provisioning/sections/destinationUris';
import type { Wanted } from '../../nodes/Exotel/provisioning/sections/section';

const wanted = (host: string, onExisting: Wanted['onExisting'] = 'skip') => ({
	key: `${host}:5061;transport=tls`,
	fields: {},
	onExisting,
});
const row = (id: string, host: string) => ({ id, destination: `sip:${host}:5061;transport=tls` });

const [a, again] = [wanted('a'), wanted('a', 'add')];

/** What is found, in short. */
function find(added: Partial<Added>) {
	const { keep, remove } = findDoubles({
		section: destinationUris,
		rows: [],
		had: new Set(),
		sent: [],
		unsettled: new Map(),
		yields: true,
		...added,
	});
	return {
		keep: keep.map(({ row: { id }, action }) => `${String(id)} ${action}`),
		remove: remove.map(({ id }) => id),
	};
}

describe('of doubles', () => {
	const rows = [row('10', 'a'), row('9', 'a')];

	it('the own row gives way to one with a lower ID', () => {
		const sent = [{ one: a, row: row('10', 'a') }];
		expect(find({ rows, sent })).toEqual({ keep: ['9 existing'], remove: ['10'] });
	});

	it('the own row stays if its ID is the lowest', () => {
		expect(find({ rows, sent: [{ one: a, row: row('9', 'a') }] })).toEqual({
			keep: [],
			remove: [],
		});
	});

	it('the own row stays if others are not looked at', () => {
		const sent = [{ one: a, row: row('10', 'a') }];
		expect(find({ rows, sent, yields: false })).toEqual({ keep: [], remove: [] });
	});

	it('an own row that was carried out late is removed, even if others are not looked at', () => {
		const late = { sent: [{ one: a, row: row('9', 'a') }], unsettled: new Map([[a.key, 1]]) };
		expect(find({ rows, ...late, yields: false })).toEqual({ keep: [], remove: ['10'] });
		expect(find({ rows, ...late })).toEqual({ keep: [], remove: ['10'] });
	});

	it('a row that was carried out late counts as added, if nothing else was', () => {
		const late = { sent: [{ one: a }], unsettled: new Map([[a.key, 2]]) };
		expect(find({ rows, ...late })).toEqual({ keep: ['9 added'], remove: ['10'] });
	});

	it('no more rows are taken for own ones than were sent', () => {
		const more = [...rows, row('11', 'a')];
		const late = { sent: [{ one: a, row: row('9', 'a') }], unsettled: new Map([[a.key, 1]]) };
		expect(find({ rows: more, ...late })).toEqual({ keep: [], remove: ['11'] });
	});

	it('nothing is removed if the own row is not listed', () => {
		expect(find({ rows, sent: [{ one: a, row: row('12', 'a') }] })).toEqual({
			keep: [],
			remove: [],
		});
	});

	it('all rows stay that were to be added again, but for one that was carried out late', () => {
		const sent = [
			{ one: again, row: row('9', 'a') },
			{ one: again, row: row('10', 'a') },
		];
		expect(find({ rows, sent })).toEqual({ keep: [], remove: [] });
		const more = [...rows, row('11', 'a')];
		expect(find({ rows: more, sent, unsettled: new Map([[a.key, 1]]) })).toEqual({
			keep: [],
			remove: ['11'],
		});
	});
});

describe('any executions that add the same at once', () => {
	const hosts = fc.constantFrom('a', 'b', 'c');
	const runs = fc.array(
		fc.uniqueArray(fc.record({ host: hosts, copies: fc.integer({ min: 0, max: 2 }) }), {
			selector: ({ host }) => host,
		}),
		{ minLength: 1, maxLength: 4 },
	);

	it('leave each destination there once, if all of them look when all have added', () => {
		fc.assert(
			fc.property(runs, fc.infiniteStream(fc.nat()), (all, order) => {
				// Each has sent one request for each copy, and has had an answer for the last alone.
				const sendings = all.flatMap((run, index) =>
					run.flatMap(({ host, copies }) =>
						Array.from({ length: copies + 1 }, (_, copy) => ({
							index,
							host,
							isLast: copy === copies,
						})),
					),
				);
				const ranked = sendings.map((one) => ({ ...one, rank: order.next().value ?? 0 }));
				ranked.sort((one, other) => one.rank - other.rank);
				const rows = ranked.map((one, id) => ({ ...row(String(id + 1), one.host), ...one }));
				let left: typeof rows = rows;
				for (const [index, run] of all.entries()) {
					const own = rows.filter((one) => one.index === index);
					const sent = run.map(({ host }) => ({
						one: wanted(host),
						row: own.find((one) => one.host === host && one.isLast),
					}));
					const unsettled = new Map(run.map(({ host, copies }) => [wanted(host).key, copies]));
					const { keep, remove } = findDoubles({
						section: destinationUris,
						rows,
						had: new Set(),
						sent,
						unsettled,
						yields: true,
					});
					const kept = keep.map((one) => one.row.id);
					expect(remove.filter(({ id }) => kept.includes(id))).toEqual([]);
					left = left.filter((one) => !remove.some(({ id }) => id === one.id));
				}
				const there = left.map(({ host }) => host).sort();
				expect([...new Set(there)]).toEqual([...new Set(rows.map(({ host }) => host))].sort());
				if (sendings.every(({ isLast }) => isLast)) expect(there).toEqual([...new Set(there)]);
			}),
		);
	});
});
