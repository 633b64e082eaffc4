import type { ExotelResource } from '../transport/model';
import type { Done, Outcome, TrunkOutcome } from './model';
import type { PlannedSection, Wanted } from './sections/section';

/** What becomes of something that does not stay as it is, or why it does: one line of a plan. */
export interface Change {
	readonly action: 'add' | 'update' | 'delete' | 'protected' | 'refused';
	readonly key: string;
	/** What Exotel calls it, or would. */
	readonly name: string;
	/** The row that is there before, if there is one. */
	readonly before?: ExotelResource;
	/** The row that is there afterwards, if it is another. */
	readonly after?: ExotelResource;
	readonly outcome: Outcome;
	/** Whether its address is put on the whitelist first. */
	readonly whitelists?: boolean;
}

/** All that becomes of one section of a trunk, or became of it. */
export interface Changes {
	readonly list: readonly Change[];
	/** How many wanted things need, or needed, nothing done. */
	readonly kept: number;
}

/** Tells of a plan that was previewed what it would change, and of one that was carried out what it did. Pure. */
export function changesOf({ plan, outcomes, removals }: TrunkOutcome): Changes {
	const { section, spared, repeats } = plan;
	const isRepeat = new Set(repeats.map(({ one }) => one));
	const list: Change[] = [];
	let kept = 0;
	for (const [one, outcome] of outcomes) {
		if (isRepeat.has(one)) continue;
		const change = changeOfWanted(section, one, outcome);
		if (change === undefined) kept++;
		else list.push(change);
	}
	for (const [row, outcome] of removals) list.push(changeOfRow(section, row, outcome));
	for (const row of spared) list.push(changeOfRow(section, row, sparing(row)));
	return { list, kept };
}

/** What becomes of a row that would be deleted if it was not protected. */
export function sparing(row: ExotelResource): Done {
	return { kind: 'done', action: 'protected', row, requestId: null };
}

function changeOfWanted(
	section: PlannedSection,
	one: Wanted,
	outcome: Outcome,
): Change | undefined {
	const { key } = one;
	if (outcome.kind !== 'done') {
		const before = 'row' in outcome ? outcome.row : undefined;
		const name = before === undefined ? section.nameOfKey(key) : section.nameOf(before);
		return { action: 'refused', key, name, before, outcome };
	}
	const { action, row, before } = outcome;
	const about = { key, name: section.nameOf(row), after: row, outcome };
	if (action === 'added') return { action: 'add', ...about, whitelists: one.whitelist };
	return action === 'updated' ? { action: 'update', ...about, before } : undefined;
}

function changeOfRow(section: PlannedSection, row: ExotelResource, outcome: Outcome): Change {
	const about = { key: section.keyOf(row), name: section.nameOf(row), before: row, outcome };
	if (outcome.kind !== 'done') return { action: 'refused', ...about };
	return { action: outcome.action === 'protected' ? 'protected' : 'delete', ...about };
}
