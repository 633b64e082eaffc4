/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a server for tests; not part of the package */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as wait } from 'node:timers/promises';

import { success, type Answer, type Entry } from './envelope';
import type { Lateness } from './late';

/** What goes wrong with one request. */
export interface Fault {
	/** The requests it applies to: by method, and by a pattern for the path without the query. */
	readonly method?: string;
	readonly path?: RegExp;
	/** How often it is played; 1 by default. */
	times?: number;
	/** Whether the request is carried out anyway. */
	readonly afterCommit?: boolean;
	/** The answer to give instead. */
	readonly answer?: CannedAnswer | Disturbance;
	/** Changes the answer after the request has been carried out. */
	readonly change?: (answer: Answer) => Answer;
	/** Without an answer, and carried out only after the client has given up. */
	readonly late?: Lateness;
	/** What happens between the arrival of the request and its handling, e.g. a change by somebody else. */
	readonly meanwhile?: () => void;
}

/** An answer that is sent as is: text as HTML, anything else as JSON. */
export interface CannedAnswer {
	readonly status: number;
	readonly body: unknown;
	readonly headers?: Record<string, string>;
}

/**
 * How an answer fails on its way: the connection ends before it (`reset`) or in the middle of it
 * (`truncate`); its text ends early (`cut`); it never comes (`hang`); or it comes too slowly to wait for
 * (`drip`).
 */
export type Disturbance = 'reset' | 'truncate' | 'cut' | 'hang' | 'drip';

/** The text of half an answer, for answers that break off. */
const HALF = '{"request_id":"6399","method":"POST","http_code":200,"response":[{"code":200,"sta';
const DRIP_MS = 10;

/** Gives the answer of a fault instead of the simulator's own. */
export async function play(
	answer: CannedAnswer | Disturbance,
	request: FastifyRequest,
	reply: FastifyReply,
): Promise<FastifyReply> {
	if (typeof answer === 'object') {
		const isText = typeof answer.body === 'string';
		return await reply
			.status(answer.status)
			.headers(answer.headers ?? {})
			.type(isText ? 'text/html' : 'application/json')
			.send(isText ? answer.body : JSON.stringify(answer.body));
	}
	if (answer === 'cut') return await reply.status(200).type('application/json').send(HALF);

	reply.hijack();
	const { socket } = request.raw;
	if (answer === 'reset') {
		socket.destroy();
	} else if (answer !== 'hang') {
		reply.raw.writeHead(200, { 'content-type': 'application/json', 'content-length': 4096 });
		reply.raw.write(HALF);
		if (answer === 'truncate') setImmediate(() => socket.destroy());
		else void drip(reply);
	}
	return reply;
}

async function drip({ raw }: FastifyReply): Promise<void> {
	while (!raw.destroyed && raw.socket?.destroyed === false) {
		raw.write(' ');
		await wait(DRIP_MS);
	}
}

/** Ways in which the answer to a batch may not match the request. */
export const misfits = {
	reversed: ofEntries((entries) => [...entries].reverse()),
	withoutFirst: ofEntries((entries) => entries.slice(1)),
	withoutLast: ofEntries((entries) => entries.slice(0, -1)),
	withoutAny: ofEntries(() => []),
	withExtra: ofEntries((entries) => [
		success({ id: '1', destination: 'sip:not.asked.example:5061;transport=tls' }),
		...entries,
	]),
	withFirstTwice: ofEntries(([first, ...entries]) =>
		first === undefined ? [] : [first, first, ...entries.slice(1)],
	),
	withoutData: ofEntries((entries) => entries.map((entry) => ({ ...entry, data: null }))),
	withoutDataReversed: ofEntries((entries) =>
		entries.map((entry) => ({ ...entry, data: null })).reverse(),
	),
	wrongCounts: (answer: Answer): Answer => ({
		...answer,
		metadata: { ...answer.metadata, total: 99, success: 98, failed: 1 },
	}),
	nothing: (answer: Answer): Answer => ({ ...answer, response: [] }),
} satisfies Record<string, (answer: Answer) => Answer>;

function ofEntries(change: (entries: readonly Entry[]) => Entry[]): (answer: Answer) => Answer {
	return (answer) =>
		Array.isArray(answer.response) ? { ...answer, response: change(answer.response) } : answer;
}
