import { isRecord } from '../guards';
import { withoutPasswords } from '../secrets';
import { exotelFailure, troubleFailure } from './errors';
import { failed, type Envelope, type ExotelResource, type Result } from './types';

/** Longer than any list page or batch; in characters. */
const MAX_LENGTH = 20_000_000;

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

	const requestId = textOrNull(answer.request_id);
	const metadata = isRecord(answer.metadata) ? answer.metadata : {};
	const { response } = answer;
	if (Array.isArray(response)) {
		const entries = response.map((entry: unknown) => decodeEntry(entry, httpStatus, requestId));
		const nextPageUri = textOrNull(metadata.next_page_uri);
		const successes = typeof metadata.success === 'number' ? metadata.success : null;
		return { ok: true, value: { requestId, entries, successes, nextPageUri } };
	}
	// A trunk-map lookup comes without an envelope (exotel-api: "Traps" 5).
	if (response === undefined && isSuccess(httpStatus) && typeof answer.trunk_sid === 'string') {
		const entries = [{ ok: true as const, value: answer }];
		return { ok: true, value: { requestId, entries, successes: null, nextPageUri: null } };
	}
	if (!isRecord(response)) {
		const detail = `HTTP ${httpStatus} without a response in its JSON`;
		return failed({ ...troubleFailure('unreadable', detail, httpStatus), requestId });
	}

	const entry = decodeEntry(response, httpStatus, requestId);
	if (!entry.ok) return entry;
	return { ok: true, value: { requestId, entries: [entry], successes: null, nextPageUri: null } };
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
		const detail = `HTTP ${httpStatus} with a success that names nothing`;
		return failed({ ...troubleFailure('unreadable', detail, httpStatus), requestId });
	}

	const error = isRecord(entry.error_data) ? entry.error_data : {};
	return failed(
		exotelFailure(typeof code === 'number' ? code : httpStatus, requestId, {
			code: typeof error.code === 'number' ? error.code : null,
			message: textOrNull(error.message) ?? 'Exotel gave no reason',
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
