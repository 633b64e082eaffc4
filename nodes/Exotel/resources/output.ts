import type {
	FunctionsBase,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { nodeOfError } from '../secrets';
import { failed, type ExotelResource, type Failure, type Result } from '../transport/types';

/** An item that tells of a failure, for when the workflow is set to continue. */
export interface FailureReport {
	readonly failure: Failure;
	/** What the failure is about, e.g. `{ destination, trunk_sid }`. */
	readonly about?: IDataObject;
	/** What happened, for whoever reads the error branch; the failure's own words if absent. */
	readonly message?: string;
	/** The item for the regular output; `{ error, message }` if absent. */
	readonly regular?: IDataObject;
}

/** The part of a failure that goes under `error` in an output item. */
export function errorDetails({ code, message, description, hint }: Failure): IDataObject {
	return { code, message, description, hint };
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
	{ failure, about, message, regular }: FailureReport,
): INodeExecutionData {
	const errorBranch = {
		error: {
			...errorDetails(failure),
			...about,
			status: 'failure',
			request_id: failure.requestId,
		},
		message: message ?? failure.message,
	};
	const toErrorBranch = context.getNode().onError === 'continueErrorOutput';
	return {
		json: toErrorBranch ? errorBranch : (regular ?? errorBranch),
		pairedItem: { item: itemIndex },
	};
}

/** What an error thrown on the way says, in the form of a failure. */
export function failureOf(error: unknown): Failure {
	const description =
		error instanceof NodeOperationError || error instanceof NodeApiError ? error.description : '';
	return {
		status: null,
		code: null,
		message: error instanceof Error ? error.message : String(error),
		description: '',
		hint: description ?? '',
		requestId: null,
	};
}

/**
 * The error that stops a node after a failed request: Exotel's words and code, what to do, and what is
 * known to have been done before. Carries nothing of the request itself.
 *
 * @param options.message instead of the failure's own
 * @param options.progress what had been done before, as a sentence for the user
 * @param options.data the same for machines, under `context.data` of the error
 */
export function apiError(
	context: Pick<FunctionsBase, 'getNode'>,
	failure: Failure,
	options: { itemIndex: number; message?: string; progress?: string; data?: IDataObject },
): NodeApiError {
	const { status, code, description, hint, requestId } = failure;
	const codes = [
		code === null ? [] : [`Exotel code ${code}`],
		status === null ? [] : [`HTTP ${status}`],
	].flat();
	const told = `${failure.message}${codes.length > 0 ? ` (${codes.join(', ')})` : ''}`;
	const details = [
		options.message === undefined ? '' : `${told}.`,
		description === '' || description === failure.message ? '' : `${description}.`,
		hint,
		options.progress ?? '',
		requestId === null ? '' : `Request ID: ${requestId}.`,
	];
	const error = new NodeApiError(
		nodeOfError(context),
		{},
		{
			message: options.message ?? told,
			description: details.filter((detail) => detail !== '').join(' '),
			httpCode: status === null ? undefined : String(status),
			itemIndex: options.itemIndex,
		},
	);
	if (options.data !== undefined) error.context.data = options.data;
	return error;
}

/**
 * Runs an operation that treats each input item on its own.
 *
 * @param run what it does for one item: returns the rows to output or why there are none
 * @throws whatever `run` throws, or the error for its failure, unless the workflow is set to continue
 */
export async function forEachItem(
	context: IExecuteFunctions,
	run: (itemIndex: number) => Promise<Result<readonly ExotelResource[]>>,
): Promise<INodeExecutionData[]> {
	const output: INodeExecutionData[] = [];
	for (const itemIndex of context.getInputData().keys()) {
		const attempt = run(itemIndex);
		const result = context.continueOnFail()
			? await attempt.catch((error: unknown) => failed(failureOf(error)))
			: await attempt;
		if (result.ok) {
			const pairedItem = { item: itemIndex };
			for (const row of result.value) output.push({ json: { ...row }, pairedItem });
		} else if (context.continueOnFail()) {
			output.push(failureItem(context, itemIndex, { failure: result.failure }));
		} else {
			throw apiError(context, result.failure, { itemIndex });
		}
	}
	return output;
}
