import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Done, NotDone } from '../../provisioning/model';
import type { ExotelResource } from '../../transport/model';
import { failureItem, shortDetails } from '../output';
import { reportOf } from '../report';
import type { DestinationResult, NotRead } from './results';
import { reportOfOutcome, tellDone, tellNotDone, tellWhy } from './words';

/** How items are made. */
interface Manner {
	/** Whether nothing was done, so that an item says what would be. */
	readonly isDryRun: boolean;
	/** The name of a trunk, where it is known. */
	trunkName(sid: string): string | undefined;
}

/**
 * The output item for one destination, paired to the input item it came from. What a person looks for stands
 * first: which destination, what was done, and why.
 */
export function toItem(
	context: IExecuteFunctions,
	result: DestinationResult,
	manner: Manner,
): INodeExecutionData {
	const { outcome } = result;
	return outcome.kind === 'done'
		? { json: doneJson(result, outcome, manner), pairedItem: { item: result.itemIndex } }
		: notDoneItem(context, result, outcome, manner);
}

function doneJson({ trunkSid, name }: DestinationResult, done: Done, manner: Manner): IDataObject {
	const { row, action, requestId, differs, flaws } = done;
	const before = action === 'updated' ? done.before : undefined;
	const [flaw] = flaws ?? [];
	const message = tellDone(done, manner);
	return {
		destination: name,
		action,
		message,
		id: row.id,
		priority: row.priority,
		weight: row.weight,
		...trunkOf(String(row.trunk_sid ?? trunkSid), manner),
		status: 'success',
		code: 200,
		type: row.type,
		date_created: row.date_created,
		date_updated: row.date_updated,
		request_id: requestId,
		...markOf(manner),
		...(before === undefined ? {} : { before: routingOf(before), after: routingOf(row) }),
		...(differs === undefined ? {} : { wanted: differs }),
		...(flaw === undefined ? {} : { error: shortDetails(reportOf(flaw.failure), message) }),
	};
}

function notDoneItem(
	context: IExecuteFunctions,
	{ itemIndex, trunkSid, name: destination }: DestinationResult,
	outcome: NotDone | NotRead,
	manner: Manner,
): INodeExecutionData {
	const report = reportOfOutcome(outcome);
	const message = tellNotDone(outcome, manner);
	const isSkipped = outcome.kind === 'notTried' || outcome.kind === 'withheld';
	return failureItem(context, itemIndex, {
		report,
		about: { destination, ...trunkOf(trunkSid, manner), ...markOf(manner) },
		message: tellWhy(destination, outcome),
		regular: {
			destination,
			action: isSkipped ? 'skipped' : 'rejected',
			message,
			id: null,
			priority: null,
			weight: null,
			...trunkOf(trunkSid, manner),
			status: 'failure',
			code: report.status,
			request_id: report.requestId,
			...markOf(manner),
			error: shortDetails(report, message),
		},
	});
}

function trunkOf(sid: string, { trunkName }: Manner): IDataObject {
	const name = trunkName(sid);
	return { trunk_sid: sid, ...(name === undefined ? {} : { trunk_name: name }) };
}

function markOf({ isDryRun }: Manner): IDataObject {
	return isDryRun ? { dry_run: true } : {};
}

function routingOf({ priority, weight }: ExotelResource): IDataObject {
	return { priority, weight };
}
