import type { IExecuteFunctions } from 'n8n-workflow';

import type { Flaw } from '../../provisioning/model';
import type { Objection } from '../../provisioning/objections';
import type { Provisioned } from '../../provisioning/provision';
import { sum } from '../../provisioning/sum';
import type { Manner } from './goals';
import type { RowResult } from './results';
import type { Noun } from './planOptions';
import type { ListSubject, Subject } from './subject';
import { takesFirstItemAlone } from './executeOnce';
import { countOf, reportOfObjection, reportsOf } from './words';

/** Tells in the editor how many are not as they should be. */
export function hintAtFailures(
	context: IExecuteFunctions,
	results: readonly RowResult[],
	{ noun }: Pick<Subject, 'noun'>,
): void {
	const outcomes = results.map(({ outcome }) => outcome);
	const total = outcomes.length;
	const warn = (count: number, what: string) => {
		if (count === 0) return;
		const message = `${countOf(count, total, noun)} ${what}`;
		context.addExecutionHints({ message, type: 'warning' });
	};
	const count = (...kinds: ReadonlyArray<(typeof outcomes)[number]['kind']>) =>
		outcomes.filter(({ kind }) => kinds.includes(kind)).length;

	warn(count('refused', 'unusable', 'unaddable', 'elsewhere'), 'refused');
	for (const goal of ['added', 'updated', 'deleted'] as const) {
		const failed = outcomes.filter(
			(one) => (one.kind === 'requestFailed' || one.kind === 'notTried') && one.goal === goal,
		);
		warn(failed.length, `not ${goal}, because a request failed`);
	}
	warn(count('unaccounted'), "not accounted for in Exotel's answers");
	warn(count('withheld'), 'not deleted, to be safe: the items say why');
	warn(count('lost'), 'deleted by somebody else at the same time');
	warn(count('needsPassword'), 'not added for lack of a password');
	warn(count('protected'), 'protected, though the list asks to change it');
	warn(count('last', 'gone', 'nameless', 'contradicted'), 'not changed: the items say why');
	const flawed = (flaw: Flaw['kind']) =>
		outcomes.filter((one) => one.kind === 'done' && one.flaws?.some(({ kind }) => kind === flaw))
			.length;
	warn(flawed('incomplete'), 'added without priority and weight');
	warn(flawed('doubled'), 'added twice');
	const differing = outcomes.filter(
		(one) => one.kind === 'done' && one.action === 'existing' && one.differs !== undefined,
	);
	warn(differing.length, 'there already with another priority or weight than asked for');
	for (const message of adviceOn(outcomes, noun))
		context.addExecutionHints({ message, type: 'info' });
}

/** What to do about those that are not as they should be: once for each reason, for the first few. */
function adviceOn(outcomes: ReadonlyArray<RowResult['outcome']>, noun: Noun): string[] {
	const advice = outcomes
		.flatMap((outcome) => reportsOf(outcome, noun))
		.map(({ message, description, hint }) => `${description || message}. ${hint}`);
	return [...new Set(advice)].slice(0, 3);
}

/** Tells in the editor why nothing was changed, or would be, and what could not be looked at again. */
export function hintAtObjections(
	context: IExecuteFunctions,
	{ trunks, objections }: Pick<Provisioned<Objection>, 'trunks' | 'objections'>,
	{ noun, isDryRun }: { readonly noun: Noun; readonly isDryRun: boolean },
): void {
	for (const objection of isDryRun ? objections : objections.slice(0, 1)) {
		const then = isDryRun ? 'Without Dry Run, nothing would be changed' : 'Nothing was changed';
		const message = `${reportOfObjection(objection, noun).message}. ${then}.`;
		context.addExecutionHints({ message, type: 'warning' });
	}
	for (const { trunkSid, unchecked: failure } of trunks) {
		if (failure === undefined) continue;
		const message = `The list of trunk ${trunkSid} could not be read again afterwards, to see whether anything is there twice or gone: ${failure.message}`;
		context.addExecutionHints({ message, type: 'warning' });
	}
}

/** Tells in the editor what else there is to know. */
export function hintAtBesides(
	context: IExecuteFunctions,
	{ noun, source }: ListSubject,
	{ trunks, objections }: Provisioned<Objection>,
	{ isSync, deletes, isDryRun }: Pick<Manner, 'isSync' | 'deletes' | 'isDryRun'>,
): void {
	const earlier = sum(trunks.map(({ plan }) => plan.earlier));
	const left = sum(trunks.map(({ plan: { extra, spared } }) => extra.length + spared.length));
	if (isSync && takesFirstItemAlone(context, source)) {
		const message = `Execute Once is on, so only the first input item was taken. A list with one ${noun.one} in each item needs it off.`;
		context.addExecutionHints({ message, type: 'warning' });
	}
	hintAtObjections(context, { trunks, objections }, { noun, isDryRun });
	if (deletes && earlier > 0) {
		const message = `${areNot(earlier, noun)} in this list, but an earlier run of this node in the same execution asked for ${earlier === 1 ? 'it, so it was' : 'them, so they were'} not deleted. To delete everything that is not in one list, pass the whole list to this node at once.`;
		context.addExecutionHints({ message, type: 'warning' });
	}
	if (isSync && !deletes && left > 0) {
		const message = `${areNot(left, noun)} in the list and ${left === 1 ? 'was' : 'were'} left alone. Turn on Delete Missing to delete ${left === 1 ? 'it' : 'them'}.`;
		context.addExecutionHints({ message, type: 'info' });
	}
}

function areNot(count: number, { one, many }: Noun): string {
	return `${count} ${count === 1 ? `${one} is` : `${many} are`} not`;
}
