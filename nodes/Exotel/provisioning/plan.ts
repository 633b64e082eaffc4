import type { IDataObject } from 'n8n-workflow';

import { destinationKey, type SipDestination } from '../sip/destination';
import type { ExotelResource } from '../transport/types';

/** A destination that a trunk is to have; no two of one trunk have the same key. */
export interface Desired {
	/** What `destinationKey` makes of it. */
	readonly key: string;
	readonly destination: SipDestination;
	/** What to do if the trunk has it already: leave it, or add it once more. */
	readonly onExisting: 'skip' | 'add';
}

/** What it takes to make the destinations of a trunk equal to a list. */
export interface Plan<D extends Desired> {
	/** Not on the trunk yet, or to be added all the same; in the order wanted. */
	readonly add: D[];
	/** On the trunk; `change` is what differs from the priority and weight wanted, if anything. */
	readonly keep: ReadonlyArray<{
		readonly one: D;
		readonly row: ExotelResource;
		readonly change?: IDataObject;
	}>;
	/** On the trunk but not wanted, or there once more than wanted. */
	readonly extra: readonly ExotelResource[];
}

/**
 * Compares what a trunk has with what it is to have.
 *
 * Of several rows of a wanted destination the one is kept that needs no change, else the first. A
 * destination that names no priority or weight keeps the one it has.
 */
export function planChanges<D extends Desired>(
	current: readonly ExotelResource[],
	desired: readonly D[],
): Plan<D> {
	const rowsByKey = new Map<string, ExotelResource[]>();
	for (const row of current) {
		const key = destinationKey(String(row.destination));
		const rows = rowsByKey.get(key);
		if (rows === undefined) rowsByKey.set(key, [row]);
		else rows.push(row);
	}

	const add: D[] = [];
	const keep: Array<Plan<D>['keep'][number]> = [];
	const kept = new Set<ExotelResource>();
	for (const one of desired) {
		const rows = one.onExisting === 'skip' ? (rowsByKey.get(one.key) ?? []) : [];
		const isRight = (candidate: ExotelResource) =>
			routingChange(one.destination, candidate) === undefined;
		const row = rows.find(isRight) ?? rows[0];
		if (row === undefined) {
			add.push(one);
			continue;
		}
		keep.push({ one, row, change: routingChange(one.destination, row) });
		kept.add(row);
	}
	return { add, keep, extra: current.filter((row) => !kept.has(row)) };
}

/** The priority and weight to set, if those wanted are not what the row has. */
export function routingChange(
	wanted: SipDestination,
	row: ExotelResource,
): IDataObject | undefined {
	const { priority = row.priority, weight = row.weight } = wanted;
	return priority === row.priority && weight === row.weight ? undefined : { priority, weight };
}
