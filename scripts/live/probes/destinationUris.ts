import { entriesIn, idIn, isDone, metadataOf, rowsIn, verdictOf, type Exchange } from '../api';
import type { Ground } from '../ground';
import { ADDRESS, doneOr, doneOrCode, HOST, INVALID, NOT_FOUND, TLS, type Probe } from './model';

const MANY = 100;

/** Whether a destination is refused, which the node does by itself. */
function refusal(fact: string, source: Probe['source'], destination: string): Probe {
	return {
		...{ fact, source, expected: [INVALID] },
		async find(on) {
			return doneOrCode('accepted', await on.addUris(destination));
		},
	};
}

/** How the destination of the first row is written, if that is one of some ways. */
function formIn(exchange: Exchange, ways: Readonly<Record<string, string>>): string {
	const [row] = rowsIn(exchange);
	if (row === undefined) return doneOrCode('nothing', exchange).seen;
	const [way] = Object.entries(ways).find(([, text]) => text === row.destination) ?? [];
	return way ?? `listed as ${JSON.stringify(row.destination)}`;
}

/** How many destinations the trunk has, page by page. */
async function countOf(on: Ground): Promise<number> {
	const all = await on.api.client.readAll(['trunks', on.sid, 'destination-uris']);
	return all.ok ? all.value.rows.length : NaN;
}

export const destinationUris: readonly Probe[] = [
	refusal('An IPv4 destination that is not whitelisted', 'D', `${ADDRESS}:5061${TLS}`),
	refusal('A private address as destination', 'D', `10.0.0.1:5061${TLS}`),
	refusal('A host that does not resolve', 'D', `nowhere.invalid:5061${TLS}`),
	refusal('A destination over UDP', 'X', `${HOST}:5060;transport=udp`),
	refusal('A destination without a transport', 'X', `${HOST}:5060`),
	{
		fact: 'The order of the entries of a batch',
		source: '?',
		expected: ['as sent'],
		async find(on) {
			const uris = [`${HOST}:5061${TLS}`, `10.0.0.1:5061${TLS}`, `${HOST}:5062${TLS}`];
			const exchange = await on.addUris(...uris);
			const order = entriesIn(exchange).map(({ status, data }) =>
				status === 'failure' ? '!' : /:(\d+);/.exec(String(Object(data).destination))?.[1],
			);
			const seen = order.join() === '5061,!,5062' ? 'as sent' : order.join();
			return { seen, exchanges: [exchange] };
		},
	},
	{
		fact: 'The counts that go with a batch',
		source: 'D',
		expected: ['total, success and failed', 'total and success', 'none'],
		async find(on) {
			const exchange = await on.addUris(`${HOST}:5065${TLS}`, `10.0.0.1:5061${TLS}`);
			const { total, success, failed } = metadataOf(exchange);
			const seen = [total, success, failed].join() === '2,1,1' ? 'total, success and failed' : '';
			const less = total === undefined ? 'none' : 'total and success';
			return { seen: seen || less, exchanges: [exchange] };
		},
	},
	{
		fact: 'A destination that the trunk has already',
		source: 'M',
		expected: ['a second row', 'error 1008', 'the row that is there'],
		async find(on) {
			const before = await countOf(on);
			const exchange = await on.addUris(`${HOST}:5061${TLS}`);
			const isMore = (await countOf(on)) > before;
			return doneOrCode(isMore ? 'a second row' : 'the row that is there', exchange);
		},
	},
	{
		fact: 'The destinations from before, when one is added',
		source: 'M',
		expected: ['stay'],
		async find(on) {
			const before = await countOf(on);
			const exchange = await on.addUris(`${HOST}:5066${TLS}`);
			const after = await countOf(on);
			return doneOr(after > before ? 'stay' : `${before} became ${after}`, exchange);
		},
	},
	{
		fact: 'How a destination is listed',
		source: 'D',
		expected: ['as sent, after sip:'],
		async find(on) {
			const uri = 'api.exotel.com:5061;transport=tls';
			const added = await on.addUris(uri);
			const listed = await on.list('destination-uris', { page_size: 200 });
			const row = rowsIn(listed).find(({ id }) => String(id) === idIn(added));
			const isSame = row?.destination === `sip:${uri}`;
			const other = row === undefined ? 'not at all' : JSON.stringify(row.destination);
			return { seen: isSame ? 'as sent, after sip:' : other, exchanges: [added, listed] };
		},
	},
	{
		fact: 'A destination in upper case',
		source: '?',
		expected: ['listed as sent', 'listed in lower case'],
		async find(on) {
			const exchange = await on.addUris(`${HOST.toUpperCase()}:5063${TLS}`);
			const seen = formIn(exchange, {
				'listed as sent': `sip:${HOST.toUpperCase()}:5063${TLS}`,
				'listed in lower case': `sip:${HOST}:5063${TLS}`,
			});
			return { seen, exchanges: [exchange] };
		},
	},
	{
		fact: 'A destination without a port',
		source: '?',
		expected: ['listed without a port', 'listed with port 5061', INVALID],
		async find(on) {
			const exchange = await on.addUris(`${HOST}${TLS}`);
			const seen = formIn(exchange, {
				'listed without a port': `sip:${HOST}${TLS}`,
				'listed with port 5061': `sip:${HOST}:5061${TLS}`,
			});
			return { seen, exchanges: [exchange] };
		},
	},
	{
		fact: 'Priority and weight in the request that adds a destination',
		source: '?',
		expected: ['ignored'],
		async find(on) {
			const one = { destination: `${HOST}:5064${TLS}`, priority: 7, weight: 8 };
			const exchange = await on.add('destination-uris', { destinations: [one] });
			const { priority, weight } = rowsIn(exchange)[0] ?? {};
			const taken = `priority ${String(priority)}, weight ${String(weight)}`;
			return doneOr(taken === 'priority 0, weight 1' ? 'ignored' : taken, exchange);
		},
	},
	{
		fact: 'Another priority and weight',
		source: 'D',
		expected: ['set'],
		async find(on) {
			const added = await on.addUris(`${HOST}:5068${TLS}`);
			const values = { priority: 5, weight: 6 };
			const exchange = await on.update('destination-uris', idIn(added), values);
			const { priority, weight } = rowsIn(exchange)[0] ?? {};
			const seen = priority === 5 && weight === 6 ? 'set' : 'not set';
			return doneOr(seen, exchange, added);
		},
	},
	{
		fact: 'A destination that is deleted, and deleted again',
		source: 'D',
		expected: [`deleted; then ${NOT_FOUND}`],
		async find(on) {
			const added = await on.addUris(`${HOST}:5069${TLS}`);
			const first = await on.remove('destination-uris', { id: idIn(added) });
			const second = await on.remove('destination-uris', { id: idIn(added) });
			const deleted = isDone(first) ? 'deleted' : verdictOf(first);
			const again = isDone(second) ? 'deleted' : verdictOf(second);
			return { seen: `${deleted}; then ${again}`, exchanges: [added, first, second] };
		},
	},
	{
		fact: `${MANY} destinations in one request`,
		source: '?',
		expected: ['all added', 'HTTP 400, error 1002', 'HTTP 413', 'HTTP 413, error 1002'],
		async find(on) {
			const ports = Array.from({ length: MANY }, (_, index) => 5100 + index);
			const exchange = await on.addUris(...ports.map((port) => `${HOST}:${port}${TLS}`));
			const count = rowsIn(exchange).length;
			return doneOr(count === MANY ? 'all added' : `${count} added`, exchange);
		},
	},
];
