import { createSendOne } from './exactlyOnce';
import { createLists } from './lists';
import type { Account, ClientOptions, ExotelClient, Retry } from './model';
import { paceMs } from './pace';
import { retry as retryAsLongAs, WaitBudget } from './retry';
import { createSend, rootOf, type RequestContext } from './send';
import { ServerClock } from './serverClock';
import { signalOf } from './withSignal';

/**
 * Makes the client of an account, for one execution.
 *
 * @param context sends and signs the requests, and ends them when the execution is cancelled
 */
export function createClient(
	context: RequestContext,
	account: Account,
	{ timeoutMs = 30_000, maxRetries = 3, requestsPerMinute = 200 }: ClientOptions = {},
): ExotelClient {
	const signal = signalOf(context);
	const clock = new ServerClock();
	const send = createSend(context, { account, timeoutMs, requestsPerMinute, signal, clock });
	const waits = new WaitBudget();
	const retry: Retry = async (attempt, settle) =>
		await retryAsLongAs({ maxRetries, signal, waits }, attempt, settle);
	const lists = createLists({ send, retry, host: account.baseUrl });
	const sendOne = createSendOne({ send, retry, lists, clock });
	const root = rootOf(account);
	return {
		account: root,
		accountSid: account.accountSid,
		send,
		retry,
		sendOne,
		paceMs: (count) => paceMs(root, requestsPerMinute, count),
		...lists,
	};
}
