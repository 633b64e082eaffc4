import type { ExotelResource, Rows } from '../transport/model';
import type { NotDone, Plan } from './model';
import { changeOf, numberOf } from './plan';
import { destinationUris } from './sections/destinationUris';
import type { Fields, PlannedSection, Wanted } from './sections/section';

/** A change of priority or weight, of every destination that it finds. */
export interface Step {
	/** Finds what it is about among the rows of a trunk. */
	find(rows: readonly ExotelResource[]): readonly ExotelResource[];
	/** The priority and weight to set; what is absent or undefined stays as it is. */
	readonly fields: Fields;
	/** What it is about, if it names one destination, which may be gone. */
	readonly key?: string;
	/** Whether the last destination that takes calls may be put behind. */
	readonly allowsLast: boolean;
}

/** What is to be changed on one trunk. */
export interface RerouteGoal {
	readonly trunkSid: string;
	readonly section: PlannedSection;
	/** How many rows the trunk will have, as a guess. */
	readonly expected: number;
	readonly purpose: 'updated';
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
	const wanted = steps.flatMap((step) => reroutedBy(step, rows));
	const isBarred = putsLastBehind(rows, wanted);
	const update: Array<Plan['update'][number]> = [];
	const keep: Array<Plan['keep'][number]> = [];
	const held: Array<Plan['held'][number]> = [];
	const hold = (one: Rerouted, outcome: NotDone) => held.push({ one, outcome });
	const taken = new Map<unknown, Rerouted>();
	for (const one of wanted) {
		const { row, step } = one;
		if (row === undefined) {
			hold(one, { kind: 'gone' });
			continue;
		}
		const first = taken.get(row.id) ?? one;
		taken.set(row.id, first);
		const change = changeOf(destinationUris, one, row);
		if (!isSame(first.fields, one.fields)) hold(one, { kind: 'contradicted', row });
		else if (change === undefined || first !== one) {
			keep.push({ one, done: { kind: 'done', action: 'unchanged', row, requestId } });
		} else if (isBarred && !step.allowsLast && isPutBehind(one, row)) {
			hold(one, { kind: 'last', row });
		} else {
			update.push({ one, change, done: { kind: 'done', action: 'updated', row, requestId } });
		}
	}
	return {
		...{ trunkSid, section, rows, add: [], update, keep, held, repeats: [] },
		...{ inPlace: 'unchanged', corrects: true, extra: [], extras: { kind: 'leave' }, spared: [] },
		...{ isProtected: () => false, earlier: 0 },
	};
}

function reroutedBy(step: Step, rows: readonly ExotelResource[]): Rerouted[] {
	const { fields, key } = step;
	const about = { fields, step, onExisting: 'update' } as const;
	const found = step.find(rows);
	if (found.length === 0 && key !== undefined) return [{ ...about, key }];
	return found.map((row) => ({ ...about, key: destinationUris.keyOf(row), row }));
}

/** Whether the best destination is put behind, and none that takes calls stays where it is. */
function putsLastBehind(rows: readonly ExotelResource[], wanted: readonly Rerouted[]): boolean {
	const behind = new Set(
		wanted.flatMap((one) => (one.row !== undefined && isPutBehind(one, one.row) ? [one.row] : [])),
	);
	const active = rows.filter(takesCalls);
	const best = Math.min(...active.map(priorityOf));
	const isBestBehind = active.some((row) => behind.has(row) && priorityOf(row) === best);
	return isBestBehind && active.every((row) => behind.has(row));
}

function isPutBehind({ fields }: Wanted, row: ExotelResource): boolean {
	const { priority, weight } = fields;
	const isLater = priority !== undefined && Number(priority) > priorityOf(row);
	return isLater || (weight !== undefined && Number(weight) === 0 && takesCalls(row));
}

/** Of destinations with the same priority, one with weight 0 gets none of the calls. */
function takesCalls({ weight }: ExotelResource): boolean {
	return numberOf(weight) !== 0;
}

/** Exotel assumes 0 where none is set (exotel-api: "Endpoints"). */
function priorityOf({ priority }: ExotelResource): number {
	return numberOf(priority) ?? 0;
}

function isSame(one: Fields, other: Fields): boolean {
	return one.priority === other.priority && one.weight === other.weight;
}
