import ipaddr from 'ipaddr.js';

import { ERRORS, failure, success, type Entry } from './envelope';
import type { Behaviour } from './simulator';
import type { State, Trunk } from './state';

/** Adds one destination of a POST, by the rules of exotel-api, "Destination rules". */
export function addDestination(
	state: State,
	behaviour: Behaviour,
	trunk: Trunk,
	destination: unknown,
): Entry {
	if (typeof destination !== 'string' || destination === '') {
		return failure(400, ERRORS.missing('Destination'));
	}
	const host = /^([^:;@\s]+):\d{1,5};transport=(?:tls|tcp)$/.exec(destination)?.[1];
	if (host === undefined || !isReachable(host)) {
		return failure(400, ERRORS.invalid('Destination is not a valid Ip or Fqdn'));
	}
	if (ipaddr.IPv4.isValid(host) && !trunk.whitelist.has(host)) {
		return failure(400, ERRORS.invalid('Destination not whitelisted'));
	}
	const isListed = trunk.destinations.some((row) => row.destination === `sip:${destination}`);
	if (isListed && behaviour.duplicateDestination === 'refuse') {
		return failure(409, ERRORS.duplicate(`Unable to create destination ${destination}`));
	}
	return success(state.addDestination(trunk, destination));
}

/** Whether Exotel would find the host on the public internet; names under .invalid never resolve. */
function isReachable(host: string): boolean {
	if (ipaddr.IPv4.isValidFourPartDecimal(host)) return ipaddr.parse(host).range() === 'unicast';
	return /^[a-z\d-]+(\.[a-z\d-]+)+$/i.test(host) && !/(^|\.)invalid$|\.\d+$/i.test(host);
}
