import { endlessList, failed, troubleFailure } from './failure';
import type { ExotelResource, Page, PageRequest, Path, Result, Retry, Send } from './model';

/** What a page has unless asked for more, and so surely may have (exotel-api: "Paging"). */
export const DEFAULT_PAGE_SIZE = 50;

const EMPTY_ROW = troubleFailure('unreadable', 'a row of the list is empty');

/** What pages are read with. */
export interface PageSource {
	readonly send: Send;
	readonly retry: Retry;
}

/** Reads one page of a collection. */
export async function readPage(
	{ send, retry }: PageSource,
	path: Path,
	{ offset, pageSize }: PageRequest,
): Promise<Result<Page>> {
	const query = { offset, page_size: pageSize };
	return await retry(async (): Promise<Result<Page>> => {
		const answer = await send({ method: 'GET', path, query });
		if (!answer.ok) return answer;
		const { requestId, nextPageUri, pageSize: told } = answer.value;
		const rows: ExotelResource[] = [];
		for (const entry of answer.value.entries) {
			if (!entry.ok) return entry;
			// A row that says nothing proves nothing, least of all that others are not there.
			if (Object.keys(entry.value).length === 0) return failed(EMPTY_ROW);
			rows.push(entry.value);
		}
		// A list that does not say whether it goes on is not taken to end with a full page.
		const full = Math.min(pageSize, told ?? Infinity, DEFAULT_PAGE_SIZE);
		const mayGoOn = nextPageUri === undefined ? rows.length >= full : nextPageUri !== null;
		const isLast = rows.length === 0 || !mayGoOn;
		const nextOffset = isLast ? null : nextOffsetOf(nextPageUri, offset + rows.length);
		if (nextOffset !== null && nextOffset <= offset) return failed(endlessList(offset, requestId));
		const saysMore = typeof nextPageUri === 'string';
		return { ok: true, value: { offset, rows, requestId, pageSize: told, nextOffset, saysMore } };
	});
}

/** Where to go on: after the last row that came, or before it if the link says so. */
function nextOffsetOf(nextPageUri: string | null | undefined, read: number): number {
	const linked = /[?&]offset=(\d+)/.exec(nextPageUri ?? '')?.[1];
	return linked === undefined ? read : Math.min(Number(linked), read);
}
