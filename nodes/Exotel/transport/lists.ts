import { failed, isRefusal, isUnproven } from './failure';
import { ListReading } from './listReading';
import type { Extent, Failure, Lists, Page, PageRequest, Path, Result, Rows } from './model';
import { DEFAULT_PAGE_SIZE, readPage, type PageSource } from './pages';
import { inParallel } from './parallel';

/** The rows to ask for. Exotel's maximum is not published, so what comes may be less (exotel-api: "Page size"). */
const PAGE_SIZE = 200;
/** How often a list that changes while it is read is read anew. */
const MAX_READINGS = 4;
/** Pages read side by side. While the last page is under way, this many less one may lie beyond it. */
const PAGES_AT_ONCE = 4;

/** Hosts that have refused pages larger than the default; for the rest of this process. */
const strictHosts = new Set<string>();

/** By host, how many rows a page has that was asked for as a large one; for the rest of this process. */
const knownSizes = new Map<string, number>();

/** What lists are read with. */
interface Source extends PageSource {
	/** By which it is known whether large pages are refused. */
	readonly host: string;
}

/** Makes what reads the collections of an account. */
export function createLists(source: Source): Lists {
	return {
		readPage: async (path, page) => await readPage(source, path, page),
		readAll: async (path, { limit = Infinity, expected = 0, isSure = false, keep } = {}) =>
			await readAll(source, path, { limit, expected: Math.min(limit, expected), isSure, keep }),
	};
}

async function readAll(
	source: Source,
	path: Path,
	{ limit, expected, isSure, keep }: Required<Omit<Extent, 'keep'>> & Pick<Extent, 'keep'>,
): Promise<Result<Rows>> {
	const { host } = source;
	let isReduced = false;
	let atOnce = PAGES_AT_ONCE;
	for (let reading = 1; ; reading++) {
		const isStrict = isReduced || strictHosts.has(host);
		const pageSize = Math.min(limit, isStrict ? DEFAULT_PAGE_SIZE : PAGE_SIZE);
		const read = await readOnce(source, path, { pageSize, limit, expected, isSure, keep, atOnce });
		if (read.ok && isReduced) strictHosts.add(host);
		if (read.ok) return read;
		if (isRefusal(read.failure) && pageSize > DEFAULT_PAGE_SIZE) isReduced = true;
		else if (!isUnproven(read.failure) || reading >= MAX_READINGS) return read;
		else atOnce = 1;
	}
}

/** How one reading goes about it. */
interface ReadingPlan extends Pick<Extent, 'keep'> {
	readonly pageSize: number;
	readonly limit: number;
	readonly expected: number;
	readonly isSure: boolean;
	/** How many pages are read side by side. */
	readonly atOnce: number;
}

/**
 * Reads the first page; then those that should follow, side by side; and then those beyond: one, two,
 * then four at a time, because most lists are short and only a page shows where one ends. If it is known what
 * there is and how the host divides it, the first page is one of those that are read side by side.
 */
async function readOnce(
	source: Source,
	path: Path,
	{ pageSize, limit, expected, isSure, keep, atOnce }: ReadingPlan,
): Promise<Result<Rows>> {
	const { host } = source;
	const known = isSure && atOnce > 1 ? knownSizes.get(host) : undefined;
	const list = new ListReading(pageSize, keep, known);
	let failure: Failure | undefined;
	const read = async (pages: Iterable<PageRequest>) => {
		failure ??= list.take(await readSideBySide(source, path, pages, atOnce));
	};
	if (known === undefined) await read(list.nextPages(1, limit));
	if (atOnce > 1) await read(list.pagesTo(expected));
	for (
		let pages = 1;
		failure === undefined && list.next !== null && list.size < limit;
		pages *= 2
	) {
		await read(list.nextPages(Math.min(pages, atOnce), limit));
	}
	if (list.rowsPerPage !== null && pageSize === PAGE_SIZE) noteSize(host, list.rowsPerPage);
	if (failure !== undefined) return failed(failure);
	const { rows, requestId } = list.all;
	return { ok: true, value: { rows: rows.slice(0, limit), requestId } };
}

/** Takes note of the size of a page. A host may say the size that was asked for and give fewer rows. */
function noteSize(host: string, size: number): void {
	knownSizes.set(host, Math.min(size, knownSizes.get(host) ?? Infinity));
}

/** Reads pages until one of them is the last of the list. */
async function readSideBySide(
	source: Source,
	path: Path,
	pages: Iterable<PageRequest>,
	atOnce: number,
): Promise<Array<Result<Page>>> {
	const read: Array<Result<Page>> = [];
	let isOver = false;
	function* untilOver() {
		let position = 0;
		for (const page of pages) {
			if (isOver) return;
			yield { page, position: position++ };
		}
	}
	await inParallel(
		untilOver(),
		async ({ page, position }) => {
			const one = await readPage(source, path, page);
			read[position] = one;
			isOver ||= !one.ok || one.value.nextOffset === null;
		},
		atOnce,
	);
	return read;
}
