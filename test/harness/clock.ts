/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   watches requests for tests; not part of the package */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';

import { isRecord } from './records';

const SENT = 'http.client.request.start';

/**
 * A clock on which waits pass at once, in the order in which they would have ended, as soon as no
 * request is in flight: it stands still while something real is happening.
 */
export class Clock {
	/** How long each wait since the last reset should have taken, in milliseconds. */
	waits: number[] = [];

	/** Whether waits last until {@link release}. */
	isHeld = false;

	/** Called as each wait begins. */
	onWait: () => void = () => {};

	/** How far the time of day has been set on or back, in milliseconds; `performance.now()` is not. */
	setByMs = 0;

	private aheadMs = 0;

	private sleepers: Array<{ readonly until: number; readonly wake: () => void }> = [];

	/** Requests that this process has sent and that have not finished. */
	private underWay = 0;

	constructor(
		private readonly realNow: () => number,
		private readonly realSteadyNow: () => number,
	) {
		subscribe(SENT, this.watch);
	}

	/** Stops watching requests; another test file in the same process has its own clock. */
	stop(): void {
		unsubscribe(SENT, this.watch);
	}

	/** Stands in for `Date.now`. */
	readonly now = (): number => this.realNow() + this.aheadMs + this.setByMs;

	/** Stands in for `performance.now`. */
	readonly steadyNow = (): number => this.realSteadyNow() + this.aheadMs;

	/** Stands in for n8n's `sleep`; like the one in n8n 1.x, it takes no signal. */
	readonly sleep = async (ms: number): Promise<void> => {
		this.waits.push(ms);
		this.onWait();
		await new Promise<void>((wake) => {
			this.sleepers.push({ until: this.steadyNow() + ms, wake });
			setImmediate(() => this.wakeNext());
		});
	};

	/** Forgets the waits so far, and whatever should have happened at the next one; sets the right time. */
	reset(): void {
		this.waits = [];
		this.setByMs = 0;
		this.onWait = () => {};
	}

	/** Ends the waits that are held. */
	release(): void {
		this.isHeld = false;
		for (let left = this.sleepers.length; left > 0; left--) this.wakeNext();
	}

	private readonly watch = (message: unknown): void => {
		const request = isRecord(message) ? message.request : undefined;
		if (!(request instanceof EventEmitter)) return;
		this.underWay++;
		request.once('close', () => this.underWay--);
	};

	private wakeNext(): void {
		if (this.isHeld) return;
		if (this.underWay > 0) return void setImmediate(() => this.wakeNext());
		this.sleepers.sort((a, b) => a.until - b.until);
		const next = this.sleepers.shift();
		if (next === undefined) return;
		this.aheadMs += Math.max(0, next.until - this.steadyNow());
		next.wake();
	}
}

/** The clock of this test file. */
export const clock = new Clock(Date.now.bind(Date), performance.now.bind(performance));
