import { trunkField } from '../../n8n/sharedFields';
import { perItemRequest } from '../../n8n/itemByItem';
import { addressFields, readAddress, whitelistedIpIdField } from './fields';

export const update = perItemRequest({
	value: 'update',
	name: 'Update',
	action: 'Update a whitelisted IP',
	description:
		'Change the address or mask of an entry on the whitelist of a trunk. Returns the updated entry.',
	fields: [trunkField, whitelistedIpIdField, ...addressFields],
	request: (item) => ({
		method: 'PUT',
		path: item.pathOfRow('whitelisted-ips', whitelistedIpIdField),
		body: readAddress(item),
	}),
});
