import type { IExecuteFunctions } from 'n8n-workflow';

import type { TooMany } from '../../provisioning/maxDeletions';
import type { Flaw, Provisioned } from '../../provisioning/model';
import type { Manner } from './goals';
import { takesFirstItemAlone } from './options';
import type { DestinationResult } from './results';
import { countOf, reportOfTooMany, reportsOf } from './words';

/** Tells in the editor how many destinations are not as they should be. */
export function hintAtFailures(
	context: IExecuteFunctions,
	results: readonly DestinationResult[],
): void {
	const outcomes = results.map(({ outcome }) => outcome);
	const total = outcomes.length;
	const warn = (count: number, what: string) => {
		if (count === 0) return;
		const message = `${countOf(count, total)} ${what}`;
		context.addExecutionHints({ message, type: 'warning' });
	};
	const count = (...kinds: ReadonlyArray<(typeof outcomes)[number]['kind']>) =>
		outcomes.filter(({ kind }) => kinds.includes(kind)).length;

	warn(count('refused', 'unusable'), 'refused');
	for (const goal of ['added', 'updated', 'deleted'] as const) {
		const failed = outcomes.filter(
			(one) => (one.kind === 'requestFailed' || one.kind === 'notTried') && one.goal === goal,
		);
		warn(failed.length, `not ${goal}, because a request failed`);
	}
	warn(count('unaccounted'), "not accounted for in Exotel's answers");
	warn(count('withheld'), 'not deleted, to be safe: the items say why');
	warn(count('lost'), 'deleted by somebody else at the same time');
	warn(count('protected'), 'protected, though the list asks to change it');
	const flawed = (flaw: Flaw['kind']) =>
		outcomes.filter((one) => one.kind === 'done' && one.flaws?.some(({ kind }) => kind === flaw))
			.length;
	warn(flawed('unrouted'), 'added without priority and weight');
	warn(flawed('doubled'), 'added twice');
	const differing = outcomes.filter(
		(one) => one.kind === 'done' && one.action === 'existing' && one.differs !== undefined,
	);
	warn(differing.length, 'there already with another priority or weight than asked for');
	for (const message of adviceOn(outcomes)) context.addExecutionHints({ message, type: 'info' });
}

/** What to do about the destinations that are not as they should be: once for each reason, for the first few. */
function adviceOn(outcomes: ReadonlyArray<DestinationResult['outcome']>): string[] {
	const advice = outcomes
		.flatMap(reportsOf)
		.map(({ message, description, hint }) => `${description || message}. ${hint}`);
	return [...new Set(advice)].slice(0, 3);
}

/** What there is to tell besides what became of each destination. */
export interface Besides {
	/** How many destinations of the trunks are not in the list and were left alone. */
	readonly left: number;
	readonly unchecked: Provisioned['unchecked'];
	readonly earlier: number;
	/** More would be deleted than may be. */
	readonly tooMany?: TooMany;
}

/** Tells in the editor what else there is to know. */
export function hintAtBesides(
	context: IExecuteFunctions,
	{ left, unchecked, earlier, tooMany }: Besides,
	{ isSync, deletes, isDryRun }: Pick<Manner, 'isSync' | 'deletes' | 'isDryRun'>,
): void {
	if (isSync && takesFirstItemAlone(context)) {
		const message =
			'Execute Once is on, so only the first input item was taken. A list with one destination in each item needs it off.';
		context.addExecutionHints({ message, type: 'warning' });
	}
	if (tooMany !== undefined && isDryRun) {
		const message = `${reportOfTooMany(tooMany).message}. Without Dry Run, nothing would be changed.`;
		context.addExecutionHints({ message, type: 'warning' });
	}
	for (const { trunkSid, failure } of unchecked) {
		const message = `The list of trunk ${trunkSid} could not be read again afterwards, to see whether anything is there twice or gone: ${failure.message}`;
		context.addExecutionHints({ message, type: 'warning' });
	}
	if (deletes && earlier > 0) {
		const message = `${areNot(earlier)} in this list, but an earlier run of this node in the same execution asked for ${earlier === 1 ? 'it, so it was' : 'them, so they were'} not deleted. To delete everything that is not in one list, pass the whole list to this node at once.`;
		context.addExecutionHints({ message, type: 'warning' });
	}
	if (isSync && !deletes && left > 0) {
		const message = `${areNot(left)} in the list and ${left === 1 ? 'was' : 'were'} left alone. Turn on Delete Missing to delete ${left === 1 ? 'it' : 'them'}.`;
		context.addExecutionHints({ message, type: 'info' });
	}
}

function areNot(count: number): string {
	return `${count} ${count === 1 ? 'destination is' : 'destinations are'} not`;
}
