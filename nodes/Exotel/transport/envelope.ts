import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../guards';
import { exotelFailure, failed, troubleFailure } from './failure';
import { parseJson } from './json';
import type { Envelope, ExotelResource, Failure, Result } from './model';
import { withoutPasswords } from './passwords';
import { shareTexts } from './sharedTexts';

/** Longer than any list page or batch; in characters. */
const MAX_LENGTH = 20_000_000;

/** Exotel's own codes begin here; smaller ones are HTTP statuses (exotel-api: "Error codes"). */
const FIRST_EXOTEL_CODE = 1000;

/** What a failure says if Exotel says nothing. */
export const NO_REASON = 'Exotel gave no reason';

/**
 * Reads an answer of the Exotel API (exotel-api: "Envelope").
 *
 * The verdict is each entry's own `status`; the HTTP status is not: a refused duplicate arrives as
 * HTTP 200 with `response.code` 409. A failed entry keeps its place, because only its place says what
 * it answers.
 *
 * @returns the entries, or one failure for the request as a whole
 */
export function decodeAnswer(httpStatus: number, body: string): Result<Envelope> {
	const read = readJson(httpStatus, body);
	if (!read.ok) return read;
	const answer = read.value;
	const { response } = answer;

	const requestId = textOrNull(answer.request_id);
	if (Array.isArray(response)) return { ok: true, value: decodeList(answer, response, httpStatus) };
	// A trunk-map lookup comes without an envelope (exotel-api: "Traps" 5).
	if (
		response === undefined &&
		isSuccess(httpStatus) &&
		('exophone' in answer || typeof answer.trunk_sid === 'string')
	) {
		return { ok: true, value: single(requestId, rowOf(answer)) };
	}
	if (!isRecord(response)) {
		const detail = `HTTP ${httpStatus} without a response in its JSON`;
		return failed({ ...troubleFailure('unreadable', detail, httpStatus), requestId });
	}
	const entry = decodeEntry(response, httpStatus, requestId);
	return entry.ok ? { ok: true, value: single(requestId, entry.value) } : entry;
}

/**
 * Reads the JSON of an answer, whatever it holds.
 *
 * @returns a failure if there is none, or if it is a refusal without an envelope
 */
export function readJson(httpStatus: number, body: string): Result<IDataObject> {
	const answer = body.length > MAX_LENGTH ? undefined : parseJson(body);
	if (!isRecord(answer)) {
		return failed(troubleFailure('unreadable', describeBody(httpStatus, body), httpStatus));
	}
	const { RestException: exception } = answer;
	return isRecord(exception)
		? failed(restFailure(httpStatus, exception))
		: { ok: true, value: answer };
}

function decodeList(answer: IDataObject, response: unknown[], httpStatus: number): Envelope {
	const requestId = textOrNull(answer.request_id);
	const metadata = isRecord(answer.metadata) ? answer.metadata : {};
	const { next_page_uri: next } = metadata;
	const entries = response.map((entry) => decodeEntry(entry, httpStatus, requestId));
	shareTexts(entries.flatMap((entry) => (entry.ok ? [entry.value] : [])));
	return {
		requestId,
		entries,
		successes: numberOrNull(metadata.success),
		pageSize: countOrNull(metadata.page_size),
		nextPageUri: next === null ? null : (textOrNull(next) ?? undefined),
	};
}

/** An answer that is one resource. */
export function single(requestId: string | null, value: ExotelResource): Envelope {
	const entries = [{ ok: true as const, value }];
	return { requestId, entries, successes: null, pageSize: null, nextPageUri: null };
}

/** The form that Exotel's general page on rate limits shows (exotel-api: "Basics"). */
function restFailure(httpStatus: number, exception: IDataObject): Failure {
	const { Status: status, Code: code, Message: message } = exception;
	return exotelFailure(numberOrNull(status) ?? httpStatus, null, {
		code: numberOrNull(code),
		message: textOrNull(message) ?? NO_REASON,
		description: numberOrNull(code) === null ? (textOrNull(code) ?? '') : '',
	});
}

function decodeEntry(
	entry: unknown,
	httpStatus: number,
	requestId: string | null,
): Result<ExotelResource> {
	if (!isRecord(entry)) {
		const detail = `HTTP ${httpStatus} with an entry that is not an object`;
		return failed({ ...troubleFailure('unreadable', detail, httpStatus), requestId });
	}
	const { status, data, code } = entry;
	if (status === 'success' && isRecord(data)) return { ok: true, value: rowOf(data) };
	if (status === 'success') {
		const detail = `HTTP ${httpStatus} that reports success without any data`;
		return failed({ ...troubleFailure('unreadable', detail, httpStatus), requestId });
	}

	const told = numberOrNull(code);
	const isHttpStatus = told !== null && told < FIRST_EXOTEL_CODE;
	const error = reasonOf(entry.error_data);
	return failed(
		exotelFailure(isHttpStatus ? told : httpStatus, requestId, {
			...error,
			code: error.code ?? (isHttpStatus ? null : told),
		}),
	);
}

/**
 * A row as the rest of the node takes it: its id is a text, whatever Exotel sends; a user name has one name,
 * though older answers call it username; and it holds no password (exotel-api: "Endpoints").
 */
export function rowOf(data: IDataObject): ExotelResource {
	// Older answers hold the password of a SIP credential in the clear; none may reach an output.
	const safe = withoutPasswords(data);
	const row = safe.username === undefined ? safe : renamed(safe);
	return typeof row.id === 'number' ? { ...row, id: String(row.id) } : row;
}

function renamed({ username, ...row }: IDataObject): IDataObject {
	return { user_name: username, ...row };
}

/** Why Exotel refuses: an object; in case it ever is no more than its code or its words, those. */
function reasonOf(error: unknown): Pick<Failure, 'code' | 'message' | 'description'> {
	if (isRecord(error)) {
		return {
			code: numberOrNull(error.code),
			message: textOrNull(error.message) ?? NO_REASON,
			description: textOrNull(error.description) ?? '',
		};
	}
	const code = numberOrNull(error);
	const words = code === null ? textOrNull(error) : null;
	return { code, message: words ?? NO_REASON, description: words ?? '' };
}

/** Whether an HTTP status says that a request was carried out. */
export function isSuccess(httpStatus: number): boolean {
	return httpStatus >= 200 && httpStatus < 300;
}

function describeBody(httpStatus: number, body: string): string {
	if (body.length > MAX_LENGTH) {
		return `HTTP ${httpStatus} with a body of ${Math.round(body.length / 1e6)} MB`;
	}
	const kind = body.trim() === '' ? 'an empty body' : 'a body that is not JSON';
	return `HTTP ${httpStatus} with ${kind}`;
}

/** A text that says something; otherwise null. */
export function textOrNull(value: unknown): string | null {
	return typeof value === 'string' && value !== '' ? value : null;
}

/** A number, also one that comes as a text of digits. */
function numberOrNull(value: unknown): number | null {
	if (typeof value === 'string' && /^\s*\d+\s*$/.test(value)) return Number(value);
	return typeof value === 'number' ? value : null;
}

/** A number of at least 1; otherwise null. */
export function countOrNull(value: unknown): number | null {
	const count = numberOrNull(value);
	return count !== null && count >= 1 ? Math.floor(count) : null;
}
