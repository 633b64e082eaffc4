/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   watches requests for tests; not part of the package */
import { subscribe } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';

import { isRecord } from '../nodes/Exotel/guards';

/** Requests that this process has sent and that have not ended. */
let underWay = 0;
subscribe('http.client.request.start', (message) => {
	const request = isRecord(message) ? message.request : undefined;
	if (!(request instanceof EventEmitter)) return;
	underWay++;
	request.once('close', () => underWay--);
});

/**
 * A clock on which waits pass at once, in the order in which they would have ended, as soon as no
 * request is under way: so it stands still while something really happens.
 */
export class Clock {
	/** How long each wait since the last reset was to take, in milliseconds. */
	waits: number[] = [];

	/** Whether waits go on until {@link release}. */
	isHeld = false;

	/** Called as each wait begins. */
	onWait: () => void = () => {};

	private aheadMs = 0;

	private sleepers: Array<{ readonly until: number; readonly wake: () => void }> = [];

	constructor(private readonly realNow: () => number) {}

	readonly now = (): number => this.realNow() + this.aheadMs;

	/** Stands in for n8n's `sleep`; like that of n8n 1.x it knows of no signal. */
	readonly sleep = async (ms: number): Promise<void> => {
		this.waits.push(ms);
		this.onWait();
		await new Promise<void>((wake) => {
			this.sleepers.push({ until: this.now() + ms, wake });
			setImmediate(() => this.wakeNext());
		});
	};

	reset(): void {
		this.waits = [];
		this.onWait = () => {};
	}

	/** Lets held waits pass. */
	release(): void {
		this.isHeld = false;
		for (let left = this.sleepers.length; left > 0; left--) this.wakeNext();
	}

	private wakeNext(): void {
		if (this.isHeld) return;
		if (underWay > 0) return void setImmediate(() => this.wakeNext());
		this.sleepers.sort((a, b) => a.until - b.until);
		const next = this.sleepers.shift();
		if (next === undefined) return;
		this.aheadMs += Math.max(0, next.until - this.now());
		next.wake();
	}
}

export const clock = new Clock(Date.now.bind(Date));
