import { getManyOfTrunk } from '../../n8n/itemByItem';

export const getAll = getManyOfTrunk({
	action: 'Get many whitelisted ips',
	description:
		'List the whitelisted IPs of a trunk. Returns one item for each, with its ID and mask.',
	collection: 'whitelisted-ips',
});
