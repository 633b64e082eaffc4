import type { IDataObject } from 'n8n-workflow';

import { changesOf, type Change } from '../../provisioning/changes';
import type { TrunkOutcome } from '../../provisioning/model';
import { planId } from '../../provisioning/planId';
import { byKey } from '../../provisioning/rows';
import type { Fields } from '../../provisioning/sections/section';
import type { ExotelResource } from '../../transport/model';
import { planText, tellCounts, type Counts, type Line } from './planText';
import type { Requested, Unusable, WantedByItem } from './requested';
import type { Subject } from './subject';
import { capitalized, tellChange, tellNotDone } from './words';

/** How a summary is made. */
export interface SummaryManner {
	readonly subject: Subject;
	/** Whether nothing was done, so that it says what would be. */
	readonly isOnlyTold: boolean;
	/** What stands in the way of carrying it out. */
	readonly warning?: string;
	/** The name of a trunk, where it is known. */
	trunkName(sid: string): string | undefined;
}

/**
 * What became of one trunk, or would: in figures, as text for a chat message, and as lists that Sync takes
 * again, to carry it out (`wanted`) or to undo it (`before`).
 *
 * @param requested what was asked for on this trunk
 */
export function summaryOf(
	trunk: TrunkOutcome,
	requested: readonly Requested[],
	{ subject, isOnlyTold, warning, trunkName }: SummaryManner,
): IDataObject {
	const { plan } = trunk;
	const { trunkSid, section } = plan;
	const { list, kept } = changesOf(trunk);
	const unusable = requested.filter((one) => one.kind === 'unusable');
	const lines = [
		...list.map((change) => lineOf(change, subject, isOnlyTold)),
		...unusable.map(lineOfUnusable),
	];
	const counts = countsOf(lines, kept);
	const isInSync = isDone(trunk, counts, isOnlyTold);
	const name = trunkName(trunkSid);
	const told = { counts, isInSync, isOnlyTold, warning, noun: subject.noun };
	return {
		trunk_sid: trunkSid,
		...(name === undefined ? {} : { trunk_name: name }),
		in_sync: isInSync,
		message: capitalized(tellCounts(told)),
		plan_id: planId(plan),
		counts: { ...counts },
		plan: planText(name ?? trunkSid, lines, told),
		changes: lines.map(({ action, name: about, before, after, why }) => ({
			action,
			...subject.about(about),
			...(before === undefined ? {} : { id: before.id, before: pick(before, section.changeable) }),
			...(after === undefined ? {} : { after: pick(after, section.changeable) }),
			...(why === undefined ? {} : { message: why }),
		})),
		wanted: requested
			.filter((one) => one.kind === 'wanted')
			.map((one) => wantedEntry(one, subject)),
		before: [...byKey(section, plan.rows).values()].flatMap(([row]) =>
			row === undefined
				? []
				: [{ ...subject.about(section.nameOf(row)), ...pick(row, section.changeable) }],
		),
	};
}

/** Whether nothing is left to do. */
function isDone(
	{ outcomes, unchecked }: TrunkOutcome,
	counts: Counts,
	isOnlyTold: boolean,
): boolean {
	const isFlawless = [...outcomes.values()].every(
		(outcome) => outcome.kind !== 'done' || outcome.flaws === undefined,
	);
	const open = isOnlyTold ? counts.add + counts.update + counts.delete : 0;
	return counts.refused + open === 0 && isFlawless && unchecked === undefined;
}

function countsOf(lines: readonly Line[], keep: number): Counts {
	const count = (action: Line['action']) => lines.filter((one) => one.action === action).length;
	return {
		add: count('add'),
		update: count('update'),
		delete: count('delete'),
		keep,
		protected: count('protected'),
		refused: count('refused'),
	};
}

function lineOf(change: Change, subject: Subject, isOnlyTold: boolean): Line {
	const { action, before, after, outcome } = change;
	const name = subject.show(change.name);
	if (outcome.kind !== 'done') {
		const why = tellNotDone(outcome, { isDryRun: isOnlyTold, subject });
		return { action, name, before, after, why };
	}
	return { action, name, before, after, values: valuesOf(change, subject) };
}

/** What a line says of priority and weight: what changes, or what something new gets that is not the default. */
function valuesOf(
	{ key, before, after, whitelists = false }: Change,
	{ section }: Subject,
): string[] {
	if (after === undefined) return [];
	if (before !== undefined) return tellChange(before, after);
	const usual = section.rowOf({ key, fields: {}, onExisting: 'skip' });
	const others = section.changeable
		.filter((name) => String(after[name]) !== String(usual[name]))
		.map((name) => `${name} ${String(after[name])}`);
	return whitelists ? [...others, 'whitelisted first'] : others;
}

function lineOfUnusable({ given, report }: Unusable): Line {
	return { action: 'refused', name: given, why: report.message };
}

/** What Sync takes again of something that was asked for. */
function wantedEntry(one: WantedByItem, { section, about }: Subject): IDataObject {
	const { fields } = one;
	const named = section.changeable.filter((name) => fields[name] !== undefined);
	return { ...about(section.nameOf(section.rowOf(one))), ...pickFields(fields, named) };
}

function pick(row: ExotelResource, names: readonly string[]): IDataObject {
	return Object.fromEntries(names.map((name) => [name, row[name]]));
}

function pickFields(fields: Fields, names: readonly string[]): IDataObject {
	return Object.fromEntries(names.map((name) => [name, fields[name]]));
}
