import fc from 'fast-check';

import { destinationKey } from '../../nodes/Exotel/sip/destination';

/** The parts of a destination in their plainest form. */
interface Parts {
	readonly host: string;
	readonly port: number;
	readonly transport: 'tls' | 'tcp';
}

const plain = ({ host, port, transport }: Parts) => `${host}:${port};transport=${transport}`;

const label = fc.stringMatching(/^[a-z\d]([a-z\d-]{0,8}[a-z\d])?$/);
const parts: fc.Arbitrary<Parts> = fc.record({
	host: fc.oneof(
		fc.tuple(label, label).map((labels) => `${labels.join('.')}.example`),
		fc.ipV4(),
	),
	port: fc.oneof(fc.constantFrom(5060, 5061), fc.integer({ min: 1, max: 65535 })),
	transport: fc.constantFrom('tls', 'tcp'),
});
const space = fc.constantFrom('', '', ' ', '  ', '\t');
const isUpper = fc.infiniteStream(fc.boolean());

/** The parts written in some way that means the same. */
const written = (one: Parts) =>
	fc
		.record({
			scheme: fc.constantFrom('', 'sip:', ...(one.transport === 'tls' ? ['sips:'] : [])),
			dot: fc.constantFrom('', '.'),
			zeros: fc.constantFrom('', '0', '000'),
			leavesPort: fc.boolean(),
			leavesTransport: fc.boolean(),
			lr: fc.constantFrom('', 'before', 'behind'),
			end: fc.constantFrom('', ';'),
			spaces: fc.array(space, { minLength: 10, maxLength: 10 }),
			isUpper,
		})
		.map(({ scheme, dot, zeros, leavesPort, leavesTransport, lr, end, spaces, isUpper: upper }) => {
			const [s0, s1, s2, s3, s4, s5, s6, s7, s8, s9] = spaces;
			const isDefault = one.port === (one.transport === 'tls' ? 5061 : 5060);
			const port = isDefault && leavesPort ? '' : `${s2}:${s3}${zeros}${one.port}`;
			const transport =
				scheme === 'sips:' && leavesTransport
					? ''
					: `${s4};${s5}transport${s6}=${s7}${one.transport}`;
			const [before, behind] = [lr === 'before' ? ';lr' : '', lr === 'behind' ? `;${s8}lr` : ''];
			const text = `${s0}${scheme}${s1}${one.host}${dot}${port}${before}${transport}${behind}${end}${s9}`;
			return Array.from(text, (char) => (upper.next().value ? char.toUpperCase() : char)).join('');
		});

describe('the key of a listed destination', () => {
	it('is the same however it is written', () => {
		fc.assert(
			fc.property(
				parts.chain((one) => fc.tuple(fc.constant(one), written(one))),
				([one, text]) => expect(destinationKey(text)).toBe(plain(one)),
			),
			{ numRuns: 2_000 },
		);
	});

	it('is another one for another host, port or transport', () => {
		fc.assert(
			fc.property(
				fc
					.tuple(parts, parts)
					.filter(([one, other]) => plain(one) !== plain(other))
					.chain(([one, other]) => fc.tuple(written(one), written(other))),
				([one, other]) => expect(destinationKey(one)).not.toBe(destinationKey(other)),
			),
			{ numRuns: 2_000 },
		);
	});

	it('is never the one of a usual form if there is anything else in it', () => {
		const more = fc.constantFrom(
			...[
				';user=phone',
				';lr=on',
				';maddr=44.1.1.1',
				';ob',
				'?Subject=x',
				';transport=tls',
				' x',
				'/x',
			],
		);
		fc.assert(
			fc.property(parts, more, (one, rest) => {
				const key = destinationKey(`sip:${plain(one)}${rest}`);
				expect(key).not.toBe(plain(one));
				expect(key).not.toBe(plain({ ...one, transport: one.transport === 'tls' ? 'tcp' : 'tls' }));
			}),
		);
	});

	it.each([
		['a.example:5060', 'UDP'],
		['sip:a.example', 'UDP'],
		['a.example:5061;lr', 'UDP'],
		['a.example:5060;transport=udp', 'UDP, named'],
		['sips:a.example:5060;transport=tcp', 'TLS over TCP'],
		['alice@a.example:5060;transport=tcp', 'a user part'],
		['a.example:5060:5060;transport=tcp', 'two ports'],
		['a .example:5060;transport=tcp', 'a space in the name'],
		['a..example:5060;transport=tcp', 'an empty label'],
		['', 'nothing'],
	])('%j is none of TLS or TCP: %s', (listed) => {
		const usual = [
			'a.example:5060;transport=tcp',
			'a.example:5061;transport=tls',
			'a.example:5060;transport=tls',
		];
		expect(usual).not.toContain(destinationKey(listed));
	});
});
