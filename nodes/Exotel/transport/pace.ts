import { pause } from './retry';

/** A minute, and a second for requests that take longer on their way than later ones. */
const WINDOW_MS = 61_000;

/**
 * When the requests of the last minute were sent, by account, for all nodes of this process; on the clock of
 * `performance.now()`, which counts on when the clock of the machine is set.
 */
const sentTo = new Map<string, number[]>();

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
