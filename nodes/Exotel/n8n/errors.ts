import {
	NodeApiError,
	NodeOperationError,
	type FunctionsBase,
	type IDataObject,
} from 'n8n-workflow';

import type { Report } from './report';
import { nodeOfError } from './secrets';
import { summarize } from './summarize';

/** What an error says beside the report that it is made from. */
export interface ErrorDetails {
	/** Undefined for a trigger, which has no items. */
	readonly itemIndex?: number;
	/** Instead of the report's own. */
	readonly message?: string;
	/** What had been done before, as a sentence for the user. */
	readonly progress?: string;
	/** The same for machines, under `context.data` of the error. */
	readonly data?: IDataObject;
}

/**
 * The error that stops a node after a failed request: Exotel's words and code, what to do, and what is
 * known to have been done before. Carries nothing of the request itself.
 */
export function apiError(
	context: Pick<FunctionsBase, 'getNode'>,
	report: Report,
	details: ErrorDetails,
): NodeApiError {
	const { status, description, hint, requestId, cause } = report;
	const told = `${report.message}${codesOf(report)}`;
	const sentences = [
		details.message === undefined ? '' : `${told}.`,
		description === '' || told.toLowerCase().includes(description.toLowerCase())
			? ''
			: `${description}.`,
		hint,
		details.progress ?? '',
		requestId === null ? '' : `Request ID: ${requestId}.`,
	];
	const error = new NodeApiError(
		nodeOfError(context),
		{},
		{
			message: details.message ?? told,
			description: sentences.filter((sentence) => sentence !== '').join(' '),
			httpCode: status === null ? undefined : String(status),
			itemIndex: details.itemIndex,
			failure: cause,
		},
	);
	if (details.data !== undefined) error.context.data = details.data;
	return error;
}

/** The error for input that can't be used, found before anything is sent; it names all of it, by item. */
export function inputError(
	context: Pick<FunctionsBase, 'getNode'>,
	unusable: ReadonlyArray<{ readonly itemIndex: number; readonly report: Report }>,
): NodeOperationError {
	const [first, ...others] = unusable;
	const lines = [
		first?.report.hint ?? '',
		'Nothing was changed.',
		...(others.length > 0 ? [`${others.length} more can't be used:`] : []),
		...others.map(({ itemIndex, report }) => `Item ${itemIndex}: ${report.message}.`),
	];
	return new NodeOperationError(nodeOfError(context), first?.report.message ?? '', {
		itemIndex: first?.itemIndex,
		description: summarize(lines, ' '),
	});
}

/** The codes behind a message, e.g. ` (Exotel code 1000, HTTP 404)`; empty if there are none. */
function codesOf({ code, status }: Report): string {
	const codes = [
		...(code === null ? [] : [`Exotel code ${code}`]),
		...(status === null ? [] : [`HTTP ${status}`]),
	];
	return codes.length === 0 ? '' : ` (${codes.join(', ')})`;
}
