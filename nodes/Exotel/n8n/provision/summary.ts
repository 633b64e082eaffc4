import type { IDataObject } from 'n8n-workflow';

import { changesOf, type Change } from '../../provisioning/changes';
import { entriesOf } from '../../provisioning/configuration';
import type { Outcome, TrunkOutcome } from '../../provisioning/model';
import { isNew } from '../../provisioning/newTrunk';
import { changeOf } from '../../provisioning/plan';
import { planId } from '../../provisioning/planId';
import { valueOf, valuesOf } from '../../provisioning/rows';
import { isBlank } from '../../sip/parsed';
import type { Wanted } from '../../provisioning/sections/section';
import { sum } from '../../provisioning/sum';
import type { Noun } from './planOptions';
import { planText, tellCounts, type Counts, type Line } from './planText';
import type { Requested, Unusable } from './requested';
import type { Subject } from './subject';
import { capitalized, inWords, tellNotDone, tellUpdate } from './words';

/** One section of a trunk, and what became of it. */
export interface SummaryPart {
	readonly subject: Subject;
	readonly outcome: TrunkOutcome;
	/** What was asked for there. */
	readonly requested: readonly Requested[];
}

/** How a summary is made. */
export interface SummaryManner {
	/** What all that it tells of is called. */
	readonly noun: Noun;
	/** Whether nothing was done, so that it says what would be. */
	readonly isOnlyTold: boolean;
	/** What stands in the way of carrying it out. */
	readonly warning?: string;
	/** The name of the trunk, where it is known. */
	readonly name?: string;
	/** What to give again to carry it out; absent if that is not known. */
	readonly wanted?: unknown;
	/** What to give again to undo it. */
	readonly before: unknown;
}

/** A trunk name as Exotel accepts it. Another one might be a link or a mention in a chat. */
const PLAIN = /^[\w-]{1,64}$/;

/**
 * What became of one trunk, or would: in figures, as text for a chat message, and as what is given again to carry
 * it out (`wanted`) or to undo it (`before`).
 *
 * @param parts all of that trunk, at least one
 */
export function summaryOf(
	trunkSid: string,
	parts: readonly SummaryPart[],
	{ noun, isOnlyTold, warning, name: known, wanted, before }: SummaryManner,
): IDataObject {
	const changes = parts.map(({ outcome }) => changesOf(outcome));
	const lines = parts.flatMap((part, index) =>
		linesOf(part, changes[index]?.list ?? [], isOnlyTold),
	);
	const counts = countsOf(lines, sum(changes.map(({ kept }) => kept)));
	const isInSync = parts.every(({ outcome }) => isDone(outcome, counts, isOnlyTold));
	const name = known === '' ? undefined : known;
	const differing = parts.flatMap(({ outcome }) =>
		[...outcome.outcomes.values()].filter(
			(one) => one.kind === 'done' && one.differs !== undefined,
		),
	).length;
	const told = { differing, counts, isInSync, isOnlyTold, warning, noun };
	return {
		trunk_sid: isNew(trunkSid) ? null : trunkSid,
		...(name === undefined ? {} : { trunk_name: name }),
		in_sync: isInSync,
		message: capitalized(tellCounts(told)),
		plan_id: planId(parts.map(({ outcome }) => outcome.plan)),
		counts: { ...counts },
		plan: planText(PLAIN.test(name ?? '') ? String(name) : trunkSid, lines, told),
		changes: lines.map(({ action, about, subject, before: row, after, why }) => ({
			action,
			...subject.about(about),
			...(row === undefined
				? {}
				: { id: row[subject.section.idField], before: valuesOf(subject.section, row) }),
			...(after === undefined ? {} : { after: valuesOf(subject.section, after) }),
			...(why === undefined ? {} : { message: why }),
		})),
		...(wanted === undefined ? {} : { wanted }),
		before,
	} as IDataObject; // lists and figures, all of them JSON
}

/** A line of the plan, with what it is about. */
interface SummaryLine extends Line {
	readonly about: string;
	readonly subject: Subject;
}

function linesOf(
	{ subject, requested }: SummaryPart,
	changes: readonly Change[],
	isOnlyTold: boolean,
): SummaryLine[] {
	const unusable = requested.filter((one) => one.kind === 'unusable');
	return [
		...changes.map((change) => lineOf(change, subject, isOnlyTold)),
		...unusable.map((one) => lineOfUnusable(one, subject)),
	];
}

/** What Sync takes again to carry it out; undefined where something in the list could not be read. */
export function wantedOf(
	requested: readonly Requested[],
	{ section }: Subject,
): IDataObject[] | undefined {
	if (requested.some(({ kind }) => kind === 'unusable')) return undefined;
	return requested.flatMap((one) => {
		if (one.kind !== 'wanted') return [];
		const named = section.changeable.filter((field) => one.fields[field] !== undefined);
		const values = Object.fromEntries(named.map((field) => [field, one.fields[field]]));
		return [{ ...section.fieldsOfName(section.nameOfKey(one.key)), ...values }];
	});
}

/** What Sync takes again to undo it; of what was there twice, what took calls first. */
export function beforeOf({ plan }: TrunkOutcome): IDataObject[] {
	return entriesOf(plan.section, plan.rows).map(([, entry]) => entry);
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

function lineOf(change: Change, subject: Subject, isOnlyTold: boolean): SummaryLine {
	const { action, before, after, outcome } = change;
	const about = subject.showListed(change.name);
	const line = { action, name: nameOfLine(about, subject), about, subject, before, after };
	return outcome.kind === 'done'
		? { ...line, values: tellValues(change, subject) }
		: { ...line, why: tellNotDone(outcome, { isDryRun: isOnlyTold, subject }) };
}

function nameOfLine(about: string, { label }: Subject): string {
	return label === undefined ? about : `${label} ${about}`;
}

/** What a line says of priority and weight: what changes, or what something new gets that is not the default. */
function tellValues(
	{ key, before, after, outcome, whitelists = false }: Change,
	{ section }: Subject,
): string[] {
	if (after === undefined) return [];
	if (before !== undefined) return tellUpdate(section, before, after);
	const usual = section.rowOf({ key, fields: {}, onExisting: 'skip' });
	const others = section.changeable.flatMap((name) => {
		const value = valueOf(section, after, name);
		const isUsual = isBlank(value) || value === valueOf(section, usual, name);
		return isUsual ? [] : [`${inWords(name)} ${String(value)}`];
	});
	const moved =
		outcome.kind === 'done' && outcome.movedFrom !== undefined
			? [`moved from ${outcome.movedFrom}`]
			: [];
	return [...others, ...moved, ...(whitelists ? ['whitelisted first'] : [])];
}

function lineOfUnusable({ given, report }: Unusable, subject: Subject): SummaryLine {
	return {
		...{ action: 'refused', name: nameOfLine(given, subject), about: given, subject },
		why: report.message,
	};
}
