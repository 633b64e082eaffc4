import { failed, isRefusal, troubleFailure } from './failure';
import type {
	ExotelResource,
	Failure,
	Lists,
	Page,
	PageRequest,
	Path,
	Result,
	Retry,
	Rows,
	Send,
} from './model';

/** The rows to ask for. Exotel's maximum is not published, so what comes may be less (exotel-api: "Page size"). */
const PAGE_SIZE = 200;
/** What a page has unless asked for more, and so surely may have (exotel-api: "Paging"). */
const DEFAULT_PAGE_SIZE = 50;
/** How often a list that changes while it is read is read anew. */
const MAX_READINGS = 4;

/** Hosts that have refused pages larger than the default; for the rest of this process. */
const strictHosts = new Set<string>();

/** What lists are read with. */
interface Source {
	readonly send: Send;
	readonly retry: Retry;
	/** By which it is known whether large pages are refused. */
	readonly host: string;
}

/** Makes what reads the collections of an account. */
export function createLists(source: Source): Lists {
	return {
		readPage: async (path, page) => await readPage(source, path, page),
		readAll: async (path, { limit = Infinity } = {}) => await readAll(source, path, limit),
	};
}

async function readAll(source: Source, path: Path, limit: number): Promise<Result<Rows>> {
	const { host } = source;
	let isReduced = false;
	for (let reading = 1; ; reading++) {
		const isStrict = isReduced || strictHosts.has(host);
		const pageSize = Math.min(limit, isStrict ? DEFAULT_PAGE_SIZE : PAGE_SIZE);
		const read = await readOnce(source, path, pageSize, limit);
		if (read.ok && isReduced) strictHosts.add(host);
		if (read.ok) return read;
		if (isRefusal(read.failure) && pageSize > DEFAULT_PAGE_SIZE) isReduced = true;
		else if (read.failure.trouble !== 'unsteady' || reading >= MAX_READINGS) return read;
	}
}

/**
 * Reads pages that overlap by a row. Rows that come or go meanwhile move the others: a row seen twice
 * is taken once, and if a page does not begin with a row that was seen before, one may have been missed.
 */
async function readOnce(
	source: Source,
	path: Path,
	firstPageSize: number,
	limit: number,
): Promise<Result<Rows>> {
	const rows = new Map<string, ExotelResource>();
	let requestId: string | null = null;
	let pageSize = firstPageSize;
	let offset: number | null = 0;
	while (offset !== null && rows.size < limit) {
		const page: Result<Page> = await readPage(source, path, { offset, pageSize });
		if (!page.ok) return page;
		({ requestId } = page.value);
		if (page.value.pageSize !== null) pageSize = Math.min(pageSize, page.value.pageSize);
		const keyed = page.value.rows.map((row) => [JSON.stringify(row), row] as const);
		const isConnected = offset === 0 || rows.has(keyed[0]?.[0] ?? '');
		const known = rows.size;
		for (const [key, row] of keyed) rows.set(key, row);
		offset = page.value.nextOffset;
		if (!isConnected || (offset !== null && rows.size === known)) {
			return failed(unsteady(known, requestId));
		}
		if (offset !== null && pageSize > 1) offset -= 1;
	}
	return { ok: true, value: { rows: [...rows.values()].slice(0, limit), requestId } };
}

async function readPage(
	{ send, retry }: Source,
	path: Path,
	{ offset, pageSize }: PageRequest,
): Promise<Result<Page>> {
	const query = { offset, page_size: pageSize };
	return await retry(async (): Promise<Result<Page>> => {
		const answer = await send({ method: 'GET', path, query });
		if (!answer.ok) return answer;
		const rows: ExotelResource[] = [];
		for (const entry of answer.value.entries) {
			if (!entry.ok) return entry;
			rows.push(entry.value);
		}
		const { requestId, nextPageUri } = answer.value;
		const nextOffset = rows.length > 0 ? nextOffsetOf(nextPageUri, offset + rows.length) : null;
		if (nextOffset !== null && nextOffset <= offset) return failed(unsteady(offset, requestId));
		return {
			ok: true,
			value: { rows, requestId, pageSize: answer.value.pageSize, nextOffset },
		};
	});
}

/** A list that can't be told whole: what it has shown may not be all. */
function unsteady(rows: number, requestId: string | null): Failure {
	return { ...troubleFailure('unsteady', `seen up to row ${rows}`), requestId };
}

/** Where to go on: after the last row that came, or before it if the link says so; null at the end. */
function nextOffsetOf(nextPageUri: string | null, read: number): number | null {
	if (nextPageUri === null) return null;
	const linked = /[?&]offset=(\d+)/.exec(nextPageUri)?.[1];
	return linked === undefined ? read : Math.min(Number(linked), read);
}
