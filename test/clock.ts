/** A clock on which waits pass at once, in the order in which they would have ended. */
export class Clock {
	/** How long each wait since the last reset was to take, in milliseconds. */
	waits: number[] = [];

	/** Whether waits go on until {@link release}. */
	isHeld = false;

	private aheadMs = 0;

	private sleepers: Array<{ readonly until: number; readonly wake: () => void }> = [];

	constructor(private readonly realNow: () => number) {}

	readonly now = (): number => this.realNow() + this.aheadMs;

	/** Stands in for n8n's `sleep`; like that of n8n 1.x it knows of no signal. */
	readonly sleep = async (ms: number): Promise<void> => {
		this.waits.push(ms);
		await new Promise<void>((wake) => {
			this.sleepers.push({ until: this.now() + ms, wake });
			setImmediate(() => this.wakeNext());
		});
	};

	reset(): void {
		this.waits = [];
	}

	/** Lets held waits pass. */
	release(): void {
		this.isHeld = false;
		for (const _ of [...this.sleepers]) this.wakeNext();
	}

	private wakeNext(): void {
		if (this.isHeld) return;
		this.sleepers.sort((a, b) => a.until - b.until);
		const next = this.sleepers.shift();
		if (next === undefined) return;
		this.aheadMs += Math.max(0, next.until - this.now());
		next.wake();
	}
}

export const clock = new Clock(Date.now.bind(Date));
