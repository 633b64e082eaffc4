import type { State } from './state';

/** How far lists lag behind: by a time, or by the last requests that were carried out. */
export type Lag = { readonly ms: number } | { readonly requests: number };

/** What of an account lags behind. */
type Held = Pick<State, 'trunks' | 'exoPhones'>;

interface Snapshot {
	readonly at: number;
	readonly held: Held;
}

/** What an account held at earlier times. */
export class History {
	private snapshots: Snapshot[] = [];

	/**
	 * Takes note of what the account holds, which has to be done before each request is carried out.
	 *
	 * @returns what a list that lags shows now; at first, what the account held at the first request
	 */
	lagging({ trunks, exoPhones }: State, lag: Lag): Held {
		const now = Date.now();
		const held = { trunks, exoPhones };
		this.snapshots.push({ at: now, held: structuredClone(held) });
		const last = this.snapshots.length - 1;
		const isVisible = ({ at }: Snapshot, index: number) =>
			'ms' in lag ? at >= now - lag.ms : index >= last - lag.requests;
		this.snapshots = this.snapshots.filter(isVisible);
		return this.snapshots[0]?.held ?? held;
	}
}
