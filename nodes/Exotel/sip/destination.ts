import { withoutTrailingDot, type Host } from './host';

/** How SIP signalling reaches a destination. Exotel supports these two, and not SIP over UDP. */
export type Transport = 'tls' | 'tcp';

/** The port a destination gets when it names none (exotel-api: "Destination rules"). */
export const DEFAULT_PORT: Readonly<Record<Transport, number>> = { tls: 5061, tcp: 5060 };

/** How calls are spread over the destinations of a trunk; not part of the URI. */
export interface Routing {
	/** Lower is tried first; from 0 on. */
	readonly priority?: number;
	/** Of the same priority, higher gets more calls; from 0 on. */
	readonly weight?: number;
}

/** A destination URI in parts, checked: lower-case host without a trailing dot, port 1 to 65535. */
export interface SipDestination extends Host, Routing {
	readonly port: number;
	readonly transport: Transport;
}

/** What `destinationKey` makes of a destination: `<host>:<port>;transport=<tls|tcp>`. */
export function keyOf({ host, port, transport }: SipDestination): string {
	return `${host}:${port};transport=${transport}`;
}

/** The form that Exotel lists, which is its own key but for the scheme. */
const USUAL_FORM = /^sip:[a-z\d.-]*[a-z\d-]:[1-9]\d{0,4};transport=(?:tls|tcp)$/;

/**
 * What two ways of writing one destination have in common, for comparing what was asked for with what
 * Exotel lists. Aside are scheme, case, spaces around the parts, a trailing dot of the host, leading zeros
 * of the port, the default port of a transport, and the parameter `lr`, which does not change where calls
 * go. Any other parameter makes another destination.
 *
 * The transport is not filled in: a listed `host:5060` without one is the same as with `transport=udp`, and
 * another destination than `host:5060;transport=tcp`. Only `sips:` says by itself that it is TLS.
 */
export function destinationKey(uri: string): string {
	if (USUAL_FORM.test(uri)) return uri.slice('sip:'.length);
	const text = uri.trim().toLowerCase();
	const isSips = text.startsWith('sips:');
	const [address = '', ...given] = text
		.replace(/^sips?:/, '')
		.split(';')
		.map(tidy);
	const parameters = given.filter((one) => one !== '' && one !== 'lr');
	const transports = parameters.filter((one) => isTransport(one) && one !== 'transport=udp');
	const others = parameters.filter((one) => !isTransport(one));
	if (isSips && transports.length === 0) transports.push('transport=tls');
	const transport = transports.join(';');
	// With any other transport, sips: is not what the same text without it is.
	const scheme = isSips && transport !== 'transport=tls' ? 'sips:' : '';
	return [scheme + keyOfAddress(address, transport), ...transports, ...others].join(';');
}

function keyOfAddress(address: string, transport: string): string {
	const [host = '', port = '', ...more] = address.split(':');
	if (more.length > 0) return address;
	const plainPort = port.replace(/^0+(?=\d)/, '') || DEFAULT_PORTS.get(transport);
	const plainHost = withoutTrailingDot(host);
	return plainPort === undefined ? plainHost : `${plainHost}:${plainPort}`;
}

const DEFAULT_PORTS: ReadonlyMap<string, number> = new Map(
	Object.entries(DEFAULT_PORT).map(([transport, port]) => [`transport=${transport}`, port]),
);

function isTransport(parameter: string): boolean {
	return parameter.startsWith('transport=');
}

/** Cuts spaces off around the parts of an address or a parameter. */
function tidy(text: string): string {
	const partedBy = (part: string, mark: string) =>
		part
			.split(mark)
			.map((one) => one.trim())
			.join(mark);
	return partedBy(partedBy(text, '='), ':');
}
