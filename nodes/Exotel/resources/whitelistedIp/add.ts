import { trunkField } from '../fields';
import { perItemRequest } from '../perItem';
import { addressFields, readAddress } from './fields';

export const add = perItemRequest({
	value: 'add',
	name: 'Add',
	action: 'Add a whitelisted IP',
	description:
		'Put an IP address on the whitelist of a trunk. Every IPv4 destination must be there before it is added. Returns the entry with its ID.',
	fields: [trunkField, ...addressFields],
	request: (item) => {
		const { ip, mask } = readAddress(item);
		return {
			method: 'POST',
			path: item.trunkPath('whitelisted-ips'),
			body: { ip, mask },
			makes: (row) => row.ip === ip && row.mask === mask,
		};
	},
});
