/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a server for tests; not part of the package */
import basicAuth from '@fastify/basic-auth';
import fastify, {
	type FastifyError,
	type FastifyInstance,
	type FastifyReply,
	type FastifyRequest,
} from 'fastify';
import { setTimeout as wait } from 'node:timers/promises';

import { isRecord } from '../records';
import { USUAL, type Behaviour } from './behaviour';
import type { Call, Routes } from './call';
import { ERRORS, refuse, restException, type Answer } from './envelope';
import { play, type Fault } from './faults';
import { credentials } from './routes/credentials';
import { destinationUris } from './routes/destinationUris';
import { phoneNumbers } from './routes/phoneNumbers';
import { settings } from './routes/settings';
import { trunks } from './routes/trunks';
import { whitelistedIps } from './routes/whitelistedIps';
import { ACCOUNT, State } from './state';

/** Every endpoint that exotel-api lists. */
const ROUTES: Routes = {
	...trunks,
	...destinationUris,
	...phoneNumbers,
	...whitelistedIps,
	...credentials,
	...settings,
};

/** A request that was answered. */
export interface LoggedRequest {
	readonly method: string;
	readonly path: string;
	readonly query: unknown;
	readonly body: unknown;
	readonly status: number;
}

/** An Exotel API on loopback, with state; see exotel-api for everything it does. */
export class Simulator {
	readonly state = new State();

	readonly requests: LoggedRequest[] = [];

	/** Played on the requests that they apply to. */
	readonly faults: Fault[] = [];

	/** What goes wrong with each of the next requests, if it applies to them; takes precedence over `faults`. */
	readonly schedule: Array<Fault | undefined> = [];

	/** Requests that have arrived and are not answered yet, and the most there have ever been. */
	readonly inFlight = { now: 0, most: 0 };

	private readonly chosen = new WeakMap<FastifyRequest, Fault>();

	private readonly taken: number[] = [];

	readonly behaviour: Behaviour = { ...USUAL };

	/** Called as each request arrives, before anything is done about it. */
	onRequest: (request: { method: string; path: string }) => void = () => {};

	/** The time of day on its clock, which the `Date` of each answer tells; Node.js would write the real one. */
	now = (): number => Date.now();

	/** The URL it listens on, without a trailing slash. */
	url = '';

	private constructor(private readonly server: FastifyInstance) {}

	/** Starts a simulator on the loopback interface, by default on a free port. */
	static async start(port = 0): Promise<Simulator> {
		const server = fastify({ forceCloseConnections: true, bodyLimit: 16 * 1024 * 1024 });
		const simulator = new Simulator(server);
		await simulator.build();
		simulator.url = await server.listen({ host: '127.0.0.1', port });
		return simulator;
	}

	/** The fields of an "Exotel API" credential that leads here. */
	get credential(): Readonly<Record<string, string>> {
		return { region: 'custom', baseUrl: this.url, ...ACCOUNT };
	}

	/** The logged requests as `METHOD path`, with the path below the account. */
	get calls(): string[] {
		return this.requests.map(
			({ method, path }) => `${method} ${path.split('/').slice(4).join('/')}`,
		);
	}

	/** Clears the log and the count of requests. */
	forgetRequests(): void {
		this.requests.length = 0;
		this.taken.length = 0;
	}

	/** Closes the server and its connections. Stopping it twice does no harm. */
	async stop(): Promise<void> {
		await this.server.close();
	}

	private async build(): Promise<void> {
		const { server } = this;
		server.removeContentTypeParser('text/plain'); // Exotel accepts only JSON
		await server.register(basicAuth, {
			validate: async (username, password) => {
				const isKnown = username === ACCOUNT.apiKey && password === ACCOUNT.apiToken;
				if (!isKnown) throw Object.assign(new Error('Unauthorized'), { statusCode: 401 });
			},
		});
		server.setErrorHandler<FastifyError>((error, request, reply) => {
			const answer = answerFor(error, request);
			return this.send(request, reply, answer);
		});
		server.setNotFoundHandler((request, reply) =>
			this.send(request, reply, refuse(404, ERRORS.notFound)),
		);
		server.addHook('onResponse', async (request, reply) => {
			const url = new URL(request.url, this.url);
			this.requests.push({
				method: request.method,
				path: url.pathname,
				query: request.query,
				body: request.body ?? null,
				status: reply.statusCode,
			});
		});
		server.addHook('onRequest', async (_request, { raw }) => {
			this.inFlight.most = Math.max(this.inFlight.most, ++this.inFlight.now);
			raw.once('close', () => this.inFlight.now--);
		});
		server.addHook('onRequest', async (_request, reply) => {
			reply.header('date', new Date(this.now()).toUTCString());
		});
		server.addHook('onRequest', server.basicAuth);
		server.addHook('preHandler', async (request, reply) => await this.disturb(request, reply));

		for (const [route, handle] of Object.entries(ROUTES)) this.route(route, handle);
	}

	private route(route: string, handle: (call: Call) => Answer): void {
		const [method = '', path = ''] = route.split(' ');
		this.server.route({
			method,
			url: `/v2/accounts/:account${path}`,
			handler: async (request, reply) => {
				const call = this.readCall(request);
				const isOwn = call.params.account === ACCOUNT.accountSid;
				const answer = isOwn ? handle(call) : refuse(403, ERRORS.forbidden);
				return await this.send(request, reply, answer);
			},
		});
	}

	private readCall({ params, query, body, url }: FastifyRequest): Call {
		const { state, behaviour } = this;
		const [path = ''] = url.split('?');
		const record = (value: unknown) => (isRecord(value) ? value : {});
		return {
			state,
			behaviour,
			path,
			params: record(params),
			query: record(query),
			body: record(body),
		};
	}

	private async send(request: FastifyRequest, reply: FastifyReply, given: Answer) {
		const fault = this.chosen.get(request);
		if (fault?.answer !== undefined && fault.afterCommit) {
			return await play(fault.answer, request, reply);
		}
		const answer = fault?.change?.(given) ?? given;
		reply.status(answer.status);
		if (answer.bare && 'data' in answer.response) return await reply.send(answer.response.data);
		return await reply.send({
			request_id: this.state.requestId(),
			method: request.method,
			http_code: answer.status,
			...(answer.metadata === undefined ? {} : { metadata: answer.metadata }),
			response: answer.response,
		});
	}

	private async disturb(request: FastifyRequest, reply: FastifyReply) {
		const { method, url } = request;
		this.onRequest({ method, path: url });
		const isCrowded = this.inFlight.now > this.behaviour.connections;
		if (this.behaviour.latencyMs > 0) await wait(this.behaviour.latencyMs);
		if (isCrowded) return await this.send(request, reply, this.limitAnswer());
		const freeInMs = this.take();
		if (freeInMs > 0) {
			const { retryAfter } = this.behaviour;
			const date = new Date(Date.now() + freeInMs + 1000).toUTCString();
			const seconds = String(Math.ceil(freeInMs / 1000));
			if (retryAfter !== undefined) {
				reply.header('retry-after', retryAfter === 'date' ? date : seconds);
			}
			return await this.send(request, reply, this.limitAnswer());
		}
		const fault = this.nextFault(request);
		if (fault === undefined) return undefined;
		this.chosen.set(request, fault);
		fault.meanwhile?.();
		return fault.answer === undefined || fault.afterCommit
			? undefined
			: await play(fault.answer, request, reply);
	}

	private limitAnswer(): Answer {
		const { message } = ERRORS.rateLimit;
		return this.behaviour.limitForm === 'envelope'
			? refuse(429, ERRORS.rateLimit)
			: restException(429, message, 'RATE_LIMIT_EXCEEDED');
	}

	/** Counts a request; returns how many milliseconds too early it comes, or 0 if it is accepted. */
	private take(): number {
		const now = Date.now();
		const { taken, behaviour } = this;
		while (taken[0] !== undefined && taken[0] <= now - 60_000) taken.shift();
		if (taken.length >= behaviour.requestsPerMinute) return (taken[0] ?? now) + 60_000 - now;
		taken.push(now);
		return 0;
	}

	private nextFault(request: FastifyRequest): Fault | undefined {
		const path = new URL(request.url, this.url).pathname;
		const fits = (one: Fault) =>
			(one.method ?? request.method) === request.method && (one.path?.test(path) ?? true);
		if (this.schedule.length > 0) {
			const next = this.schedule.shift();
			return next !== undefined && fits(next) ? next : undefined;
		}
		const fault = this.faults.find((one) => fits(one) && (one.times ?? 1) > 0);
		if (fault !== undefined) fault.times = (fault.times ?? 1) - 1;
		return fault;
	}
}

function answerFor({ statusCode }: FastifyError, request: FastifyRequest): Answer {
	switch (statusCode) {
		case 400:
			return refuse(400, ERRORS.notParsed);
		case 401:
			return refuse(401, ERRORS.unauthorized);
		case 415:
			return refuse(415, ERRORS.contentType(request.headers['content-type'] ?? ''));
		default:
			return refuse(500, { code: 0, message: 'Internal', description: '' });
	}
}
