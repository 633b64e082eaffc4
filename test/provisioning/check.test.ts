import fc from 'fast-check';

import { checkTrunk } from '../../nodes/Exotel/provisioning/check/check';
import { LEVELS } from '../../nodes/Exotel/provisioning/check/model';
import { rules } from '../../nodes/Exotel/provisioning/check/rules';
import { sections } from '../../nodes/Exotel/provisioning/sections';
import type { WholeTrunk } from '../../nodes/Exotel/provisioning/wholeTrunk';
import type { ExotelResource } from '../../nodes/Exotel/transport/model';

/** What Check tells of rows in any form, in any order. */
const value = fc.oneof(
	fc.constantFrom(undefined, null, '', ' ', 0, 1, '0', '1', 24, '23', 'x', -1, 1.5, true, 'active'),
	fc.constantFrom('44.1.1.1', '44.1.1.2', '+918040264208', '08040264208', 'trunk_external_alias'),
);
const destination = fc.oneof(
	value,
	fc.constantFrom(
		...['sip:a.example:5061;transport=tls', 'SIP:A.example.;transport=TLS', 'a.example:5060'],
		...['sip:44.1.1.1:5060;transport=tcp', 'sip:s3cret:s3cret@44.1.1.2', 'sip:b.example;x=s3cret'],
	),
);
const FIELDS = [
	...['priority', 'weight', 'ip', 'mask', 'phone_number', 'name', 'value'],
	...['user_name', 'id', 'status', 'trunk_name', 'trunk_sid'],
];
const row = fc.record(
	{ ...Object.fromEntries(FIELDS.map((name) => [name, value])), destination },
	{ requiredKeys: [] },
) as fc.Arbitrary<ExotelResource>; // whatever Exotel may list
const rowLists = fc.tuple(...sections.map(() => fc.array(row, { maxLength: 5 })));

const wholeOf = (trunk: ExotelResource, lists: ReadonlyArray<readonly ExotelResource[]>) => ({
	trunk,
	rows: new Map(sections.map((section, at) => [section, lists[at] ?? []])),
});

const EXO_PHONES = { ok: true, value: ['+918040264208'] } as const;
const tell = (whole: WholeTrunk) => checkTrunk(whole, { minLevel: 'info', exoPhones: EXO_PHONES });

it('tells the same in whatever order rows are listed, sorted, each once, and no secret', () => {
	fc.assert(
		fc.property(row, rowLists, (trunk, lists) => {
			// A trunk has a setting once.
			const usual = lists.map((list, at) =>
				sections[at]?.collection === 'settings' ? list.slice(0, 1) : list,
			);
			const items = tell(wholeOf(trunk, usual));
			const others = usual.map((list) => [...list].reverse());
			expect(tell(wholeOf(trunk, others))).toEqual(items);
			expect(items.length).toBeGreaterThan(0);
			const levels = items.map(({ level }) => ['ok', ...LEVELS].indexOf(String(level)));
			expect(levels).toEqual([...levels].sort());
			expect(new Set(items.map((item) => JSON.stringify(item))).size).toBe(items.length);
			expect(JSON.stringify(items)).not.toContain('s3cret');
		}),
		{ numRuns: 1000 },
	);
});

it('finds only what its table says: rules of one name, at one of their levels', () => {
	expect(new Set(rules.map(({ rule }) => rule)).size).toBe(rules.length);
	fc.assert(
		fc.property(row, rowLists, (trunk, lists) => {
			for (const { level, rule } of tell(wholeOf(trunk, lists))) {
				if (rule === null) continue;
				expect(rules.find((one) => one.rule === rule)?.levels).toContain(level);
			}
		}),
	);
});

it('tells of what looks the same without its user part in an order of its own', () => {
	const names = ['one', 'two', 'two', 'one', 'two'];
	const destinations = names.map((name) => ({ destination: `sip:${name}@a.example:5060` }));
	const messagesOf = (list: readonly ExotelResource[]) => {
		const lists = sections.map((one) => (one.resource === 'destinationUri' ? list : []));
		return tell(wholeOf({}, lists))
			.filter(({ rule }) => rule === 'duplicate_destination')
			.map(({ message }) => message);
	};
	const expected = ['It is on the trunk 2 times', 'It is on the trunk 3 times'];
	expect(messagesOf(destinations)).toEqual(expected);
	expect(messagesOf([...destinations].reverse())).toEqual(expected);
});
