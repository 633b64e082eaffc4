import type { Failure, Note, Subject, Trouble } from '../transport/model';

interface Advice {
	readonly status?: number;
	readonly code?: number;
	readonly description?: RegExp;
	readonly trouble?: Trouble;
	/** What Exotel does not have. */
	readonly notFound?: 'number' | 'setting';
	/** Whether another trunk has what was to be made. */
	readonly isHeld?: true;
	readonly hint: string;
}

/**
 * What a user should do about each failure: the first row that fits in all it names.
 * Codes and meanings: exotel-api, "Error codes" and "Destination rules".
 */
const ADVICE: readonly Advice[] = [
	{ status: 413, hint: 'Lower Batch Size, so that each request carries fewer destinations.' },
	{
		description: /not whitelisted/i,
		hint: "Add this IP address to the trunk's whitelisted IPs with mask 32, or turn on the option Whitelist IPs, then run the workflow again. Exotel requires IPv4 destinations to be whitelisted; FQDNs are exempt.",
	},
	{
		description: /not a valid ip or fqdn/i,
		hint: 'Use a public IPv4 address, or an FQDN that resolves on the internet. Exotel refuses private, reserved and documentation addresses, and names that do not resolve.',
	},
	{
		notFound: 'number',
		hint: 'Check the number, and that it belongs to the account of this credential. The operation Map maps a number to a trunk.',
	},
	{
		notFound: 'setting',
		hint: 'Check the trunk and the name of the setting. The operation Get Many lists the settings of a trunk.',
	},
	{
		isHeld: true,
		hint: 'Delete the mapping on that trunk first if its calls are to use this one. Until then they use the other trunk.',
	},
	{
		code: 1000,
		hint: 'Check the SID or ID, and that it belongs to the account of this credential. Choose From List to see what exists.',
	},
	{ code: 1001, hint: 'Fill in the parameter that Exotel names.' },
	{ code: 1002, hint: 'Correct the value that Exotel describes.' },
	{
		code: 1003,
		hint: 'Check the trunk SID: Exotel gives this answer for a SID that does not exist or belongs to another account.',
	},
	{
		code: 1007,
		hint: 'Exotel could not read the request. Please report this to the maintainers of this node, with the request ID.',
	},
	{
		code: 1008,
		description: /trunk with name/i,
		hint: 'Choose another name, or set Existing Trunk to Return It to continue with the trunk that has this name.',
	},
	{
		code: 1008,
		description: /didtrunkmapping/i,
		hint: 'This number is already mapped to a trunk. Use the operation Find Trunk to see which one. If it is this one, set Existing Mapping to Return It.',
	},
	{
		code: 1008,
		description: /whitelist/i,
		hint: "This IP address is already on the trunk's whitelist, so there is nothing left to do. To have it returned, set Existing Address to Return It.",
	},
	{
		code: 1008,
		description: /credential/i,
		hint: 'The trunk already has a SIP credential with this user name. Choose another user name, update the existing one, or set Existing User Name to Return It.',
	},
	{
		code: 1008,
		hint: 'The trunk has this already. For destinations, set Existing Destinations to Skip to have it reported as existing.',
	},
	{
		code: 1010,
		hint: 'Check API Key, API Token and Region of the credential: Exotel gives the same answer when any of the three is wrong.',
	},
	{
		code: 1011,
		hint: 'Exotel did not accept the content type. If requests go through a proxy, check that it leaves headers alone; otherwise report this to the maintainers of this node.',
	},
	{ code: 1020, hint: 'Correct the value that Exotel describes.' },
	{
		code: 1030,
		hint: 'Exotel accepts 200 requests a minute for each account. Lower Requests per Minute if other systems use the account too, or raise Batch Size to send fewer requests, then run the workflow again in a minute.',
	},
	{
		status: 401,
		hint: 'Check API Key, API Token and Region of the credential: Exotel gives the same answer when any of the three is wrong.',
	},
	{ status: 403, hint: 'Check the trunk SID, and that this account may manage SIP trunks.' },
	{
		status: 404,
		hint: 'Check the trunk SID, and Account SID, Region and Base URL of the credential.',
	},
	{ status: 400, hint: 'Correct the value that Exotel describes.' },
	{ status: 422, hint: 'Correct the value that Exotel describes.' },
	{ status: 429, hint: 'Too many requests at once. Wait a minute, then run the workflow again.' },
	{
		trouble: 'cancelled',
		hint: 'The execution was stopped before this was done. Run the workflow again to continue.',
	},
	{
		trouble: 'dns',
		hint: "The host name was not found. Check Region or Base URL of the credential, and n8n's network.",
	},
	{
		trouble: 'refused',
		hint: "Nothing accepted the connection. Check Region or Base URL of the credential, and n8n's firewall.",
	},
	{
		trouble: 'tls',
		hint: 'Check Base URL of the credential, and the certificate of that host.',
	},
	{
		trouble: 'blocked',
		hint: "n8n's protection against server-side request forgery (SSRF) blocks this host. Check Region or Base URL of the credential, or ask your n8n administrator to allow the host in N8N_SSRF_ALLOWED_HOSTNAMES or N8N_SSRF_ALLOWED_IP_RANGES.",
	},
	{ trouble: 'timeout', hint: 'If this happens often, raise Timeout.' },
	{
		trouble: 'dropped',
		hint: "The connection ended before the answer was complete. If this happens often, check n8n's network and any proxy.",
	},
	{
		trouble: 'unreadable',
		hint: 'There may be a proxy between n8n and Exotel, or Base URL may be wrong.',
	},
	{
		trouble: 'unsteady',
		hint: 'Run the workflow again when nobody else is changing the list.',
	},
	{
		trouble: 'endless',
		hint: 'Check Base URL of the credential and any proxy between n8n and Exotel. Otherwise give the request ID to Exotel support.',
	},
];

/** Of what nobody knows the fate. */
export const MAY_BE_DONE =
	'What was sent may or may not have been carried out: check before you send it again.';

const LAST_ADVICE =
	'Run the workflow again later. If the problem persists, give the request ID to Exotel support.';

const COLLECTION_NAMES = {
	'destination-uris': 'Destination URI',
	'phone-numbers': 'Phone number mapping',
	'whitelisted-ips': 'Whitelisted IP',
	credentials: 'SIP credential',
	settings: 'Setting',
} as const;

/** What to do about a failure, in plain words, and what else is known of it. */
export function adviseOn(failure: Failure): string {
	const fitting = ADVICE.find(
		(row) =>
			(row.code === undefined || row.code === failure.code) &&
			(row.status === undefined || row.status === failure.status) &&
			(row.trouble === undefined || row.trouble === failure.trouble) &&
			(row.notFound === undefined || row.notFound === kindOf(failure.notFound)) &&
			(row.isHeld === undefined || failure.heldBy !== undefined) &&
			(row.description === undefined || row.description.test(failure.description)),
	);
	return [fitting?.hint ?? LAST_ADVICE, ...failure.notes.map(tellNote)].join(' ');
}

/** What happened, in a few words; names what Exotel does not have, or which trunk has it. */
export function tellFailure({ notFound, heldBy, message }: Failure): string {
	if (heldBy !== undefined) return `The phone number is mapped to another trunk, ${heldBy}`;
	return notFound === undefined ? message : tellNotFound(notFound);
}

function tellNotFound(subject: Subject): string {
	switch (subject.kind) {
		case 'trunk':
			return `Trunk ${shorten(subject.sid)} was not found`;
		case 'number':
			return `Phone number ${shorten(subject.phoneNumber)} is not mapped to a trunk`;
		case 'exoPhone':
			return `ExoPhone ${shorten(subject.sid)} was not found`;
		case 'row': {
			const name = COLLECTION_NAMES[subject.collection];
			return `${name} ${shorten(subject.id)} was not found on trunk ${shorten(subject.trunkSid)}`;
		}
	}
}

function kindOf(subject: Subject | undefined): Advice['notFound'] {
	if (subject?.kind === 'number') return 'number';
	return subject?.kind === 'row' && subject.collection === 'settings' ? 'setting' : undefined;
}

function shorten(id: string): string {
	return id.length > 60 ? `${id.slice(0, 59)}…` : id;
}

function tellNote(note: Note): string {
	switch (note.kind) {
		case 'tries':
			return `Tried ${note.count} times.`;
		case 'asksToWait':
			return `Exotel asked for a wait of ${Math.ceil(note.ms / 1000)} seconds.`;
		case 'waitedLong':
			return 'It was not tried again, because all waits together would have taken too long.';
		case 'notDone':
			return "Exotel's list was read afterwards and does not contain what was to be added.";
		case 'mayBeDone':
			return MAY_BE_DONE;
	}
}
