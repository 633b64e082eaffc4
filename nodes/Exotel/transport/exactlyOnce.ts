import type { IDataObject } from 'n8n-workflow';

import { failed, isDuplicate, isNotFound, ofUnknownFate, troubleFailure } from './failure';
import type {
	ExotelRequest,
	ExotelResource,
	Failure,
	Lists,
	Result,
	Retry,
	Send,
	SendOne,
} from './model';
import { fateOf } from './retry';

/** How far the clocks of this machine and of Exotel may be apart. */
const CLOCK_SKEW_MS = 300_000;

const EMPTY = failed(troubleFailure('unreadable', 'the answer is empty'));

/**
 * Makes what sends a request until it is carried out, once. What makes a row and may have been carried
 * out is looked up in its list before it is sent again. After a try of unknown fate, a duplicate, or a row to
 * delete that is not found, shows that the earlier try was carried out.
 */
export function createSendOne(send: Send, retry: Retry, { readAll }: Lists): SendOne {
	async function findMade(
		request: ExotelRequest & { method: 'POST' },
		since: number,
	): Promise<Result<ExotelResource | undefined>> {
		const listed = await readAll(request.path);
		if (!listed.ok) return listed;
		const made = listed.value.rows.find((row) => isSince(row, since) && request.makes(row));
		return { ok: true, value: made };
	}

	return async (request) => {
		const since = Date.now() - CLOCK_SKEW_MS;
		const settle =
			request.method === 'POST' ? async () => await findMade(request, since) : undefined;
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
		if (result.ok) return result;
		const failure = withoutEcho(result.failure, request.body);
		const isUnknown = mayBeDone && (request.method === 'PUT' || request.method === 'DELETE');
		return failed(isUnknown ? ofUnknownFate(failure) : failure);
	};
}

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
