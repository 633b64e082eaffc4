import { isRecord } from '../records';
import type { Entry } from '../simulator/envelope';
import type { Handled, Simulator } from '../simulator/simulator';
import { meaningOf } from './meaning';

/** A destination as it really is on a trunk, whatever lists and answers say. */
export interface Row {
	readonly id: string;
	readonly trunk: string;
	/** What the destination means. */
	readonly key: string;
	readonly priority: number;
	readonly weight: number;
}

/** What really happened to a row, by whom; or that somebody began to read a list. */
export interface Event {
	/** Its place in the order of all events. */
	readonly at: number;
	readonly by: string;
	readonly trunk: string;
	readonly kind: 'read' | 'made' | 'removed' | 'set';
	/** Of a row; empty for a list. */
	readonly id: string;
	readonly key: string;
	/** Whether whoever sent the request had given up on it before. */
	readonly isLate: boolean;
	/** Whether whoever sent the request was given an answer that says so. */
	readonly isAnswered: boolean;
}

/** Writes down what the simulator does, in the order in which it does it. */
export class Journal {
	readonly events: Event[] = [];

	/** What there is at first. */
	readonly before: readonly Row[];

	private readonly keys = new Map<string, string>();

	constructor(private readonly simulator: Simulator) {
		this.before = this.rowsNow();
		for (const { id, key } of this.before) this.keys.set(id, key);
		simulator.onHandled = (handled) => this.write(handled);
	}

	/** A place in the order of events: after all so far, before all that come. */
	get now(): number {
		return this.events.length - 0.5;
	}

	/** What there is now. */
	rowsNow(): Row[] {
		return [...this.simulator.state.trunks.values()].flatMap(({ destinations }) =>
			destinations.map(({ id, destination, priority, weight, trunk_sid: trunk }) => {
				return { id, trunk, key: meaningOf(destination), priority, weight };
			}),
		);
	}

	private write({
		method,
		params,
		query,
		path,
		answer,
		caller,
		isLate,
		isDisturbed,
	}: Handled): void {
		const trunk = String(params.sid);
		if (!path.includes('/destination-uris')) return;
		const note = (kind: Event['kind'], id: string, key: string) => {
			const isAnswered = !isLate && !isDisturbed;
			const at = this.events.length;
			this.events.push({ at, by: caller, trunk, kind, id, key, isLate, isAnswered });
		};
		if (method === 'GET') {
			if (Number(query.offset ?? 0) === 0) note('read', '', '');
			return;
		}
		const entries: readonly Entry[] = [answer.response].flat();
		for (const { status, data } of entries) {
			if (status !== 'success' || !isRecord(data)) continue;
			const id = String(data.id);
			const known = this.keys.get(id);
			const key = known ?? meaningOf(String(data.destination));
			this.keys.set(id, key);
			if (method === 'DELETE') note('removed', id, key);
			else if (method === 'PUT') note('set', id, key);
			else if (known === undefined) note('made', id, key);
		}
	}
}
