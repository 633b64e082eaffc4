import { trunkField } from '../fields';
import { perItemRequest } from '../perItem';
import { addressFields, readAddress, whitelistedIpIdField } from './fields';

export const update = perItemRequest({
	value: 'update',
	name: 'Update',
	action: 'Update a whitelisted IP',
	description:
		'Change the address or mask of an entry on the whitelist of a trunk. Returns the entry as it is now.',
	fields: [trunkField, whitelistedIpIdField, ...addressFields],
	request: (item) => ({
		method: 'PUT',
		path: item.trunkPath('whitelisted-ips', item.id('whitelistedIpId', 'Whitelisted IP')),
		body: readAddress(item),
	}),
});
