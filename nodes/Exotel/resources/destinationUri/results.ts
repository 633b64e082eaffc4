import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import type { Done, NotDone, Outcome, Provisioned } from '../../provisioning/provision';
import { nodeOfError } from '../../secrets';
import { formatDestination } from '../../sip/destination';
import { troubleFailure } from '../../transport/errors';
import { apiError, errorDetails, failureItem } from '../output';
import type { Requested, Unusable } from './requested';

/** A destination and what became of it. */
export interface DestinationResult {
	readonly itemIndex: number;
	readonly trunkSid: string;
	/** The destination URI; for one that could not be read, what the user gave. */
	readonly name: string;
	/** Whether it could be read. */
	readonly isUsable: boolean;
	readonly outcome: Outcome;
}

/**
 * Brings together what was asked for and what became of it, in the order of the input. After that come
 * the destinations that were on a trunk and not asked for, if anything became of them; they belong to
 * the first item that names the trunk.
 */
export function resultsOf(
	requested: readonly Requested[],
	{ outcomes, extras }: Provisioned,
): DestinationResult[] {
	const firstItems = new Map<string, number>();
	const results: DestinationResult[] = [];
	for (const one of requested) {
		const { itemIndex, trunkSid } = one;
		if (!firstItems.has(trunkSid)) firstItems.set(trunkSid, itemIndex);
		if ('given' in one) {
			const outcome = notDone(one.failure);
			results.push({ itemIndex, trunkSid, name: one.given, isUsable: false, outcome });
		} else if ('destination' in one) {
			const outcome = outcomes.get(one) ?? notDone(troubleFailure('unaccounted', ''));
			const name = formatDestination(one.destination);
			results.push({ itemIndex, trunkSid, name, isUsable: true, outcome });
		}
	}
	for (const { trunkSid, row, outcome } of extras) {
		if (outcome === undefined) continue;
		const itemIndex = firstItems.get(trunkSid) ?? 0;
		results.push({ itemIndex, trunkSid, name: String(row.destination), isUsable: true, outcome });
	}
	return results;
}

function notDone(failure: NotDone['failure']): NotDone {
	return { action: 'rejected', goal: 'added', failure, isSingle: true };
}

/**
 * The output item for one destination, paired to the input item it came from.
 *
 * @param options.dryRun whether nothing was done, so that the item says what would be
 */
export function toItem(
	context: IExecuteFunctions,
	result: DestinationResult,
	{ dryRun }: { dryRun: boolean },
): INodeExecutionData {
	const { itemIndex, trunkSid, name: destination, outcome } = result;
	const mark = dryRun ? { dry_run: true } : {};
	if ('row' in outcome) {
		const { row, action, requestId, routingFailure } = outcome;
		const json: IDataObject = {
			destination: row.destination ?? destination,
			status: 'success',
			code: 200,
			action,
			id: row.id,
			type: row.type,
			priority: row.priority,
			weight: row.weight,
			trunk_sid: row.trunk_sid ?? trunkSid,
			date_created: row.date_created,
			date_updated: row.date_updated,
			request_id: requestId,
			...mark,
			...(routingFailure === undefined ? {} : { error: errorDetails(routingFailure) }),
		};
		return { json, pairedItem: { item: itemIndex } };
	}

	const { failure, action } = outcome;
	return failureItem(context, itemIndex, {
		failure,
		about: { destination, trunk_sid: trunkSid, ...mark },
		message: tellWhy(result, outcome),
		regular: {
			destination,
			status: 'failure',
			code: failure.status,
			action,
			trunk_sid: trunkSid,
			error: errorDetails(failure),
			request_id: failure.requestId,
			...mark,
		},
	});
}

/**
 * Tells in the editor how many destinations are not as they should be.
 *
 * @param options.left how many there were that were not asked for
 */
export function hintAt(
	context: IExecuteFunctions,
	results: readonly DestinationResult[],
	{ left, deletes }: { left: number; deletes: boolean },
): void {
	const failures = results.flatMap(({ outcome }) => ('failure' in outcome ? [outcome] : []));
	const say = (message: string, type: 'warning' | 'info' = 'warning') =>
		context.addExecutionHints({ message, type });
	const warn = (count: number, what: string) => {
		const were = results.length === 1 ? 'destination was' : 'destinations were';
		if (count > 0) say(`${count} of ${results.length} ${were} ${what}`);
	};
	const isRefused = ({ isSingle, action }: NotDone) => isSingle && action === 'rejected';
	warn(failures.filter(isRefused).length, 'refused');
	for (const goal of ['added', 'updated', 'deleted'] as const) {
		const ofGoal = failures.filter((one) => one.goal === goal && !isRefused(one));
		const withheld = ofGoal.filter(({ isSingle }) => isSingle).length;
		warn(ofGoal.length - withheld, `not ${goal}, because a request failed`);
		warn(withheld, `not ${goal}, because something of the list is not in place`);
	}
	const unrouted = results.filter(({ outcome }) => 'routingFailure' in outcome).length;
	warn(unrouted, 'added without priority and weight');
	if (left > 0 && !deletes) {
		say(
			`Not in the list and left alone: ${left}. Switch on Delete Missing to delete them.`,
			'info',
		);
	}
}

/** Says in one line why a destination is not as it should be. */
function tellWhy({ name, isUsable }: DestinationResult, outcome: NotDone): string {
	const { action, goal, failure, isSingle } = outcome;
	if (!isUsable) return failure.message;
	const reason = failure.description === '' ? failure.message : failure.description;
	if (isSingle && action === 'rejected' && goal !== 'deleted')
		return `${name} was refused: ${reason}`;
	return action === 'skipped' && !isSingle
		? `${name} was not ${goal}, because a request before it failed: ${failure.message}`
		: `${name} was not ${goal}: ${isSingle ? reason : failure.message}`;
}

/** The error for destinations that can't be used, found before anything is sent. */
export function unusableInput(
	context: IExecuteFunctions,
	unusable: readonly Unusable[],
): NodeOperationError {
	const [first, ...others] = unusable;
	const lines = [
		first?.failure.hint ?? '',
		'Nothing was sent to Exotel.',
		...(others.length > 0 ? [`${others.length} more can't be used:`] : []),
		...others.map(({ itemIndex, failure }) => `Item ${itemIndex}: ${failure.message}.`),
	];
	return new NodeOperationError(nodeOfError(context), first?.failure.message ?? '', {
		itemIndex: first?.itemIndex,
		description: summarize(lines, ' '),
	});
}

/**
 * Stops the node when a request as a whole failed, or when destinations were refused and the user
 * wants that to stop it. The error tells what had been done by then.
 */
export function throwIfFailed(
	context: IExecuteFunctions,
	results: readonly DestinationResult[],
	stopsOnRefusal: boolean,
): void {
	const failures = results.flatMap((result) =>
		'failure' in result.outcome ? [{ result, outcome: result.outcome }] : [],
	);
	const failedRequest = failures.find(
		({ outcome }) => !outcome.isSingle && outcome.action === 'rejected',
	);
	const culprit = failedRequest ?? (stopsOnRefusal ? failures[0] : undefined);
	if (culprit === undefined) return;

	const changes = (['added', 'updated', 'deleted'] as const).map((action) => ({
		action,
		rows: results.flatMap(({ outcome, trunkSid }) =>
			'row' in outcome && outcome.action === action ? [rowOf(outcome, trunkSid)] : [],
		),
	}));
	const unknown = failures
		.filter(({ outcome: { action, failure } }) => action === 'rejected' && failure.mayBeDone)
		.map(({ result: { name, trunkSid } }) => ({ destination: name, trunk_sid: trunkSid }));
	const progress = [
		...changes
			.filter(({ action, rows }) => action === 'added' || rows.length > 0)
			.map(({ action, rows }) =>
				rows.length === 0
					? `No destination is known to have been ${action}.`
					: `${rows.length} ${action} before this: ${summarize(rows.map(nameOf), ', ')}.`,
			),
		...(unknown.length === 0
			? []
			: [`May or may not have been carried out: ${summarize(unknown.map(nameOf), ', ')}.`]),
		failedRequest === undefined
			? `Refused: ${summarize(
					failures.map(({ result, outcome }) => tellWhy(result, outcome)),
					'; ',
				)}.`
			: 'Run the workflow again to continue from there; with Existing Destinations set to Skip nothing is added twice.',
	].join(' ');
	throw apiError(context, culprit.outcome.failure, {
		itemIndex: culprit.result.itemIndex,
		message:
			failedRequest === undefined
				? `${failures.length} of ${results.length} destinations were refused`
				: undefined,
		progress,
		data: { ...Object.fromEntries(changes.map(({ action, rows }) => [action, rows])), unknown },
	});
}

function nameOf({ destination, trunk_sid }: { destination: string; trunk_sid: string }): string {
	return `${destination} on ${trunk_sid}`;
}

function rowOf({ row }: Done, trunkSid: string) {
	return { destination: String(row.destination), id: row.id, trunk_sid: trunkSid };
}

/** Joins lines, leaving out what no reader would get through. */
function summarize(lines: readonly string[], separator: string): string {
	const shown = lines.slice(0, 20);
	const more = lines.length - shown.length;
	return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(separator);
}
