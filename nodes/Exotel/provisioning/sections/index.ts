import { destinationUris } from './destinationUris';
import { phoneNumbers } from './phoneNumbers';
import type { PlannedSection, Section } from './section';
import { settings } from './settings';
import { sipCredentials } from './sipCredentials';
import { whitelistedIps } from './whitelistedIps';

/**
 * What hangs on a trunk, in the order in which it is made: an address is on the whitelist before a destination
 * needs it, and no call comes in before all else is in place.
 */
export const sections: ReadonlyArray<PlannedSection & Section> = [
	whitelistedIps,
	sipCredentials,
	destinationUris,
	settings,
	phoneNumbers,
];
