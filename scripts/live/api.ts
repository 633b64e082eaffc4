/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   tells the exchanges of calls apart that are under way at once; not part of the package */
import { AsyncLocalStorage } from 'node:async_hooks';

import type { IExecuteFunctions } from 'n8n-workflow';

import { connect } from '../../nodes/Exotel/n8n/connect';
import type { Call, ClientOptions, ExotelClient } from '../../nodes/Exotel/transport/model';
import { withSignal } from '../../nodes/Exotel/transport/withSignal';
import { makeContext, type Credential } from '../../test/harness/engine/engine';
import { isRecord } from '../../test/harness/records';

/** A request and its answer, as they went over the wire, without the headers that hold key and token. */
export interface Exchange {
	readonly method: string;
	/** Path and query, without the host. */
	readonly path: string;
	readonly body?: unknown;
	/** 0 if there was no answer. */
	readonly status: number;
	readonly retryAfter?: string;
	/** As text if it is not JSON; why there is none, if there is none. */
	readonly answer: unknown;
}

/** Where the exchanges of a call are noted, as long as it is under way. */
const notes = new AsyncLocalStorage<Exchange[]>();

/** Exotel's API through the node's own client, which takes note of every exchange. */
export class LiveApi {
	private constructor(readonly client: ExotelClient) {}

	/**
	 * @param credential the fields of an "Exotel API" credential
	 * @param signal ends its requests
	 */
	static async connect(
		credential: Credential,
		options: ClientOptions = {},
		signal?: AbortSignal,
	): Promise<LiveApi> {
		const made = await makeContext(credential);
		const context = recorded(signal === undefined ? made : withSignal(made, signal));
		return new LiveApi(await connect(context, { maxRetries: 0, ...options }));
	}

	/** Sends a call, once, and returns what went over the wire. */
	async send(call: Call): Promise<Exchange> {
		const exchanges: Exchange[] = [];
		const result = await notes.run(exchanges, async () => await this.client.send(call));
		const why = result.ok ? 'no answer' : result.failure.message;
		return exchanges[0] ?? { ...call, path: call.path.join('/'), status: 0, answer: why };
	}
}

/** The same context, whose requests are taken note of. */
function recorded(context: IExecuteFunctions): IExecuteFunctions {
	const { httpRequestWithAuthentication: send } = context.helpers;
	const helpers: IExecuteFunctions['helpers'] = {
		...context.helpers,
		async httpRequestWithAuthentication(type, options, more) {
			const answer: unknown = await send.call(this, type, options, more);
			const { pathname, search } = new URL(options.url);
			notes.getStore()?.push({
				method: String(options.method),
				path: `${pathname}${search}`,
				body: options.body,
				...readAnswer(answer),
			});
			return answer;
		},
	};
	return Object.create(context, { helpers: { value: helpers } });
}

function readAnswer(answer: unknown): Pick<Exchange, 'status' | 'retryAfter' | 'answer'> {
	const { statusCode, body, headers } = isRecord(answer) ? answer : {};
	const { 'retry-after': retryAfter } = isRecord(headers) ? headers : {};
	return {
		status: Number(statusCode ?? 0),
		...(typeof retryAfter === 'string' ? { retryAfter } : {}),
		answer: parsed(String(body ?? '')),
	};
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

/** The entries of an answer in the usual envelope. */
export function entriesIn({ answer }: Exchange): Array<Record<string, unknown>> {
	const response: unknown = isRecord(answer) ? answer.response : undefined;
	return [response].flat().filter(isRecord);
}

/** The rows of an answer, or its one row. */
export function rowsIn(exchange: Exchange): Array<Record<string, unknown>> {
	return entriesIn(exchange).flatMap(({ data }) => (isRecord(data) ? [data] : []));
}

/** The numbers in an answer of the ExoPhones API, which has no envelope. */
export function exoPhonesIn({ answer }: Exchange): Array<Record<string, unknown>> {
	const rows: unknown = isRecord(answer) ? answer.incoming_phone_numbers : undefined;
	return Array.isArray(rows) ? rows.filter(isRecord) : [];
}

/**
 * The ID of the one row that was made.
 *
 * @throws Error if there is none, so that nothing is asked to be changed under a made-up one
 */
export function idIn(exchange: Exchange): string {
	const id = String(rowsIn(exchange)[0]?.id);
	if (!/^\d+$/.test(id)) throw new Error(`nothing was made: ${verdictOf(exchange)}`);
	return id;
}

/** What an answer says about the list that it is of. */
export function metadataOf({ answer }: Exchange): Record<string, unknown> {
	const metadata: unknown = isRecord(answer) ? answer.metadata : undefined;
	return isRecord(metadata) ? metadata : {};
}

/** How Exotel decided, e.g. "HTTP 200, entry 409, error 1008". */
export function verdictOf(exchange: Exchange): string {
	const [entry] = entriesIn(exchange);
	const error: unknown = entry?.error_data;
	if (exchange.status === 0) return `no answer: ${String(exchange.answer)}`;
	const parts = [
		`HTTP ${exchange.status}`,
		...(entry?.code === undefined || entry.code === exchange.status
			? []
			: [`entry ${String(entry.code)}`]),
		...(isRecord(error) ? [`error ${String(error.code)}`] : []),
	];
	return parts.join(', ');
}

/** Exotel's code of the first entry that was refused; undefined if it names none. */
export function errorCodeOf(exchange: Exchange): number | undefined {
	const [code] = entriesIn(exchange).flatMap(({ error_data: error }) =>
		isRecord(error) ? [Number(error.code)] : [],
	);
	return code;
}

/** Whether Exotel did what was asked. */
export function isDone(exchange: Exchange): boolean {
	const entries = entriesIn(exchange);
	const { status: http } = exchange;
	return http >= 200 && http < 300 && entries.every(({ status }) => status !== 'failure');
}
