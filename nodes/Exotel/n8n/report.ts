import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Failure } from '../transport/model';
import { adviseOn, tellFailure } from './advice';
import { causeOf, type Cause } from './cause';

/** What an item or an error tells the user of something that went wrong. */
export interface Report extends Pick<Failure, 'status' | 'code' | 'requestId'> {
	/** What happened, in a few words. */
	readonly message: string;
	/** Exotel's own explanation; empty when there is none. */
	readonly description: string;
	/** What to do next, in plain words. */
	readonly hint: string;
	/** The same for n8n itself, which decides by it when to try again; absent if it has no word for it. */
	readonly cause?: Cause;
}

/** Tells of a failed request, with advice. */
export function reportOf(failure: Failure): Report {
	const { status, code, description, requestId } = failure;
	const message = tellFailure(failure);
	const hint = adviseOn(failure);
	return { status, code, message, description, hint, requestId, cause: causeOf(failure) };
}

/** Tells of input that can't be used; nothing was sent for it. */
export function reportOfInput(message: string, hint: string): Report {
	return { status: null, code: null, message, description: '', hint, requestId: null };
}

/** Thrown where a list that an item needs can't be read. */
export class RequestFailed extends Error {
	constructor(readonly report: Report) {
		super(report.message);
	}
}

/** Tells of an error that was thrown on the way. */
export function reportOfError(error: unknown): Report {
	if (error instanceof RequestFailed) return error.report;
	const isOurs = error instanceof NodeOperationError || error instanceof NodeApiError;
	const message = error instanceof Error ? error.message : String(error);
	return reportOfInput(message, isOurs ? (error.description ?? '') : '');
}
