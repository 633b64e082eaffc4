import { paths } from '../../../nodes/Exotel/transport/paths';
import { exoPhonesIn, type Exchange } from '../api';
import type { Ground } from '../ground';
import { doneOr, NOT_FOUND, type Probe } from './model';

/** What is seen on an account without numbers. */
const NONE = 'no ExoPhones';

const list = async (on: Ground, query = {}) =>
	await on.read({ api: 'exoPhones', path: paths.exoPhones(), query });

/** Answers about the account's numbers, none of which is changed. */
function ofFirst(
	fact: string,
	expected: readonly string[],
	find: (on: Ground, first: Readonly<Record<string, unknown>>) => Promise<Exchange>,
): Probe {
	return {
		...{ fact, source: 'D', expected: ['answered', ...expected, NONE] },
		async find(on) {
			const listed = await list(on, { PageSize: 1 });
			const [first] = exoPhonesIn(listed);
			if (first === undefined) return { seen: NONE, exchanges: [listed] };
			return doneOr('answered', await find(on, first));
		},
	};
}

/** How many numbers a page holds, in words, if the account has any; the node bears either. */
function ofPage(
	fact: string,
	expected: readonly string[],
	query: Readonly<Record<string, number>>,
	wordsFor: (count: number) => string,
): Probe {
	return {
		...{ fact, source: 'I', expected: [...expected, NONE] },
		async find(on) {
			const all = await list(on);
			const page = await list(on, query);
			if (exoPhonesIn(all).length === 0) return { seen: NONE, exchanges: [all] };
			return doneOr(wordsFor(exoPhonesIn(page).length), page);
		},
	};
}

/** How numbers are written, whatever they are. */
function formOf(number: string): string {
	if (number.startsWith('+')) return 'E.164';
	return number.startsWith('0') ? 'with a leading 0' : 'national';
}

export const exoPhones: readonly Probe[] = [
	{
		fact: 'How the numbers of ExoPhones are written',
		source: 'X',
		expected: ['E.164', 'with a leading 0', 'national', NONE],
		async find(on) {
			const exchange = await list(on);
			const rows = exoPhonesIn(exchange);
			const forms = new Set(rows.map((row) => formOf(String(row.phone_number))));
			return doneOr([...forms].sort().join(', ') || NONE, exchange);
		},
	},
	ofPage('A page of one ExoPhone', ['one', 'the usual page'], { Page: 0, PageSize: 1 }, (count) =>
		count === 1 ? 'one' : 'the usual page',
	),
	ofPage(
		'A page beyond the last ExoPhone',
		['empty', 'not empty'],
		{ Page: 999, PageSize: 50 },
		(count) => (count === 0 ? 'empty' : 'not empty'),
	),
	{
		fact: 'The links of a page of ExoPhones',
		source: 'D',
		expected: ['none', 'lead to another host', 'lead to the same host'],
		async find(on) {
			const exchange = await list(on);
			const link: unknown = Object(exchange.answer).first_page_uri;
			if (link === undefined) return doneOr('none', exchange);
			const isHere =
				!URL.canParse(String(link)) ||
				new URL(String(link)).origin === new URL(on.api.client.account).origin;
			return doneOr(isHere ? 'lead to the same host' : 'lead to another host', exchange);
		},
	},
	ofFirst(
		'One ExoPhone',
		[],
		async (on, { sid }) => await on.read({ api: 'exoPhones', path: paths.exoPhone(String(sid)) }),
	),
	ofFirst(
		'The health of an ExoPhone',
		[NOT_FOUND],
		async (on, { sid }) => await on.read({ path: ['incoming-phone-numbers', String(sid)] }),
	),
	ofFirst(
		'The trunk of an ExoPhone',
		[NOT_FOUND],
		async (on, { phone_number: number }) =>
			await on.read({ path: paths.trunkMaps(), query: { exophone: String(number) } }),
	),
	{
		fact: 'An ExoPhone that is not there',
		source: 'I',
		expected: ['HTTP 404'],
		async find(on) {
			const path = paths.exoPhone('n8ncheck');
			return doneOr('answered', await on.read({ api: 'exoPhones', path }));
		},
	},
];
