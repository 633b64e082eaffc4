import { pause } from './retry';

/** A minute, and a second for requests that take longer on their way than later ones. */
const WINDOW_MS = 61_000;

/**
 * When the requests of the last minute were sent, by account, for all nodes of this process; on the clock of
 * `performance.now()`, which counts on when the clock of the machine is set.
 */
const sentTo = new Map<string, number[]>();

/**
 * How long it takes until some more requests have been sent to an account, because of its limit alone.
 *
 * @param count of requests
 * @returns milliseconds
 */
export function paceMs(account: string, requestsPerMinute: number, count: number): number {
	if (count === 0) return 0;
	const sent = sentTo.get(account) ?? [];
	const windows = Math.floor((count - 1) / requestsPerMinute);
	// The last of them has to wait for the one that comes so many before it, which may be one of the past.
	const inTheWay = sent.at(count - 1 - windows * requestsPerMinute - requestsPerMinute);
	const first = inTheWay === undefined ? 0 : inTheWay + WINDOW_MS - performance.now();
	return Math.max(0, first) + windows * WINDOW_MS;
}

/**
 * Waits until another request may be sent to an account without going over its limit in any minute
 * (exotel-api: "Basics").
 *
 * @param account what tells accounts apart
 * @param requestsPerMinute at least 1
 * @returns false if the execution was cancelled meanwhile
 */
export async function takeTurn(
	account: string,
	requestsPerMinute: number,
	signal?: AbortSignal,
): Promise<boolean> {
	const sent = sentTo.get(account) ?? [];
	sentTo.set(account, sent);
	for (;;) {
		const now = performance.now();
		while (sent[0] !== undefined && sent[0] <= now - WINDOW_MS) sent.shift();
		const inTheWay = sent.at(-requestsPerMinute);
		if (inTheWay === undefined) {
			sent.push(now);
			return true;
		}
		if (!(await pause(inTheWay + WINDOW_MS - now, signal))) return false;
	}
}
