import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import type { NotOnTrunk, Outcome } from '../../provisioning/addDestinations';
import { nodeOfError } from '../../secrets';
import { formatDestination } from '../../sip/destination';
import { troubleFailure } from '../../transport/errors';
import { apiError, errorDetails, failureItem } from '../output';
import type { Requested, Unusable } from './requested';

/** What an input item asked for, and what became of it. */
export interface DestinationResult {
	readonly one: Requested;
	readonly outcome: Outcome;
}

/** Brings together what was asked for and what became of it, in the order of the input. */
export function resultsOf(
	requested: readonly Requested[],
	outcomes: ReadonlyMap<object, Outcome>,
): DestinationResult[] {
	return requested.map((one) => ({ one, outcome: outcomeOf(one, outcomes) }));
}

function outcomeOf(one: Requested, outcomes: ReadonlyMap<object, Outcome>): Outcome {
	const outcome = outcomes.get(one);
	if (outcome !== undefined) return outcome;
	const failure = 'failure' in one ? one.failure : troubleFailure('unaccounted', '');
	return { action: 'rejected', failure, single: true };
}

/** The output item for one destination, paired to the input item it came from. */
export function toItem(
	context: IExecuteFunctions,
	{ one, outcome }: DestinationResult,
): INodeExecutionData {
	const { itemIndex } = one;
	const destination = nameOf(one);
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
			trunk_sid: row.trunk_sid ?? one.trunkSid,
			date_created: row.date_created,
			date_updated: row.date_updated,
			request_id: requestId,
			...(routingFailure === undefined ? {} : { error: errorDetails(routingFailure) }),
		};
		return { json, pairedItem: { item: itemIndex } };
	}

	const { failure, action } = outcome;
	const about = { destination, trunk_sid: one.trunkSid };
	return failureItem(context, itemIndex, {
		failure,
		about,
		message: refusal(one, outcome),
		regular: {
			destination,
			status: 'failure',
			code: failure.status,
			action,
			trunk_sid: one.trunkSid,
			error: errorDetails(failure),
			request_id: failure.requestId,
		},
	});
}

/** Tells in the editor how many destinations did not get where they should. */
export function hintAt(context: IExecuteFunctions, results: readonly DestinationResult[]): void {
	const failures = results.flatMap(({ outcome }) => ('failure' in outcome ? [outcome] : []));
	const refused = failures.filter(({ single }) => single).length;
	const unrouted = results.filter(({ outcome }) => 'routingFailure' in outcome).length;
	const hint = (count: number, what: string) => {
		if (count === 0) return;
		const message = `${count} of ${results.length} ${results.length === 1 ? 'destination was' : 'destinations were'} ${what}`;
		context.addExecutionHints({ message, type: 'warning' });
	};
	hint(refused, 'refused');
	hint(failures.length - refused, 'not added, because a request failed');
	hint(unrouted, 'added without priority and weight');
}

function nameOf(one: Requested): string {
	return 'destination' in one ? formatDestination(one.destination) : one.given;
}

/** Says in one line which destination did not get onto its trunk, and why. */
function refusal(one: Requested, { action, failure, single }: NotOnTrunk): string {
	if (!('destination' in one)) return failure.message;
	const reason = failure.description === '' ? failure.message : failure.description;
	if (single) return `${nameOf(one)} was refused: ${reason}`;
	return action === 'skipped'
		? `${nameOf(one)} was not sent, because a request before it failed: ${failure.message}`
		: `${nameOf(one)} was not added: ${failure.message}`;
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
 * wants that to stop it. The error tells what had been added by then.
 */
export function throwIfFailed(
	context: IExecuteFunctions,
	results: readonly DestinationResult[],
	stopOnRejected: boolean,
): void {
	const refused = results.flatMap(({ one, outcome }) =>
		'failure' in outcome ? [{ one, ...outcome }] : [],
	);
	const failedRequest = refused.find(({ single, action }) => !single && action === 'rejected');
	const culprit = failedRequest ?? (stopOnRejected ? refused[0] : undefined);
	if (culprit === undefined) return;

	const added = results.flatMap(({ one, outcome }) =>
		'row' in outcome && outcome.action === 'added'
			? [{ destination: outcome.row.destination, id: outcome.row.id, trunk_sid: one.trunkSid }]
			: [],
	);
	const progress = [
		added.length === 0
			? 'No destination is known to have been added.'
			: `${added.length} added before this: ${summarize(
					added.map(({ destination, trunk_sid }) => `${String(destination)} on ${trunk_sid}`),
					', ',
				)}. Run the workflow again with Existing Destinations set to Skip to continue from there.`,
		...(failedRequest === undefined
			? [
					`Refused: ${summarize(
						refused.map((each) => refusal(each.one, each)),
						'; ',
					)}.`,
				]
			: []),
	].join(' ');
	throw apiError(context, culprit.failure, {
		itemIndex: culprit.one.itemIndex,
		message:
			failedRequest === undefined
				? `${refused.length} of ${results.length} destinations were refused`
				: undefined,
		progress,
		data: { added },
	});
}

/** Joins lines, leaving out what no reader would get through. */
function summarize(lines: readonly string[], separator: string): string {
	const shown = lines.slice(0, 20);
	const more = lines.length - shown.length;
	return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(separator);
}
