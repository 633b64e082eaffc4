/**
 * Exotel's clock, as the `Date` of its answers tells it. The clock of this machine may be hours off, or be
 * set while a request is under way; `performance.now()` only ever counts on.
 */
export class ServerClock {
	/** Exotel's time less that of `performance.now()`; undefined until an answer has told it. */
	private ahead?: number;

	/** Reads the `Date` header of an answer that has just arrived, if it has one. */
	set(date: unknown): void {
		const time = typeof date === 'string' ? Date.parse(date) : NaN;
		if (!Number.isNaN(time)) this.ahead = time - performance.now();
	}

	/**
	 * What time it is for Exotel, or was at a time of `performance.now()`; by the clock of this machine as
	 * long as Exotel's is not known.
	 */
	at(time = performance.now()): number {
		return time + (this.ahead ?? Date.now() - performance.now());
	}
}
