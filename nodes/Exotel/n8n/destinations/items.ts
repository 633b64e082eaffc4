import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Done, Flaw, NotDone } from '../../provisioning/model';
import type { ExotelResource } from '../../transport/model';
import { errorDetails, failureItem } from '../output';
import { reportOf } from '../report';
import type { DestinationResult, NotRead } from './results';
import { reportOfOutcome, tellFlaw, tellWhy } from './words';

/**
 * The output item for one destination, paired to the input item it came from.
 *
 * @param options.isDryRun whether nothing was done, so that the item says what would be
 */
export function toItem(
	context: IExecuteFunctions,
	result: DestinationResult,
	{ isDryRun }: { isDryRun: boolean },
): INodeExecutionData {
	const mark = isDryRun ? { dry_run: true } : {};
	const { outcome } = result;
	return outcome.kind === 'done'
		? doneItem(result, outcome, mark)
		: notDoneItem(context, result, outcome, mark);
}

function doneItem(
	{ itemIndex, trunkSid, name }: DestinationResult,
	{ row, action, requestId, flaws, differs }: Done,
	mark: object,
): INodeExecutionData {
	return {
		json: {
			destination: name,
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
			...(differs === undefined ? {} : tellDifference(row, differs)),
			...(flaws === undefined ? {} : tellFlaws(flaws)),
		},
		pairedItem: { item: itemIndex },
	};
}

function tellFlaws(flaws: readonly Flaw[]): IDataObject {
	const [first] = flaws;
	return {
		message: flaws.map((flaw) => sentence(tellFlaw(flaw))).join(' '),
		...(first === undefined ? {} : { error: errorDetails(reportOf(first.failure)) }),
	};
}

/** Tells that a destination keeps another priority or weight than was asked for, since it was left alone. */
function tellDifference({ priority, weight }: ExotelResource, wanted: IDataObject): IDataObject {
	const parts = Object.entries({ priority, weight }).flatMap(([name, has]) =>
		String(has) === String(wanted[name])
			? []
			: [`${name} ${String(has)} instead of ${String(wanted[name])}`],
	);
	const message = `Was there already, with ${parts.join(' and ')}. To correct it, set Existing Destinations to Update.`;
	return { message, before: { priority, weight }, wanted };
}

function sentence(words: string): string {
	return words.charAt(0).toUpperCase() + words.slice(1);
}

function notDoneItem(
	context: IExecuteFunctions,
	{ itemIndex, trunkSid, name: destination }: DestinationResult,
	outcome: NotDone | NotRead,
	mark: object,
): INodeExecutionData {
	const report = reportOfOutcome(outcome);
	const isSkipped = outcome.kind === 'notTried' || outcome.kind === 'withheld';
	return failureItem(context, itemIndex, {
		report,
		about: { destination, trunk_sid: trunkSid, ...mark },
		message: tellWhy(destination, outcome),
		regular: {
			destination,
			status: 'failure',
			code: report.status,
			action: isSkipped ? 'skipped' : 'rejected',
			trunk_sid: trunkSid,
			error: errorDetails(report),
			request_id: report.requestId,
			...mark,
		},
	});
}
