import { quote, whyInvisible, whyLookalike } from './characters';
import { DEFAULT_PORT, type Routing, type SipDestination, type Transport } from './destination';
import { hasIpv6Form, IPV6_REASON, parseHost } from './host';
import {
	describeType,
	hasFields,
	isBlank,
	parsed,
	readWhole,
	refused,
	type Parsed,
} from './parsed';
import { LISTED } from './show';

/** The fields of a destination that is an object. */
export const DESTINATION_FIELDS = [
	'destination',
	'host',
	'port',
	'transport',
	'priority',
	'weight',
];
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/; // eslint-disable-line no-control-regex -- finding them is the point

/** Far more than a host of 253 characters with all that may belong to it. */
const MAX_LENGTH = 1000;

/** Parameters of SIP URIs (RFC 3261 and others). Any other name may be a secret without a name of its own. */
const KNOWN_PARAMETERS = ['', 'comp', 'gr', 'lr', 'maddr', 'method', 'ob', 'rport', 'ttl', 'user'];
const KNOWN_TRANSPORTS = ['', 'sctp', 'ws', 'wss'];

/** What the parameters behind the address say, as far as they can be used. */
type Parameters = { readonly transport?: Transport };

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
	if (hasFields(input)) return parseFields(input, defaultTransport);
	if (isBlank(input)) return refused('it is empty');
	if (typeof input !== 'string') {
		return refused(`it is ${describeType(input)}; a destination is text such as sip.example.com`);
	}
	return parseUri(input, defaultTransport);
}

/** A destination as a list of Exotel names it, whether it could be added or not. */
export interface Listed extends Routing {
	readonly uri: string;
}

/**
 * Reads a destination that a list of Exotel may name though `parseDestination` refuses it, such as one over
 * UDP that was made in another way.
 *
 * @param input a URI with its scheme as text, or an object with it under `destination` and, optionally,
 * `priority` and `weight`
 * @returns undefined if no list could name it like this
 */
export function parseListed(input: unknown): Listed | undefined {
	const fields = hasFields(input) ? input : { destination: input };
	const { destination: uri, ...others } = fields;
	if (typeof uri !== 'string' || !LISTED.test(uri)) return undefined;
	const routing = parseRouting(others);
	const isAll = Object.keys(others).every((name) => name === 'priority' || name === 'weight');
	return routing.ok && isAll ? { uri, ...routing.value } : undefined;
}

function parseFields(
	fields: Readonly<Record<string, unknown>>,
	defaultTransport: Transport,
): Parsed<SipDestination> {
	const unknown = Object.keys(fields).find((name) => !DESTINATION_FIELDS.includes(name));
	if (unknown !== undefined) {
		return refused(
			`it has a field ${quote(unknown)}; known fields are ${DESTINATION_FIELDS.join(', ')}`,
		);
	}
	const destination =
		fields.destination === undefined
			? parseHostFields(fields, defaultTransport)
			: parseDestinationField(fields, defaultTransport);
	if (!destination.ok) return destination;
	const routing = parseRouting(fields);
	return routing.ok ? parsed({ ...destination.value, ...routing.value }) : routing;
}

function parseRouting(fields: Readonly<Record<string, unknown>>): Parsed<Routing> {
	const routing: { priority?: number; weight?: number } = {};
	for (const name of ['priority', 'weight'] as const) {
		const value = fields[name];
		if (isBlank(value)) continue;
		const number = readWhole(value);
		if (number === undefined) {
			return refused(`its ${name} is not a whole number of at least 0`, name);
		}
		routing[name] = number;
	}
	return parsed(routing);
}

function parseDestinationField(
	{ destination, host, port, transport }: Readonly<Record<string, unknown>>,
	defaultTransport: Transport,
): Parsed<SipDestination> {
	if (host !== undefined || port !== undefined || transport !== undefined) {
		return refused(
			'it mixes two forms; use either "destination", or "host", "port" and "transport"',
		);
	}
	if (hasFields(destination)) return refused('its "destination" is an object, not text');
	return parseDestination(destination, defaultTransport);
}

function parseHostFields(
	{ host, port, transport }: Readonly<Record<string, unknown>>,
	defaultTransport: Transport,
): Parsed<SipDestination> {
	if (isBlank(host)) return refused('it has no host');
	if (typeof host !== 'string') return refused(`its host is ${describeType(host)}, not text`);
	const unusable = whyUnusableText(host);
	if (unusable !== undefined) return refused(unusable);
	const hostText = host.trim();
	if (hasIpv6Form(hostText)) return refused(IPV6_REASON);
	if (hostText.includes(':')) {
		return refused('its host contains a scheme or port; put the port into "port"');
	}
	const named = isBlank(transport) ? parsed(defaultTransport) : parseTransport(transport, hostText);
	if (!named.ok) return refused(named.reason, 'transport');
	return assemble(hostText, isBlank(port) ? undefined : port, named.value);
}

function parseUri(input: string, defaultTransport: Transport): Parsed<SipDestination> {
	const unusable = whyUnusableText(input);
	if (unusable !== undefined) return refused(unusable);
	const text = input.trim();
	const scheme = /^(sips?):/i.exec(text)?.[1]?.toLowerCase();
	const rest = scheme === undefined ? text : text.slice(scheme.length + 1).trim();
	const reason = whyNoAddress(rest);
	if (reason !== undefined) return refused(reason);

	const [address = '', ...parameters] = rest.split(';').map((part) => part.trim());
	if (hasIpv6Form(address)) return refused(IPV6_REASON);
	const [host = '', port, ...more] = address.split(':').map((part) => part.trim());
	if (host === '') return refused('it has no host');
	const named = parseParameters(parameters, host);
	if (!named.ok) return named;
	const { transport } = named.value;
	if (scheme === 'sips' && transport === 'tcp') {
		return refused('sips: means TLS, but it names transport=tcp; use sip: or transport=tls');
	}
	if (more.length > 0) return refused('it has more than one port');
	return assemble(host, port, transport ?? (scheme === 'sips' ? 'tls' : defaultTransport));
}

/** Why a text can't be, or be part of, a destination, whatever it consists of besides. */
export function whyUnusableText(input: string): string | undefined {
	const text = input.trim();
	if (text.length > MAX_LENGTH) return `it is longer than ${MAX_LENGTH} characters`;
	if (CONTROL_CHARACTERS.test(input)) {
		return 'it has a line break or another control character in it';
	}
	if (text.includes('[object ')) {
		return 'it contains "[object Object]", which is what comes of an object in a text; use the field of the object that holds the destination';
	}
	return whyInvisible(text);
}

/** Why a text can't be an address with parameters, whatever these are. */
function whyNoAddress(text: string): string | undefined {
	const scheme = text.includes('://') ? /^([a-z][a-z\d+.-]*):\/\//i.exec(text)?.[1] : undefined;
	if (scheme !== undefined) {
		return `${quote(`${scheme}://`)} is not a SIP scheme; write host:port or sip:host:port`;
	}
	if (text.includes(',')) return 'it holds more than one destination';
	if (text.includes('@')) {
		return 'it has a user part before "@"; Exotel accepts a host and port only';
	}
	if (text.includes('?')) return 'it has URI headers after "?", which Exotel does not accept';
	return undefined;
}

function parseParameters(parameters: readonly string[], host: string): Parsed<Parameters> {
	let transport: Transport | undefined;
	for (const parameter of parameters) {
		const equals = parameter.indexOf('=');
		const name = (equals < 0 ? parameter : parameter.slice(0, equals)).trim();
		if (name.toLowerCase() !== 'transport') {
			const shown = KNOWN_PARAMETERS.includes(name.toLowerCase())
				? `the URI parameter "${name}"`
				: 'a URI parameter';
			return refused(`it has ${shown}; Exotel accepts only transport`);
		}
		if (transport !== undefined) return refused('it names the transport twice');
		const named = parseTransport(equals < 0 ? '' : parameter.slice(equals + 1), host);
		if (!named.ok) return named;
		transport = named.value;
	}
	return parsed({ transport });
}

/** @param host of the destination, to show the form to use instead */
function parseTransport(given: unknown, host: string): Parsed<Transport> {
	if (typeof given !== 'string') {
		return refused(`its transport is ${describeType(given)}, not text; use tls or tcp`);
	}
	const name = given.trim().toLowerCase();
	if (name === 'tls' || name === 'tcp') return parsed(name);
	if (name !== 'udp') {
		const shown = KNOWN_TRANSPORTS.includes(name) ? `the transport "${name}"` : 'its transport';
		return refused(`${shown} is unknown; use tls or tcp`);
	}
	const forms = (['tls', 'tcp'] as const).map((transport) =>
		parseHost(host).ok ? `${host}:${DEFAULT_PORT[transport]};transport=${transport}` : transport,
	);
	return refused(`Exotel does not support SIP over UDP; use ${forms.join(' or ')}`);
}

function assemble(hostText: string, given: unknown, transport: Transport): Parsed<SipDestination> {
	const host = parseHost(hostText);
	if (!host.ok) return host;
	const port = given === undefined ? parsed(DEFAULT_PORT[transport]) : parsePort(given);
	if (!port.ok) return refused(port.reason, 'port');
	const { host: name, hostType } = host.value;
	return parsed({ host: name, hostType, port: port.value, transport });
}

function parsePort(given: unknown): Parsed<number> {
	const port = readWhole(given);
	if (port !== undefined && port >= 1 && port <= 65535) return parsed(port);
	const text = typeof given === 'string' || typeof given === 'number' ? String(given).trim() : '?';
	const reason = whyLookalike(text);
	if (reason !== undefined) return refused(reason);
	// Other characters may be those of a password: "sip.example.com:secret".
	const isShown = /^[\d.+-]{0,8}$/.test(text);
	const shown = isShown ? `the port "${text}"` : 'its port';
	return refused(`${shown} is not a whole number from 1 to 65535`);
}
