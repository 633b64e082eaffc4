import { createSendOne } from './exactlyOnce';
import { createLists } from './lists';
import type { Account, ClientOptions, ExotelClient, Retry } from './model';
import { paceMs } from './pace';
import { pause, retry as retryAsLongAs, WaitBudget } from './retry';
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
	options: ClientOptions = {},
): ExotelClient {
	const clock = new ServerClock();
	return clientUntil(signalOf(context), { context, account, options, clock });
}

interface Making {
	readonly context: RequestContext;
	readonly account: Account;
	readonly options: ClientOptions;
	readonly clock: ServerClock;
}

/** @param signal ends its requests and waits; nothing does if absent */
function clientUntil(signal: AbortSignal | undefined, making: Making): ExotelClient {
	const { context, account, clock } = making;
	const { timeoutMs = 30_000, maxRetries = 3, requestsPerMinute = 200 } = making.options;
	const send = createSend(context, { account, timeoutMs, requestsPerMinute, signal, clock });
	const waits = new WaitBudget(making.options.waitsEnd);
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
		pause: async (ms) => await pause(ms, signal),
		lasting: () => clientUntil(undefined, making),
		...lists,
	};
}
