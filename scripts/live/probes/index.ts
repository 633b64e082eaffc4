import { access } from './access';
import { credentials } from './credentials';
import { destinationUris } from './destinationUris';
import { exoPhones } from './exoPhones';
import { lists } from './lists';
import type { Probe } from './model';
import { phoneNumbers } from './phoneNumbers';
import { settings } from './settings';
import { trunks } from './trunks';
import { whitelistedIps } from './whitelistedIps';

/** In the order in which they are played; each leaves the trunk in a state that the next ones can bear. */
export const PROBES: readonly Probe[] = [
	...access,
	...trunks,
	...destinationUris,
	...whitelistedIps,
	...lists,
	...credentials,
	...phoneNumbers,
	...settings,
	...exoPhones,
];
