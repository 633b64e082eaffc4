import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

/** A value, or why there is none. Failures are data here, so that what succeeded before is kept. */
export type Result<T> =
	| { readonly ok: true; readonly value: T }
	| { readonly ok: false; readonly failure: Failure };

/**
 * What went wrong with a request or with one entry of a batch: facts alone, none of them from the
 * request's body or headers, so it may be shown, stored and logged. It gives no advice.
 */
export interface Failure {
	/** HTTP status of the answer, or Exotel's `code` of a batch entry; null when there was no answer. */
	readonly status: number | null;
	/** Exotel's error code, e.g. 1002; null when the answer has none. */
	readonly code: number | null;
	/** What happened, in a few words. */
	readonly message: string;
	/** Exotel's own explanation, or what was seen instead of an answer; empty when there is none. */
	readonly description: string;
	/** Exotel's id of the request, for its support; null when there was no readable answer. */
	readonly requestId: string | null;
	/** What else is known, in the order in which it became known. */
	readonly notes: readonly Note[];
	/** What kind of trouble it was, when there was no usable answer. */
	readonly trouble?: Trouble;
	/** What Exotel does not have. */
	readonly notFound?: Subject;
	/** The trunk that has already what was to be made, as people name it. */
	readonly heldBy?: string;
	/** How long Exotel asks to wait before the next try, in milliseconds; absent if it names no time. */
	readonly retryAfterMs?: number;
}

/** Something that became known of a request after it had failed. */
export type Note =
	/** It was tried more than once. */
	| { readonly kind: 'tries'; readonly count: number }
	/** Exotel asks to wait longer than the client is ready to. */
	| { readonly kind: 'asksToWait'; readonly ms: number }
	/** It was not tried again, because there is no time left to wait. */
	| { readonly kind: 'waitedLong' }
	/** The list was read afterwards and does not have what was to be added. */
	| { readonly kind: 'notDone' }
	/** What was sent may have been carried out all the same. */
	| { readonly kind: 'mayBeDone' };

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
	/** The answer does not say what became of all that was asked. */
	| 'unaccounted'
	/** A list changed or repeated itself while it was read. */
	| 'unsteady'
	/** A list always names another page, which brings nothing new. */
	| 'endless'
	| 'unknown';

/** What hangs on a trunk, by the last segment of its path (exotel-api: "Endpoints"). */
export type Collection =
	| 'destination-uris'
	| 'phone-numbers'
	| 'whitelisted-ips'
	| 'credentials'
	| 'settings';

/** What a request is about. */
export type Subject =
	| { readonly kind: 'trunk'; readonly sid: string }
	| {
			readonly kind: 'row';
			readonly trunkSid: string;
			readonly collection: Collection;
			/** An id, or the name of a setting. */
			readonly id: string;
	  }
	| { readonly kind: 'number'; readonly phoneNumber: string }
	| { readonly kind: 'exoPhone'; readonly sid: string };

/** One resource as Exotel describes it. */
export type ExotelResource = Readonly<IDataObject>;

/** A decoded answer: one entry for a single resource, one each for a list or a batch. */
export interface Envelope {
	readonly requestId: string | null;
	readonly entries: ReadonlyArray<Result<ExotelResource>>;
	/** How many entries succeeded, as the answer itself counts them; null if it does not. */
	readonly successes: number | null;
	/** How many rows a page of this list has, as the answer says; null if it does not. */
	readonly pageSize: number | null;
	/** Path and query of the next page of a list; null on the last page; undefined if the answer does not say. */
	readonly nextPageUri: string | null | undefined;
}

/** Segments below `/v2/accounts/{account_sid}`, not yet encoded; made by `paths`. */
export type Path = readonly string[];

/** One call of the API. */
export interface Call {
	/** The API of the account's ExoPhones, if it is that: it has a root, a form and answers of its own. */
	readonly api?: 'exoPhones';
	readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	readonly path: Path;
	readonly query?: Readonly<Record<string, string | number>>;
	readonly body?: IDataObject;
}

/** A call that may be tried again: one that may be repeated, or one that makes a row of the list it goes to. */
export type ExotelRequest = Call &
	(
		| { readonly method: 'GET' | 'PUT' | 'DELETE' }
		| { readonly method: 'POST'; readonly makes: (row: ExotelResource) => boolean }
	);

/** Sends a call once, in its turn, and reads the answer, whose entries may each have failed. */
export type Send = (call: Call) => Promise<Result<Envelope>>;

/** Sends a call that has one result, and tries again what is worth it without doing it twice. */
export type SendOne = (request: ExotelRequest) => Promise<Result<ExotelResource>>;

/**
 * Tries something again as often as a client does.
 *
 * @param attempt one try
 * @param settle for what must not be done twice; see `retry`
 */
export type Retry = <T>(
	attempt: () => Promise<Result<T>>,
	settle?: () => Promise<Result<T | undefined>>,
) => Promise<Result<T>>;

export interface PageRequest {
	/** Counts rows from 0. */
	readonly offset: number;
	readonly pageSize: number;
}

export interface Rows {
	readonly rows: readonly ExotelResource[];
	readonly requestId: string | null;
}

export interface Page extends Rows {
	readonly offset: number;
	/** How many rows a page has, as Exotel says; null if it does not. */
	readonly pageSize: number | null;
	/** Where the next page starts, if there is one; null when this is the last one. */
	readonly nextOffset: number | null;
	/** Whether Exotel says that there is a next page, rather than leaving it open. */
	readonly saysMore: boolean;
}

/** How far to read a list. */
export interface Extent {
	/** How many rows are enough. */
	readonly limit?: number;
	/** How many rows are thought to be there. Their pages are read side by side; no rows are taken for granted. */
	readonly expected?: number;
	/** Whether that is known, rather than hoped for. */
	readonly isSure?: boolean;
	/** What to keep of each row, such as one that is in memory already; the row itself if absent. */
	readonly keep?: (row: ExotelResource) => ExotelResource;
}

/** Reads the collections of one account. */
export interface Lists {
	/** Reads one page of a collection. */
	readPage(path: Path, page: PageRequest): Promise<Result<Page>>;
	/**
	 * Reads a collection to its end, or to `limit` rows, each row once.
	 *
	 * After the first page, it reads those that should follow by `expected` side by side, and what lies beyond
	 * one, two, then four pages at a time. So up to three requests may be for pages beyond the end of the list. A list that
	 * changed while it was read is read anew, one page after the other.
	 */
	readAll(path: Path, extent?: Extent): Promise<Result<Rows>>;
}

/** Where requests go, and who sends them. */
export interface Account {
	/** Without a trailing slash. */
	readonly baseUrl: string;
	readonly accountSid: string;
	/** The decrypted fields of its credential. */
	readonly credentials: ICredentialDataDecryptedObject;
}

/** How a client behaves; what is absent has the default of the node's options. */
export interface ClientOptions {
	/** How long to wait for one answer, in milliseconds. */
	readonly timeoutMs?: number;
	/** How often to try again, from 0 on. */
	readonly maxRetries?: number;
	/** Requests a minute to the account, of this process; at least 1. */
	readonly requestsPerMinute?: number;
	/** When no wait before another try may end any more, on the clock of `performance.now()`; at any time if absent. */
	readonly waitsEnd?: number;
}

/** A client of one account's Dynamic SIP Trunking API. */
export interface ExotelClient extends Lists {
	/** Tells accounts apart: where its requests go. */
	readonly account: string;
	readonly accountSid: string;
	readonly send: Send;
	readonly sendOne: SendOne;
	readonly retry: Retry;
	/** Waits some milliseconds, unless the execution is cancelled. */
	pause(ms: number): Promise<boolean>;
	/** The same client, which goes on when the execution is cancelled: for what must not be left half done. */
	lasting(): ExotelClient;
	/** How many milliseconds the account's limit alone makes some more requests take. */
	paceMs(count: number): number;
}
