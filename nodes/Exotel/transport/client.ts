import type { IDataObject, IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { isRecord } from '../guards';
import { nodeOfError } from '../secrets';
import { resolveBaseUrl } from './baseUrl';
import { decodeAnswer } from './envelope';
import { networkFailure, troubleFailure } from './errors';
import { failed, type Envelope, type ExotelResource, type Failure, type Result } from './types';

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_PAGE_SIZE = 50;

/** A client of one account's Dynamic SIP Trunking API. */
export interface ExotelClient {
	readonly accountSid: string;
	/** Sends a request and reads the answer, whose entries may each have failed on their own. */
	send(request: ExotelRequest): Promise<Result<Envelope>>;
	/** The same for a request that has one result; a failed entry is its failure. */
	sendOne(request: ExotelRequest): Promise<Result<ExotelResource>>;
	/** Reads one page of a collection; `offset` counts rows from 0. */
	readPage(path: readonly string[], page: PageRequest): Promise<Result<Page>>;
	/** Reads a collection to its end, or to `limit` rows. */
	readAll(path: readonly string[], options?: { limit?: number }): Promise<Result<Rows>>;
}

export interface ExotelRequest {
	readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Segments below `/v2/accounts/{account_sid}`; each is encoded, so that none can change the path. */
	readonly path: readonly string[];
	readonly query?: Readonly<Record<string, string | number>>;
	readonly body?: IDataObject;
}

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
 * @param timeoutMs how long to wait for one answer, in milliseconds
 * @throws NodeOperationError when the credential can't be used (no Account SID, Base URL without TLS)
 */
export async function createClient(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	timeoutMs = DEFAULT_TIMEOUT_MS,
): Promise<ExotelClient> {
	const credentials = await context.getCredentials('exotelApi');
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

	async function send({
		method,
		path,
		query = {},
		body,
	}: ExotelRequest): Promise<Result<Envelope>> {
		const url = [root, ...path.map((segment) => encodeURIComponent(segment))].join('/');
		const search = Object.entries(query).map(
			([name, value]) => `${name}=${encodeURIComponent(value)}`,
		);
		let answer: unknown;
		try {
			answer = await context.helpers.httpRequestWithAuthentication.call(context, 'exotelApi', {
				method,
				url: [url, ...(search.length > 0 ? [search.join('&')] : [])].join('?'),
				body,
				json: true,
				encoding: 'text',
				timeout: timeoutMs,
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
			});
		} catch (error) {
			return failed(networkFailure(error));
		}
		if (!isTextAnswer(answer)) return failed(troubleFailure('unreadable', 'no text was received'));
		return decodeAnswer(answer.statusCode, answer.body);
	}

	async function sendOne(request: ExotelRequest): Promise<Result<ExotelResource>> {
		const answer = await send(request);
		const empty = failed(troubleFailure('unreadable', 'the answer is empty'));
		const result = answer.ok ? (answer.value.entries[0] ?? empty) : answer;
		return result.ok ? result : failed(withoutEcho(result.failure, request.body));
	}

	async function readPage(
		path: readonly string[],
		{ offset, pageSize }: PageRequest,
	): Promise<Result<Page>> {
		const query = { offset, page_size: pageSize };
		const answer = await send({ method: 'GET', path, query });
		if (!answer.ok) return answer;
		const rows: ExotelResource[] = [];
		for (const entry of answer.value.entries) {
			if (!entry.ok) return entry;
			rows.push(entry.value);
		}
		const { requestId, nextPageUri } = answer.value;
		const nextOffset = rows.length > 0 ? nextOffsetOf(nextPageUri, offset + rows.length) : null;
		if (nextOffset !== null && nextOffset <= offset) return failed(endless(offset, requestId));
		return { ok: true, value: { rows, requestId, nextOffset } };
	}

	async function readAll(
		path: readonly string[],
		{ limit = Infinity }: { limit?: number } = {},
	): Promise<Result<Rows>> {
		const pageSize = Math.min(limit, DEFAULT_PAGE_SIZE);
		const rows: ExotelResource[] = [];
		let requestId: string | null = null;
		let firstOfPage: string | undefined;
		let offset: number | null = 0;
		while (offset !== null && rows.length < limit) {
			const page: Result<Page> = await readPage(path, { offset, pageSize });
			if (!page.ok) return page;
			({ requestId } = page.value);
			const first = JSON.stringify(page.value.rows[0]);
			if (first !== undefined && first === firstOfPage) return failed(endless(offset, requestId));
			firstOfPage = first;
			rows.push(...page.value.rows);
			offset = page.value.nextOffset;
		}
		return { ok: true, value: { rows: rows.slice(0, limit), requestId } };
	}

	return { accountSid, send, sendOne, readPage, readAll };
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

/** A list whose next page is not further on has no end, and what it has shown may not be all. */
function endless(offset: number, requestId: string | null): Failure {
	const failure = troubleFailure('unreadable', `the list repeats itself from row ${offset}`);
	return { ...failure, requestId };
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

function isTextAnswer(answer: unknown): answer is { statusCode: number; body: string } {
	return (
		isRecord(answer) && typeof answer.statusCode === 'number' && typeof answer.body === 'string'
	);
}
