import type { ExotelResource, Rows } from '../transport/model';
import type { Done, NotDone, Plan } from './model';
import { idOf } from './kind';
import { changeOf } from './plan';
import { partsOf, type Parts } from './protect';
import { priorityOf, takesCalls } from './routing';
import { byKey, hasId } from './rows';
import { destinationUris } from './sections/destinationUris';
import type { Fields, PlannedSection, Wanted } from './sections/section';

/** A change of priority or weight. */
export type Step = Matching | Restoring;

interface Setting {
	/** The priority and weight to set; what is absent or undefined stays as it is. */
	readonly fields: Fields;
}

/** A change of every destination that is covered. */
export interface Matching extends Setting {
	readonly kind: 'matching';
	/** Whether it covers a destination, by the parts of its key. */
	covers(parts: Parts): boolean;
	/** Whether the last destination that takes calls may be put behind. */
	readonly allowsLast: boolean;
}

/** A change of one destination, which may be gone, or have been made anew with another id. */
export interface Restoring extends Setting {
	readonly kind: 'restoring';
	readonly id: string;
	readonly key: string;
}

/** What is to be changed on one trunk. */
export interface RerouteGoal {
	readonly trunkSid: string;
	readonly section: PlannedSection;
	/** How many rows the trunk will have, as a guess. */
	readonly expected: number;
	readonly steps: readonly Step[];
}

/** A row with what is to be set, and what asks for it. */
export interface Rerouted extends Wanted {
	readonly step: Step;
	/** Absent if it is not on the trunk. */
	readonly row?: ExotelResource;
}

/**
 * Decides which destinations of a trunk get another priority or weight. Pure: nothing is read or sent.
 *
 * If no destination that takes calls would be left but those that are put behind, none is put behind, unless
 * that is allowed: then calls would have nowhere else to go.
 */
export function planReroute(
	{ rows, requestId }: Rows,
	{ trunkSid, section, steps }: RerouteGoal,
): Plan {
	const wanted = reroutedBy(steps, rows);
	const firsts = new Map<ExotelResource, Rerouted>();
	const repeats: Array<Plan['repeats'][number]> = [];
	const held: Array<Plan['held'][number]> = [];
	for (const one of wanted) {
		const { row } = one;
		const first = row === undefined ? undefined : firsts.get(row);
		if (row === undefined) held.push({ one, outcome: { kind: 'gone' } });
		else if (first === undefined) firsts.set(row, one);
		else if (isSame(first.fields, one.fields)) repeats.push({ one, first });
		else held.push({ one, outcome: { kind: 'contradicted', row } });
	}
	const isBarred = putsLastBehind(rows, firsts);
	const update: Array<Plan['update'][number]> = [];
	const keep: Array<Plan['keep'][number]> = [];
	for (const [row, one] of firsts) {
		const change = changeOf(section, one, row);
		const done = (action: Done['action']): Done => ({ kind: 'done', action, row, requestId });
		const reason = change === undefined ? undefined : whyHeld(one, row, isBarred);
		if (change === undefined) keep.push({ one, done: done('unchanged') });
		else if (reason === undefined) update.push({ one, change, done: done('updated') });
		else held.push({ one, outcome: reason });
	}
	return {
		...{ trunkSid, section, rows, add: [], update, keep, held, repeats },
		...{ inPlace: 'unchanged', corrects: true, extra: [], extras: { kind: 'leave' }, spared: [] },
		...{ isProtected: () => false, earlier: 0, moves: new Map() },
	};
}

/** The rows that the steps are about, in the order of the steps. */
function reroutedBy(steps: readonly Step[], rows: readonly ExotelResource[]): Rerouted[] {
	const keyed = rows.map((row) => {
		const key = destinationUris.keyOf(row);
		return { row, key, parts: partsOf(key) };
	});
	const restored = restoredRows(steps, rows);
	return steps.flatMap((step): Rerouted[] => {
		const about = { fields: step.fields, step, onExisting: 'update' } as const;
		if (step.kind === 'restoring') return [{ ...about, key: step.key, row: restored.get(step) }];
		return keyed
			.filter(({ parts }) => step.covers(parts))
			.map(({ row, key }) => ({ ...about, key, row }));
	});
}

/**
 * Which row each step restores: the one with its id or, if there is none, one of its URI that no other step
 * restores by its id.
 */
function restoredRows(
	steps: readonly Step[],
	rows: readonly ExotelResource[],
): ReadonlyMap<Step, ExotelResource> {
	const byId = new Map(rows.map((row) => [idOf(destinationUris, row), row]));
	const found = new Map<Step, ExotelResource>();
	const restoring = steps.filter((step) => step.kind === 'restoring');
	for (const step of restoring) {
		const row = byId.get(step.id);
		// The id of another list may happen to be that of another destination.
		if (row !== undefined && destinationUris.keyOf(row) === step.key) found.set(step, row);
	}
	const taken = new Set(found.values());
	const free = byKey(
		destinationUris,
		rows.filter((row) => !taken.has(row)),
	);
	for (const step of restoring) {
		const row = found.has(step) ? undefined : free.get(step.key)?.shift();
		if (row !== undefined) found.set(step, row);
	}
	return found;
}

/** Why a destination is not changed, though it does not have what is asked for. */
function whyHeld(
	one: Rerouted,
	row: ExotelResource,
	isBarred: boolean,
): Extract<NotDone, { row: ExotelResource }> | undefined {
	if (!hasId(destinationUris, row)) return { kind: 'nameless', row };
	const allowsLast = one.step.kind === 'restoring' || one.step.allowsLast;
	return isBarred && !allowsLast && isPutBehind(one, row) ? { kind: 'last', row } : undefined;
}

/** Whether the best destination is put behind, and none that takes calls stays where it is. */
function putsLastBehind(
	rows: readonly ExotelResource[],
	wanted: ReadonlyMap<ExotelResource, Rerouted>,
): boolean {
	const active = rows.filter(takesCalls);
	const isBehind = (row: ExotelResource) => {
		const one = wanted.get(row);
		return one !== undefined && isPutBehind(one, row);
	};
	const best = Math.min(...active.map(priorityOf));
	const isBestBehind = active.some((row) => priorityOf(row) === best && isBehind(row));
	return isBestBehind && active.every(isBehind);
}

function isPutBehind({ fields }: Wanted, row: ExotelResource): boolean {
	const { priority, weight } = fields;
	const isLater = priority !== undefined && Number(priority) > priorityOf(row);
	return isLater || (weight !== undefined && Number(weight) === 0 && takesCalls(row));
}

function isSame(one: Fields, other: Fields): boolean {
	return one.priority === other.priority && one.weight === other.weight;
}
