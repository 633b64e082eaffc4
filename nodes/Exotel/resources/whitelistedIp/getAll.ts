import { listOfTrunk } from '../perItem';

export const getAll = listOfTrunk({
	action: 'Get many whitelisted ips',
	description:
		'List the whitelisted IPs of a trunk. Returns one item for each, with its ID and mask.',
	collection: 'whitelisted-ips',
});
