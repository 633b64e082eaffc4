import fc from 'fast-check';

import { destinationKey, formatDestination } from '../../nodes/Exotel/sip/destination';
import { parseDestination } from '../../nodes/Exotel/sip/parse';
import { splitDestinations } from '../../nodes/Exotel/sip/split';

function read(input: unknown, defaultTransport: 'tls' | 'tcp' = 'tls'): string {
	const parsed = parseDestination(input, defaultTransport);
	return parsed.ok ? formatDestination(parsed.value) : `refused: ${parsed.reason}`;
}

describe('parseDestination accepts', () => {
	it.each([
		['44.248.146.11:5061;transport=tls', 'sip:44.248.146.11:5061;transport=tls'],
		['sip:44.248.146.11:5061;transport=tls', 'sip:44.248.146.11:5061;transport=tls'],
		['SIP:SIP.Example.COM:5060;Transport=TCP', 'sip:sip.example.com:5060;transport=tcp'],
		['sips:sip.example.com', 'sip:sip.example.com:5061;transport=tls'],
		['sips:sip.example.com:5061;transport=tls', 'sip:sip.example.com:5061;transport=tls'],
		['  sip.example.com : 5080 ; transport = tcp  ', 'sip:sip.example.com:5080;transport=tcp'],
		['sip.example.com', 'sip:sip.example.com:5061;transport=tls'],
		['sip.example.com;transport=tcp', 'sip:sip.example.com:5060;transport=tcp'],
		['sip.example.com:7000', 'sip:sip.example.com:7000;transport=tls'],
		['sip.example.com.', 'sip:sip.example.com:5061;transport=tls'],
		['sip.example.com.:5061', 'sip:sip.example.com:5061;transport=tls'],
		['xn--bcher-kva.example', 'sip:xn--bcher-kva.example:5061;transport=tls'],
		['0.0.0.0:1', 'sip:0.0.0.0:1;transport=tls'],
		['255.255.255.255:65535', 'sip:255.255.255.255:65535;transport=tls'],
		[`${'a'.repeat(63)}.example`, `sip:${'a'.repeat(63)}.example:5061;transport=tls`],
	])('%j', (input, expected) => {
		expect(read(input)).toBe(expected);
	});

	it('a name of 253 characters', () => {
		const name = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`;
		expect(name).toHaveLength(253);
		expect(read(name)).toBe(`sip:${name}:5061;transport=tls`);
	});

	it('the default transport, and its default port, only if none is named', () => {
		expect(read('sip.example.com', 'tcp')).toBe('sip:sip.example.com:5060;transport=tcp');
		expect(read('sip.example.com;transport=tls', 'tcp')).toBe(
			'sip:sip.example.com:5061;transport=tls',
		);
		expect(read('sips:sip.example.com', 'tcp')).toBe('sip:sip.example.com:5061;transport=tls');
	});

	it.each([
		[{ destination: 'sip.example.com;transport=tcp' }, 'sip:sip.example.com:5060;transport=tcp'],
		[{ host: 'sip.example.com' }, 'sip:sip.example.com:5061;transport=tls'],
		[
			{ host: 'sip.example.com', port: null, transport: '' },
			'sip:sip.example.com:5061;transport=tls',
		],
		[{ host: '44.1.1.1', port: 5060, transport: 'TCP' }, 'sip:44.1.1.1:5060;transport=tcp'],
		[{ host: ' 44.1.1.1. ', port: '7000' }, 'sip:44.1.1.1:7000;transport=tls'],
		[{ host: 'a.example', priority: 1, weight: '' }, 'sip:a.example:5061;transport=tls'],
	])('the object %j', (input, expected) => {
		expect(read(input)).toBe(expected);
	});
});

it.each([
	[
		{ host: 'a.example', priority: 0, weight: '7' },
		{ priority: 0, weight: 7 },
	],
	[{ destination: 'a.example', priority: '3' }, { priority: 3 }],
	[{ host: 'a.example', priority: null, weight: ' ' }, {}],
])('parseDestination reads priority and weight from %j', (input, routing) => {
	const parts = { host: 'a.example', hostType: 'fqdn', port: 5061, transport: 'tls' };
	expect(parseDestination(input, 'tls')).toEqual({ ok: true, value: { ...parts, ...routing } });
});

describe('parseDestination refuses, each with its own reason', () => {
	it.each([
		['', 'it is empty'],
		['   ', 'it is empty'],
		[null, 'it is empty'],
		[undefined, 'it is empty'],
		[42, 'it is a number; a destination is text such as sip.example.com'],
		[['sip.example.com'], 'it is an array; a destination is text such as sip.example.com'],
		[':5061', 'it has no host'],
		['sip:', 'it has no host'],
		[';transport=tls', 'it has no host'],
		['.', 'it has no host'],
		['[2001:db8::1]:5061', 'it is an IPv6 address, which Exotel does not accept'],
		['2001:db8::1', 'it is an IPv6 address, which Exotel does not accept'],
		['::ffff:1.2.3.4', 'it is an IPv6 address, which Exotel does not accept'],
		['fe80::1%eth0', 'it is an IPv6 address, which Exotel does not accept'],
		[
			'sip.example.com:5060;transport=udp',
			'Exotel does not support SIP over UDP; use sip.example.com:5061;transport=tls or sip.example.com:5060;transport=tcp',
		],
		['sip.example.com;transport=ws', 'the transport "ws" is unknown; use tls or tcp'],
		['sip.example.com;transport', 'the transport "" is unknown; use tls or tcp'],
		['sip.example.com;transport=tls;transport=tls', 'it names the transport twice'],
		[
			'sips:sip.example.com;transport=tcp',
			'sips: means TLS, but it names transport=tcp; use sip: or transport=tls',
		],
		['sip.example.com:0', 'the port "0" is not a whole number from 1 to 65535'],
		['sip.example.com:65536', 'the port "65536" is not a whole number from 1 to 65535'],
		['sip.example.com:abc', 'the port "abc" is not a whole number from 1 to 65535'],
		['sip.example.com:', 'the port "" is not a whole number from 1 to 65535'],
		['sip.example.com:5061.5', 'the port "5061.5" is not a whole number from 1 to 65535'],
		['sip.example.com:5061:5062', 'it has more than one port'],
		[
			'999.1.1.1',
			'"999.1.1.1" is not an IPv4 address (four numbers from 0 to 255, separated by dots)',
		],
		['10.0.0', '"10.0.0" is not an IPv4 address (four numbers from 0 to 255, separated by dots)'],
		[
			'1.2.3.4.5',
			'"1.2.3.4.5" is not an IPv4 address (four numbers from 0 to 255, separated by dots)',
		],
		[
			'010.0.0.1',
			'"010.0.0.1" is not an IPv4 address (four numbers from 0 to 255, separated by dots)',
		],
		['sip example.com', 'its host has a space in it'],
		['sip_1.example.com', 'its host has an underscore, which is not allowed in an FQDN'],
		[
			'localhost',
			'"localhost" is a single name; use a fully qualified one such as sip.example.com',
		],
		[
			`${'a'.repeat(64)}.example`,
			`"${'a'.repeat(64)}" is longer than the 63 characters of a label`,
		],
		[`${'a.'.repeat(126)}aa`, 'its host is longer than 253 characters'],
		['sip..example.com', '"sip..example.com" is not a valid FQDN'],
		['-sip.example.com', '"-sip.example.com" is not a valid FQDN'],
		['sip.example.com/path', '"sip.example.com/path" is not a valid FQDN'],
		['sip.example.com;lr', 'it has the URI parameter "lr"; Exotel accepts only transport'],
		[
			'sip.example.com;transport=tls;user=phone',
			'it has the URI parameter "user"; Exotel accepts only transport',
		],
		['sip.example.com;', 'it has the URI parameter ""; Exotel accepts only transport'],
		[
			'sip:alice:secret@sip.example.com',
			'it has a user part before "@"; Exotel accepts a host and port only',
		],
		['sip.example.com?Subject=x', 'it has URI headers after "?", which Exotel does not accept'],
		['https://sip.example.com', '"https://" is not a SIP scheme; write host:port or sip:host:port'],
		['a.example.com,b.example.com', 'it holds more than one destination'],
		['sip.example.com\r\n', 'it has a line break or another control character in it'],
		['sip.exa\tmple.com', 'it has a line break or another control character in it'],
		['sip.example.com\u0000', 'it has a line break or another control character in it'],
		['sip.example.com\u2028', 'it has a line break or another control character in it'],
		['bücher.example', 'its host has non-ASCII characters; write the name in its xn-- form'],
		['１.２.３.４', 'its host has non-ASCII characters; write the name in its xn-- form'],
		['sip.example\u200b.com', 'its host has non-ASCII characters; write the name in its xn-- form'],
		[{}, 'it has no host'],
		[{ host: '' }, 'it has no host'],
		[{ host: 5 }, 'its host is a number, not text'],
		[{ host: 'a.example\n' }, 'it has a line break or another control character in it'],
		[{ host: '::1' }, 'it is an IPv6 address, which Exotel does not accept'],
		[{ host: 'sip:a.example' }, 'its host contains a scheme or port; put the port into "port"'],
		[{ host: 'a.example', port: 0 }, 'the port "0" is not a whole number from 1 to 65535'],
		[{ host: 'a.example', port: -1 }, 'the port "-1" is not a whole number from 1 to 65535'],
		[
			{ host: 'a.example', transport: 'udp' },
			'Exotel does not support SIP over UDP; use a.example:5061;transport=tls or a.example:5060;transport=tcp',
		],
		[
			{ host: 'a.example', tranport: 'tcp' },
			'it has a field "tranport"; known fields are destination, host, port, transport, priority, weight',
		],
		[
			{ destination: 'a.example', port: 5061 },
			'it mixes two forms; use either "destination", or "host", "port" and "transport"',
		],
		[{ host: 'a.example', priority: -1 }, 'its priority is not a whole number of at least 0'],
		[{ host: 'a.example', weight: 1.5 }, 'its weight is not a whole number of at least 0'],
		[{ host: 'a.example', weight: true }, 'its weight is not a whole number of at least 0'],
		[{ destination: 'a.example', weight: 'x' }, 'its weight is not a whole number of at least 0'],
		[{ destination: { host: 'a.example' } }, 'its "destination" is an object, not text'],
		[
			JSON.parse('{"__proto__": {"host": "a.example"}}'),
			'it has a field "__proto__"; known fields are destination, host, port, transport, priority, weight',
		],
	])('%j', (input, reason) => {
		expect(read(input)).toBe(`refused: ${reason}`);
	});
});

it('reads back what it wrote as the same destination', () => {
	const label = fc.stringMatching(/^[a-z\d]([a-z\d-]{0,20}[a-z\d])?$/);
	const fqdn = fc.tuple(label, label, fc.stringMatching(/^[a-z]{2,10}$/)).map((l) => l.join('.'));
	fc.assert(
		fc.property(
			fc.oneof(fqdn, fc.ipV4()),
			fc.integer({ min: 1, max: 65535 }),
			fc.constantFrom('tls', 'tcp'),
			(host, port, transport) => {
				const text = `sip:${host}:${port};transport=${transport}`;
				expect(read(text)).toBe(text);
				expect(read(read(text).toUpperCase())).toBe(text);
			},
		),
	);
});

it('never throws and never lets through anything but host, port and transport', () => {
	fc.assert(
		fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()), (input) => {
			expect(read(input)).toMatch(/^(refused: |sip:[a-z\d.-]+:\d{1,5};transport=(tls|tcp)$)/);
		}),
		{ numRuns: 2_000 },
	);
});

describe('destinationKey', () => {
	it('ignores scheme, case and spaces', () => {
		expect(destinationKey(' SIP:Sip.Example.com:5061;Transport=TLS ')).toBe(
			'sip.example.com:5061;transport=tls',
		);
		expect(destinationKey('sips:a.example:5061;transport=tls')).toBe(
			'a.example:5061;transport=tls',
		);
	});

	it('distinguishes what is written without a transport, which is UDP', () => {
		expect(destinationKey('sip:a.example:5060')).not.toBe(
			destinationKey('sip:a.example:5060;transport=tcp'),
		);
	});
});

describe('splitDestinations', () => {
	it.each([
		['an array', ['a.example', { host: 'b.example' }], ['a.example', { host: 'b.example' }]],
		['an array as JSON', '["a.example", "b.example"]', ['a.example', 'b.example']],
		['JSON in JSON', JSON.stringify('["a.example"]'), ['a.example']],
		['an object', { host: 'a.example' }, [{ host: 'a.example' }]],
		['an object as JSON', '{"host":"a.example"}', [{ host: 'a.example' }]],
		['the body of the API', { destinations: ['a.example'] }, ['a.example']],
		[
			'the body of the API as JSON',
			'{"destinations":[{"destination":"a.example"}]}',
			[{ destination: 'a.example' }],
		],
		['one string', 'a.example:5061;transport=tls', ['a.example:5061;transport=tls']],
		['one string as JSON', '"a.example"', ['a.example']],
		['text with commas', 'a.example, b.example,', ['a.example', ' b.example']],
		['text with line breaks', '\na.example\r\nb.example\n', ['a.example', 'b.example']],
		['an IPv6 address in brackets', '[::1]:5061', ['[::1]:5061']],
		['nothing', '', []],
		['null', null, []],
		['an empty array', '[]', []],
	])('%s', (_name, input, expected) => {
		expect(splitDestinations(input)).toEqual({ ok: true, value: expected });
	});

	it.each([
		['["a.example"', 'it is not valid JSON'],
		['{"host": }', 'it is not valid JSON'],
		[42, 'it is a number; expected an array or text'],
		[true, 'it is a boolean; expected an array or text'],
	])('refuses %j', (input, reason) => {
		expect(splitDestinations(input)).toEqual({ ok: false, reason });
	});
});
