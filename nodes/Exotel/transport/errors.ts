import { isRecord } from '../guards';
import type { Failure, Trouble } from './types';

interface Advice {
	readonly status?: number;
	readonly code?: number;
	readonly description?: RegExp;
	readonly trouble?: Trouble;
	readonly hint: string;
}

/**
 * What a user should do about each failure: the first row that fits in all it names.
 * Codes and meanings: exotel-api, "Error codes" and "Destination rules".
 */
const ADVICE: readonly Advice[] = [
	{ status: 413, hint: 'Lower Batch Size, so that each request carries fewer destinations.' },
	{
		code: 1002,
		description: /not whitelisted/i,
		hint: "Add this IP address to the trunk's whitelisted IPs with mask 32 first, or switch on the option Whitelist IPs, then run the workflow again. Exotel wants every IPv4 destination whitelisted; an FQDN need not be.",
	},
	{
		code: 1002,
		description: /not a valid ip or fqdn/i,
		hint: 'Use a public IPv4 address or an FQDN that resolves on the internet. Exotel takes no private, reserved or documentation addresses and no names that do not resolve.',
	},
	{
		code: 1000,
		hint: 'Check the trunk SID or ID, and that it belongs to the account of this credential. Pick it From List to see what there is.',
	},
	{ code: 1001, hint: 'Fill in the parameter that Exotel names.' },
	{ code: 1002, hint: 'Correct the value that Exotel describes.' },
	{
		code: 1003,
		hint: 'Check the trunk SID: Exotel answers this for a SID that does not exist or belongs to another account.',
	},
	{
		code: 1007,
		hint: 'Exotel could not read the request. Please report this to the maintainers of this node with the request ID.',
	},
	{
		code: 1008,
		description: /trunk with name/i,
		hint: 'Choose another name, or set Existing Trunk to Return It to go on with the one there is.',
	},
	{
		code: 1008,
		description: /didtrunkmapping/i,
		hint: 'This number is mapped to a trunk already. Use the operation Find Trunk to see to which.',
	},
	{
		code: 1008,
		description: /whitelist/i,
		hint: 'This IP address is on the whitelist of the trunk already, so nothing is left to do.',
	},
	{
		code: 1008,
		description: /credential/i,
		hint: 'The trunk has a SIP credential of this user name already. Choose another user name, or update that one.',
	},
	{
		code: 1008,
		hint: 'The trunk has this already. For destinations, set Existing Destinations to Skip to have it reported as existing.',
	},
	{
		code: 1010,
		hint: 'Check API Key, API Token and Region of the credential: Exotel gives this same answer when any of the three is wrong.',
	},
	{
		code: 1011,
		hint: 'Exotel did not take the content type. If a proxy stands between, check that it leaves headers alone; otherwise report this to the maintainers of this node.',
	},
	{ code: 1020, hint: 'Correct the value that Exotel describes.' },
	{
		code: 1030,
		hint: 'Exotel takes 200 requests a minute for an account. Lower Requests per Minute if other systems use the account too, or raise Batch Size to send fewer requests, and run the workflow again in a minute.',
	},
	{
		status: 401,
		hint: 'Check API Key, API Token and Region of the credential: Exotel gives this same answer when any of the three is wrong.',
	},
	{ status: 403, hint: 'Check the trunk SID and that this account may manage SIP trunks.' },
	{
		status: 404,
		hint: 'Check Account SID, Region or Base URL of the credential, and the trunk SID.',
	},
	{ status: 429, hint: 'Too many requests at once. Wait a minute and run the workflow again.' },
	{
		trouble: 'dns',
		hint: 'The host name was not found. Check Region or Base URL of the credential and the network of this n8n.',
	},
	{
		trouble: 'refused',
		hint: 'Nothing accepted the connection. Check Region or Base URL of the credential and the firewall of this n8n.',
	},
	{
		trouble: 'tls',
		hint: 'No secure connection could be made. Check Base URL of the credential and the certificate of that host.',
	},
	{
		trouble: 'blocked',
		hint: 'Its protection against server-side request forgery (SSRF) blocks the host. Check Region or Base URL of the credential, or ask whoever runs this n8n to allow the host, in N8N_SSRF_ALLOWED_HOSTNAMES or N8N_SSRF_ALLOWED_IP_RANGES.',
	},
	{
		trouble: 'timeout',
		hint: 'No answer came in time. Raise Timeout if this happens often.',
	},
	{
		trouble: 'dropped',
		hint: 'The connection ended before the answer was complete.',
	},
	{
		trouble: 'unreadable',
		hint: 'A proxy or a wrong Base URL may stand between this n8n and Exotel.',
	},
	{
		trouble: 'unsteady',
		hint: 'Run the workflow again when nobody else changes the list.',
	},
	{
		trouble: 'withheld',
		hint: "Correct the rows that can't be used or were refused, then run the workflow again.",
	},
];

const LAST_ADVICE =
	'Run the workflow again later. If this stays, give the request ID to Exotel support.';

/** What is known of a request whose tries have all failed, to go with the advice. */
export const AFTERMATH = {
	tries: (count: number) => `Tried ${count} times.`,
	notDone: "Exotel's list was read afterwards and does not have it.",
	asksFor: (ms: number) => `Exotel asks to wait ${Math.ceil(ms / 1000)} seconds.`,
};

const TROUBLE_MESSAGES: Readonly<Record<Trouble, string>> = {
	// n8n marks an execution as canceled by this word.
	cancelled: 'The execution was canceled',
	dns: 'The host of the Exotel API was not found',
	refused: 'The connection to the Exotel API was refused',
	timeout: 'The Exotel API did not answer in time',
	dropped: 'The connection to the Exotel API was dropped',
	blocked: 'This n8n does not allow requests to the host of the Exotel API',
	tls: 'No secure connection to the Exotel API could be made',
	unreadable: 'The answer could not be read as one of the Exotel API',
	unaccounted: 'Exotel did not say what became of this destination',
	unsteady: 'The list of the Exotel API changed or repeated itself while it was read',
	withheld: 'Nothing is deleted from a trunk while something of its list is not in place',
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

/** Whether Exotel refused because the thing exists already, whatever HTTP status it came with. */
export function isDuplicate({ code }: Failure): boolean {
	return code === 1008;
}

/** Whether Exotel refused what was asked, rather than the request: another one may still succeed. */
export function isRefusal({ status }: Failure): boolean {
	return status === 400 || status === 409 || status === 422;
}

/** The failure of something that may have been carried out all the same, and says so. */
export function ofUnknownFate(failure: Failure): Failure {
	const sentence =
		'What was sent may or may not have been carried out: look before you send it again.';
	return { ...withAdvice(failure, sentence), mayBeDone: true };
}

/** Whether Exotel, or a proxy before it, finds a request too large; a smaller one may be taken. */
export function isTooLarge({ status, message, description }: Failure): boolean {
	const blamesSize = /too (?:many|large|big|long)|maximum|at most|exceed|limit/i;
	return status === 413 || (status === 400 && blamesSize.test(`${message} ${description}`));
}

/**
 * A failure that Exotel answered.
 *
 * @param status HTTP status, or the `code` of a batch entry
 */
export function exotelFailure(
	status: number,
	requestId: string | null,
	error: { code: number | null; message: string; description: string },
): Failure {
	return { status, requestId, ...error, hint: adviseOn({ status, ...error }) };
}

/**
 * A failure without a usable answer.
 *
 * @param detail what was seen instead, without any part of the request; may be empty
 */
export function troubleFailure(
	trouble: Trouble,
	detail: string,
	status: number | null = null,
): Failure {
	return {
		status,
		code: null,
		message: TROUBLE_MESSAGES[trouble],
		description: detail,
		hint: adviseOn({ status, code: null, description: detail, trouble }),
		requestId: null,
		trouble,
	};
}

/** The same failure with a sentence more of advice. */
export function withAdvice(failure: Failure, sentence: string): Failure {
	return { ...failure, hint: `${failure.hint} ${sentence}`.trim() };
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
	return troubleFailure(known?.[1] ?? 'unknown', codes[0] ?? '');
}

function adviseOn(failure: {
	status: number | null;
	code: number | null;
	description: string;
	trouble?: Trouble;
}): string {
	const fitting = ADVICE.find(
		(row) =>
			(row.code === undefined || row.code === failure.code) &&
			(row.status === undefined || row.status === failure.status) &&
			(row.trouble === undefined || row.trouble === failure.trouble) &&
			(row.description === undefined || row.description.test(failure.description)),
	);
	return fitting?.hint ?? LAST_ADVICE;
}
