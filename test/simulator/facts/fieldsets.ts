import fc from 'fast-check';

import type { Fields } from './account';
import type { Endpoint } from './rules';

/** Stands for the value that a row has which is there; in a call about a row, for that of this row. */
export const THERE = '(there)';

/** Fields of a query; undefined leaves one out. */
export type Query = Readonly<Record<string, string | undefined>>;

/** How calls to an endpoint are drawn. */
export interface Fieldset {
	/** A body that is fine. */
	readonly body?: fc.Arbitrary<Fields>;
	/** What can be wrong with it; undefined leaves a field out. */
	readonly wrong?: readonly Fields[];
	readonly query?: fc.Arbitrary<Query>;
	readonly wrongQuery?: readonly Query[];
}

/** "`domain_name` = `{account_sid}.pstn.exotel.com`". */
export const DOMAIN = 'ameyo5m.pstn.exotel.com';
/** Something wrong of which there is only one form. */
export const often = <T>(fault: T) => [fault, fault, fault];
const numbered = (prefix: string, most: number) =>
	fc.integer({ min: 0, max: most }).map((index) => `${prefix}${index}`);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const trunkNames = fc.oneof(
	{ arbitrary: numbered('trunk_', 99), weight: 9 },
	{ arbitrary: fc.constantFrom('A', 'sixteen_chars_16', '0', '_'), weight: 1 },
);
const phoneNumbers = fc.oneof(
	{ arbitrary: numbered('+91804026420', 9), weight: 4 },
	{ arbitrary: numbered('+9180402642', 99).map((one) => one.padEnd(13, '0')), weight: 4 },
	{ arbitrary: fc.constantFrom('+123456789012345', '+14155550100'), weight: 1 },
);
const addresses = fc.oneof(
	fc.record({
		ip: fc.constantFrom('44.248.146.11', '44.248.146.12', '44.248.146.13'),
		mask: fc.constant(32),
	}),
	// None of these is near a destination, because the page leaves open whether that would do.
	fc.record({
		ip: fc.constantFrom('52.66.0.0', '52.67.1.0', '3.108.1.1'),
		mask: fc.constantFrom(16, 24, 31, 32),
	}),
);
const hosts = fc.constantFrom('sip.company.com', 'sip.vapi.ai', '44.248.146.11', '44.248.146.12');
const goodDestinations = fc
	.tuple(hosts, fc.constantFrom(':5061;transport=tls', ':5060;transport=tcp'))
	.map(([host, rest]) => `${host}${rest}`);
const badDestinations = fc.constantFrom(
	...['10.0.0.1', '192.168.1.1', '172.16.0.1', '172.31.9.9', '127.0.0.1', '169.254.1.1'],
	...['100.64.0.1', '192.0.2.1', '198.51.100.7', '203.0.113.50', '224.0.0.1', '240.0.0.1'],
	...['0.0.0.0', '255.255.255.255', '198.18.0.1', 'nowhere.invalid', 'localhost', '44.1.1.256'],
	...['two words', '44.248.146'],
);
const destinations = fc.oneof(
	{ arbitrary: goodDestinations, weight: 5 },
	{ arbitrary: badDestinations.map((host) => `${host}:5061;transport=tls`), weight: 2 },
	{
		arbitrary: fc.constantFrom(
			'sip.vapi.ai:5060;transport=udp',
			'project@sip.vapi.ai:5061;transport=tls',
			'sip.vapi.ai;transport=tls',
		),
		weight: 1,
	},
);
const batches = (of: fc.Arbitrary<string>, maxLength: number) =>
	fc
		.array(of, { minLength: 1, maxLength })
		.map((list) => ({ destinations: list.map((destination) => ({ destination })) }));

const words = fc.constantFrom('a_strong_secret', 'Tr0ub4dor', '_', '0');
const paging = fc.record({
	page_size: maybe(fc.constantFrom('1', '2', '3', '5', '50', '100')),
	offset: maybe(fc.constantFrom('0', '1', '2', '3', '7')),
});
/** Wrong only if there is a maximum, and it is refused. */
const LARGE = often({ page_size: '100' });
const LIST: Fieldset = { query: paging, wrongQuery: LARGE };
const counts = fc.integer({ min: 0, max: 100 });
const WRONG_COUNTS = [-1, 1.5, -100];
const WRONG_NAMES: readonly Fields[] = [
	{ trunk_name: 'seventeen_chars17' },
	{ trunk_name: 'a_name_longer_than_sixteen' },
	{ trunk_name: 'two words' },
	{ trunk_name: 'with-hyphen' },
	{ trunk_name: 'größe' },
	{ trunk_name: 'line\n' },
	...often({ trunk_name: THERE }),
	{ trunk_name: 5 },
	{ nso_code: 'any any' },
	{ nso_code: 'IN-ANY' },
	{ nso_code: true },
];
const WRONG_NUMBERS = ['918040264200', '+0123456789', '+1234567890123456', 'number', '+91 80402'];
const WRONG_ADDRESSES: readonly Fields[] = [
	...often({ ip: undefined }),
	...['1.2.3', '256.1.1.1', '::1', '44.1.1.1/32', 'sip.vapi.ai', '44.1.1.1 '].map((ip) => ({ ip })),
	{ ip: 7 },
	...[15, 33, 0, -1, 64].map((mask) => ({ mask })),
	...often({ mask: '24' }),
];
const WRONG_CREDENTIALS: readonly Fields[] = [
	...often({ password: 'two words' }),
	{ password: 'with-hyphen' },
	{ friendly_name: 'with-hyphen' },
	...often({ friendly_name: 'ä' }),
	...often({ friendly_name: 'a'.repeat(33) }),
	{ password: 5 },
	{ friendly_name: {} },
];

/** "Endpoints" and "ExoPhones": what may be sent to each. */
export const FIELDSETS: Readonly<Record<Endpoint, Fieldset>> = {
	'POST /trunks': {
		body: trunkNames.map((trunk_name) => ({
			trunk_name,
			nso_code: 'ANY-ANY',
			domain_name: DOMAIN,
		})),
		wrong: [
			...['trunk_name', 'nso_code', 'domain_name'].flatMap((name) => often({ [name]: undefined })),
			...WRONG_NAMES,
			{ domain_name: 'ameyo5m.example.com' },
			{ domain_name: 'pstn.exotel.com.example' },
			{ domain_name: [] },
		],
	},
	'GET /trunks': { query: fc.oneof(paging, fc.constant({ trunk_sid: THERE })), wrongQuery: LARGE },
	'GET /trunks/{trunk_sid}': {},
	'PUT /trunks/{trunk_sid}': {
		body: fc.record({
			trunk_name: maybe(trunkNames),
			nso_code: maybe(fc.constant('ANY-ANY')),
			auth_type: maybe(fc.constant('IP-WHITELIST')),
		}),
		wrong: WRONG_NAMES,
	},
	'DELETE /trunks': {},

	'POST /trunks/{sid}/destination-uris': {
		body: fc.oneof(batches(destinations, 5), batches(goodDestinations, 2)),
		wrong: [
			...often({ destinations: undefined }),
			...often({ destinations: [{ destination: 'sip.company.com:5061;transport=tls' }] }),
			{ destinations: 'sip.vapi.ai:5061;transport=tls' },
			{ destinations: [{ destination: 5 }] },
			{ destinations: ['sip.vapi.ai:5061;transport=tls'] },
		],
	},
	'GET /trunks/{sid}/destination-uris': LIST,
	'PUT /trunks/{sid}/destination-uris/{id}': {
		body: fc.oneof(
			fc.record({ priority: counts, weight: counts }),
			fc.record({ priority: counts }),
			fc.record({ weight: counts }),
		),
		wrong: [
			...WRONG_COUNTS.flatMap((count) => [{ priority: count }, { weight: count }]),
			{ priority: '1' },
			{ weight: true },
		],
	},
	'DELETE /trunks/{sid}/destination-uris': {},

	'POST /trunks/{sid}/phone-numbers': {
		body: fc.record({
			phone_number: phoneNumbers,
			mode: fc.constantFrom(undefined, undefined, 'pstn', 'flow'),
		}),
		wrong: [
			...often({ phone_number: undefined }),
			...WRONG_NUMBERS.map((phone_number) => ({ phone_number })),
			...often({ phone_number: THERE }),
			{ phone_number: 918040264200 },
			{ mode: 'trunk' },
			{ mode: 'PSTN' },
			...often({ mode: 1 }),
		],
	},
	'GET /trunks/{sid}/phone-numbers': LIST,
	'PUT /trunks/{sid}/phone-numbers/{id}': {
		body: fc.record({
			phone_number: fc.constant(THERE),
			mode: fc.constantFrom('pstn', 'flow'),
		}),
		wrong: [
			...often({ phone_number: undefined }),
			...often({ mode: undefined }),
			...often({ phone_number: '+918040264299' }),
			{ mode: 'trunk' },
			{ mode: 'FLOW' },
			...often({ mode: 5 }),
		],
	},
	'DELETE /trunks/{sid}/phone-numbers': {},
	'GET /trunk-maps': {
		query: fc.constant({ exophone: THERE }),
		wrongQuery: [...often({ exophone: undefined }), ...often({ exophone: '+918040260000' })],
	},

	'POST /trunks/{sid}/whitelisted-ips': {
		body: fc.oneof(
			addresses,
			fc.record({ ip: fc.constantFrom('44.248.146.11', '44.248.146.12', '44.248.146.13') }),
		),
		wrong: [...WRONG_ADDRESSES, ...often({ ip: THERE, mask: THERE })],
	},
	'GET /trunks/{sid}/whitelisted-ips': LIST,
	'PUT /trunks/{sid}/whitelisted-ips/{id}': {
		body: addresses,
		wrong: [...WRONG_ADDRESSES, ...often({ mask: undefined })],
	},
	'DELETE /trunks/{sid}/whitelisted-ips': {},

	'POST /trunks/{sid}/credentials': {
		body: fc.record({
			user_name: numbered('user_', 20),
			password: words,
			friendly_name: maybe(fc.oneof(words, fc.constant('f'.repeat(32)))),
		}),
		wrong: [
			...often({ user_name: undefined }),
			...often({ password: undefined }),
			{ user_name: 5 },
			...WRONG_CREDENTIALS,
		],
	},
	'GET /trunks/{sid}/credentials': {
		query: fc.oneof(paging, fc.constant({ id: THERE })),
		wrongQuery: LARGE,
	},
	'PUT /trunks/{sid}/credentials/{id}': {
		body: fc
			.record({
				user_name: maybe(numbered('user_', 20)),
				password: maybe(words),
				friendly_name: maybe(words),
			})
			.filter((fields) => Object.values(fields).some((value) => value !== undefined)),
		wrong: WRONG_CREDENTIALS,
	},
	'DELETE /trunks/{sid}/credentials': {},

	'POST /trunks/{sid}/settings': {
		body: phoneNumbers.map((value) => ({ settings: [{ name: 'trunk_external_alias', value }] })),
		wrong: [
			...often({ settings: undefined }),
			{ settings: 'trunk_external_alias' },
			{ settings: [{ name: 'trunk_external_alias', value: 5 }] },
		],
	},
	'GET /trunks/{sid}/settings': LIST,
	'DELETE /trunks/{sid}/settings': {},

	'GET /IncomingPhoneNumbers': {
		query: fc.record({
			PageSize: maybe(fc.constantFrom('1', '2', '3', '5', '50')),
			Page: maybe(fc.constantFrom('0', '1', '2', '9')),
		}),
		wrongQuery: often({ PageSize: '100' }),
	},
	'GET /IncomingPhoneNumbers/{exophone_sid}': {},
	'PUT /IncomingPhoneNumbers/{exophone_sid}': {
		body: fc.record({
			FriendlyName: maybe(fc.constantFrom('Sales & support', 'two words', 'ü')),
			VoiceUrl: fc.constant('http://my.exotel.com/ameyo5m/exoml/start_voice/1'),
		}),
	},
	'GET /incoming-phone-numbers/{exophone_sid}': {},
};
