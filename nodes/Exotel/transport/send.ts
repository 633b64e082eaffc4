import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';

import { isRecord } from '../guards';
import { decodeAnswer } from './envelope';
import { decodeExoPhones } from './exoPhones';
import { cancelledFailure, failed, isNotFound, networkFailure, troubleFailure } from './failure';
import type { Account, Call, Failure, Result, Send } from './model';
import { takeTurn } from './pace';
import { createSlots } from './parallel';
import { subjectOf } from './paths';
import { retryAfterMs } from './retry';
import type { ServerClock } from './serverClock';
import { withSignal } from './withSignal';

/** The credential type that signs the requests. */
export const CREDENTIAL = 'exotelApi';

/** A context of n8n that can send requests: that of an execution, of a poll, or of a drop-down in the editor. */
export type RequestContext = IExecuteFunctions | IPollFunctions | ILoadOptionsFunctions;

/** How the requests of one execution are sent. */
export interface Sending {
	readonly account: Account;
	readonly timeoutMs: number;
	readonly requestsPerMinute: number;
	/** Ends requests and waits. */
	readonly signal?: AbortSignal;
	/** Set by each answer. */
	readonly clock: ServerClock;
}

interface TextAnswer {
	readonly statusCode: number;
	readonly body: string;
	readonly headers: IDataObject;
}

/** Makes the function that sends one call, once and in its turn, a few at a time, and reads the answer. */
export function createSend(context: RequestContext, sending: Sending): Send {
	const { account, requestsPerMinute, signal, clock } = sending;
	const root = rootOf(account);
	const rootOfExoPhones = exoPhonesRootOf(account);
	const inSlot = createSlots();
	const sendNow: Send = async (call) => {
		const isItsTurn = await takeTurn(root, requestsPerMinute, signal);
		if (!isItsTurn || signal?.aborted) return failed(cancelledFailure(false));
		const isOfExoPhones = call.api === 'exoPhones';
		const url = urlOf(isOfExoPhones ? rootOfExoPhones : root, call);
		const answer = await exchange(context, sending, call, url);
		if (!answer.ok) return answer;
		const { statusCode, body, headers } = answer.value;
		clock.set(headers.date);
		const decode = isOfExoPhones ? decodeExoPhones : decodeAnswer;
		const decoded = decode(statusCode, body);
		if (decoded.ok) return decoded;
		return failed({
			...withSubject(decoded.failure, call),
			retryAfterMs: retryAfterMs(headers['retry-after'], clock.at()),
		});
	};
	return async (call) => await inSlot(async () => await sendNow(call));
}

/** Where the paths of an account begin, which also tells accounts apart. */
export function rootOf({ baseUrl, accountSid }: Account): string {
	return `${baseUrl}/v2/accounts/${encodeURIComponent(accountSid)}`;
}

function exoPhonesRootOf({ baseUrl, accountSid }: Account): string {
	return `${baseUrl}/v2_beta/Accounts/${encodeURIComponent(accountSid)}`;
}

/** The body of a call, in the form that its API takes (exotel-api: "Basics", "ExoPhones"). */
function bodyOf({ api, body }: Call): Pick<IHttpRequestOptions, 'body' | 'json' | 'headers'> {
	if (api !== 'exoPhones' || body === undefined) return { body, json: true };
	const fields = Object.entries(body).map(
		([name, value]) => `${name}=${encodeURIComponent(String(value))}`,
	);
	const headers = { 'content-type': 'application/x-www-form-urlencoded' };
	return { body: fields.join('&'), headers };
}

/** The address of a call. Every segment and value is encoded, so that none can change where it goes. */
function urlOf(root: string, { path, query = {} }: Call): string {
	const url = [root, ...path.map((segment) => encodeURIComponent(segment))].join('/');
	const search = Object.entries(query).map(
		([name, value]) => `${name}=${encodeURIComponent(value)}`,
	);
	return search.length > 0 ? `${url}?${search.join('&')}` : url;
}

async function exchange(
	context: RequestContext,
	{ account, timeoutMs, signal }: Sending,
	call: Call,
	url: string,
): Promise<Result<TextAnswer>> {
	// The helper's timeout is one of silence, which an answer that drips in outlasts.
	const deadline = AbortSignal.timeout(timeoutMs);
	const inTime = AbortSignal.any([deadline, ...(signal === undefined ? [] : [signal])]);
	// What has been read once, n8n does not look up and decrypt again for every request.
	const credentialsDecrypted = { id: '', name: '', type: CREDENTIAL, data: account.credentials };
	try {
		const answer: unknown = await context.helpers.httpRequestWithAuthentication.call(
			withSignal(context, inTime),
			CREDENTIAL,
			{
				method: call.method,
				url,
				...bodyOf(call),
				encoding: 'text',
				timeout: timeoutMs,
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
			},
			{ credentialsDecrypted },
		);
		if (isTextAnswer(answer)) return { ok: true, value: answer };
		return failed(troubleFailure('unreadable', 'no text was received'));
	} catch (error) {
		if (signal?.aborted) return failed(cancelledFailure(call.method !== 'GET'));
		return failed(deadline.aborted ? troubleFailure('timeout') : networkFailure(error));
	}
}

/** Names what Exotel does not have, since a 404 itself does not say. */
function withSubject(failure: Failure, call: Call): Failure {
	return isNotFound(failure) ? { ...failure, notFound: subjectOf(call) } : failure;
}

function isTextAnswer(answer: unknown): answer is TextAnswer {
	return (
		isRecord(answer) &&
		typeof answer.statusCode === 'number' &&
		typeof answer.body === 'string' &&
		isRecord(answer.headers)
	);
}
