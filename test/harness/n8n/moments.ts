/* eslint-disable @n8n/community-nodes/no-restricted-imports -- waits in real time; not part of the package */
import { setTimeout as wait } from 'node:timers/promises';

import { seeded } from '../simulator/random';
import type { Simulator } from '../simulator/simulator';

/** A moment of an execution, by the requests that it sends. */
export interface Moment {
	/** The request whose arrival it follows, counted from 1. */
	readonly request: number;
	readonly delayMs: number;
}

/**
 * Random moments, spread over a whole execution: one in each of as many equal parts as there are moments.
 *
 * @param options.requests how many the execution sends when nothing happens to it
 * @param options.latencyMs how long an answer takes; no delay is longer
 */
export function randomMoments(
	count: number,
	options: { requests: number; latencyMs: number; seed: number },
): Moment[] {
	const { requests, latencyMs, seed } = options;
	const random = seeded(seed);
	return Array.from({ length: count }, (_, part) => ({
		request: 1 + Math.floor(((part + random()) / count) * requests),
		delayMs: Math.floor(random() * latencyMs),
	}));
}

/** What an execution was doing at a moment. */
export type Phase = 'reading' | 'adding' | 'setting priorities' | 'deleting' | 'reading again';

/** Listens to the requests of an execution that is about to begin. */
export class Arrivals {
	private readonly methods: string[] = [];

	/** How many requests that change something have arrived and are not carried out yet. */
	changesUnderWay = 0;

	private tell: () => void = () => {};

	constructor(simulator: Simulator) {
		simulator.onRequest = ({ method }) => {
			this.methods.push(method);
			if (method !== 'GET') this.changesUnderWay++;
			this.tell();
		};
		simulator.onHandled = ({ method }) => {
			if (method !== 'GET') this.changesUnderWay--;
		};
	}

	get count(): number {
		return this.methods.length;
	}

	/** Waits for a moment, and says what the execution is doing. */
	async reach({ request, delayMs }: Moment): Promise<Phase> {
		await new Promise<void>((resolve) => {
			this.tell = () => {
				if (this.count >= request) resolve();
			};
			this.tell();
		});
		await wait(delayMs);
		return this.phase;
	}

	private get phase(): Phase {
		switch (this.methods.at(-1)) {
			case 'POST':
				return 'adding';
			case 'PUT':
				return 'setting priorities';
			case 'DELETE':
				return 'deleting';
			default:
				return this.methods.some((method) => method !== 'GET') ? 'reading again' : 'reading';
		}
	}
}
