import { parsed, refused, type Parsed } from '../sip/parsed';

const REGIONS = [
	['mumbai', 'https://api.in.exotel.com'],
	['singapore', 'https://api.exotel.com'],
] as const;

const BYTE = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = `${BYTE}(?:\\.${BYTE}){3}`;
/** Its last part begins with a letter: one that ends with a number is read as an IPv4 address, such as 0x7f.1. */
const NAME = '(?:[a-z\\d_-]+\\.)*[a-z_][a-z\\d_-]*';
/** The machine itself, the only one that may be talked to without TLS. */
const LOOPBACK = `(?:localhost|127(?:\\.${BYTE}){3}|\\[::1\\])`;
const PORT = '(?::(?:[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d\\d|655[0-2]\\d|6553[0-5]))?';

/**
 * A Base URL that is accepted; its first group is the URL without slashes at its end. It holds nothing that
 * could be read in two ways: no user, query, fragment, backslash or percent sign.
 */
const BASE_URL = new RegExp(
	`^((?:https:\\/\\/(?:${IPV4}|${NAME}|\\[::1\\])|http:\\/\\/${LOOPBACK})${PORT}(?:\\/+[\\w.~-]+)*)\\/*$`,
	'i',
);

/**
 * The Base URL as an expression for the credential's own test, which can run no code of ours. It is made of
 * the same rule, so that it can't accept what `resolveBaseUrl` refuses; that becomes a URL that goes nowhere.
 */
export const BASE_URL_EXPRESSION = `={{ ${REGIONS.map(
	([region, url]) => `$credentials.region === '${region}' ? '${url}' : `,
).join('')}$credentials.region === 'custom'
	? (${BASE_URL}.exec(String($credentials.baseUrl).trim()) || [])[1] || 'https-is-required:'
	: 'https-is-required:' }}`;

/**
 * Where the requests of a credential go.
 *
 * @param credentials the decrypted fields of an "Exotel API" credential
 * @returns the URL, without a trailing slash
 */
export function resolveBaseUrl(credentials: Readonly<Record<string, unknown>>): Parsed<string> {
	const { region, baseUrl } = credentials;
	const regional = REGIONS.find(([name]) => name === region);
	if (regional !== undefined) return parsed(regional[1]);
	if (region !== 'custom') return refused(`Region "${String(region)}" is unknown.`);
	const text = String(baseUrl).trim();
	const url = BASE_URL.exec(text)?.[1];
	return url === undefined ? refused(whyRefused(text)) : parsed(url);
}

/** What is wrong with a Base URL that is not accepted. */
function whyRefused(text: string): string {
	if (!URL.canParse(text)) return 'Base URL must be a whole URL, starting with https://.';
	const { protocol, username, password, search, hash } = new URL(text);
	if (protocol !== 'https:' && !new RegExp(`^http://${LOOPBACK}(?![\\w.-])`, 'i').test(text)) {
		return 'Base URL must start with https://, so that API Key and API Token are never sent unencrypted. Plain http is accepted only for this machine itself (localhost, 127.0.0.1).';
	}
	if (username || password || search || hash) {
		return 'Base URL must not contain a user, password, query or fragment.';
	}
	return 'Base URL must be https://, then the name or IPv4 address of the host, and at most a port and a path of letters, digits, dots, hyphens, underscores and tildes.';
}
