import type { IDataObject } from 'n8n-workflow';

import { changesOf, type Change } from '../../provisioning/changes';
import { entriesOf } from '../../provisioning/configuration';
import type { Outcome, TrunkOutcome } from '../../provisioning/model';
import { changeOf } from '../../provisioning/plan';
import { planId } from '../../provisioning/planId';
import { valuesOf } from '../../provisioning/rows';
import type { Wanted } from '../../provisioning/sections/section';
import { planText, tellCounts, type Counts, type Line } from './planText';
import type { Requested, Unusable } from './requested';
import type { Subject } from './subject';
import { capitalized, tellNotDone, tellUpdate } from './words';

/** How a summary is made. */
export interface SummaryManner {
	readonly subject: Subject;
	/** Whether nothing was done, so that it says what would be. */
	readonly isOnlyTold: boolean;
	/** What stands in the way of carrying it out. */
	readonly warning?: string;
	/** By trunk SID, what an earlier try of the node has found before it changed anything. */
	readonly earlier: IDataObject;
	/** The name of a trunk, where it is known. */
	trunkName(sid: string): string | undefined;
}

/** A trunk name as Exotel accepts it. Another one might be a link or a mention in a chat. */
const PLAIN = /^[\w-]{1,64}$/;

/**
 * What became of one trunk, or would: in figures, as text for a chat message, and as lists that Sync takes
 * again, to carry it out (`wanted`) or to undo it (`before`).
 *
 * @param requested what was asked for on this trunk
 */
export function summaryOf(
	trunk: TrunkOutcome,
	requested: readonly Requested[],
	{ subject, isOnlyTold, warning, earlier, trunkName }: SummaryManner,
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
	const known = trunkName(trunkSid);
	const name = known === '' ? undefined : known;
	const differing = [...trunk.outcomes.values()].filter(
		(outcome) => outcome.kind === 'done' && outcome.differs !== undefined,
	).length;
	const told = { differing, counts, isInSync, isOnlyTold, warning, noun: subject.noun };
	return {
		trunk_sid: trunkSid,
		...(name === undefined ? {} : { trunk_name: name }),
		in_sync: isInSync,
		message: capitalized(tellCounts(told)),
		plan_id: planId([plan]),
		counts: { ...counts },
		plan: planText(PLAIN.test(name ?? '') ? String(name) : trunkSid, lines, told),
		changes: lines.map(({ action, name: about, before, after, why }) => ({
			action,
			...subject.about(about),
			...(before === undefined
				? {}
				: { id: before[section.idField], before: valuesOf(section, before) }),
			...(after === undefined ? {} : { after: valuesOf(section, after) }),
			...(why === undefined ? {} : { message: why }),
		})),
		// A list in which something could not be read is not the one that was meant.
		...(unusable.length > 0 ? {} : { wanted: wantedOf(requested, subject) }),
		before: earlier[trunkSid] ?? beforeOf(trunk, subject),
	};
}

/** What Sync takes again to carry it out. */
function wantedOf(requested: readonly Requested[], { section, about }: Subject): IDataObject[] {
	return requested.flatMap((one) => {
		if (one.kind !== 'wanted') return [];
		const named = section.changeable.filter((field) => one.fields[field] !== undefined);
		const values = Object.fromEntries(named.map((field) => [field, one.fields[field]]));
		return [{ ...about(section.nameOfKey(one.key)), ...values }];
	});
}

/** What Sync takes again to undo it; of what was there twice, what took calls first. */
export function beforeOf({ plan }: TrunkOutcome, { section }: Subject): IDataObject[] {
	return entriesOf(section, plan.rows).map(([, entry]) => entry);
}

/** Whether nothing is left to do. */
function isDone(trunk: TrunkOutcome, counts: Counts, isOnlyTold: boolean): boolean {
	const { plan, outcomes, unchecked } = trunk;
	const isRight = ([one, outcome]: [Wanted, Outcome]) =>
		outcome.kind === 'done' &&
		outcome.flaws === undefined &&
		(outcome.differs !== undefined || changeOf(plan.section, one, outcome.row) === undefined);
	const open = isOnlyTold ? counts.add + counts.update + counts.delete : 0;
	const left = plan.extras.kind === 'leave' ? 0 : plan.earlier;
	const isAllRight = [...outcomes].every(isRight) && unchecked === undefined;
	return counts.refused + open + left === 0 && isAllRight;
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
	const name = subject.showListed(change.name);
	if (outcome.kind !== 'done') {
		const why = tellNotDone(outcome, { isDryRun: isOnlyTold, subject });
		return { action, name, before, after, why };
	}
	return { action, name, before, after, values: tellValues(change, subject) };
}

/** What a line says of priority and weight: what changes, or what something new gets that is not the default. */
function tellValues(
	{ key, before, after, whitelists = false }: Change,
	{ section }: Subject,
): string[] {
	if (after === undefined) return [];
	if (before !== undefined) return tellUpdate(section, before, after);
	const usual = section.rowOf({ key, fields: {}, onExisting: 'skip' });
	const others = section.changeable
		.filter((name) => String(after[name]) !== String(usual[name]))
		.map((name) => `${name} ${String(after[name])}`);
	return whitelists ? [...others, 'whitelisted first'] : others;
}

function lineOfUnusable({ given, report }: Unusable): Line {
	return { action: 'refused', name: given, why: report.message };
}
