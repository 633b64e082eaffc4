import basicAuth from '@fastify/basic-auth';
import fastify, {
	type FastifyError,
	type FastifyInstance,
	type FastifyReply,
	type FastifyRequest,
} from 'fastify';
import { sleep } from 'n8n-workflow';

import { isRecord } from '../../nodes/Exotel/guards';

import type { Call, Routes } from './call';
import { ERRORS, refuse, type Answer } from './envelope';
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

/** Where exotel-api lists two answers, which one to play; and how slow and strict to be. */
export interface Behaviour {
	/** Time before each answer, in milliseconds. */
	latencyMs: number;
	/** A trunk SID that is unknown: 404 / 1000 or 403 / 1003. */
	unknownTrunk: 404 | 403;
	/** A destination that the trunk has already: a second row, or 1008. */
	duplicateDestination: 'append' | 'refuse';
	/** The HTTP status of a duplicate: the one of its entry, or 200. */
	duplicateStatus: 200 | 409;
	/** A trunk asked for by its path: answered, or one of two refusals. */
	trunkByPath: 200 | 404 | 405;
	/** Whether a trunk-map lookup comes in an envelope. */
	trunkMapEnvelope: boolean;
	/** SIP credentials as they are documented now, or as older pages show them, passwords and all. */
	credentials: 'current' | 'older';
	/** Whether the metadata of a batch counts the failed. */
	countsFailed: boolean;
	/** Requests taken before each further one is answered with 429. */
	requestLimit: number;
	/** Whether a 429 says how many seconds to wait. */
	retryAfter: boolean;
}

/** One fault, played on the next requests that it fits. */
export interface Fault {
	readonly method?: string;
	/** Tested against the path without the query. */
	readonly path?: RegExp;
	/** How often it is played; 1 if absent. */
	times?: number;
	/** Whether the request is carried out all the same. */
	readonly afterCommit?: boolean;
	/** What is answered instead: a body with its status, or the end of the connection. */
	readonly answer: { status: number; body: unknown; headers?: Record<string, string> } | 'reset';
}

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

	readonly faults: Fault[] = [];

	readonly behaviour: Behaviour = {
		latencyMs: 0,
		unknownTrunk: 404,
		duplicateDestination: 'append',
		duplicateStatus: 200,
		trunkByPath: 200,
		trunkMapEnvelope: false,
		credentials: 'current',
		countsFailed: true,
		requestLimit: Infinity,
		retryAfter: false,
	};

	/** Called as each request arrives, before anything is done about it. */
	onRequest: (request: { method: string; path: string }) => void = () => {};

	/** Where it listens, without a trailing slash. */
	url = '';

	private constructor(private readonly server: FastifyInstance) {}

	/** Starts a simulator on a free port of the loopback interface. */
	static async start(): Promise<Simulator> {
		const server = fastify({ forceCloseConnections: true, bodyLimit: 16 * 1024 * 1024 });
		const simulator = new Simulator(server);
		await simulator.build();
		simulator.url = await server.listen({ host: '127.0.0.1', port: 0 });
		return simulator;
	}

	/** The fields of an "Exotel API" credential that leads here. */
	get credential(): Readonly<Record<string, string>> {
		return { region: 'custom', baseUrl: this.url, ...ACCOUNT };
	}

	/** The logged requests as `METHOD path`, the path below the account. */
	get calls(): string[] {
		return this.requests.map(
			({ method, path }) => `${method} ${path.split('/').slice(4).join('/')}`,
		);
	}

	async stop(): Promise<void> {
		await this.server.close();
	}

	private async build(): Promise<void> {
		const { server } = this;
		server.removeContentTypeParser('text/plain'); // Exotel takes JSON alone
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

	private async send(request: FastifyRequest, reply: FastifyReply, answer: Answer) {
		const fault = this.takeFault(request, true);
		if (fault !== undefined) return await play(fault, request, reply);
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
		if (this.behaviour.latencyMs > 0) await sleep(this.behaviour.latencyMs);
		if (this.requests.length >= this.behaviour.requestLimit) {
			if (this.behaviour.retryAfter) reply.header('retry-after', '1');
			return await this.send(request, reply, refuse(429, ERRORS.rateLimit));
		}
		const fault = this.takeFault(request, false);
		return fault === undefined ? undefined : await play(fault, request, reply);
	}

	private takeFault(request: FastifyRequest, afterCommit: boolean): Fault | undefined {
		const path = new URL(request.url, this.url).pathname;
		const fault = this.faults.find(
			(one) =>
				(one.afterCommit ?? false) === afterCommit &&
				(one.method ?? request.method) === request.method &&
				(one.path?.test(path) ?? true) &&
				(one.times ?? 1) > 0,
		);
		if (fault !== undefined) fault.times = (fault.times ?? 1) - 1;
		return fault;
	}
}

async function play({ answer }: Fault, request: FastifyRequest, reply: FastifyReply) {
	if (answer === 'reset') {
		reply.hijack();
		request.raw.socket.destroy();
		return reply;
	}
	const { status, body, headers } = answer;
	const isText = typeof body === 'string';
	return await reply
		.status(status)
		.headers(headers ?? {})
		.type(isText ? 'text/html' : 'application/json')
		.send(isText ? body : JSON.stringify(body));
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
