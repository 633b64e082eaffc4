import fc from 'fast-check';

import type { Account, Fields, Trunk } from './account';
import {
	isExoPhonesApi,
	isOnExoPhone,
	isOnRow,
	isOnTrunk,
	methodOf,
	sectionOf,
	type Call,
	type Spoilt,
} from './call';
import { DOMAIN, FIELDSETS, often, THERE, type Query } from './fieldsets';
import { TABLE, type Endpoint } from './rules';

/** Something wrong with a call: with the request, with what it is about, or with its fields. */
interface Fault {
	readonly spoilt?: Spoilt;
	readonly about?: 'unknown trunk' | 'unknown row';
	readonly body?: Fields;
	readonly query?: Query;
}

/** A call before it is known what the account holds. */
export interface Draw {
	readonly endpoint: Endpoint;
	readonly trunk: number;
	readonly row: number;
	readonly body: Fields;
	readonly query: Query;
	readonly faults: readonly Fault[];
}

/** Everything that may be wrong with a call to an endpoint. */
function faultsOf(endpoint: Endpoint): Fault[] {
	const { body, wrong = [], wrongQuery = [] } = FIELDSETS[endpoint];
	const spoilt: Spoilt[] = ['wrong key', 'wrong token', 'wrong token'];
	if (body !== undefined && !isExoPhonesApi(endpoint)) {
		spoilt.push('text/plain', 'application/x-www-form-urlencoded', 'bad JSON', 'bad JSON');
		spoilt.push('list as body', 'list as body', 'text as body');
	}
	const faults: Fault[] = [
		...spoilt.map((one) => ({ spoilt: one })),
		...wrong.map((fields) => ({ body: fields })),
		...wrongQuery.map((query) => ({ query })),
	];
	if (isOnTrunk(endpoint)) faults.push(...often<Fault>({ about: 'unknown trunk' }));
	if (isOnRow(endpoint) || isOnExoPhone(endpoint)) {
		faults.push(...often<Fault>({ about: 'unknown row' }));
	}
	return faults;
}

function drawsFrom(endpoint: Endpoint): fc.Arbitrary<Draw> {
	const { body = fc.constant({}), query = fc.constant({}) } = FIELDSETS[endpoint];
	const fault = fc.constantFrom(...faultsOf(endpoint));
	return fc.record({
		endpoint: fc.constant(endpoint),
		trunk: fc.nat(99),
		row: fc.nat(99),
		body,
		query,
		faults: fc.oneof(
			{ arbitrary: fc.constant([]), weight: 4 },
			{ arbitrary: fc.tuple(fault), weight: 8 },
			{ arbitrary: fc.tuple(fault, fault), weight: 1 },
		),
	});
}

const ENDPOINTS = Object.keys(TABLE).filter((name): name is Endpoint => name in FIELDSETS);

/** Calls to every endpoint, and more to those of which more can be wrong. */
export const draws: fc.Arbitrary<Draw> = fc.oneof(
	...ENDPOINTS.map((endpoint) => ({
		arbitrary: drawsFrom(endpoint),
		weight: endpoint === 'DELETE /trunks' ? 8 : 10 + faultsOf(endpoint).length,
	})),
);

const TRUNK_LISTS = [
	'GET /trunks/{sid}/destination-uris',
	'GET /trunks/{sid}/phone-numbers',
	'GET /trunks/{sid}/whitelisted-ips',
	'GET /trunks/{sid}/credentials',
	'GET /trunks/{sid}/settings',
] as const;

const CALLER_ID = { name: 'trunk_external_alias', value: '+918040264200' };

const plain = (endpoint: Endpoint, trunk = 0, body: Fields = {}): Draw => ({
	endpoint,
	trunk,
	row: 0,
	body,
	query: {},
	faults: [],
});

/** The first calls of each run, after which there are two trunks with so many destinations and something else. */
export function opening(count: number): Draw[] {
	const destinations = Array.from({ length: count }, (_, index) => ({
		destination: `sip.company.com:${5061 + index};transport=tls`,
	}));
	const domain = { nso_code: 'ANY-ANY', domain_name: DOMAIN };
	const numberOf = (trunk: number) => ({ phone_number: `+9180402642${trunk}8`, mode: 'flow' });
	return [
		...['first', 'second'].map((trunk_name) => plain('POST /trunks', 0, { ...domain, trunk_name })),
		...[0, 1].flatMap((trunk) => [
			plain('POST /trunks/{sid}/whitelisted-ips', trunk, { ip: '44.248.146.11' }),
			plain('POST /trunks/{sid}/destination-uris', trunk, { destinations }),
			plain('POST /trunks/{sid}/phone-numbers', trunk, numberOf(trunk)),
			plain('POST /trunks/{sid}/credentials', trunk, { user_name: 'user', password: 'secret' }),
		]),
		plain('POST /trunks/{sid}/settings', 0, { settings: [CALLER_ID] }),
	];
}

/** The last calls of each run, which show whatever a refused call may have changed. */
export function closing(): Draw[] {
	const lists = TRUNK_LISTS.flatMap((endpoint) => [plain(endpoint, 0), plain(endpoint, 1)]);
	return [plain('GET /trunks'), ...lists, plain('GET /IncomingPhoneNumbers')];
}

/** A call to each endpoint, which is the last thing to do where the rate limit is reached. */
export function each(): Draw[] {
	return ENDPOINTS.map((endpoint) => plain(endpoint));
}

function pick<T>(list: readonly T[], index: number): T | undefined {
	return list[index % Math.max(1, list.length)];
}

/** Puts values of a row in the place of those that stand for them, and leaves out what is undefined. */
function filled(fields: Fields, there: Fields | undefined): Fields {
	const entries = Object.entries(fields).map(([name, value]): [string, unknown] => [
		name,
		value === THERE ? (there ?? NOTHING)[name] : value,
	]);
	return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** What stands in for a row if there is none. */
const NOTHING: Fields = { phone_number: '+918040264200', ip: '44.248.146.11' };

/** The row whose values a call repeats; undefined if there is none. */
function rowFor({ endpoint, trunk: index, row }: Draw, held: Account, trunk: Trunk | undefined) {
	const section = sectionOf(endpoint);
	if (section !== undefined) return pick(trunk?.rows[section] ?? [], row);
	if (endpoint !== 'GET /trunk-maps') return pick(held.trunks, index + 1)?.row;
	const mapped = held.trunks.flatMap(({ rows }) => rows['phone-numbers']);
	const number = pick(mapped, row)?.phone_number;
	return number === undefined ? undefined : { exophone: number };
}

/** The row or ExoPhone that a call is about. */
function idFor({ endpoint, row: index }: Draw, held: Account, trunk: Trunk | undefined) {
	if (isOnExoPhone(endpoint)) return pick(held.exoPhones, index)?.sid;
	const section = sectionOf(endpoint);
	if (section === undefined || !isOnRow(endpoint)) return undefined;
	const row = pick(trunk?.rows[section] ?? [], index);
	return row === undefined ? undefined : String(section === 'settings' ? row.name : row.id);
}

/** The call that a draw means on this account. */
export function resolve(draw: Draw, held: Account): Call {
	const { endpoint, faults } = draw;
	const trunk = pick(held.trunks, draw.trunk);
	const has = (about: Fault['about']) => faults.some((fault) => fault.about === about);
	const sid = has('unknown trunk') ? 'trmum1unknown' : (trunk?.sid ?? 'trmum1none');
	const id = has('unknown row') ? undefined : idFor(draw, held, trunk);
	const there = rowFor(draw, held, trunk);
	const body = Object.assign({}, draw.body, ...faults.map((fault) => fault.body));
	const query = Object.assign({}, draw.query, ...faults.map((fault) => fault.query));
	return {
		endpoint,
		sid: isOnTrunk(endpoint) ? sid : undefined,
		id: id ?? '987654321',
		query: texts(filled(query, there)),
		body: ['POST', 'PUT'].includes(methodOf(endpoint)) ? filled(body, there) : undefined,
		spoilt: faults.find(({ spoilt }) => spoilt !== undefined)?.spoilt,
	};
}

function texts(fields: Fields): Record<string, string> {
	return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}
