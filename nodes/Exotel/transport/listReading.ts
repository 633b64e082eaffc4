import { endlessList, unsteadyList } from './failure';
import type { ExotelResource, Failure, Page, PageRequest, Result, Rows } from './model';

/**
 * One reading of a list: its rows, gathered from pages that overlap by a row, and the proof that they are
 * all of it. They are if each page begins with a row that was known, and if there are as many rows as the
 * offsets say: otherwise rows have come, gone or changed places meanwhile, and one may have been missed.
 */
export class ListReading {
	/** By key, in the order in which they were first seen; of a row that changed, the last version. */
	private readonly rows = new Map<string, ExotelResource>();

	/** Where the pages so far end, in rows. */
	private end = 0;

	/** How far a page reaches beyond its own beginning, but for the overlap. */
	private stride: number;

	private requestId: string | null = null;

	/** Whether its end has been seen; what was read beyond it side by side does not matter. */
	private isWhole = false;

	/** Whether it has shown nothing and yet said that there is more. */
	private isDoubted = false;

	/** How many rows a page has: as many as came, or else as the answer says; null if neither is known. */
	rowsPerPage: number | null = null;

	/** The page to read next; null at the end. */
	next: PageRequest | null;

	/**
	 * @param pageSize how many rows the first page is asked for
	 * @param keep what to keep of each row
	 * @param known how many rows a page is known to have
	 */
	constructor(
		private pageSize: number,
		private readonly keep: (row: ExotelResource) => ExotelResource = (row) => row,
		known = pageSize,
	) {
		this.next = { offset: 0, pageSize };
		this.stride = Math.max(1, known - 1);
	}

	get size(): number {
		return this.rows.size;
	}

	/** The rows, each once. */
	get all(): Rows {
		return { rows: [...this.rows.values()], requestId: this.requestId };
	}

	/** The pages from the next one on, until there would be a number of rows. */
	*pagesTo(expected: number): Generator<PageRequest> {
		if (this.next === null) return;
		const { offset: first, pageSize } = this.next;
		for (let offset = first; offset + 1 < expected; offset += this.stride) {
			yield { offset, pageSize };
		}
	}

	/** A number of pages from the next one on, if fewer are not enough for the limit. */
	nextPages(count: number, limit: number): Generator<PageRequest> {
		const start = this.next?.offset ?? 0;
		const enough = start + (count - 1) * this.stride + 2;
		return this.pagesTo(Math.min(enough, Math.max(limit, start + 2)));
	}

	/** Takes pages in their order; returns why the list can't be told whole with them, if it can't. */
	take(pages: ReadonlyArray<Result<Page>>): Failure | undefined {
		for (const page of pages) {
			if (this.isWhole) break;
			const failure = page.ok ? this.takePage(page.value) : page.failure;
			if (failure !== undefined) return failure;
		}
		return undefined;
	}

	private takePage(page: Page): Failure | undefined {
		const { offset, rows, requestId, nextOffset, saysMore } = page;
		this.requestId = requestId;
		if (nextOffset !== null) this.rowsPerPage = rows.length;
		else this.rowsPerPage ??= page.pageSize;
		// A list that shows nothing and says that there is more is looked at once more.
		if (rows.length === 0 && offset === 0 && saysMore && !this.isDoubted) {
			this.isDoubted = true;
			return undefined;
		}
		if (rows.length === 0 && offset >= this.end) return this.finish();
		const isConnected = offset === 0 || rows.slice(0, 1).some((row) => this.rows.has(keyOf(row)));
		if (!isConnected) return unsteadyList(this.size, requestId);
		const known = this.size;
		for (const row of rows) this.rows.set(keyOf(row), this.keep(row));
		if (this.size === known && nextOffset !== null) {
			return saysMore ? endlessList(known, requestId) : this.finish();
		}
		this.end = offset + rows.length;
		if (nextOffset === null) return this.finish();
		const told = Math.max(page.pageSize ?? this.pageSize, rows.length, 2);
		this.pageSize = Math.min(this.pageSize, told);
		const overlap = this.pageSize > 1 ? 1 : 0;
		this.next = { offset: nextOffset - overlap, pageSize: this.pageSize };
		this.stride = Math.max(1, this.next.offset - offset);
		return undefined;
	}

	private finish(): Failure | undefined {
		this.next = null;
		this.isWhole = true;
		return this.size < this.end ? unsteadyList(this.size, this.requestId) : undefined;
	}
}

/** By what a row is the same one when its other fields change; if nothing is known, by all of them. */
function keyOf(row: ExotelResource): string {
	const { id, name, trunk_name: trunkName, trunk_sid: sid } = row;
	// A setting has no id, and a trunk neither id nor name (exotel-api: "Endpoints").
	return JSON.stringify(id || name || (trunkName && sid) || row);
}
