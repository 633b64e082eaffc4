import { destinationUri } from './destinationUri';
import { exoPhone } from './exoPhone';
import type { Resource } from '../n8n/operation';
import { phoneNumber } from './phoneNumber';
import { setting } from './setting';
import { sipCredential } from './sipCredential';
import { trunk } from './trunk';
import { whitelistedIp } from './whitelistedIp';

/** Every resource of the node; its parameters and its dispatch both come from this list. */
export const resources: readonly Resource[] = [
	destinationUri,
	exoPhone,
	phoneNumber,
	setting,
	sipCredential,
	trunk,
	whitelistedIp,
];
