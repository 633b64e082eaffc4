import { failed, isDuplicate, isNotFound, ofUnknownFate, troubleFailure } from './failure';
import type { ExotelRequest, ExotelResource, Lists, Result, Retry, Send, SendOne } from './model';
import { withoutEcho } from './passwords';
import { fateOf } from './retry';
import type { ServerClock } from './serverClock';

/** How far the clocks of Exotel's machines may be apart; and that of this one, if no answer says what time it is. */
const CLOCK_SKEW_MS = 300_000;

const EMPTY = failed(troubleFailure('unreadable', 'the answer is empty'));

/** What requests are sent with. */
interface Sender {
	readonly send: Send;
	readonly retry: Retry;
	readonly lists: Lists;
	readonly clock: ServerClock;
}

/**
 * Makes what sends a request until it is carried out, once. What makes a row and may have been carried
 * out is looked up in its list before it is sent again. After a try of unknown fate, a duplicate, or a row to
 * delete that is not found, shows that the earlier try was carried out.
 */
export function createSendOne({ send, retry, lists, clock }: Sender): SendOne {
	/** @param start when the first try was sent, on the clock of `performance.now()` */
	async function findMade(
		request: ExotelRequest & { method: 'POST' },
		start: number,
	): Promise<Result<ExotelResource | undefined>> {
		const listed = await lists.readAll(request.path);
		if (!listed.ok) return listed;
		// The answer has just told what time it is for Exotel, whose dates the rows have.
		const since = clock.at(start) - CLOCK_SKEW_MS;
		const made = listed.value.rows.find((row) => isSince(row, since) && request.makes(row));
		return { ok: true, value: made };
	}

	return async (request) => {
		const start = performance.now();
		const settle =
			request.method === 'POST' ? async () => await findMade(request, start) : undefined;
		let mayBeDone = false;

		const result = await retry(async () => {
			const answer = await send(request);
			const one = answer.ok ? (answer.value.entries[0] ?? EMPTY) : answer;
			if (one.ok) return one;
			if (mayBeDone && isDuplicate(one.failure)) {
				const made = await settle?.();
				if (made?.ok && made.value !== undefined) return { ok: true, value: made.value };
			}
			if (mayBeDone && request.method === 'DELETE' && isNotFound(one.failure)) {
				return { ok: true, value: {} };
			}
			mayBeDone ||= fateOf(one.failure) === 'open';
			return one;
		}, settle);
		const told = withoutEcho(result, request.body);
		const isUnknown = mayBeDone && (request.method === 'PUT' || request.method === 'DELETE');
		return told.ok || !isUnknown ? told : failed(ofUnknownFate(told.failure));
	};
}

/** Whether a row was made after a time; if it does not say when, it may have been. */
function isSince({ date_created: created }: ExotelResource, time: number): boolean {
	return !(Date.parse(String(created)) < time);
}
