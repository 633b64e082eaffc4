import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Report } from './report';

/** An item that tells of something that went wrong, for when the workflow is set to continue. */
export interface FailureItem {
	readonly report: Report;
	/** What it is about, e.g. `{ destination, trunk_sid }`. */
	readonly about?: IDataObject;
	/** What happened, for whoever reads the error branch; the report's own words if absent. */
	readonly message?: string;
	/** The item for the regular output; `{ error, message }` if absent. */
	readonly regular?: IDataObject;
}

/** The part of a report that goes under `error` in an output item. */
export function errorDetails({ code, message, description, hint }: Report): IDataObject {
	return { code, message, description, hint };
}

/**
 * The same for an item of the regular output, whose `message` says what happened. n8n's table makes a row as
 * tall as what is nested in it, so what to do is told beside the table, and on the error branch.
 *
 * @param told the message of the item
 */
export function shortDetails({ code, message, description }: Report, told: string): IDataObject {
	return { code, message, ...(told.includes(description) ? {} : { description }) };
}

/**
 * Makes the output item for something that failed.
 *
 * With On Error = "Continue (using error output)" n8n sends an item to the error branch whole only if
 * it has exactly the keys `error` and `message`; any other form stays on the regular branch or loses
 * its details.
 */
export function failureItem(
	context: IExecuteFunctions,
	itemIndex: number,
	{ report, about, message, regular }: FailureItem,
): INodeExecutionData {
	const errorBranch = {
		error: {
			...errorDetails(report),
			...about,
			status: 'failure',
			request_id: report.requestId,
		},
		message: message ?? report.message,
	};
	const toErrorBranch = context.getNode().onError === 'continueErrorOutput';
	return {
		json: toErrorBranch ? errorBranch : (regular ?? errorBranch),
		pairedItem: { item: itemIndex },
	};
}
