import type { Account, Fields, Section } from './account';
import type { Endpoint } from './rules';

/** What is wrong with a request apart from what it asks for. */
export type Spoilt =
	| 'wrong key'
	| 'wrong token'
	| 'text/plain'
	| 'application/x-www-form-urlencoded'
	| 'bad JSON'
	| 'list as body'
	| 'text as body';

/** A call, as it is sent. */
export interface Call {
	readonly endpoint: Endpoint;
	/** The trunk, in the path or for `DELETE /trunks` in the query. */
	readonly sid?: string;
	/** The row, in the path or for a DELETE in the query. */
	readonly id?: string;
	/** Anything else in the query. */
	readonly query: Readonly<Record<string, string>>;
	readonly body?: Fields;
	readonly spoilt?: Spoilt;
	/** Where a list goes on, as its last page said. */
	readonly link?: string;
}

/** The method of an endpoint. */
export function methodOf(endpoint: Endpoint): 'GET' | 'POST' | 'PUT' | 'DELETE' {
	if (endpoint.startsWith('POST')) return 'POST';
	if (endpoint.startsWith('PUT')) return 'PUT';
	return endpoint.startsWith('DELETE') ? 'DELETE' : 'GET';
}

const SECTIONS: readonly Section[] = [
	'destination-uris',
	'phone-numbers',
	'whitelisted-ips',
	'credentials',
	'settings',
];

/** What of a trunk an endpoint is about; undefined if it is not about a part of a trunk. */
export function sectionOf(endpoint: Endpoint): Section | undefined {
	return SECTIONS.find((section) => endpoint.includes(`{sid}/${section}`));
}

/** Whether an endpoint is about one trunk. */
export function isOnTrunk(endpoint: Endpoint): boolean {
	return /\/\{(?:trunk_)?sid\}/.test(endpoint) || endpoint === 'DELETE /trunks';
}

/** Whether an endpoint is about one row of a trunk. */
export function isOnRow(endpoint: Endpoint): boolean {
	return sectionOf(endpoint) !== undefined && /^(?:PUT|DELETE)/.test(endpoint);
}

/** Whether an endpoint is about one ExoPhone. */
export function isOnExoPhone(endpoint: Endpoint): boolean {
	return endpoint.endsWith('{exophone_sid}');
}

/** Whether an endpoint is of the ExoPhones API, which is below a prefix of its own. */
export function isExoPhonesApi(endpoint: Endpoint): boolean {
	return endpoint.includes('IncomingPhoneNumbers');
}

/** Everything that a call is about, found on the account. */
export function subjectOf({ endpoint, sid, id }: Call, held: Account) {
	const section = sectionOf(endpoint);
	const trunk = held.find(sid);
	return {
		trunk,
		row: section === undefined ? undefined : trunk?.find(section, id),
		exoPhone: held.exoPhones.find((one) => one.sid === id),
	};
}
