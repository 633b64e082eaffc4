import type { IDataObject } from 'n8n-workflow';

/**
 * What went wrong with a request or with one entry of a batch, in Exotel's words and ours.
 * Holds nothing of the request, so it may be shown, stored and logged.
 */
export interface Failure {
	/** HTTP status of the answer, or Exotel's `code` of a batch entry; null when there was no answer. */
	readonly status: number | null;
	/** Exotel's error code, e.g. 1002; null when the answer has none. */
	readonly code: number | null;
	/** What happened, in a few words. */
	readonly message: string;
	/** Exotel's own explanation; empty when there is none. */
	readonly description: string;
	/** What to do next, in plain words. */
	readonly hint: string;
	/** Exotel's id of the request, for its support; null when there was no readable answer. */
	readonly requestId: string | null;
	/** What kind of trouble it was, when there was no usable answer. */
	readonly trouble?: Trouble;
	/** Whether what was sent may have been carried out all the same. */
	readonly mayBeDone?: boolean;
	/** How long Exotel asks to wait before the next try, in milliseconds; absent if it names no time. */
	readonly retryAfterMs?: number;
}

/** What can go wrong without a usable answer from Exotel. */
export type Trouble =
	| 'cancelled'
	| 'dns'
	| 'refused'
	| 'timeout'
	| 'dropped'
	| 'tls'
	| 'blocked'
	| 'unreadable'
	| 'unaccounted'
	| 'unsteady'
	| 'withheld'
	| 'unknown';

/** A value, or why there is none. Failures are data here, so that what succeeded before is kept. */
export type Result<T> =
	| { readonly ok: true; readonly value: T }
	| { readonly ok: false; readonly failure: Failure };

/** A failure as a result. */
export function failed(failure: Failure): { readonly ok: false; readonly failure: Failure } {
	return { ok: false, failure };
}

/** One resource as Exotel describes it. */
export type ExotelResource = Readonly<IDataObject>;

/** A decoded answer: one entry for a single resource, one each for a list or a batch. */
export interface Envelope {
	readonly requestId: string | null;
	readonly entries: ReadonlyArray<Result<ExotelResource>>;
	/** How many entries succeeded, as the answer itself counts them; null if it does not. */
	readonly successes: number | null;
	/** Path and query of the next page of a list; null on the last page. */
	readonly nextPageUri: string | null;
}
