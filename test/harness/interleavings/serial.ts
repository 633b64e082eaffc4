import type { Row } from './journal';
import { meaningOf } from './meaning';
import type { Play, Played } from './play';
import { isProvisioning, REFUSED, type Provisioning } from './scenario';

/** A row in a model of a trunk; what was not there at first has no id of its own. */
interface ModelRow {
	readonly id: string | 'new';
	readonly key: string;
	readonly priority: number;
	readonly weight: number;
}

/** Something that happens to a trunk at once. */
interface Step {
	readonly execution: Played;
	/** Its place among the steps of its execution. */
	readonly place: number;
	/** What the trunk has afterwards; undefined if this can't happen then. */
	apply(rows: readonly ModelRow[]): ModelRow[] | undefined;
}

/**
 * Looks for an order of the executions in which a trunk ends as it did, trunk by trunk: as if each Add and
 * Sync, and each item of an Update or Delete, had happened at once. One that had ended before another began
 * comes first.
 *
 * @returns the trunks for which there is no such order, in words
 */
export function serialMismatches(play: Play): string[] {
	if (play.executions.some(hasFailed)) return [];
	const trunks = new Set([...play.before, ...play.after].map(({ trunk }) => trunk));
	return [...trunks].flatMap((trunk) => {
		const ofTrunk = (rows: readonly Row[]) => rows.filter((row) => row.trunk === trunk);
		const before = ofTrunk(play.before);
		const initial = new Set(before.map(({ id }) => id));
		const goal = describe(
			ofTrunk(play.after).map((row) => ({ ...row, id: initial.has(row.id) ? row.id : 'new' })),
		);
		const steps = play.executions.flatMap((execution) => stepsOf(play, execution, trunk));
		return canReach(before, steps, goal) ? [] : [`No order gives what is on ${trunk}: ${goal}`];
	});
}

/** Whether an Add or Sync has not done all that it should; it says so, and has left the rest alone to be safe. */
function hasFailed({ planned, wanted, told }: Played): boolean {
	if (!isProvisioning(planned)) return false;
	// Where Exotel refuses a destination, Sync deletes nothing; the model knows that.
	const isExpected = (trunk: string) => wanted.get(trunk)?.has(meaningOf(REFUSED)) === true;
	const failed = told.items.filter(({ action }) => action === 'failed');
	return told.error !== undefined || failed.some(({ trunk }) => !isExpected(trunk));
}

function describe(rows: readonly ModelRow[]): string {
	return rows
		.map(({ id, key, priority, weight }) => `${id} ${key} ${priority}/${weight}`)
		.sort()
		.join(', ');
}

function canReach(rows: readonly ModelRow[], steps: readonly Step[], goal: string): boolean {
	if (steps.length === 0) return describe(rows) === goal;
	return steps.some((step) => {
		const others = steps.filter((other) => other !== step);
		const next = others.some((other) => comesBefore(other, step)) ? undefined : step.apply(rows);
		return next !== undefined && canReach(next, others, goal);
	});
}

function comesBefore(one: Step, other: Step): boolean {
	if (one.execution === other.execution) return one.place < other.place;
	return one.execution.ended < other.execution.started;
}

function stepsOf({ events }: Play, execution: Played, trunk: string): Step[] {
	const { planned, wanted, name } = execution;
	if (isProvisioning(planned)) {
		const keys = wanted.get(trunk);
		if (keys === undefined) return [];
		return [{ execution, place: 0, apply: (rows) => provision(rows, keys, planned) }];
	}
	// Each item that was carried out; that others were not may be seen in what they say.
	return events
		.filter((one) => one.by === name && one.trunk === trunk && one.kind !== 'read')
		.map(({ id, at }) => ({
			execution,
			place: at,
			apply(rows) {
				if (!rows.some((row) => row.id === id)) return undefined;
				if (planned.operation === 'delete') return rows.filter((row) => row.id !== id);
				const { weight, priority = 1 } = planned;
				const change = weight === undefined ? { priority } : { weight };
				return rows.map((row) => (row.id === id ? { ...row, ...change } : row));
			},
		}));
}

/** What Add and Sync are to do, read from their documentation. */
function provision(
	before: readonly ModelRow[],
	wanted: ReadonlySet<string>,
	{ operation, onExisting, priority }: Provisioning,
): ModelRow[] {
	let rows = [...before];
	const kept = new Set<ModelRow>();
	const isRight = (row: ModelRow) => priority === undefined || row.priority === priority;
	const corrects = operation !== 'add' || onExisting === 'update';
	const refused = meaningOf(REFUSED);
	for (const key of wanted) {
		if (key === refused) continue;
		const same = rows.filter((row) => row.key === key).sort(compareAge);
		const there = same.find(isRight) ?? same[0];
		const chosen = there ?? { id: 'new', key, priority: priority ?? 0, weight: 1 };
		const right = isRight(chosen) || !corrects ? chosen : { ...chosen, priority: priority ?? 0 };
		rows = [...rows.filter((row) => row !== there), right];
		kept.add(right);
	}
	const deletes = operation === 'syncDelete' && !wanted.has(refused);
	return deletes ? rows.filter((row) => kept.has(row)) : rows;
}

/** What was there earlier comes first; there is at most one new row of a destination. */
function compareAge({ id: one }: ModelRow, { id: other }: ModelRow): number {
	if (one === 'new' || other === 'new') return Number(one === 'new') - Number(other === 'new');
	return Number(one) - Number(other);
}
