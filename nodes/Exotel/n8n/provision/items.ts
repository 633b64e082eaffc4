import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Done, NotDone } from '../../provisioning/model';
import { isNew } from '../../provisioning/newTrunk';
import { valuesOf } from '../../provisioning/rows';
import type { ExotelResource } from '../../transport/model';
import { failureItem, shortDetails } from '../output';
import { reportOf } from '../report';
import type { NotRead, RowResult } from './results';
import type { Subject } from './subject';
import { reportOfOutcome, tellDone, tellNotDone, tellWhy } from './words';

/** How items are made. */
export interface ItemManner {
	readonly subject: Subject;
	/** Whether nothing was done, so that an item says what would be. */
	readonly isDryRun: boolean;
	/** The name of a trunk, where it is known. */
	trunkName(sid: string): string | undefined;
}

/**
 * The output item for one result, paired to the input item it came from. What a person looks for stands
 * first: what it is about, what was done, and why.
 */
export function toItem(
	context: IExecuteFunctions,
	result: RowResult,
	manner: ItemManner,
): INodeExecutionData {
	const { outcome } = result;
	return outcome.kind === 'done'
		? { json: doneJson(result, outcome, manner), pairedItem: { item: result.itemIndex } }
		: notDoneItem(context, result, outcome, manner);
}

function doneJson({ trunkSid, name }: RowResult, done: Done, manner: ItemManner): IDataObject {
	const { row, action, requestId, differs, flaws } = done;
	const [flaw] = flaws ?? [];
	const message = tellDone(done, manner);
	const { subject } = manner;
	const { section } = subject;
	return {
		...subject.about(name),
		action,
		message,
		id: row[section.idField],
		...columnsOf(subject, (field) => row[field]),
		...trunkOf(String(row.trunk_sid ?? trunkSid), manner),
		status: 'success',
		code: 200,
		...(row.type === undefined ? {} : { type: row.type }),
		date_created: row.date_created,
		date_updated: row.date_updated,
		request_id: requestId,
		...markOf(manner),
		...changeOf(done, subject),
		...(differs === undefined ? {} : { wanted: differs }),
		...(flaw === undefined ? {} : { error: shortDetails(reportOf(flaw.failure), message) }),
	};
}

function notDoneItem(
	context: IExecuteFunctions,
	{ itemIndex, trunkSid, name }: RowResult,
	outcome: NotDone | NotRead,
	manner: ItemManner,
): INodeExecutionData {
	const { subject } = manner;
	const report = reportOfOutcome(outcome, subject.noun);
	const message = tellNotDone(outcome, manner);
	const about = subject.about(name);
	return failureItem(context, itemIndex, {
		report,
		about: { ...about, ...trunkOf(trunkSid, manner), ...markOf(manner) },
		message: tellWhy(name, outcome, subject.noun),
		regular: {
			...about,
			action: actionOf(outcome),
			message,
			id: null,
			...columnsOf(subject, () => null),
			...trunkOf(trunkSid, manner),
			status: 'failure',
			code: report.status,
			request_id: report.requestId,
			...markOf(manner),
			error: shortDetails(report, message),
		},
	});
}

/** What an item calls it that something is not as it should be. */
function actionOf({ kind }: NotDone | NotRead): string {
	if (kind === 'needsPassword') return 'needs_password';
	return kind === 'notTried' || kind === 'withheld' ? 'skipped' : 'rejected';
}

function trunkOf(sid: string, { trunkName }: ItemManner): IDataObject {
	const name = trunkName(sid);
	return {
		trunk_sid: isNew(sid) ? null : sid,
		...(name === undefined ? {} : { trunk_name: name }),
	};
}

function markOf({ isDryRun }: ItemManner): IDataObject {
	return isDryRun ? { dry_run: true } : {};
}

/** What can be changed in place has columns of its own, unless there are other things that have others. */
function columnsOf(
	{ section, label }: Subject,
	valueOf: (field: string) => ExotelResource[string],
): IDataObject {
	if (label !== undefined) return {};
	return Object.fromEntries(section.changeable.map((field) => [field, valueOf(field)]));
}

/** The values before and after; where they have no columns, also of what was added or deleted. */
function changeOf(done: Done, { section, label }: Subject): IDataObject {
	const { action, row } = done;
	const before = action === 'updated' ? done.before : undefined;
	const values = valuesOf(section, row);
	if (before !== undefined) return { before: valuesOf(section, before), after: values };
	if (label === undefined || section.changeable.length === 0) return {};
	if (action === 'added') return { after: values };
	return action === 'deleted' ? { before: values } : {};
}
