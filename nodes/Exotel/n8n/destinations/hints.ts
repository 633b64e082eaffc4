import type { IExecuteFunctions } from 'n8n-workflow';

import type { DestinationResult } from './results';
import { countOf } from './words';

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
	warn(count('withheld'), 'not deleted, because some destinations in the list are not in place');
	const unrouted = outcomes.filter(
		(one) => one.kind === 'done' && one.routingFailure !== undefined,
	);
	warn(unrouted.length, 'added without priority and weight');
}

/** Tells in the editor that a sync has left destinations alone that are not in its list. */
export function hintAtLeft(context: IExecuteFunctions, left: number): void {
	if (left === 0) return;
	const [are, them] = left === 1 ? ['destination is', 'it'] : ['destinations are', 'them'];
	const message = `${left} ${are} not in the list and ${left === 1 ? 'was' : 'were'} left alone. Turn on Delete Missing to delete ${them}.`;
	context.addExecutionHints({ message, type: 'info' });
}
