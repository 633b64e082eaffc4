import fc from 'fast-check';

import { parseDestination } from '../../nodes/Exotel/sip/parse';
import { showDestination } from '../../nodes/Exotel/sip/show';
import { splitDestinations } from '../../nodes/Exotel/sip/split';

describe('a destination that can not be used is shown', () => {
	it.each([
		['two words', 'two words'],
		['sip_1.example.com', 'sip_1.example.com'],
		['sip:a.example:5061;transport=udp', 'sip:a.example:5061;transport=udp'],
		['a.example:5061:5062', 'a.example:5061…'],
		['b\u00fccher.example', 'b\u00fccher.example'],
		['sip.exam\u200bple.com', 'sip.exam[U+200B]ple.com'],
		['2001:db8::1', '2001:db8::1'],
		['[2001:db8::1]:5061', '[2001:db8::1]:5061'],
		['https://sip.example.com/T000/token', 'https://sip.example.com…'],
		['sip:alice:secret@sip.example.com', '…@sip.example.com'],
		['alice@sip.example.com:5061;transport=tls', '…@sip.example.com:5061;transport=tls'],
		["sip:o'neil:secret@sip.example.com", '…@sip.example.com'],
		['sip:al;ice:secret@sip.example.com', '…@sip.example.com'],
		['sip:al,ice@sip.example.com', '…@sip.example.com'],
		['sip:al ice@sip.example.com', '…@sip.example.com'],
		['sip:a?b=c@sip.example.com', '…'],
		['sip:sip.example.com;password=p@ss.word', '…'],
		['sip:sip.example.com;p@ss.word', '…'],
		['sip:sip.example.com?Authorization=Basic%20x', 'sip:sip.example.com…'],
		['sip:sip.example.com;password=x', 'sip:sip.example.com…'],
		['password=x', 'password…'],
		['alice:secret', 'alice…'],
		['alice:pa@ss', '…'],
		['sip.example.com:pa@ss.word', '…'],
		['a.example.com,b.example.com', 'a.example.com…'],
		['a.example\r\nProxy-Authorization: x', 'a.example…'],
		[{ host: 'a.example', password: 'x' }, 'a.example'],
		[{ host: 'a.example', port: 0 }, 'a.example:0'],
		[{ host: 'a.example', port: 'x' }, 'a.example'],
		[{ destination: 'sip:alice@a.example', token: 'x' }, '…@a.example'],
		[{ destination: { host: 'a.example' } }, ''],
		[{ url: 'a.example' }, ''],
		[['a.example'], ''],
		[null, ''],
		[undefined, ''],
		[42, '42'],
		[`${'a'.repeat(200)}.example`, `${'a'.repeat(119)}…`],
	])('%j as %j', (given, shown) => {
		expect(showDestination(given)).toBe(shown);
	});
});

const MARK = 'Hunter2';

it('no secret is shown, nor part of one, wherever it stands, nor is it in the reason', () => {
	const pieces = fc.constantFrom(
		...[
			'a',
			'B',
			'7',
			'.',
			'-',
			'_',
			'~',
			':',
			';',
			'?',
			',',
			'=',
			'&',
			'@',
			'/',
			"'",
			'"',
			' ',
			'%',
			'+',
			'!',
			'(',
		],
		...['.com', '@x.example', '😀', 'é'],
	);
	const some = fc.array(pieces, { maxLength: 5 }).map((parts) => parts.join(''));
	const secrets = fc.tuple(some, some).map((around) => around.join(MARK));
	const rest = fc.constantFrom('', ':5061', ';transport=tls', ':5061;transport=tls', ';lr');
	const scheme = fc.constantFrom('', 'sip:', 'sips:', 'SIP:');
	const host = fc.constantFrom('sip.example.com', '44.248.146.11', 'sip.example.com.');
	const places = fc
		.record({ secret: secrets, scheme, host, rest })
		.chain(({ secret, scheme: s, host: h, rest: r }) =>
			fc.constantFrom<unknown>(
				`${s}x${secret}@${h}${r}`,
				`${s}alice:${secret}@${h}${r}`,
				`${s}${h}${r};password=${secret}`,
				`${s}${h}${r};${secret}`,
				`${s}${h};transport=x${secret}`,
				`${s}${h}${r}?Authorization=${secret}`,
				`${s}${h}${r}?${secret}`,
				`${s}${h}:x${secret}`,
				`https://alice:${secret}@${h}/${r}`,
				`https://${h}/${secret}`,
				{ host: h, password: secret },
				{ host: h, port: `x${secret}` },
				{ host: h, transport: secret },
				{ host: h, priority: secret },
				{ host: h, nested: { password: secret } },
				{ host: { password: secret } },
				{ host: `alice:${secret}@${h}` },
				{ destination: `${s}alice:${secret}@${h}${r}` },
				{ destination: h, weight: [secret] },
				{ destination: { uri: secret } },
				[h, secret],
				[{ password: secret }],
			),
		);
	fc.assert(
		fc.property(places, (given) => {
			const read = parseDestination(given, 'tls');
			const split = splitDestinations(given);
			expect(read.ok).toBe(false);
			const parts = typeof given === 'string' && split.ok ? split.value : [];
			const told = [showDestination(given), read, split.ok ? '' : split.reason].concat(
				parts.flatMap((part) => [showDestination(part), parseDestination(part, 'tls')]),
			);
			expect(JSON.stringify(told).toLowerCase()).not.toContain(MARK.toLowerCase());
		}),
		{ numRuns: 5_000 },
	);
});
