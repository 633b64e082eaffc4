/** Answers that a test makes the simulator give in place of its own; see `Fault`. */
import { refuse, success, type Entry, type Reason } from './envelope';
import type { CannedAnswer } from './faults';

/**
 * Refuses a whole request.
 *
 * @param reason what Exotel says about it, as much as a test needs; null for no reason at all
 */
export function refusal(
	status: number,
	reason: Reason,
	{ requestId, headers }: { requestId?: string; headers?: Record<string, string> } = {},
): CannedAnswer {
	const { response } = refuse(status, reason);
	return { status, headers, body: { request_id: requestId, http_code: status, response } };
}

/** Answers a batch with these entries, whatever was requested. */
export function batchOf(...response: Entry[]): CannedAnswer {
	return { status: 207, body: { request_id: 'r1', response } };
}

/** One page of a list, by default the last one. */
export function pageOf(rows: readonly object[], next: string | null = null): CannedAnswer {
	const response = rows.map((row) => success(row));
	return { status: 200, body: { metadata: { next_page_uri: next }, response } };
}

/** An HTML page, as a proxy between n8n and Exotel would send it. */
export function html(status: number, headers?: Record<string, string>): CannedAnswer {
	return { status, headers, body: '<html>Sorry</html>' };
}
