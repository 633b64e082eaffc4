import { isRecord } from '../../harness/records';
import type { Account, Fields, Trunk } from './account';
import type { Variants } from './rules';

/** What is known about a call when its body is looked at. */
export interface Asked {
	readonly body: Fields;
	readonly held: Account;
	readonly variants: Variants;
	/** Undefined for a call that is not about a trunk, or not about one that there is. */
	readonly trunk?: Trunk;
	readonly row?: Fields;
}

const isAbsent = (value: unknown) => value === undefined;
const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';
const unless = (holds: boolean, name: string) => (holds ? [] : [name]);

const WORD = /^[A-Za-z0-9_]+$/;
const HYPHENATED = /^[A-Za-z0-9_-]+$/;
const E164 = /^\+[1-9][0-9]{1,14}$/;
const PART = '(?:0|[1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5])';
const IPV4 = new RegExp(`^${PART}(?:\\.${PART}){3}$`);

/** "`*` mandatory". */
export function mandatory({ body }: Asked, ...names: string[]): string[] {
	return names.filter((name) => isAbsent(body[name])).map((name) => `no ${name}`);
}

/** "body not parsed (bad JSON, wrong type)". */
function ofType(isOfType: (value: unknown) => boolean, { body }: Asked, ...names: string[]) {
	const isWrong = (name: string) => !isAbsent(body[name]) && !isOfType(body[name]);
	return unless(!names.some(isWrong), 'a field of another type');
}

/** A rule about a text; a field that is absent or of another type breaks other rules. */
function text(value: unknown, holds: (value: string) => boolean, name: string): string[] {
	return unless(!isText(value) || holds(value), name);
}

function number(value: unknown, holds: (value: number) => boolean, name: string): string[] {
	return unless(!isNumber(value) || holds(value), name);
}

/** Name, `nso_code` and domain of a trunk. */
export function ofTrunk(asked: Asked): string[] {
	const { trunk_name: name, nso_code, domain_name } = asked.body;
	const others = asked.held.trunks.filter((one) => one !== asked.trunk);
	return [
		...ofType(isText, asked, 'trunk_name', 'nso_code', 'domain_name', 'auth_type'),
		...text(name, ({ length }) => length <= 16, 'trunk_name too long'),
		...text(name, (value) => WORD.test(value), 'trunk_name has other characters'),
		...unless(!others.some(({ row }) => row.trunk_name === name), 'trunk_name taken'),
		...text(nso_code, (value) => value === 'ANY-ANY', 'nso_code not ANY-ANY'),
		...text(domain_name, (value) => value.endsWith('.pstn.exotel.com'), 'another domain'),
	];
}

/** A number and its mode. */
export function ofPhoneNumber(asked: Asked): string[] {
	const isMode = (mode: string) => mode === 'pstn' || mode === 'flow';
	return [
		...mandatory(asked, 'phone_number'),
		...ofType(isText, asked, 'phone_number', 'mode'),
		...text(asked.body.mode, isMode, 'mode not pstn or flow'),
	];
}

/** A number that is to be mapped. */
export function ofNewNumber({ body: { phone_number }, held }: Asked): string[] {
	return [
		...text(phone_number, (value) => E164.test(value), 'phone_number not E.164'),
		...unless(held.mapping(phone_number) === undefined, 'phone_number taken'),
	];
}

/** Address and mask. */
export function ofAddress(asked: Asked): string[] {
	const { ip, mask } = asked.body;
	return [
		...mandatory(asked, 'ip'),
		...ofType(isText, asked, 'ip'),
		...ofType(isNumber, asked, 'mask'),
		...text(ip, (value) => IPV4.test(value), 'ip not IPv4'),
		...number(mask, (value) => value >= 16 && value <= 32, 'mask out of bounds'),
	];
}

/** Password and name of a credential. */
export function ofCredential(asked: Asked): string[] {
	const { password, friendly_name } = asked.body;
	const word = asked.variants.credentialHyphens ? HYPHENATED : WORD;
	const isWord = (value: string) => word.test(value);
	return [
		...ofType(isText, asked, 'user_name', 'password', 'friendly_name'),
		...text(password, isWord, 'password has other characters'),
		...text(friendly_name, isWord, 'friendly_name has other characters'),
		...text(friendly_name, ({ length }) => length <= 32, 'friendly_name too long'),
	];
}

/** "integers >= 0". */
export function ofRoute(asked: Asked): string[] {
	const isCount = (value: number) => Number.isInteger(value) && value >= 0;
	const { priority, weight } = asked.body;
	return [
		...ofType(isNumber, asked, 'priority', 'weight'),
		...number(priority, isCount, 'priority not an integer >= 0'),
		...number(weight, isCount, 'weight not an integer >= 0'),
	];
}

/** A list of a batch, each entry of which has these texts. */
export function ofBatch(asked: Asked, list: string, ...names: string[]): string[] {
	const isEntry = (entry: unknown) => isRecord(entry) && names.every((name) => isText(entry[name]));
	const isList = (value: unknown) => Array.isArray(value) && value.every(isEntry);
	return [...mandatory(asked, list), ...ofType(isList, asked, list)];
}

/** The names of the page that resolve; any others that a call names are not meant to. */
const RESOLVING = ['sip.company.com', 'sip.vapi.ai', 'sip.retellai.com', 'sip.bolna.ai'];

/** "Private, reserved and documentation addresses". */
const NOT_PUBLIC = [
	...[/^0\./, /^10\./, /^127\./, /^169\.254\./, /^192\.168\./, /^172\.(?:1[6-9]|2\d|3[01])\./],
	...[/^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./, /^198\.1[89]\./, /^2(?:2[4-9]|[345]\d)\./],
	...[/^192\.0\.2\./, /^198\.51\.100\./, /^203\.0\.113\./],
];

/** "Destination rules": why a destination is refused, whether the same one is there already or not. */
export function ofDestination(asked: Asked, destination: string, isThere: boolean): string[] {
	const host = /^([^:;@]+):\d+;transport=(?:tls|tcp)$/.exec(destination)?.[1];
	if (host === undefined) return ['not <ip_or_fqdn>:<port>;transport=<tls|tcp>'];
	const isAddress = IPV4.test(host);
	const isPublic = isAddress
		? !NOT_PUBLIC.some((network) => network.test(host))
		: RESOLVING.includes(host);
	const isListed = asked.trunk?.rows['whitelisted-ips'].some(({ ip }) => ip === host) ?? false;
	if (!isPublic) return ['not a valid Ip or Fqdn'];
	return [
		...unless(!isAddress || isListed, 'not whitelisted'),
		...unless(!isThere || asked.variants.duplicateDestination === 'append', 'there already'),
	];
}
