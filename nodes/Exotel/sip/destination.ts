import type { Host } from './host';

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

/** Writes a destination as Exotel answers it: `sip:<host>:<port>;transport=<tls|tcp>`. */
export function formatDestination(destination: SipDestination): string {
	return `sip:${keyOf(destination)}`;
}

/** What `destinationKey` makes of a destination: `<host>:<port>;transport=<tls|tcp>`. */
export function keyOf({ host, port, transport }: SipDestination): string {
	return `${host}:${port};transport=${transport}`;
}

/**
 * What two ways of writing one destination have in common, for comparing what was asked for with what
 * Exotel lists: scheme and case aside. Nothing is filled in: a listed `host:5060` without a transport
 * is another destination (SIP over UDP) than `host:5060;transport=tcp`.
 */
export function destinationKey(uri: string): string {
	return uri
		.trim()
		.toLowerCase()
		.replace(/^sips?:/, '');
}
