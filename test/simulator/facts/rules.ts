/**
 * What exotel-api says comes of each call, as a table of its own: it shares nothing with the client or the
 * simulator, so that they can't share a mistake unnoticed. Where the page says nothing, neither does the table.
 */

/** What an answer says of one thing that was asked for. */
export interface Outcome {
	/** The HTTP status; for an entry of a batch, which has none of its own, the same as the code. */
	readonly http: number;
	/** `response.code`; undefined where the page does not say. */
	readonly code?: number;
	/** `error_data.code`; undefined for a success, or where the page does not say. */
	readonly error?: number;
	/** `error_data.message`; undefined where the page does not say. */
	readonly message?: string;
	/** `error_data.description`, with fields of the call in braces; undefined where the page does not say. */
	readonly description?: string | RegExp;
	/** How it is written: `unsaid` if the page shows only that it is JSON. */
	readonly form: 'envelope' | 'RestException' | 'unsaid';
}

/** What may come of the calls to one endpoint, by what is the case. */
type Cases = Readonly<Record<string, Outcome>>;

const DONE: Outcome = { http: 200, code: 200, form: 'envelope' };
const DONE_WITHOUT_ENVELOPE: Outcome = { http: 200, form: 'unsaid' };

/** "Error codes": the HTTP status of each. */
function refused(
	http: number,
	error: number,
	message?: string,
	description?: string | RegExp,
): Outcome {
	return { http, code: http, error, message, description, form: 'envelope' };
}

const notFound = refused(404, 1000, 'Not Found', 'Not Found');
/** "TrunkName is mandatory", "Ip is mandatory", …: the description names the field. */
const missing = (description: string | RegExp = /^\w+ is mandatory$/) =>
	refused(400, 1001, undefined, description);
const invalid = (description?: string) => refused(400, 1002, 'Invalid parameter', description);
/** "Traps" 1: HTTP 200, and the verdict in the entry. */
const duplicate = (description?: string): Outcome => ({
	...refused(409, 1008, 'Duplicate resource', description),
	http: 200,
});
const onlyStatus = (http: number): Outcome => ({ http, form: 'unsaid' });

const ANY: Cases = {
	'wrong key or token': refused(401, 1010, 'Authorization failed', 'Authorization failed'),
	'over the rate limit': refused(429, 1030),
};
const WITH_BODY: Cases = {
	...ANY,
	'another content type': refused(415, 1011, 'unsupported content type', '{content_type}'),
	'bad JSON': refused(400, 1007),
	'a body of another type': refused(400, 1007),
};
const TYPED: Cases = { 'a field of another type': refused(400, 1007) };
const OF_TRUNK: Cases = { 'unknown trunk': notFound };
const OF_ROW: Cases = { ...OF_TRUNK, 'unknown id': notFound };
/** "Page size": the maximum "may be clamped or refused". */
const LIST: Cases = { ...ANY, listed: DONE, 'page too large': invalid() };
const LIST_OF_TRUNK: Cases = { ...LIST, ...OF_TRUNK };
const DELETE_ROW: Cases = { ...ANY, ...OF_ROW, deleted: DONE };

const TRUNK_FIELDS: Cases = {
	'trunk_name too long': invalid('Maximum allowed length for TrunkName is 16'),
	'trunk_name has other characters': invalid(
		'trunk_name must be alphanumeric with underscores only, max 16 characters',
	),
	'trunk_name taken': duplicate("Trunk with name '{trunk_name}' already exists"),
	'nso_code not ANY-ANY': invalid('Nso code is invalid'),
};
const ADDRESS: Cases = {
	'no ip': missing('Ip is mandatory'),
	'ip not IPv4': invalid('Invalid ip'),
	'mask out of bounds': invalid('mask should be in-between 16 and 32'),
};
const CREDENTIAL_FIELDS: Cases = {
	'password has other characters': invalid(),
	'friendly_name has other characters': invalid(),
	'friendly_name too long': invalid(),
};
/** "ExoPhones": no envelope; the page does not show in which form anything is refused there. */
const EXOPHONES: Cases = {
	'wrong key or token': onlyStatus(401),
	'over the rate limit': onlyStatus(429),
};

/** "Endpoints" and "ExoPhones": what may come of each. */
export const TABLE = {
	'POST /trunks': {
		...WITH_BODY,
		...TYPED,
		...TRUNK_FIELDS,
		created: DONE,
		'no trunk_name': missing('TrunkName is mandatory'),
		'no nso_code': missing(),
		'no domain_name': missing(),
		'another domain': invalid('Domain name should end with .pstn.exotel.com'),
	},
	'GET /trunks': LIST,
	'GET /trunks/{trunk_sid}': { ...ANY, ...OF_TRUNK, read: DONE, 'not by path': onlyStatus(404) },
	'PUT /trunks/{trunk_sid}': {
		...WITH_BODY,
		...TYPED,
		...OF_TRUNK,
		...TRUNK_FIELDS,
		changed: DONE,
	},
	'DELETE /trunks': { ...ANY, ...OF_TRUNK, deleted: DONE },

	'POST /trunks/{sid}/destination-uris': {
		...WITH_BODY,
		...TYPED,
		...OF_TRUNK,
		'all added': DONE,
		'some failed': { http: 207, form: 'envelope' },
		'no destinations': missing(),
	},
	'one destination': {
		added: DONE,
		'not whitelisted': invalid('Destination not whitelisted'),
		'not a valid Ip or Fqdn': invalid('Destination is not a valid Ip or Fqdn'),
		'not <ip_or_fqdn>:<port>;transport=<tls|tcp>': invalid(),
		'there already': { ...duplicate(), http: 409 },
	},
	'GET /trunks/{sid}/destination-uris': LIST_OF_TRUNK,
	'PUT /trunks/{sid}/destination-uris/{id}': {
		...WITH_BODY,
		...TYPED,
		...OF_ROW,
		changed: DONE,
		'priority not an integer >= 0': invalid(),
		'weight not an integer >= 0': invalid(),
	},
	'DELETE /trunks/{sid}/destination-uris': DELETE_ROW,

	'POST /trunks/{sid}/phone-numbers': {
		...WITH_BODY,
		...TYPED,
		...OF_TRUNK,
		created: DONE,
		'no phone_number': missing(),
		'phone_number not E.164': invalid('Invalid PhoneNumber'),
		'mode not pstn or flow': invalid(),
		'phone_number taken': duplicate('Unable to create DidTrunkMapping with TrunkSid {trunk_sid}'),
	},
	'GET /trunks/{sid}/phone-numbers': LIST_OF_TRUNK,
	'PUT /trunks/{sid}/phone-numbers/{id}': {
		...WITH_BODY,
		...TYPED,
		...OF_ROW,
		changed: DONE,
		'no phone_number': missing(),
		'no mode': missing(),
		'phone_number does not match': invalid(),
		'mode not pstn or flow': invalid(),
	},
	'DELETE /trunks/{sid}/phone-numbers': DELETE_ROW,
	'GET /trunk-maps': { ...ANY, found: DONE, 'no exophone': missing(), 'not mapped': notFound },

	'POST /trunks/{sid}/whitelisted-ips': {
		...WITH_BODY,
		...TYPED,
		...OF_TRUNK,
		...ADDRESS,
		created: DONE,
		'ip taken': duplicate('Unable to Whitelist-ip with ip {ip}'),
	},
	'GET /trunks/{sid}/whitelisted-ips': LIST_OF_TRUNK,
	'PUT /trunks/{sid}/whitelisted-ips/{id}': {
		...WITH_BODY,
		...TYPED,
		...OF_ROW,
		...ADDRESS,
		changed: DONE,
		'no mask': missing(),
	},
	'DELETE /trunks/{sid}/whitelisted-ips': DELETE_ROW,

	'POST /trunks/{sid}/credentials': {
		...WITH_BODY,
		...TYPED,
		...OF_TRUNK,
		...CREDENTIAL_FIELDS,
		created: DONE,
		'no user_name': missing(),
		'no password': missing(),
	},
	'GET /trunks/{sid}/credentials': LIST_OF_TRUNK,
	'PUT /trunks/{sid}/credentials/{id}': {
		...WITH_BODY,
		...TYPED,
		...OF_ROW,
		...CREDENTIAL_FIELDS,
		changed: DONE,
	},
	'DELETE /trunks/{sid}/credentials': DELETE_ROW,

	'POST /trunks/{sid}/settings': {
		...WITH_BODY,
		...TYPED,
		...OF_TRUNK,
		'all set': DONE,
		'no settings': missing(),
	},
	'GET /trunks/{sid}/settings': LIST_OF_TRUNK,
	'DELETE /trunks/{sid}/settings': DELETE_ROW,

	'GET /IncomingPhoneNumbers': {
		...EXOPHONES,
		listed: DONE_WITHOUT_ENVELOPE,
		'page too large': onlyStatus(400),
	},
	'GET /IncomingPhoneNumbers/{exophone_sid}': {
		...EXOPHONES,
		read: DONE_WITHOUT_ENVELOPE,
		'unknown id': onlyStatus(404),
	},
	'PUT /IncomingPhoneNumbers/{exophone_sid}': {
		...EXOPHONES,
		changed: DONE_WITHOUT_ENVELOPE,
		'unknown id': onlyStatus(404),
	},
	'GET /incoming-phone-numbers/{exophone_sid}': { ...ANY, read: DONE, 'unknown id': notFound },
} as const satisfies Readonly<Record<string, Cases>>;

/** An endpoint, as the page writes it. */
export type Endpoint = Exclude<keyof typeof TABLE, 'one destination'>;

/** Which of two forms is played where the page lists two, and what the page leaves open. */
export interface Variants {
	readonly unknownTrunk: 404 | 403;
	readonly duplicateStatus: 200 | 409;
	readonly duplicateDestination: 'append' | 'refuse';
	readonly trunkByPath: 200 | 404 | 405;
	readonly trunkMapEnvelope: boolean;
	readonly credentials: 'current' | 'older';
	readonly credentialHyphens: boolean;
	readonly countsFailed: boolean;
	readonly requestsPerMinute: number;
	readonly limitForm: 'envelope' | 'restException';
	readonly retryAfter: 'seconds' | 'date' | undefined;
	readonly maxPage: { readonly size: number; readonly isRefused: boolean };
	readonly listOrder: 'usual' | 'random';
	readonly ids: 'text' | 'number';
	readonly exoPhoneForm: 'e164' | 'zeroPrefixed' | 'national';
	readonly exoPhoneLinks: 'absent' | 'otherHost';
	readonly exoPhonePages: 'usual' | 'ignored' | 'lastRepeats';
}

interface Change {
	readonly when: Partial<Variants>;
	readonly says: string;
	/** The cases that come out otherwise. */
	readonly cases: readonly string[];
	readonly outcome: Partial<Outcome>;
}

/** What each variant changes in the table. */
const CHANGES: readonly Change[] = [
	{
		when: { unknownTrunk: 403 },
		says: '"Error codes": a wrong SID is 403 / 1003 [M], 404 / 1000 elsewhere [D]',
		cases: ['unknown trunk'],
		outcome: refused(403, 1003),
	},
	{
		when: { duplicateStatus: 409 },
		says: '"Traps" 1: the documentation of Create Trunk shows HTTP 409 for a duplicate [D]',
		cases: ['trunk_name taken', 'phone_number taken', 'ip taken'],
		outcome: { http: 409 },
	},
	{
		when: { limitForm: 'restException' },
		says: '"Basics": the second form of 429',
		cases: ['over the rate limit'],
		outcome: { form: 'RestException', code: undefined, error: undefined },
	},
	{
		when: { trunkByPath: 405 },
		says: '"Endpoints": fall back to the filter on 404/405 [?]',
		cases: ['not by path'],
		outcome: { http: 405 },
	},
	{
		when: { trunkMapEnvelope: false },
		says: '"Traps" 5: a trunk-map lookup is shown without an envelope [D]',
		cases: ['found'],
		outcome: { code: undefined, form: 'unsaid' },
	},
];

/** What the table says of a case, under these variants. */
export function outcomeOf(
	endpoint: Endpoint | 'one destination',
	name: string,
	variants: Variants,
): Outcome {
	const cases: Cases = TABLE[endpoint];
	const outcome = cases[name];
	if (outcome === undefined) throw new Error(`The table has no "${name}" for ${endpoint}`);
	const applies = ({ when, cases: changed }: Change) =>
		changed.includes(name) &&
		Object.entries(when).every(([key, value]) => has(variants, key, value));
	const changes = CHANGES.filter(applies).map((change) => change.outcome);
	return Object.assign({}, outcome, ...changes);
}

function has(variants: Variants, key: string, value: unknown): boolean {
	return Object.entries(variants).some(([name, played]) => name === key && played === value);
}

/** Every rule of the table, as `endpoint: case`. */
export const RULES: readonly string[] = Object.entries(TABLE).flatMap(([endpoint, cases]) =>
	Object.keys(cases).map((name) => `${endpoint}: ${name}`),
);
