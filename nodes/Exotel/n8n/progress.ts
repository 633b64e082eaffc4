import type { Logger } from 'n8n-workflow';

import type { Counting } from '../provisioning/model';
import type { ExotelClient } from '../transport/model';

/** Runs that take less are not told of, and no two lines come closer. */
const INTERVAL_MS = 10_000;

/** Tells in n8n's log how far a long run is. */
export class Progress implements Counting {
	private what = '';

	private total = 0;

	private done = 0;

	private start = 0;

	private lastLine = 0;

	/** @param client whose account sets the pace */
	constructor(
		private readonly logger: Logger,
		private readonly client: Pick<ExotelClient, 'paceMs'>,
	) {}

	/** Begins a part of the run. If the account's limit alone makes it a long one, says so at once. */
	begin(what: string, total: number): void {
		Object.assign(this, { what, total, done: 0, start: performance.now() });
		this.lastLine = this.start;
		if (this.client.paceMs(total) >= INTERVAL_MS) this.tell();
	}

	advance(): void {
		this.done++;
		const isLong = performance.now() - this.lastLine >= INTERVAL_MS;
		if (isLong && this.done < this.total) this.tell();
	}

	private tell(): void {
		this.lastLine = performance.now();
		const { total, what } = this;
		const done = Math.min(this.done, total);
		const left = total - done;
		const asFastAsSoFar = done === 0 ? 0 : ((this.lastLine - this.start) / done) * left;
		const ms = Math.max(asFastAsSoFar, this.client.paceMs(left));
		const count = (number: number) => number.toLocaleString('en');
		this.logger.info(
			`Exotel: ${count(done)} of ${count(total)} ${what}, about ${duration(ms)} left`,
		);
	}
}

function duration(ms: number): string {
	const seconds = Math.max(1, Math.round(ms / 1000));
	if (seconds < 100) return `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
	return `${Math.round(seconds / 60)} minutes`;
}
