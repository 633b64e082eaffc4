import { parsed, refused, type Parsed } from '../sip/parsed';

const REGION_HOSTS: Readonly<Record<string, string>> = {
	mumbai: 'https://api.in.exotel.com',
	singapore: 'https://api.exotel.com',
};

/** Hosts on the machine itself, the only ones that may be talked to without TLS. */
const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;

/**
 * The Base URL as an expression for the credential's own test, which can run no code of ours. A URL
 * that `resolveBaseUrl` refuses for want of TLS becomes one that goes nowhere.
 */
export const BASE_URL_EXPRESSION = `={{ $credentials.region !== 'custom'
	? (${JSON.stringify(REGION_HOSTS)})[$credentials.region]
	: /^(https:\\/\\/|http:\\/\\/(localhost|127(\\.\\d+)+|\\[::1\\])(:|\\/|$))/i.test(String($credentials.baseUrl).trim())
		? String($credentials.baseUrl).trim().replace(/\\/+$/, '')
		: 'https-is-required:' }}`;

/**
 * Where the requests of a credential go.
 *
 * @param credentials the decrypted fields of an "Exotel API" credential
 * @returns the URL, without a trailing slash
 */
export function resolveBaseUrl(credentials: Readonly<Record<string, unknown>>): Parsed<string> {
	const { region, baseUrl } = credentials;
	if (region !== 'custom') {
		const name = String(region);
		const url = Object.hasOwn(REGION_HOSTS, name) ? REGION_HOSTS[name] : undefined;
		return url === undefined ? refused(`Region "${name}" is unknown.`) : parsed(url);
	}

	const text = typeof baseUrl === 'string' ? baseUrl.trim() : '';
	if (!URL.canParse(text)) {
		return refused('Base URL must be a whole URL, starting with https://.');
	}
	const { protocol, hostname, username, password, search, hash } = new URL(text);
	if (protocol !== 'https:' && !(protocol === 'http:' && LOOPBACK.test(hostname))) {
		return refused(
			'Base URL must start with https://, so that API Key and API Token are never sent unencrypted. Plain http is accepted only for this machine itself (localhost, 127.0.0.1).',
		);
	}
	if (username || password || search || hash) {
		return refused('Base URL must not contain a user, password, query or fragment.');
	}
	return parsed(text.replace(/\/+$/, ''));
}
