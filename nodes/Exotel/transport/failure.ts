import { isRecord } from '../guards';
import type { Failure, Note, Trouble } from './model';

const TROUBLE_MESSAGES: Readonly<Record<Trouble, string>> = {
	// n8n marks an execution as canceled by this word.
	cancelled: 'The execution was canceled',
	dns: 'The host of the Exotel API was not found',
	refused: 'The connection to the Exotel API was refused',
	timeout: 'The Exotel API did not answer in time',
	dropped: 'The connection to the Exotel API was dropped',
	blocked: 'n8n does not allow requests to the host of the Exotel API',
	tls: 'A secure connection to the Exotel API could not be made',
	unreadable: 'The answer is not a valid answer of the Exotel API',
	unaccounted: 'The answer does not account for everything that was sent',
	unsteady: 'The list changed or repeated itself while it was being read',
	endless: 'The list does not end',
	unknown: 'The request to the Exotel API could not be completed',
};

/** What Node.js, axios and n8n call the same troubles, in the `code` or else the `name` of an error. */
const NETWORK_CODES: ReadonlyArray<readonly [RegExp, Trouble]> = [
	[/^ERR_CANCELED$/, 'cancelled'],
	[/^(ENOTFOUND|EAI_AGAIN)$/, 'dns'],
	[/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/, 'refused'],
	[/^(ETIMEDOUT|ECONNABORTED|UND_ERR_\w*TIMEOUT)$/, 'timeout'],
	[/^(ECONNRESET|EPIPE|ERR_BAD_RESPONSE|UND_ERR_SOCKET)$/, 'dropped'],
	[/^SsrfBlocked/, 'blocked'],
	[/^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO)/, 'tls'],
];

/** A failure as a result. */
export function failed(failure: Failure): { readonly ok: false; readonly failure: Failure } {
	return { ok: false, failure };
}

/**
 * A failure that Exotel answered.
 *
 * @param status HTTP status, or the `code` of a batch entry
 */
export function exotelFailure(
	status: number,
	requestId: string | null,
	error: Pick<Failure, 'code' | 'message' | 'description'>,
): Failure {
	return { status, requestId, ...error, notes: [] };
}

/**
 * A failure without a usable answer.
 *
 * @param detail what was seen instead, without any part of the request; may be empty
 */
export function troubleFailure(
	trouble: Trouble,
	detail = '',
	status: number | null = null,
): Failure {
	return {
		status,
		code: null,
		message: TROUBLE_MESSAGES[trouble],
		description: detail,
		requestId: null,
		notes: [],
		trouble,
	};
}

/**
 * The failure of what the execution's end has cut short.
 *
 * @param isUnderWay whether a request that changes something was on its way, and may be carried out
 */
export function cancelledFailure(isUnderWay: boolean): Failure {
	const failure = troubleFailure('cancelled');
	return isUnderWay ? ofUnknownFate(failure) : failure;
}

/**
 * Names the trouble behind an error of n8n's HTTP helper. Takes nothing but its code and its name: the
 * error itself holds the request with its secrets.
 */
export function networkFailure(error: unknown): Failure {
	const candidates = [error, error instanceof Error ? error.cause : undefined].filter(isRecord);
	const texts = (field: string) =>
		candidates.flatMap(({ [field]: text }) => (typeof text === 'string' ? [text] : []));
	const codes = texts('code');
	const signs = [...codes, ...texts('name')];
	const known = NETWORK_CODES.find(([pattern]) => signs.some((sign) => pattern.test(sign)));
	return troubleFailure(known?.[1] ?? 'unknown', codes[0]);
}

/** The same failure with one thing more that is known of it. */
export function withNote(failure: Failure, note: Note): Failure {
	return { ...failure, notes: [...failure.notes, note] };
}

/** The failure of something that may have been carried out all the same. */
export function ofUnknownFate(failure: Failure): Failure {
	return mayBeDone(failure) ? failure : withNote(failure, { kind: 'mayBeDone' });
}

/** The failure of something that has turned out not to have been carried out. */
export function withoutDoubt(failure: Failure): Failure {
	const notes = failure.notes.filter(({ kind }) => kind !== 'mayBeDone');
	return { ...failure, notes: [...notes, { kind: 'notDone' }] };
}

/** Whether what was sent may have been carried out all the same. */
export function mayBeDone({ notes }: Failure): boolean {
	return notes.some(({ kind }) => kind === 'mayBeDone');
}

/** The failure of a list that changed while it was read: what was seen may not be all, or no longer there. */
export function unsteadyList(rows: number, requestId: string | null): Failure {
	return { ...troubleFailure('unsteady', `seen up to row ${rows}`), requestId };
}

/** The failure of a list that repeats itself and yet names a next page. */
export function endlessList(rows: number, requestId: string | null): Failure {
	const detail = `After row ${rows} it repeats itself, and still names a next page`;
	return { ...troubleFailure('endless', detail), requestId };
}

/** Whether a list could not be told whole because of what its pages showed; another reading may succeed. */
export function isUnproven({ trouble }: Failure): boolean {
	return trouble === 'unsteady' || trouble === 'endless';
}

/** Whether Exotel refused because the thing exists already, whatever HTTP status it came with. */
export function isDuplicate({ code }: Failure): boolean {
	return code === 1008;
}

/** Whether Exotel has not got what was asked for. */
export function isNotFound({ status, code, trouble }: Failure): boolean {
	return trouble === undefined && (status === 404 || code === 1000);
}

/** Whether Exotel refused what was asked, rather than the request: another one may still succeed. */
export function isRefusal({ status }: Failure): boolean {
	return status === 400 || status === 409 || status === 422;
}

/** Whether Exotel, or a proxy before it, finds a request too large; a smaller one may be accepted. */
export function isTooLarge({ status, message, description }: Failure): boolean {
	const blamesSize = /too (?:many|large|big|long)|maximum|at most|exceed|limit/i;
	return status === 413 || (status === 400 && blamesSize.test(`${message} ${description}`));
}
