import { showLine } from './characters';
import { isHost } from './host';
import { hasFields } from './parsed';

/** A destination as lists name it, in which there is nothing that could be a secret. */
export const LISTED =
	/^sips?:[a-z\d._-]{1,253}(?::\d{1,5})?(?:;transport=(?:udp|tcp|tls|sctp|wss?))?$/i;

const SCHEME = /^(?:sips?:|[a-z][a-z\d+.-]{0,9}:\/\/)/i;
/** What a host may consist of; also what it may be mistyped with, if that hides no secret. */
const HOST = /^[\p{L}\p{M}\p{N}\p{Cf}\p{Default_Ignorable_Code_Point}._ -]*/u;
const IPV6_HOST = /^\[[\da-f:.]*\]?|^[\da-f]*:[\da-f]*:[\da-f:.]*/i;
const PORT = /^:\d{1,8}(?!\d)/;
const TRANSPORT = /^;transport=(?:tls|tcp|udp|ws|wss|sctp)$/i;
/** What ends a host, or parts what stands behind it. */
const DELIMITER = /[:;?,=&/\s'"<>]/;
/** More than is ever shown, so that nothing long is looked at. */
const ENOUGH = 300;

/**
 * Shows a destination that can't be used by what identifies it, its host and port, on one short line.
 * Whatever else there is may be a secret, such as a user part, a password or a header, and becomes `…`.
 *
 * @returns empty if the value names no host
 */
export function showDestination(given: unknown): string {
	if (typeof given === 'string') return showText(given);
	if (typeof given === 'number' || typeof given === 'boolean') return String(given);
	if (!hasFields(given)) return '';
	const { destination, host, port } = given;
	if (typeof destination === 'string') return showText(destination);
	if (typeof host !== 'string') return '';
	const hasPort = typeof port === 'number' || typeof port === 'string';
	const shownPort = hasPort ? (PORT.exec(`:${String(port).slice(0, ENOUGH)}`)?.[0] ?? '') : '';
	return `${showText(host)}${shownPort}`;
}

/** Shows a destination that Exotel lists: in full where there is nothing in it that could be a secret. */
export function showListed(uri: string): string {
	return LISTED.test(uri) ? uri : showDestination(uri);
}

function showText(given: string): string {
	const text = given.trim();
	const scheme = SCHEME.exec(text.slice(0, ENOUGH))?.[0] ?? '';
	const rest = text.slice(scheme.length);
	const at = rest.lastIndexOf('@');
	if (at < 0) return showLine(scheme + showAddress(rest));
	const host = hostBehindUser(rest.slice(0, at), rest.slice(at + 1));
	return showLine(host === undefined ? '…' : `…@${host}`);
}

/** The host and port that a text begins with, and `…` for the rest of it. */
function showAddress(text: string): string {
	const start = text.slice(0, ENOUGH);
	const host = (IPV6_HOST.exec(start) ?? HOST.exec(start))?.[0] ?? '';
	const port = PORT.exec(start.slice(host.length))?.[0] ?? '';
	const rest = text.slice(host.length + port.length);
	return host + port + (rest === '' || TRANSPORT.test(rest) ? rest : '…');
}

/**
 * The host behind the last `@` of a text, if that is what it is: an `@` may also be part of a secret among
 * parameters or headers, and what stands behind it the end of the secret.
 */
function hostBehindUser(user: string, behind: string): string | undefined {
	const shown = showAddress(behind);
	const host = /^[^:;…]*/.exec(shown)?.[0] ?? '';
	if (!isHost(host)) return undefined;
	const delimiter = user.search(DELIMITER);
	if (delimiter < 0) return shown;
	const first = user.slice(0, Math.min(delimiter, ENOUGH));
	return /[=?]/.test(user) || isHost(first) ? undefined : shown;
}
