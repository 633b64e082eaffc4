/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a server for tests; not part of the package */
import basicAuth from '@fastify/basic-auth';
import formBody from '@fastify/formbody';
import fastify, {
	type FastifyError,
	type FastifyInstance,
	type FastifyReply,
	type FastifyRequest,
} from 'fastify';
import { setTimeout as wait } from 'node:timers/promises';

import { isRecord } from '../records';
import { USUAL, type Behaviour } from './behaviour';
import { isParsed, type Call, type Routes } from './call';
import { ERRORS, refuse, restException, type Answer, type ExotelError } from './envelope';
import { play, type Fault } from './faults';
import { History } from './history';
import { LateCommits } from './late';
import { credentials } from './routes/credentials';
import { destinationUris } from './routes/destinationUris';
import { exoPhoneHealth, exoPhones } from './routes/exoPhones';
import { phoneNumbers } from './routes/phoneNumbers';
import { settings } from './routes/settings';
import { trunks } from './routes/trunks';
import { whitelistedIps } from './routes/whitelistedIps';
import { ACCOUNT, State } from './state';

/** Every endpoint that exotel-api lists, but for those below {@link BETA}. */
const ROUTES: Routes = {
	...trunks,
	...destinationUris,
	...phoneNumbers,
	...whitelistedIps,
	...credentials,
	...settings,
	...exoPhoneHealth,
};

/** Where the ExoPhones API is, which takes forms instead of JSON and answers without an envelope. */
const BETA = '/v2_beta/';

/** A request that was answered. */
export interface LoggedRequest {
	readonly method: string;
	readonly path: string;
	readonly query: unknown;
	readonly body: unknown;
	readonly status: number;
}

/** A request that was carried out, and what came of it. */
export interface Handled extends Pick<Call, 'path' | 'params' | 'query' | 'body'> {
	readonly method: string;
	/** Whose credential signed it; see {@link Simulator.credentialOf}. */
	readonly caller: string;
	readonly answer: Answer;
	/** Whether the client had given up before. */
	readonly isLate: boolean;
	/** Whether something was to go wrong with it; then the answer is not the one that the client gets. */
	readonly isDisturbed: boolean;
}

/** An Exotel API on loopback, with state; see exotel-api for everything it does. */
export class Simulator {
	readonly state: State;

	readonly requests: LoggedRequest[] = [];

	/** Played on the requests that they apply to. */
	readonly faults: Fault[] = [];

	/** What goes wrong with each of the next requests, if it applies to them; takes precedence over `faults`. */
	readonly schedule: Array<Fault | undefined> = [];

	/** Requests that have arrived and are not answered yet, and the most there have ever been. */
	readonly inFlight = { now: 0, most: 0 };

	private readonly chosen = new WeakMap<FastifyRequest, Fault>();

	private readonly callers = new WeakMap<FastifyRequest, string>();

	private readonly taken: number[] = [];

	private readonly history = new History();

	private readonly late = new LateCommits();

	readonly behaviour: Behaviour = { ...USUAL };

	/** Called as each request arrives, before anything is done about it. */
	onRequest: (request: { method: string; path: string }) => void = () => {};

	/** Called when each request has been carried out, before it is answered. */
	onHandled: (handled: Handled) => void = () => {};

	/** The time of day on its clock, which the `Date` of each answer tells; Node.js would write the real one. */
	now = (): number => Date.now();

	/** The URL it listens on, without a trailing slash. */
	url = '';

	private constructor(
		private readonly server: FastifyInstance,
		account: typeof ACCOUNT,
	) {
		this.state = new State(account);
	}

	/** Starts a simulator on the loopback interface, by default on a free port, for one account. */
	static async start(port = 0, account = ACCOUNT): Promise<Simulator> {
		const server = fastify({ forceCloseConnections: true, bodyLimit: 16 * 1024 * 1024 });
		const simulator = new Simulator(server, account);
		await simulator.build();
		simulator.url = await server.listen({ host: '127.0.0.1', port });
		return simulator;
	}

	/** The fields of an "Exotel API" credential that leads here. */
	get credential(): Readonly<Record<string, string>> {
		return { region: 'custom', baseUrl: this.url, ...this.state.account };
	}

	/** The same account with another API key, by which its requests can be told apart; see {@link Handled}. */
	credentialOf(caller: string): Readonly<Record<string, string>> {
		return { ...this.credential, apiKey: `${this.state.account.apiKey}.${caller}` };
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

	/** Carries out at once what is still to be carried out late. */
	carryOutLate(): void {
		this.late.carryOutAll();
	}

	/** Closes the server and its connections. Stopping it twice does no harm. */
	async stop(): Promise<void> {
		await this.server.close();
	}

	private async build(): Promise<void> {
		const { server } = this;
		server.removeContentTypeParser('text/plain'); // below /v2 Exotel accepts only JSON
		await server.register(basicAuth, {
			validate: async (username, password, request) => {
				const [key, caller = ''] = username.split('.');
				const { apiKey, apiToken } = this.state.account;
				const isKnown = key === apiKey && password === apiToken;
				if (!isKnown) throw Object.assign(new Error('Unauthorized'), { statusCode: 401 });
				this.callers.set(request, caller);
			},
		});
		server.setErrorHandler<FastifyError>((error, request, reply) => {
			const answer = answerFor(error, request);
			return this.send(request, reply, answer);
		});
		server.setNotFoundHandler((request, reply) =>
			this.send(request, reply, refuseAll(request, 404, ERRORS.notFound)),
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

		this.addRoutes(server, '/v2/accounts/:account', ROUTES);
		await server.register(async (beta) => {
			beta.removeContentTypeParser('application/json');
			await beta.register(formBody);
			this.addRoutes(beta, `${BETA}Accounts/:account`, exoPhones);
		});
	}

	private addRoutes(server: FastifyInstance, account: string, routes: Routes): void {
		for (const [route, handle] of Object.entries(routes)) {
			const [method = '', path = ''] = route.split(' ');
			this.route(server, method, `${account}${path}`, handle);
		}
	}

	private route(
		server: FastifyInstance,
		method: string,
		url: string,
		handle: (call: Call) => Answer,
	): void {
		server.route({
			method,
			url,
			handler: async (request, reply) => {
				const late = this.chosen.get(request)?.late;
				if (late !== undefined) {
					this.late.add(reply.raw, late, () => this.carryOut(request, handle, true));
					return reply.hijack();
				}
				const answer = this.carryOut(request, handle, false);
				return await this.send(request, reply, answer);
			},
		});
	}

	private carryOut(
		request: FastifyRequest,
		handle: (call: Call) => Answer,
		isPostponed: boolean,
	): Answer {
		const call = this.readCall(request);
		const isOwn = call.params.account === this.state.account.accountSid;
		const answer = isOwn ? answerTo(call, request, handle) : refuseAccount(request);
		const caller = this.callers.get(request) ?? '';
		const isLate = isPostponed || request.raw.socket.destroyed;
		const isDisturbed = this.chosen.get(request) !== undefined;
		this.onHandled({ ...call, method: request.method, caller, answer, isLate, isDisturbed });
		if (!isPostponed) this.late.countOne();
		return answer;
	}

	private readCall({ method, params, query, body, url }: FastifyRequest): Call {
		const { behaviour } = this;
		const [path = ''] = url.split('?');
		const record = (value: unknown) => (isRecord(value) ? value : {});
		return {
			state: this.stateFor(method),
			behaviour,
			path,
			params: record(params),
			query: record(query),
			body: record(body),
		};
	}

	/** What a request finds; a reading may find what was there before. */
	private stateFor(method: string): State {
		const { listLag } = this.behaviour;
		if (listLag === undefined) return this.state;
		const held = this.history.lagging(this.state, listLag);
		return method === 'GET'
			? Object.assign(new State(this.state.account), this.state, held)
			: this.state;
	}

	private async send(request: FastifyRequest, reply: FastifyReply, given: Answer) {
		const fault = this.chosen.get(request);
		if (fault?.answer !== undefined && fault.afterCommit) {
			return await play(fault.answer, request, reply);
		}
		const answer = fault?.change?.(given) ?? given;
		const text = this.write(request, answer);
		await this.delay('answering');
		return await reply.status(answer.status).type('application/json').send(text);
	}

	/** The text of an answer; what happens before it is sent does not change it any more. */
	private write({ method }: FastifyRequest, answer: Answer): string {
		const { status, metadata, response } = answer;
		const isBare = answer.bare && 'data' in response;
		const request_id = this.state.requestId();
		const envelope = { request_id, method, http_code: status, metadata, response };
		const text = JSON.stringify(isBare ? response.data : envelope);
		// As text, because a number in JavaScript may not hold all digits of an id.
		return this.behaviour.ids === 'text'
			? text
			: text.replace(/"((?:phone_number_)?id)":"(\d+)"/g, '"$1":$2');
	}

	private async delay(moment: keyof Behaviour['delayMs']): Promise<void> {
		const { delayMs, random } = this.behaviour;
		const ms = Math.round(random() * delayMs[moment]);
		if (ms > 0) await wait(ms);
	}

	private async disturb(request: FastifyRequest, reply: FastifyReply) {
		const { method, url } = request;
		this.onRequest({ method, path: url });
		const isCrowded = this.inFlight.now > this.behaviour.connections;
		if (this.behaviour.latencyMs > 0) await wait(this.behaviour.latencyMs);
		await this.delay('handling');
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

function answerTo(call: Call, { body }: FastifyRequest, handle: (call: Call) => Answer): Answer {
	return isParsed(body ?? {}) ? handle(call) : refuse(400, ERRORS.notParsed);
}

function answerFor({ statusCode }: FastifyError, request: FastifyRequest): Answer {
	switch (statusCode) {
		case 400:
			return refuseAll(request, 400, ERRORS.notParsed);
		case 401:
			return refuseAll(request, 401, ERRORS.unauthorized);
		case 415: {
			const type = request.headers['content-type'] ?? '';
			return refuseAll(request, 415, ERRORS.contentType(type));
		}
		default:
			return refuseAll(request, 500, { code: 0, message: 'Internal', description: '' });
	}
}

/** Refuses a request for an account that is not that of the key. */
function refuseAccount(request: FastifyRequest): Answer {
	return isBeta(request)
		? refuseAll(request, 404, ERRORS.notFound)
		: refuseAll(request, 403, ERRORS.forbidden);
}

/** Refuses a request as a whole, in the form of the API that it was sent to. */
function refuseAll(request: FastifyRequest, status: number, reason: ExotelError): Answer {
	return isBeta(request) ? restException(status, reason.message) : refuse(status, reason);
}

function isBeta({ url }: FastifyRequest): boolean {
	return url.startsWith(BETA);
}
