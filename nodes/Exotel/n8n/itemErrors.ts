import type { IExecuteFunctions } from 'n8n-workflow';

import { apiError, inputError } from './errors';
import { summarize } from './summarize';
import { isFailed, type Outcome, type Planned, type Told } from './task';

/** Stops the node if there are items that can't be used, or something that they name can't be looked up. */
export function throwIfUnusable(context: IExecuteFunctions, planned: readonly Planned[]): void {
	const unusable = planned.flatMap((one) => ('unusable' in one ? [one] : []));
	const unread = unusable.find(({ isInput }) => !isInput);
	const inputs = unusable.filter(({ isInput }) => isInput);
	if (inputs.length > 0) {
		throw inputError(
			context,
			inputs.map(({ itemIndex, unusable: report }) => ({ itemIndex, report })),
		);
	}
	if (unread !== undefined) {
		throw apiError(context, unread.unusable, { itemIndex: unread.itemIndex });
	}
}

/** Stops the node if something failed. The error tells what had been done by then. */
export function throwIfFailed(
	context: IExecuteFunctions,
	planned: readonly Planned[],
	told: readonly Told[],
): void {
	const culprit = told.find(({ outcome }) => isFailed(outcome));
	if (culprit === undefined || !isFailed(culprit.outcome)) return;
	const changes = planned.some((one) => 'task' in one && one.task.thing !== undefined);
	throw apiError(context, culprit.outcome.report, {
		itemIndex: culprit.itemIndex,
		...(changes && told.length > 1 ? progressOf(told) : {}),
	});
}

/** What had been done when something failed: in words, and for machines. */
function progressOf(told: readonly Told[]) {
	const total = new Set(told.map(({ itemIndex }) => itemIndex)).size;
	const indexes = (is: (one: Outcome) => boolean) => [
		...new Set(told.flatMap(({ itemIndex, outcome }) => (is(outcome) ? [itemIndex] : []))),
	];
	const unfinished = new Set(indexes(({ kind }) => kind !== 'done'));
	const done = indexes(({ kind }) => kind === 'done');
	const unknown = indexes((one) => isFailed(one) && one.mayBeDone);
	const left = indexes(({ kind }) => kind === 'notTried');
	const sentences = [
		tellItems(
			'Already done',
			done.filter((index) => !unfinished.has(index)),
			total,
		),
		tellItems(
			'Done in part',
			done.filter((index) => unfinished.has(index)),
			total,
		),
		tellItems('May or may not have been carried out', unknown, total),
		tellItems('Not begun', left, total),
		done.length === 0 ? '' : 'Before you run the workflow again, leave out what is done.',
	];
	const rows = told.flatMap(({ itemIndex, outcome }) =>
		outcome.kind === 'done' ? outcome.rows.map((row) => ({ ...row, itemIndex })) : [],
	);
	const progress = sentences.filter((sentence) => sentence !== '').join(' ');
	return { progress, data: { done: rows, unknown } };
}

function tellItems(what: string, indexes: readonly number[], total: number): string {
	if (indexes.length === 0) return '';
	const named = summarize(indexes.map(String), ', ');
	return `${what}: ${indexes.length} of ${total} items (index ${named}).`;
}
