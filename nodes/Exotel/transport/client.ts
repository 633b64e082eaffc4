import type { IDataObject, IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { isRecord } from '../guards';
import { nodeOfError } from '../secrets';
import { resolveBaseUrl } from './baseUrl';
import { decodeAnswer } from './envelope';
import { isDuplicate, isRefusal, networkFailure, ofUnknownFate, troubleFailure } from './errors';
import { takeTurn } from './pace';
import { fateOf, retry, retryAfterMs, type Patience } from './retry';
import { failed, type Envelope, type ExotelResource, type Failure, type Result } from './types';

/**
 * The rows of a page. One more than Exotel's own 50, so that pages can overlap by a row and still be as
 * few as without (exotel-api: "Paging" names a default and no maximum).
 */
const PAGE_SIZE = 51;
const USUAL_PAGE_SIZE = 50;
const CREDENTIAL = 'exotelApi';
/** How often a list that changes while it is read is read anew. */
const MAX_READINGS = 4;
/** How far the clocks of this machine and of Exotel may be apart. */
const CLOCK_SKEW_MS = 300_000;

/** How a client behaves; what is absent is as documented for the options of the node. */
export interface ClientOptions {
	/** How long to wait for one answer, in milliseconds. */
	readonly timeoutMs?: number;
	/** How often to try again, from 0 on. */
	readonly maxRetries?: number;
	/** Requests a minute to the account, of this process; at least 1. */
	readonly requestsPerMinute?: number;
}

/** A client of one account's Dynamic SIP Trunking API. */
export interface ExotelClient {
	readonly accountSid: string;
	/** Sends a request once, in its turn, and reads the answer, whose entries may each have failed. */
	attempt(call: Call): Promise<Result<Envelope>>;
	/** Tries something again as often as this client does; see `retry`. */
	retry<T>(
		attempt: () => Promise<Result<T>>,
		settle?: () => Promise<Result<T | undefined>>,
	): Promise<Result<T>>;
	/** Sends a request that has one result, and tries again what is worth it without doing it twice. */
	sendOne(request: ExotelRequest): Promise<Result<ExotelResource>>;
	/** Reads one page of a collection; `offset` counts rows from 0. */
	readPage(path: readonly string[], page: PageRequest): Promise<Result<Page>>;
	/** Reads a collection to its end, or to `limit` rows, each row once. */
	readAll(path: readonly string[], options?: { limit?: number }): Promise<Result<Rows>>;
}

/** One call of the API. */
export interface Call {
	readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Segments below `/v2/accounts/{account_sid}`; each is encoded, so that none can change the path. */
	readonly path: readonly string[];
	readonly query?: Readonly<Record<string, string | number>>;
	readonly body?: IDataObject;
}

/** A call that may be tried again: one that may be repeated, or one that makes a row of the list it goes to. */
export type ExotelRequest = Call &
	(
		| { readonly method: 'GET' | 'PUT' | 'DELETE' }
		| { readonly method: 'POST'; readonly makes: (row: ExotelResource) => boolean }
	);

export interface PageRequest {
	readonly offset: number;
	readonly pageSize: number;
}

export interface Rows {
	readonly rows: readonly ExotelResource[];
	readonly requestId: string | null;
}

export interface Page extends Rows {
	/** Where the next page starts; null when this is the last one. */
	readonly nextOffset: number | null;
}

/**
 * Makes the client for the credential of the current node.
 *
 * @throws NodeOperationError when the credential can't be used (no Account SID, Base URL without TLS)
 */
export async function createClient(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	{ timeoutMs = 30_000, maxRetries = 3, requestsPerMinute = 200 }: ClientOptions = {},
): Promise<ExotelClient> {
	const credentials = await context.getCredentials(CREDENTIAL);
	const accountSid = String(credentials.accountSid ?? '').trim();
	if (!isPathSegment(accountSid)) {
		throw new NodeOperationError(
			nodeOfError(context),
			'Account SID of the credential is not valid',
			{
				description:
					'Copy Account SID from Settings > API Settings in the Exotel dashboard into the Exotel API credential.',
			},
		);
	}
	const base = resolveBaseUrl(credentials);
	if ('reason' in base) {
		throw new NodeOperationError(
			nodeOfError(context),
			'Base URL of the credential is not accepted',
			{
				description: base.reason,
			},
		);
	}
	const root = `${base.url}/v2/accounts/${encodeURIComponent(accountSid)}`;

	// What has been read once, n8n does not look up and decrypt again for every request.
	const credentialsDecrypted = { id: '', name: '', type: CREDENTIAL, data: credentials };

	// The lists of the editor have no execution that could be cancelled.
	const signal =
		'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const patience: Patience = { maxRetries, signal };

	async function attempt({ method, path, query = {}, body }: Call): Promise<Result<Envelope>> {
		const url = [root, ...path.map((segment) => encodeURIComponent(segment))].join('/');
		const search = Object.entries(query).map(
			([name, value]) => `${name}=${encodeURIComponent(value)}`,
		);
		if (!(await takeTurn(root, requestsPerMinute, signal))) {
			return failed(troubleFailure('cancelled', ''));
		}
		// The helper's timeout is one of silence, which an answer that drips in outlasts; and it takes its
		// signal from its context alone.
		const deadline = AbortSignal.timeout(timeoutMs);
		const inTime = AbortSignal.any([deadline, ...(signal === undefined ? [] : [signal])]);
		const caller: typeof context = Object.create(context, {
			getExecutionCancelSignal: { value: () => inTime },
		});
		let answer: unknown;
		try {
			answer = await context.helpers.httpRequestWithAuthentication.call(
				caller,
				CREDENTIAL,
				{
					method,
					url: [url, ...(search.length > 0 ? [search.join('&')] : [])].join('?'),
					body,
					json: true,
					encoding: 'text',
					timeout: timeoutMs,
					returnFullResponse: true,
					ignoreHttpStatusErrors: true,
					disableFollowRedirect: true,
				},
				{ credentialsDecrypted },
			);
		} catch (error) {
			const isLate = deadline.aborted && !signal?.aborted;
			return failed(isLate ? troubleFailure('timeout', '') : networkFailure(error));
		}
		if (!isTextAnswer(answer)) return failed(troubleFailure('unreadable', 'no text was received'));
		const decoded = decodeAnswer(answer.statusCode, answer.body);
		if (decoded.ok) return decoded;
		return failed({
			...decoded.failure,
			retryAfterMs: retryAfterMs(answer.headers['retry-after']),
		});
	}

	async function sendOne(request: ExotelRequest): Promise<Result<ExotelResource>> {
		const since = Date.now() - CLOCK_SKEW_MS;
		const findMade =
			'makes' in request
				? async () =>
						await findRow(request.path, (row) => isSince(row, since) && request.makes(row))
				: undefined;
		let mayBeDone = false;

		const result = await retry(
			patience,
			async () => {
				const answer = await attempt(request);
				const one = answer.ok ? (answer.value.entries[0] ?? EMPTY) : answer;
				if (one.ok) return one;
				// What an earlier try has perhaps done is answered as done already, or as not there any more.
				if (mayBeDone && isDuplicate(one.failure)) {
					const made = await findMade?.();
					if (made?.ok && made.value !== undefined) return { ok: true, value: made.value };
				}
				if (mayBeDone && request.method === 'DELETE' && one.failure.status === 404) {
					return { ok: true, value: {} };
				}
				mayBeDone ||= fateOf(one.failure) === 'open';
				return one;
			},
			findMade,
		);
		if (result.ok) return result;
		const failure = withoutEcho(result.failure, request.body);
		const isUnknown = mayBeDone && (request.method === 'PUT' || request.method === 'DELETE');
		return failed(isUnknown ? ofUnknownFate(failure) : failure);
	}

	async function findRow(
		path: readonly string[],
		isWanted: (row: ExotelResource) => boolean,
	): Promise<Result<ExotelResource | undefined>> {
		const listed = await readAll(path);
		return listed.ok ? { ok: true, value: listed.value.rows.find(isWanted) } : listed;
	}

	async function readPage(
		path: readonly string[],
		{ offset, pageSize }: PageRequest,
	): Promise<Result<Page>> {
		const query = { offset, page_size: pageSize };
		return await retry(patience, async (): Promise<Result<Page>> => {
			const answer = await attempt({ method: 'GET', path, query });
			if (!answer.ok) return answer;
			const rows: ExotelResource[] = [];
			for (const entry of answer.value.entries) {
				if (!entry.ok) return entry;
				rows.push(entry.value);
			}
			const { requestId, nextPageUri } = answer.value;
			const nextOffset = rows.length > 0 ? nextOffsetOf(nextPageUri, offset + rows.length) : null;
			if (nextOffset !== null && nextOffset <= offset) return failed(unsteady(offset, requestId));
			return { ok: true, value: { rows, requestId, nextOffset } };
		});
	}

	async function readAll(
		path: readonly string[],
		{ limit = Infinity }: { limit?: number } = {},
	): Promise<Result<Rows>> {
		let pageSize = Math.min(limit, PAGE_SIZE);
		for (let reading = 1; ; reading++) {
			const read = await readOnce(path, pageSize, limit);
			if (read.ok) return read;
			const isPageRefused = isRefusal(read.failure) && pageSize > USUAL_PAGE_SIZE;
			if (isPageRefused) pageSize = USUAL_PAGE_SIZE;
			else if (read.failure.trouble !== 'unsteady' || reading >= MAX_READINGS) return read;
		}
	}

	/**
	 * Reads pages that overlap by a row. Rows that come or go meanwhile move the others: a row seen twice
	 * is taken once, and if a page does not begin with a row that was seen before, one may have been missed.
	 */
	async function readOnce(
		path: readonly string[],
		pageSize: number,
		limit: number,
	): Promise<Result<Rows>> {
		const rows = new Map<string, ExotelResource>();
		let requestId: string | null = null;
		let offset: number | null = 0;
		while (offset !== null && rows.size < limit) {
			const page: Result<Page> = await readPage(path, { offset, pageSize });
			if (!page.ok) return page;
			({ requestId } = page.value);
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

	return {
		accountSid,
		attempt,
		retry: async (once, settle) => await retry(patience, once, settle),
		sendOne,
		readPage,
		readAll,
	};
}

const EMPTY = failed(troubleFailure('unreadable', 'the answer is empty'));

/** Whether a row was made after a time; if it does not say when, it may have been. */
function isSince({ date_created: created }: ExotelResource, time: number): boolean {
	return !(Date.parse(String(created)) < time);
}

/** A failure whose texts do not repeat the password that was sent. */
function withoutEcho(failure: Failure, body: IDataObject = {}): Failure {
	const { password } = body;
	if (typeof password !== 'string') return failure;
	const hide = (text: string) => text.replaceAll(password, '…');
	return {
		...failure,
		message: hide(failure.message),
		description: hide(failure.description),
	};
}

/** A list that can't be told whole: what it has shown may not be all. */
function unsteady(rows: number, requestId: string | null): Failure {
	return { ...troubleFailure('unsteady', `seen up to row ${rows}`), requestId };
}

/** Whether a text can stand as one segment of a path: `.` and `..` would be resolved away. */
function isPathSegment(text: string): boolean {
	return text !== '' && text !== '.' && text !== '..';
}

/** The `offset` in the link to the next page; the row after the last one read if the link has none. */
function nextOffsetOf(nextPageUri: string | null, fallback: number): number | null {
	if (nextPageUri === null) return null;
	const offset = /[?&]offset=(\d+)/.exec(nextPageUri)?.[1];
	return offset === undefined ? fallback : Number(offset);
}

function isTextAnswer(
	answer: unknown,
): answer is { statusCode: number; body: string; headers: IDataObject } {
	return (
		isRecord(answer) &&
		typeof answer.statusCode === 'number' &&
		typeof answer.body === 'string' &&
		isRecord(answer.headers)
	);
}
