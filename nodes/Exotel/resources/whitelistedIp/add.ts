import { trunkField } from '../../n8n/sharedFields';
import { perItemRequest } from '../../n8n/itemByItem';
import { addressFields, readAddress } from './fields';

export const add = perItemRequest({
	value: 'add',
	name: 'Add',
	action: 'Add a whitelisted IP',
	description:
		'Put an IP address on the whitelist of a trunk. Exotel requires IPv4 destinations to be whitelisted before they are added. Returns the entry with its ID.',
	fields: [trunkField, ...addressFields],
	request: (item) => {
		const { ip, mask } = readAddress(item);
		return {
			method: 'POST',
			path: item.pathOf('whitelisted-ips'),
			body: { ip, mask },
			thing: `${item.trunkSid()} ${ip}`,
			makes: (row) => row.ip === ip && row.mask === mask,
		};
	},
});
