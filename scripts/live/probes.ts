import { paths } from '../../nodes/Exotel/transport/paths';
import type { Collection } from '../../nodes/Exotel/transport/model';
import { entriesIn, isDone, metadataOf, rowsIn, verdictOf, type Exchange } from './api';
import type { TestBench } from './bench';

/** A fact about Exotel's API, and how to find out what holds (exotel-api). */
interface Probe {
	readonly fact: string;
	/** Where the fact comes from, as marked in exotel-api. */
	readonly source: 'D' | 'M' | 'X' | 'I' | '?';
	/** What the node counts on, in the words of `seen`; any of several if it survives all of them. */
	readonly expected: readonly string[];
	find(on: Ground): Promise<Found>;
}

/** What probes work on: a trunk of their own. */
export interface Ground {
	readonly bench: TestBench;
	readonly sid: string;
	readonly name: string;
}

interface Found {
	readonly seen: string;
	readonly exchanges: readonly Exchange[];
}

/** What was found out about a fact. */
export interface Finding extends Found {
	readonly fact: string;
	readonly source: string;
	readonly expected: string;
	readonly isExpected: boolean;
}

const HOST = 'sip.exotel.com';
const TLS = ';transport=tls';

/** Plays a probe. */
export async function play({ fact, source, expected, find }: Probe, on: Ground): Promise<Finding> {
	const found = await find(on);
	const isExpected = expected.includes(found.seen);
	return { fact, source, expected: expected.join(' or '), isExpected, ...found };
}

const list = async ({ bench, sid }: Ground, collection: Collection, query = {}) =>
	await bench.send({ method: 'GET', path: paths.ofTrunk(sid, collection), query });

const post = async ({ bench, sid }: Ground, collection: Collection, body: object) =>
	await bench.send({ method: 'POST', path: paths.ofTrunk(sid, collection), body: { ...body } });

const addUris = async (on: Ground, ...uris: readonly string[]) =>
	await post(on, 'destination-uris', {
		destinations: uris.map((destination) => ({ destination })),
	});

const isIn = (exchange: Exchange, name: string, value: string) =>
	rowsIn(exchange).some((row) => row[name] === value);

const acceptedOr = (exchange: Exchange) => (isDone(exchange) ? 'accepted' : verdictOf(exchange));

function pageProbe(size: number): Probe {
	return {
		fact: `A page of ${size} rows`,
		source: 'X',
		expected: ['given', 'clamped to 50', 'clamped to 100', 'clamped to 200', 'refused'],
		async find({ bench }) {
			const exchange = await bench.send({
				...{ method: 'GET', path: paths.trunks(), query: { page_size: size } },
			});
			const told = Number(metadataOf(exchange).page_size ?? size);
			const clamped = told < size ? `clamped to ${told}` : 'given';
			return { seen: isDone(exchange) ? clamped : 'refused', exchanges: [exchange] };
		},
	};
}

/** In the order in which they are played; each leaves the trunk in a state that the next ones can bear. */
export const PROBES: readonly Probe[] = [
	pageProbe(200),
	pageProbe(1000),
	{
		fact: 'A trunk by its own path',
		source: '?',
		expected: ['answered', 'HTTP 404, error 1000', 'HTTP 405', 'HTTP 405, error 1000'],
		async find({ bench, sid }) {
			const exchange = await bench.send({ method: 'GET', path: paths.trunk(sid) });
			return { seen: isDone(exchange) ? 'answered' : verdictOf(exchange), exchanges: [exchange] };
		},
	},
	{
		fact: 'The list of trunks with the filter trunk_sid',
		source: 'D',
		expected: ['only that trunk'],
		async find({ bench, sid }) {
			const call = { method: 'GET', path: paths.trunks(), query: { trunk_sid: sid } } as const;
			const exchange = await bench.send(call);
			const sids = rowsIn(exchange).map(({ trunk_sid: one }) => one);
			const isOnly = sids.length === 1 && sids[0] === sid;
			return { seen: isOnly ? 'only that trunk' : `${sids.length} trunks`, exchanges: [exchange] };
		},
	},
	{
		fact: 'A trunk that is not there',
		source: 'M',
		expected: ['HTTP 403, error 1003', 'HTTP 404, error 1000'],
		async find({ bench }) {
			const path = paths.ofTrunk('trmum1000000000000000000000000', 'destination-uris');
			const exchange = await bench.send({ method: 'GET', path });
			return { seen: verdictOf(exchange), exchanges: [exchange] };
		},
	},
	{
		fact: 'A trunk name that is taken',
		source: 'M',
		expected: ['HTTP 200, entry 409, error 1008', 'HTTP 409, error 1008'],
		async find({ bench, name }) {
			const exchange = await bench.send({
				method: 'POST',
				path: paths.trunks(),
				body: {
					trunk_name: name,
					nso_code: 'ANY-ANY',
					domain_name: `${bench.api.client.accountSid}.pstn.exotel.com`,
				},
			});
			return { seen: verdictOf(exchange), exchanges: [exchange] };
		},
	},
	{
		fact: 'nso_code "any any"',
		source: 'M',
		expected: ['HTTP 400, error 1002'],
		async find({ bench }) {
			const exchange = await bench.createTrunk(bench.newName(), { nso_code: 'any any' });
			return { seen: acceptedOr(exchange), exchanges: [exchange] };
		},
	},
	{
		fact: 'An IPv4 destination that is not whitelisted',
		source: 'D',
		expected: ['HTTP 400, error 1002', 'HTTP 207, entry 400, error 1002'],
		async find(on) {
			const exchange = await addUris(on, `44.229.228.186:5061${TLS}`);
			return { seen: acceptedOr(exchange), exchanges: [exchange] };
		},
	},
	{
		fact: 'A mask other than 32',
		source: 'D',
		expected: ['accepted', 'HTTP 400, error 1002'],
		async find(on) {
			const exchange = await post(on, 'whitelisted-ips', { ip: '44.229.228.0', mask: 24 });
			return { seen: acceptedOr(exchange), exchanges: [exchange] };
		},
	},
	{
		fact: 'An address that is whitelisted already',
		source: 'D',
		expected: ['HTTP 200, entry 409, error 1008', 'HTTP 409, error 1008'],
		async find(on) {
			const body = { ip: '44.229.228.186', mask: 32 };
			const first = await post(on, 'whitelisted-ips', body);
			const second = await post(on, 'whitelisted-ips', body);
			return { seen: acceptedOr(second), exchanges: [first, second] };
		},
	},
	{
		fact: 'The order of the entries of a batch',
		source: '?',
		expected: ['as sent'],
		async find(on) {
			const exchange = await addUris(
				on,
				`${HOST}:5061${TLS}`,
				`10.0.0.1:5061${TLS}`,
				`${HOST}:5062${TLS}`,
			);
			const seen = entriesIn(exchange).map(({ status, data }) =>
				status === 'failure' ? '!' : /:(\d+)/.exec(String(Object(data).destination).slice(4))?.[1],
			);
			return {
				seen: seen.join() === '5061,!,5062' ? 'as sent' : seen.join(),
				exchanges: [exchange],
			};
		},
	},
	{
		fact: 'A destination that the trunk has already',
		source: 'M',
		expected: ['a second row', 'error 1008', 'the row that is there'],
		async find(on) {
			const before = await list(on, 'destination-uris');
			const exchange = await addUris(on, `${HOST}:5061${TLS}`);
			const after = await list(on, 'destination-uris');
			const isMore = rowsIn(after).length > rowsIn(before).length;
			const same = isMore ? 'a second row' : 'the row that is there';
			const isRefused = entriesIn(exchange).some(
				({ error_data: error }) => Object(error).code === 1008,
			);
			return { seen: isRefused ? 'error 1008' : same, exchanges: [before, exchange, after] };
		},
	},
	{
		fact: 'A destination in upper case',
		source: '?',
		expected: ['listed as sent', 'listed in lower case'],
		async find(on) {
			const exchange = await addUris(on, `${HOST.toUpperCase()}:5063${TLS}`);
			const lower = isIn(exchange, 'destination', `sip:${HOST}:5063${TLS}`);
			const isAsSent = isIn(exchange, 'destination', `sip:${HOST.toUpperCase()}:5063${TLS}`);
			const seen = lower
				? 'listed in lower case'
				: isAsSent
					? 'listed as sent'
					: verdictOf(exchange);
			return { seen, exchanges: [exchange] };
		},
	},
	{
		fact: 'A destination without a port',
		source: '?',
		expected: [
			'listed without a port',
			'listed with port 5061',
			'HTTP 400, error 1002',
			'HTTP 207, entry 400, error 1002',
		],
		async find(on) {
			const exchange = await addUris(on, `${HOST}${TLS}`);
			const [row] = rowsIn(exchange);
			const port = /:(\d+)/.exec(String(row?.destination ?? '').replace('sip:', ''))?.[1];
			const listed = port === undefined ? 'listed without a port' : `listed with port ${port}`;
			return { seen: row === undefined ? verdictOf(exchange) : listed, exchanges: [exchange] };
		},
	},
	{
		fact: 'Priority and weight in the request that adds a destination',
		source: '?',
		expected: ['ignored'],
		async find(on) {
			const destination = `${HOST}:5064${TLS}`;
			const exchange = await post(on, 'destination-uris', {
				destinations: [{ destination, priority: 7, weight: 8 }],
			});
			const [row] = rowsIn(exchange);
			const taken = `priority ${String(row?.priority)}, weight ${String(row?.weight)}`;
			const seen = taken === 'priority 0, weight 1' ? 'ignored' : taken;
			return { seen: row === undefined ? verdictOf(exchange) : seen, exchanges: [exchange] };
		},
	},
	{
		fact: 'The order of a list of destinations',
		source: 'D',
		expected: ['newest first', 'oldest first'],
		async find(on) {
			const exchange = await list(on, 'destination-uris');
			const ids = rowsIn(exchange).map(({ id }) => Number(id));
			const isSorted = (sign: number) =>
				ids.every((id, at) => at === 0 || sign * (id - (ids[at - 1] ?? 0)) > 0);
			const seen = isSorted(-1) ? 'newest first' : isSorted(1) ? 'oldest first' : 'another order';
			return { seen, exchanges: [exchange] };
		},
	},
	{
		fact: 'IDs',
		source: 'D',
		expected: ['texts of digits'],
		async find(on) {
			const exchange = await list(on, 'destination-uris');
			const kinds = rowsIn(exchange).map(({ id }) =>
				typeof id === 'string' && /^\d+$/.test(id)
					? 'texts of digits'
					: `such as ${JSON.stringify(id)}`,
			);
			return { seen: [...new Set(kinds)].join() || 'none', exchanges: [exchange] };
		},
	},
	{
		fact: 'The last page of a list',
		source: 'D',
		expected: ['next_page_uri is null'],
		async find(on) {
			const exchange = await list(on, 'destination-uris', { page_size: 50 });
			const next = metadataOf(exchange).next_page_uri;
			return {
				seen: `next_page_uri is ${next === null ? 'null' : JSON.stringify(next)}`,
				exchanges: [exchange],
			};
		},
	},
	{
		fact: 'A hyphen in a password',
		source: 'M',
		expected: ['accepted', 'HTTP 400, error 1002'],
		async find(on) {
			const exchange = await post(on, 'credentials', {
				user_name: 'n8ncheck_a',
				password: 'Check-1234',
			});
			return { seen: acceptedOr(exchange), exchanges: [exchange] };
		},
	},
	{
		fact: 'A user name that the trunk has already',
		source: '?',
		expected: ['HTTP 200, entry 409, error 1008', 'HTTP 409, error 1008', 'accepted'],
		async find(on) {
			const body = { user_name: 'n8ncheck_b', password: 'Check_1234' };
			const first = await post(on, 'credentials', body);
			const second = await post(on, 'credentials', body);
			return { seen: acceptedOr(second), exchanges: [first, second] };
		},
	},
	{
		fact: 'Passwords in the list of SIP credentials',
		source: 'D',
		expected: ['not shown', 'shown'],
		async find(on) {
			const exchange = await list(on, 'credentials');
			const isShown = rowsIn(exchange).some((row) => typeof row.password === 'string');
			return { seen: isShown ? 'shown' : 'not shown', exchanges: [exchange] };
		},
	},
];
