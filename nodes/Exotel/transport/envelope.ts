import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../guards';
import { exotelFailure, failed, troubleFailure } from './failure';
import type { Envelope, ExotelResource, Failure, Result } from './model';
import { withoutPasswords } from './passwords';

/** Longer than any list page or batch; in characters. */
const MAX_LENGTH = 20_000_000;

const NO_REASON = 'Exotel gave no reason';

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
	const answer = body.length > MAX_LENGTH ? undefined : parseJson(body);
	if (!isRecord(answer)) {
		return failed(troubleFailure('unreadable', describeBody(httpStatus, body), httpStatus));
	}
	const { response, RestException: exception } = answer;
	if (isRecord(exception)) return failed(restFailure(httpStatus, exception));

	const requestId = textOrNull(answer.request_id);
	if (Array.isArray(response)) return { ok: true, value: decodeList(answer, response, httpStatus) };
	// A trunk-map lookup comes without an envelope (exotel-api: "Traps" 5).
	if (response === undefined && isSuccess(httpStatus) && typeof answer.trunk_sid === 'string') {
		return { ok: true, value: single(requestId, withoutPasswords(answer)) };
	}
	if (!isRecord(response)) {
		const detail = `HTTP ${httpStatus} without a response in its JSON`;
		return failed({ ...troubleFailure('unreadable', detail, httpStatus), requestId });
	}
	const entry = decodeEntry(response, httpStatus, requestId);
	return entry.ok ? { ok: true, value: single(requestId, entry.value) } : entry;
}

function decodeList(answer: IDataObject, response: unknown[], httpStatus: number): Envelope {
	const requestId = textOrNull(answer.request_id);
	const metadata = isRecord(answer.metadata) ? answer.metadata : {};
	const { next_page_uri: next } = metadata;
	return {
		requestId,
		entries: response.map((entry) => decodeEntry(entry, httpStatus, requestId)),
		successes: numberOrNull(metadata.success),
		pageSize: countOrNull(metadata.page_size),
		nextPageUri: next === null ? null : (textOrNull(next) ?? undefined),
	};
}

function single(requestId: string | null, value: ExotelResource): Envelope {
	const entries = [{ ok: true as const, value }];
	return { requestId, entries, successes: null, pageSize: null, nextPageUri: null };
}

/** The form that Exotel's general page on rate limits shows (exotel-api: "Basics"). */
function restFailure(httpStatus: number, exception: IDataObject): Failure {
	const { Status: status, Code: code, Message: message } = exception;
	return exotelFailure(numberOrNull(status) ?? httpStatus, null, {
		code: numberOrNull(code),
		message: textOrNull(message) ?? NO_REASON,
		description: textOrNull(code) ?? '',
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
	// Older answers hold the password of a SIP credential in the clear; none may reach an output.
	if (status === 'success' && isRecord(data)) return { ok: true, value: withoutPasswords(data) };
	if (status === 'success') {
		const detail = `HTTP ${httpStatus} that reports success without any data`;
		return failed({ ...troubleFailure('unreadable', detail, httpStatus), requestId });
	}

	const error = isRecord(entry.error_data) ? entry.error_data : {};
	return failed(
		exotelFailure(numberOrNull(code) ?? httpStatus, requestId, {
			code: numberOrNull(error.code),
			message: textOrNull(error.message) ?? NO_REASON,
			description: textOrNull(error.description) ?? '',
		}),
	);
}

function isSuccess(httpStatus: number): boolean {
	return httpStatus >= 200 && httpStatus < 300;
}

function describeBody(httpStatus: number, body: string): string {
	if (body.length > MAX_LENGTH) {
		return `HTTP ${httpStatus} with a body of ${Math.round(body.length / 1e6)} MB`;
	}
	const kind = body.trim() === '' ? 'an empty body' : 'a body that is not JSON';
	return `HTTP ${httpStatus} with ${kind}`;
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function textOrNull(value: unknown): string | null {
	return typeof value === 'string' && value !== '' ? value : null;
}

function numberOrNull(value: unknown): number | null {
	return typeof value === 'number' ? value : null;
}

function countOrNull(value: unknown): number | null {
	return typeof value === 'number' && value >= 1 ? Math.floor(value) : null;
}
