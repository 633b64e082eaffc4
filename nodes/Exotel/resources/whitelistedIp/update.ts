import { updateOfRows } from '../../n8n/itemByItem';
import { trunkField } from '../../n8n/sharedFields';
import { addressFields, readAddress, whitelistedIpIdField } from './fields';

export const update = updateOfRows({
	action: 'Update a whitelisted IP',
	description:
		'Change the address or mask of an entry on the whitelist of a trunk. Returns the updated entry.',
	fields: [trunkField, whitelistedIpIdField, ...addressFields],
	row: whitelistedIpIdField,
	body: readAddress,
});
