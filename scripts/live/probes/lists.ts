import { isDone, metadataOf, rowsIn, type Exchange } from '../api';
import { HOST, TLS, type Probe } from './model';

/** The order of rows, by their ids. */
function orderOf(exchange: Exchange): string {
	const ids = rowsIn(exchange).map(({ id }) => Number(id));
	const isSorted = (sign: number) =>
		ids.every((id, at) => at === 0 || sign * (id - (ids[at - 1] ?? 0)) > 0);
	if (isSorted(-1)) return 'newest first';
	return isSorted(1) ? 'oldest first' : 'another order';
}

function pageOf(size: number): Probe {
	return {
		fact: `A page of ${size} rows`,
		source: 'X',
		expected: ['given', 'clamped to 50', 'clamped to 100', 'clamped to 200', 'refused'],
		async find(on) {
			const exchange = await on.list('destination-uris', { page_size: size });
			const told = Number(metadataOf(exchange).page_size ?? size);
			const given = told < size ? `clamped to ${told}` : 'given';
			return { seen: isDone(exchange) ? given : 'refused', exchanges: [exchange] };
		},
	};
}

/** These need some destinations on the trunk. */
export const lists: readonly Probe[] = [
	pageOf(200),
	pageOf(1000),
	{
		fact: 'What goes with a page that is not the last',
		source: 'D',
		expected: ['next_page_uri as text', 'next_page_uri as an object', 'no next_page_uri'],
		async find(on) {
			const exchange = await on.list('destination-uris', { page_size: 1 });
			const { next_page_uri: next } = metadataOf(exchange);
			const kind = typeof next === 'string' ? 'text' : 'an object';
			const seen = next === undefined ? 'no next_page_uri' : `next_page_uri as ${kind}`;
			return { seen, exchanges: [exchange] };
		},
	},
	{
		fact: 'The rows of the page after that',
		source: 'D',
		expected: ['the next ones', 'other ones'],
		async find(on) {
			const whole = await on.list('destination-uris');
			const second = await on.list('destination-uris', { page_size: 1, offset: 1 });
			const [, expected] = rowsIn(whole);
			const [row] = rowsIn(second);
			const others = row === undefined ? 'none' : 'other ones';
			const seen = row !== undefined && row.id === expected?.id ? 'the next ones' : others;
			return { seen, exchanges: [whole, second] };
		},
	},
	{
		fact: 'The last page of a list',
		source: 'D',
		expected: ['next_page_uri is null', 'next_page_uri is not there'],
		async find(on) {
			const exchange = await on.list('whitelisted-ips');
			const { next_page_uri: next } = metadataOf(exchange);
			const is = next === undefined ? 'not there' : JSON.stringify(next);
			return { seen: `next_page_uri is ${is}`, exchanges: [exchange] };
		},
	},
	{
		fact: 'The order of a list of destinations',
		source: 'D',
		expected: ['newest first', 'oldest first', 'another order'],
		async find(on) {
			const exchange = await on.list('destination-uris');
			return { seen: orderOf(exchange), exchanges: [exchange] };
		},
	},
	{
		fact: 'A list right after a change',
		source: '?',
		expected: ['has it', 'does not have it yet'],
		async find(on) {
			const added = await on.addUris(`${HOST}:5070${TLS}`);
			const listed = await on.list('destination-uris');
			const ids = rowsIn(listed).map(({ id }) => String(id));
			const hasIt = rowsIn(added).every(({ id }) => ids.includes(String(id)));
			return { seen: hasIt ? 'has it' : 'does not have it yet', exchanges: [added, listed] };
		},
	},
	{
		fact: 'IDs',
		source: 'D',
		expected: ['texts of digits', 'numbers'],
		async find(on) {
			const exchange = await on.list('destination-uris');
			const kinds = rowsIn(exchange).map(({ id }) => {
				if (typeof id === 'number') return 'numbers';
				return /^\d+$/.test(String(id)) ? 'texts of digits' : `such as ${JSON.stringify(id)}`;
			});
			return { seen: [...new Set(kinds)].join() || 'none', exchanges: [exchange] };
		},
	},
];
