import { isRecord } from '../guards';

/** How SIP signalling reaches a destination. Exotel takes these two; SIP over UDP it does not. */
export type Transport = 'tls' | 'tcp';

/** The port a destination gets when it names none (exotel-api: "Destination rules"). */
export const DEFAULT_PORT: Readonly<Record<Transport, number>> = { tls: 5061, tcp: 5060 };

/** A destination URI in parts, checked: lower-case host without a trailing dot, port 1 to 65535. */
export interface SipDestination {
	readonly host: string;
	readonly hostType: 'ipv4' | 'fqdn';
	readonly port: number;
	readonly transport: Transport;
	/** Lower is tried first; from 0 on. Not part of the URI. */
	readonly priority?: number;
	/** Of the same priority, higher gets more calls; from 0 on. Not part of the URI. */
	readonly weight?: number;
}

/** Either what was read, or the reason in one sentence why it can't be used. */
export type Parsed<T> = { readonly value: T } | { readonly reason: string };

const FIELDS = ['destination', 'host', 'port', 'transport', 'priority', 'weight'];
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/; // eslint-disable-line no-control-regex -- finding them is the point
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const LABEL = /^[a-z\d](?:[a-z\d-]*[a-z\d])?$/;

/**
 * Writes a destination as Exotel answers it: `sip:<host>:<port>;transport=<tls|tcp>`.
 */
export function formatDestination(destination: SipDestination): string {
	return `sip:${keyOf(destination)}`;
}

/** What `destinationKey` makes of a destination: `<host>:<port>;transport=<tls|tcp>`. */
export function keyOf({ host, port, transport }: SipDestination): string {
	return `${host}:${port};transport=${transport}`;
}

/** Whether a text is an IPv4 address in its usual form, four numbers from 0 to 255. */
export function isIpv4(text: string): boolean {
	return IPV4.test(text);
}

/**
 * What two writings of one destination have in common, for comparing what was asked for with what
 * Exotel lists: scheme and case aside. Nothing is filled in: a listed `host:5060` without a transport
 * is another destination (SIP over UDP) than `host:5060;transport=tcp`.
 */
export function destinationKey(uri: string): string {
	return uri
		.trim()
		.toLowerCase()
		.replace(/^sips?:/, '');
}

/**
 * Reads one destination.
 *
 * @param input a SIP URI or `<host>[:<port>][;transport=<tls|tcp>]` as text, or an object with either
 * `destination` (such a text) or `host` and, optionally, `port` and `transport`; with either,
 * optionally, `priority` and `weight`
 * @param defaultTransport for a destination that names none; the port follows from the transport
 */
export function parseDestination(
	input: unknown,
	defaultTransport: Transport,
): Parsed<SipDestination> {
	if (isRecord(input)) return parseFields(input, defaultTransport);
	if (isBlank(input)) return { reason: 'it is empty' };
	if (typeof input !== 'string') {
		return {
			reason: `it is ${describeType(input)}; a destination is text such as sip.example.com`,
		};
	}
	return parseUri(input, defaultTransport);
}

/**
 * Splits what a user or an AI agent hands over as "the destinations" into single ones, each of which
 * `parseDestination` then reads. Takes an array; one object; an object with a `destinations` array;
 * text with one destination or several separated by commas or line breaks; or any of these as JSON
 * text, encoded once or twice.
 */
export function splitDestinations(input: unknown): Parsed<unknown[]> {
	if (Array.isArray(input)) return { value: input };
	if (isRecord(input)) {
		return 'destinations' in input ? splitDestinations(input.destinations) : { value: [input] };
	}
	if (isBlank(input)) return { value: [] };
	if (typeof input !== 'string') {
		return { reason: `it is ${describeType(input)}; expected an array or text` };
	}

	const text = input.trim();
	if (/^["[{]/.test(text)) {
		try {
			return splitDestinations(JSON.parse(text));
		} catch {
			// An IPv6 address in brackets is no JSON but deserves its own reason, from parseDestination.
			if (!/^\[[\da-f:.]+\]/i.test(text)) return { reason: 'it is not valid JSON' };
		}
	}
	return { value: text.split(/[,\r\n]+/).filter((part) => part.trim() !== '') };
}

function parseFields(
	fields: Record<string, unknown>,
	defaultTransport: Transport,
): Parsed<SipDestination> {
	const unknown = Object.keys(fields).find((name) => !FIELDS.includes(name));
	if (unknown !== undefined) {
		return { reason: `it has a field "${unknown}"; known fields are ${FIELDS.join(', ')}` };
	}
	const parsed =
		fields.destination === undefined
			? parseHostFields(fields, defaultTransport)
			: parseDestinationField(fields, defaultTransport);
	if ('reason' in parsed) return parsed;

	const routing: { priority?: number; weight?: number } = {};
	for (const name of ['priority', 'weight'] as const) {
		const value = fields[name];
		if (isBlank(value)) continue;
		const number = Number(value);
		if (typeof value === 'boolean' || !Number.isSafeInteger(number) || number < 0) {
			return { reason: `its ${name} is not a whole number of at least 0` };
		}
		routing[name] = number;
	}
	return { value: { ...parsed.value, ...routing } };
}

function parseDestinationField(
	{ destination, host, port, transport }: Record<string, unknown>,
	defaultTransport: Transport,
): Parsed<SipDestination> {
	if (host !== undefined || port !== undefined || transport !== undefined) {
		return { reason: 'it has both "destination" and "host", "port" or "transport"; use one form' };
	}
	if (isRecord(destination)) return { reason: 'its "destination" is an object, not text' };
	return parseDestination(destination, defaultTransport);
}

function parseHostFields(
	{ host, port, transport }: Record<string, unknown>,
	defaultTransport: Transport,
): Parsed<SipDestination> {
	if (isBlank(host)) return { reason: 'it has no host' };
	if (typeof host !== 'string') return { reason: `its host is ${describeType(host)}, not text` };
	if (CONTROL_CHARACTERS.test(host)) return { reason: CONTROL_CHARACTER_REASON };
	const hostText = host.trim();
	if (hasIpv6Form(hostText)) return { reason: IPV6_REASON };
	if (hostText.includes(':')) {
		return { reason: 'its host has a scheme or port in it; put the port into "port"' };
	}

	const parsedTransport = isBlank(transport)
		? { value: defaultTransport }
		: parseTransport(String(transport));
	if ('reason' in parsedTransport) return parsedTransport;
	return assemble(hostText, isBlank(port) ? undefined : String(port), parsedTransport.value);
}

function parseUri(input: string, defaultTransport: Transport): Parsed<SipDestination> {
	if (CONTROL_CHARACTERS.test(input)) return { reason: CONTROL_CHARACTER_REASON };
	const text = input.trim();
	const scheme = /^(sips?):/i.exec(text)?.[1]?.toLowerCase();
	const rest = scheme === undefined ? text : text.slice(scheme.length + 1).trim();

	const otherScheme = rest.includes('://')
		? /^([a-z][a-z\d+.-]*):\/\//i.exec(rest)?.[1]
		: undefined;
	if (otherScheme !== undefined) {
		return { reason: `"${otherScheme}://" is no SIP scheme; write host:port or sip:host:port` };
	}
	if (rest.includes(',')) return { reason: 'it holds more than one destination' };
	if (rest.includes('@')) {
		return { reason: 'it has a user part before "@"; Exotel takes a host and port only' };
	}
	if (rest.includes('?'))
		return { reason: 'it has URI headers after "?", which Exotel does not take' };

	const [address = '', ...parameters] = rest.split(';').map((part) => part.trim());
	let named: Transport | undefined;
	for (const parameter of parameters) {
		const equals = parameter.indexOf('=');
		const name = (equals < 0 ? parameter : parameter.slice(0, equals)).trim();
		const value = equals < 0 ? '' : parameter.slice(equals + 1).trim();
		if (name.toLowerCase() !== 'transport') {
			return { reason: `it has the URI parameter "${name}"; Exotel takes transport only` };
		}
		if (named !== undefined) return { reason: 'it names the transport twice' };
		const parsed = parseTransport(value);
		if ('reason' in parsed) return parsed;
		named = parsed.value;
	}
	if (scheme === 'sips' && named === 'tcp') {
		return { reason: 'sips: means TLS, but it names transport=tcp; use sip: or transport=tls' };
	}

	if (hasIpv6Form(address)) return { reason: IPV6_REASON };
	const [host = '', port, ...more] = address.split(':').map((part) => part.trim());
	if (more.length > 0) return { reason: 'it has more than one port' };
	return assemble(host, port, named ?? (scheme === 'sips' ? 'tls' : defaultTransport));
}

function assemble(
	hostText: string,
	portText: string | undefined,
	transport: Transport,
): Parsed<SipDestination> {
	const parsedHost = parseHost(hostText);
	if ('reason' in parsedHost) return parsedHost;
	const port = portText === undefined ? DEFAULT_PORT[transport] : parsePort(portText);
	if (port === undefined) {
		return { reason: `the port "${portText}" is not a whole number from 1 to 65535` };
	}
	const { host, hostType } = parsedHost.value;
	return { value: { host, hostType, port, transport } };
}

function parseTransport(text: string): Parsed<Transport> {
	const name = text.trim().toLowerCase();
	if (name === 'tls' || name === 'tcp') return { value: name };
	if (name === 'udp') return { reason: 'Exotel does not take SIP over UDP; use tls or tcp' };
	return { reason: `the transport "${text}" is unknown; use tls or tcp` };
}

function parsePort(text: string): number | undefined {
	if (!/^\d{1,5}$/.test(text.trim())) return undefined;
	const port = Number(text);
	return port >= 1 && port <= 65535 ? port : undefined;
}

function parseHost(text: string): Parsed<Pick<SipDestination, 'host' | 'hostType'>> {
	const host = text.toLowerCase().replace(/\.$/, '');
	if (host === '') return { reason: 'it has no host' };
	if (/[^\u0020-\u007e]/.test(host)) {
		return { reason: 'its host has non-ASCII characters; write the name in its xn-- form' };
	}
	if (isIpv4(host)) return { value: { host, hostType: 'ipv4' } };

	const labels = host.split('.');
	if (/^\d+$/.test(labels.at(-1) ?? '')) {
		return { reason: `"${host}" is not an IPv4 address of four numbers from 0 to 255` };
	}
	if (/\s/.test(host)) return { reason: 'its host has a space in it' };
	if (host.includes('_')) return { reason: 'its host has an underscore, which no FQDN may have' };
	if (labels.length < 2) {
		return {
			reason: `"${host}" is a single name; use a fully qualified one such as sip.example.com`,
		};
	}
	if (host.length > 253) return { reason: 'its host is longer than 253 characters' };
	for (const label of labels) {
		if (label.length > 63)
			return { reason: `"${label}" is longer than the 63 characters of a label` };
		if (!LABEL.test(label)) return { reason: `"${host}" is not a valid FQDN` };
	}
	return { value: { host, hostType: 'fqdn' } };
}

const IPV6_REASON = 'it is an IPv6 address, which Exotel does not take';
const CONTROL_CHARACTER_REASON = 'it has a line break or another control character in it';

function hasIpv6Form(address: string): boolean {
	return address.startsWith('[') || /^[\da-f]{0,4}(?::[\da-f]{0,4}){2,}(?:[.%].*)?$/i.test(address);
}

function isBlank(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && !/\S/.test(value));
}

function describeType(value: unknown): string {
	return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}
