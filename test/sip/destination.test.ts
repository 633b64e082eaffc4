import fc from 'fast-check';
import ipaddr from 'ipaddr.js';

import { keyOf } from '../../nodes/Exotel/sip/destination';
import { parseDestination } from '../../nodes/Exotel/sip/parse';
import { splitDestinations } from '../../nodes/Exotel/sip/split';

function read(input: unknown, defaultTransport: 'tls' | 'tcp' = 'tls'): string {
	const parsed = parseDestination(input, defaultTransport);
	return parsed.ok ? `sip:${keyOf(parsed.value)}` : `refused: ${parsed.reason}`;
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
		['1.0.0.0:1', 'sip:1.0.0.0:1;transport=tls'],
		['223.255.255.255:65535', 'sip:223.255.255.255:65535;transport=tls'],
		['sip.example.com:05061', 'sip:sip.example.com:5061;transport=tls'],
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
		[{ host: 'a.example', port: ' 7000 ' }, 'sip:a.example:7000;transport=tls'],
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
	[
		{ destination: 'a.example', priority: ' 5 ', weight: '05' },
		{ priority: 5, weight: 5 },
	],
	[{ host: 'a.example', priority: null, weight: ' ' }, {}],
])('parseDestination reads priority and weight from %j', (input, routing) => {
	const parts = { host: 'a.example', hostType: 'fqdn', port: 5061, transport: 'tls' };
	expect(parseDestination(input, 'tls')).toEqual({ ok: true, value: { ...parts, ...routing } });
});

const NOT_IPV4 = (host: string) =>
	`"${host}" is not an IPv4 address (four numbers from 0 to 255, separated by dots)`;

const INVISIBLE = (code: string) =>
	`it has an invisible character in it (${code}); delete it, or type the text anew`;
const PORT = 'its port is not a whole number from 1 to 65535';
const OBJECT =
	'it contains "[object Object]", which is what comes of an object in a text; use the field of the object that holds the destination';

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
		['sip.example.com:abc', 'its port is not a whole number from 1 to 65535'],
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
		['sip.example.com/path', 'its host has the character "/" in it'],
		['password=hunter2', 'its host has the character "=" in it'],
		['[hunter2]', 'its host has the character "[" in it'],
		['0x7f.0x1', NOT_IPV4('0x7f.0x1')],
		['sip.0X', NOT_IPV4('sip.0x')],
		['a'.repeat(500), 'its host is longer than 253 characters'],
		['a'.repeat(1001), 'it is longer than 1000 characters'],
		[`sip:${'a'.repeat(1000)}@a.example`, 'it is longer than 1000 characters'],
		[{ host: '.'.repeat(1001) }, 'it is longer than 1000 characters'],
		['sip.example.com;lr', 'it has the URI parameter "lr"; Exotel accepts only transport'],
		[
			'sip.example.com;transport=tls;user=phone',
			'it has the URI parameter "user"; Exotel accepts only transport',
		],
		['sip.example.com;', 'it has the URI parameter ""; Exotel accepts only transport'],
		['sip.example.com;password=x', 'it has a URI parameter; Exotel accepts only transport'],
		['two words;transport=udp', 'Exotel does not support SIP over UDP; use tls or tcp'],
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
		['１.２.３.４', 'it has "１" (U+FF11) where "1" belongs'],
		['1。2.3.4', 'it has "。" (U+3002) where "." belongs'],
		['ｓip.example.com', 'it has "ｓ" (U+FF53) where "s" belongs'],
		['\u212aa.example', 'it has "\u212a" (U+212A) where "K" belongs'],
		['sip.example.com：5061', 'it has "：" (U+FF1A) where ":" belongs'],
		['sip.example.com:５０６１', 'it has "５" (U+FF15) where "5" belongs'],
		['٣.example.com', 'it has the digit "٣" (U+0663); write digits as 0 to 9'],
		['sip.example\u200b.com', INVISIBLE('U+200B')],
		['\u202esip.example.com', INVISIBLE('U+202E')],
		['sip.example.com;\u2060transport=tls', INVISIBLE('U+2060')],
		['sip.example.com\u00a0:5061', INVISIBLE('U+00A0')],
		['sip\u{e0001}.example.com', INVISIBLE('U+E0001')],
		['sip.\u3164.example', INVISIBLE('U+3164')],
		['sip:[object Object]', OBJECT],
		['sip:[object Object]:5061', OBJECT],
		[
			NaN,
			'it is NaN, the result of a calculation without numbers; a destination is text such as sip.example.com',
		],
		[{}, 'it has no host'],
		[{ host: '' }, 'it has no host'],
		[{ host: 5 }, 'its host is a number, not text'],
		[{ host: 'a.example\n' }, 'it has a line break or another control character in it'],
		[{ host: '[object Object]' }, OBJECT],
		[{ host: 'sip\u200d.example' }, INVISIBLE('U+200D')],
		[{ host: '10.1.2.3' }, '10.1.2.3 is a private address; Exotel accepts only public ones'],
		[{ host: 'a.example', port: [5061] }, PORT],
		[{ host: 'a.example', port: true }, PORT],
		[{ host: 'a.example', port: {} }, PORT],
		[{ host: 'a.example', port: '0x13c5' }, PORT],
		[{ host: 'a.example', port: '5e3' }, PORT],
		[{ host: 'a.example', port: '5.061e3' }, PORT],
		[
			{ host: 'a.example', transport: ['tls'] },
			'its transport is an array, not text; use tls or tcp',
		],
		[{ host: 'a.example', transport: 'hunter2' }, 'its transport is unknown; use tls or tcp'],
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
		[{ host: 'a.example', priority: [5] }, 'its priority is not a whole number of at least 0'],
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

const publicIps = fc.ipV4().filter((ip) => ipaddr.IPv4.parse(ip).range() === 'unicast');

it('reads back what it wrote as the same destination', () => {
	const label = fc.stringMatching(/^[a-z\d]([a-z\d-]{0,20}[a-z\d])?$/);
	const fqdn = fc.tuple(label, label, fc.stringMatching(/^[a-z]{2,10}$/)).map((l) => l.join('.'));
	fc.assert(
		fc.property(
			fc.oneof(fqdn, publicIps),
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

const FORMS =
	'write one destination per line, or JSON such as ["sip.example.com:5061;transport=tls"]';
const NOT_JSON = `it is not valid JSON; ${FORMS}`;
const NO_LIST = `it is neither JSON nor a plain list; ${FORMS}`;
const EMPTY = 'is not a list; an empty list is written []';
const OBJECT_WITH = (what: string) =>
	`it is ${what}, which is not a list of destinations; an empty list is written []`;

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
		['an empty array', [], []],
		['an empty array as JSON', ' [] ', []],
		['an empty array in the body of the API', { destinations: [] }, []],
		['JSON in a fence', '```json\n["a.example"]\n```', ['a.example']],
		['JSON in a fence on one line', '```json ["a.example"]```', ['a.example']],
		['lines in a fence', '```\r\na.example\r\nb.example\r\n```', ['a.example', 'b.example']],
		['a fence in JSON', JSON.stringify('```\na.example\n```'), ['a.example']],
		[
			'bullets',
			'- a.example\n- b.example:5061;transport=tls',
			['a.example', 'b.example:5061;transport=tls'],
		],
		['other bullets', '* a.example\n\n  • b.example', ['a.example', 'b.example']],
		['numbers', '1. a.example\n2) 44.1.1.1', ['a.example', '44.1.1.1']],
		['an address that begins like a number', '1.2.3.4\n5.6.7.8', ['1.2.3.4', '5.6.7.8']],
		['JSON strings without brackets', '"a.example", "b.example"', ['a.example', 'b.example']],
		[
			'spaces around marks',
			'a.example : 5061 ; transport = tls, b.example',
			['a.example : 5061 ; transport = tls', ' b.example'],
		],
	])('%s', (_name, input, expected) => {
		expect(splitDestinations(input)).toEqual({ ok: true, value: expected });
	});

	it.each([
		['["a.example"', NOT_JSON],
		['{"host": }', NOT_JSON],
		["['a.example', 'b.example']", NOT_JSON],
		['["a.example",]', NOT_JSON],
		['[a.example, b.example]', NOT_JSON],
		['"a.example"\n"b.example"', NOT_JSON],
		['[object Object]', OBJECT],
		["'a.example', 'b.example'", NO_LIST],
		['- a.example\nb.example', NO_LIST],
		['Destinations:\n- a.example', NO_LIST],
		['- `a.example`\n- `b.example`', NO_LIST],
		['Here it is:\n```json\n["a.example"]\n```', NO_LIST],
		['```\na.example\n```\n```\nb.example\n```', NO_LIST],
		['<sip:a.example>', NO_LIST],
		['Sure, use these: a.example, b.example', NO_LIST],
		['a.example\ntwo words', NO_LIST],
		['a.example;password=b,c.example', NO_LIST],
		['sip:al,ice:secret@a.example', NO_LIST],
		['a.example:x,y', NO_LIST],
		[undefined, `it is undefined, which ${EMPTY}`],
		[null, `it is null, which ${EMPTY}`],
		['', `it is empty text, which ${EMPTY}`],
		[' \n', `it is empty text, which ${EMPTY}`],
		['``````', `it is empty text, which ${EMPTY}`],
		['""', `it is empty text, which ${EMPTY}`],
		[',', 'it consists of separators alone; an empty list is written []'],
		['\n,\r\n,', 'it consists of separators alone; an empty list is written []'],
		[{ destinations: null }, `it is null, which ${EMPTY}`],
		['{"destinations": null}', `it is null, which ${EMPTY}`],
		[{ destinations: {} }, OBJECT_WITH('an object without fields')],
		[{}, OBJECT_WITH('an object without fields')],
		['{}', OBJECT_WITH('an object without fields')],
		[{ error: 'x' }, OBJECT_WITH('an object with "error"')],
		[{ error: { message: 'x' }, message: 'y' }, OBJECT_WITH('an object with "error", "message"')],
		[NaN, 'it is NaN, the result of a calculation without numbers; expected an array or text'],
		[42, 'it is a number; expected an array or text'],
		[true, 'it is a boolean; expected an array or text'],
	])('refuses %j', (input, reason) => {
		expect(splitDestinations(input)).toEqual({ ok: false, reason });
	});

	it.each([
		['objects', '{"destinations":'.repeat(20_000) + '[]' + '}'.repeat(20_000)],
		['JSON in JSON', Array.from({ length: 8 }).reduce((text) => JSON.stringify(text), '[]')],
	])('refuses %s nested too deeply', (_what, text) => {
		expect(splitDestinations(text)).toEqual({
			ok: false,
			reason: `it is nested too deeply; ${FORMS}`,
		});
	});
});

it.each([[5], '0x10', '1e2', '+5', '5.0', {}, 1e21, NaN, '٣'].map((value) => [value]))(
	'a priority, weight or port of %j is refused',
	(value) => {
		const reason = 'is not a whole number of at least 0';
		expect(read({ host: 'a.example', priority: value })).toBe(`refused: its priority ${reason}`);
		expect(read({ host: 'a.example', weight: value })).toBe(`refused: its weight ${reason}`);
		expect(read({ host: 'a.example', port: value })).toMatch(/^refused: /);
	},
);
