import type { Endpoint } from '../rules';
import { credentials } from './credentials';
import { destinationUris } from './destinationUris';
import { exoPhones } from './exoPhones';
import type { Judge } from './model';
import { phoneNumbers } from './phoneNumbers';
import { settings } from './settings';
import { trunks } from './trunks';
import { whitelistedIps } from './whitelistedIps';

/** What the page says about the calls to each endpoint. */
export const JUDGES: Readonly<Record<Endpoint, Judge>> = {
	...trunks,
	...destinationUris,
	...phoneNumbers,
	...whitelistedIps,
	...credentials,
	...settings,
	...exoPhones,
};
