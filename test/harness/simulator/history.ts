import type { State, Trunk } from './state';

/** How far lists lag behind: by a time, or by the last requests that were carried out. */
export type Lag = { readonly ms: number } | { readonly requests: number };

interface Snapshot {
	readonly at: number;
	readonly trunks: Map<string, Trunk>;
}

/** What an account held at earlier times. */
export class History {
	private snapshots: Snapshot[] = [];

	/**
	 * Takes note of what the account holds, which has to be done before each request is carried out.
	 *
	 * @returns what a list that lags shows now; at first, what the account held at the first request
	 */
	lagging({ trunks }: State, lag: Lag): Map<string, Trunk> {
		const now = Date.now();
		this.snapshots.push({ at: now, trunks: structuredClone(trunks) });
		const last = this.snapshots.length - 1;
		const isVisible = ({ at }: Snapshot, index: number) =>
			'ms' in lag ? at >= now - lag.ms : index >= last - lag.requests;
		this.snapshots = this.snapshots.filter(isVisible);
		return this.snapshots[0]?.trunks ?? trunks;
	}
}
