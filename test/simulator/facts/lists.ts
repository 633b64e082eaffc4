import type { Fields } from './account';
import { entriesIn, holdEnvelope, record, success, type Held } from './envelope';
import type { ListDone } from './judge';
import { pathOf } from './send';

/** The part of a list that a page has to show. */
interface Page {
	readonly offset: number;
	readonly size: number;
	readonly count: number;
	readonly isLast: boolean;
}

/** "offset and page_size (default 50) as query". */
function pageOf({ call, variants }: Held, total: number): Page {
	const query = new URL(pathOf(call), 'http://any').searchParams;
	const size = Math.min(Number(query.get('page_size') ?? 50), variants.maxPage.size);
	const offset = Number(query.get('offset') ?? 0);
	const left = Math.max(0, total - offset);
	return { offset, size, count: Math.min(size, left), isLast: left <= size };
}

/**
 * Holds one page of a list to the rows that there are.
 *
 * @returns its rows as text, and where the list goes on
 */
export function holdList(held: Held, { rows, isOrdered, isCounted }: ListDone) {
	holdEnvelope(held, ['metadata']);
	const page = pageOf(held, rows.length);
	const shown = entriesIn(held).map((entry) => {
		expect(entry).toEqual(success(expect.any(Object)));
		return entry.data;
	});
	holdRows(shown, rows, page, isOrdered && held.variants.listOrder === 'usual');
	return {
		rows: shown.map(sorted),
		link: holdMetadata(held, page, isCounted ? rows.length : undefined),
	};
}

function holdRows(shown: unknown[], all: readonly Fields[], page: Page, isOrdered: boolean): void {
	const { offset, size, count: length } = page;
	expect(shown).toHaveLength(length);
	if (isOrdered) {
		expect(shown).toEqual(all.slice(offset, offset + size));
		return;
	}
	const known = new Set(all.map(sorted));
	for (const row of shown) {
		if (!known.has(sorted(row))) expect(all).toContainEqual(row);
	}
	expect(new Set(shown.map(sorted)).size).toBe(shown.length);
}

/** A row as text, whatever the order of its fields. */
function sorted(row: unknown): string {
	return JSON.stringify(Object.entries(record(row)).sort(([one], [two]) => (one < two ? -1 : 1)));
}

/** The metadata of a list as in the examples, of which the page explains `next_page_uri`. */
function holdMetadata(held: Held, page: Page, total: number | undefined): string | undefined {
	const { metadata } = held.body;
	const { offset, size, isLast } = page;
	const [path = ''] = pathOf(held.call).split('?');
	const link: unknown = expect.stringContaining(`${path}?`);
	const next = isLast ? null : link;
	const counted = { total, page: offset % size === 0 ? offset / size + 1 : expect.any(Number) };
	expect(metadata).toEqual({
		...(total === undefined ? {} : counted),
		page_size: size,
		first_page_uri: link,
		prev_page_uri: offset === 0 ? null : link,
		next_page_uri: next,
	});
	const { first_page_uri: first, next_page_uri: uri } = record(metadata);
	expect(startOf(first)).toEqual({ offset: '0', page_size: String(size) });
	if (isLast) return undefined;
	expect(startOf(uri)).toEqual({ offset: String(offset + size), page_size: String(size) });
	return String(uri);
}

function startOf(uri: unknown): Fields {
	return Object.fromEntries(new URL(String(uri), 'http://any').searchParams);
}

/** "ExoPhones": no envelope, `Page` from 0. */
export function holdExoPhones(held: Held, all: readonly Fields[]): void {
	const { call, variants, body } = held;
	const { exoPhonePages, maxPage, exoPhoneLinks } = variants;
	const isIgnored = exoPhonePages === 'ignored';
	const size = isIgnored ? 50 : Math.min(Number(call.query.PageSize ?? 50), maxPage.size);
	const page = isIgnored ? 0 : Number(call.query.Page ?? 0);
	const last = Math.max(0, Math.ceil(all.length / size) - 1);
	const shown = exoPhonePages === 'lastRepeats' ? Math.min(page, last) : page;
	const { incoming_phone_numbers: rows, ...rest } = body;
	if (!Array.isArray(rows)) throw new Error('There is no list of numbers');
	expect(rest).toMatchObject({ page, page_size: size });
	expect(rows).toHaveLength(
		isIgnored ? all.length : Math.max(0, Math.min(size, all.length - shown * size)),
	);
	for (const row of rows) {
		const known = all.find(({ sid }) => sid === record(row).sid);
		expect(row).toMatchObject(known ?? { sid: 'known' });
	}
	expect(new Set(rows.map((row) => record(row).sid)).size).toBe(rows.length);
	holdExoPhoneLinks(
		rest,
		exoPhoneLinks === 'otherHost',
		exoPhonePages !== 'lastRepeats' && page >= last,
	);
}

/** "older pages add" links, which are "plain http on another host". */
function holdExoPhoneLinks(rest: Fields, hasLinks: boolean, isLast: boolean): void {
	const names = ['uri', 'first_page_uri', 'next_page_uri', 'previous_page_uri'];
	if (!hasLinks) {
		expect(Object.keys(rest).filter((name) => names.includes(name))).toEqual([]);
		return;
	}
	const link: unknown = expect.stringMatching(/^http:\/\/(?!127\.)[^/]+\//);
	expect(rest).toMatchObject({ uri: link, first_page_uri: link });
	expect(rest.next_page_uri).toEqual(isLast ? null : link);
}
