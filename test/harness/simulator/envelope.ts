/** Answers in the form that exotel-api describes under "Envelope". */

/** Why Exotel refuses something, in full. */
export interface ExotelError {
	readonly code: number;
	readonly message: string;
	readonly description: string;
}

/** What Exotel says about a refusal; it may leave out parts of this, or all of it. */
export type Reason = Partial<ExotelError> | null;

/** What became of one thing that was requested. */
export interface Entry {
	readonly code: number;
	readonly error_data: Reason;
	readonly status: 'success' | 'failure';
	readonly data: object | null;
}

/** What a route answers: the HTTP status, and one or more entries. */
export interface Answer {
	readonly status: number;
	readonly response: Entry | readonly Entry[];
	readonly metadata?: object;
	/** Whether the data is sent on its own, without an envelope (exotel-api: "Traps" 5). */
	readonly bare?: boolean;
}

/** What was done; null if Exotel does not say what the result is. */
export function success(data: object | null): Entry {
	return { code: 200, error_data: null, status: 'success', data };
}

/** A refused entry, and why it was refused. */
export function failure(status: number, reason: Reason): Entry {
	return { code: status, error_data: reason, status: 'failure', data: null };
}

/** A request refused as a whole: the HTTP status and the entry agree. */
export function refuse(status: number, reason: Reason): Answer {
	return { status, response: failure(status, reason) };
}

/** Data that is sent on its own, without an envelope. */
export function bare(status: number, data: object): Answer {
	return { status, bare: true, response: success(data) };
}

/**
 * The other form in which a request is refused as a whole (exotel-api: "Basics").
 *
 * @param code the name of the reason, which is left out if there is none
 */
export function restException(status: number, message: string, code?: string): Answer {
	return bare(status, { RestException: { Status: status, Message: message, Code: code } });
}

/** The reasons that exotel-api lists under "Error codes". */
export const ERRORS = {
	notFound: { code: 1000, message: 'Not Found', description: 'Not Found' },
	forbidden: { code: 1003, message: 'Authorization failed', description: 'Authorization failed' },
	notParsed: { code: 1007, message: 'Invalid request', description: 'Request body not parsed' },
	unauthorized: {
		code: 1010,
		message: 'Authorization failed',
		description: 'Authorization failed',
	},
	rateLimit: { code: 1030, message: 'Too many requests', description: 'Rate limit exceeded' },
	duplicate: (description: string) => ({ code: 1008, message: 'Duplicate resource', description }),
	invalid: (description: string) => ({ code: 1002, message: 'Invalid parameter', description }),
	missing: (field: string) => ({
		code: 1001,
		message: 'Mandatory parameter missing',
		description: `${field} is mandatory`,
	}),
	contentType: (type: string) => ({
		code: 1011,
		message: 'unsupported content type',
		description: type,
	}),
} as const;
