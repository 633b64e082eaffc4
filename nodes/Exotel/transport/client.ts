import { createSendOne } from './exactlyOnce';
import { createLists } from './lists';
import type { Account, ClientOptions, ExotelClient, Retry } from './model';
import { retry as retryAsLongAs } from './retry';
import { createSend, type RequestContext } from './send';
import { signalOf } from './withSignal';

/**
 * Makes the client of an account.
 *
 * @param context sends and signs the requests, and ends them when the execution is cancelled
 */
export function createClient(
	context: RequestContext,
	account: Account,
	{ timeoutMs = 30_000, maxRetries = 3, requestsPerMinute = 200 }: ClientOptions = {},
): ExotelClient {
	const signal = signalOf(context);
	const send = createSend(context, { account, timeoutMs, requestsPerMinute, signal });
	const retry: Retry = async (attempt, settle) =>
		await retryAsLongAs({ maxRetries, signal }, attempt, settle);
	const lists = createLists({ send, retry, host: account.baseUrl });
	const sendOne = createSendOne(send, retry, lists);
	const { baseUrl, accountSid } = account;
	return { account: `${baseUrl} ${accountSid}`, accountSid, send, retry, sendOne, ...lists };
}
