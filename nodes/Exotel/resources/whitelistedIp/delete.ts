import { trunkField } from '../../n8n/sharedFields';
import { deletion } from '../../n8n/itemByItem';
import { whitelistedIpIdField } from './fields';

export const deleteWhitelistedIp = deletion({
	action: 'Delete a whitelisted IP',
	description:
		'Remove an IP address from the whitelist of a trunk. Exotel then refuses calls from this address. Returns { deleted: true, ID }.',
	fields: [trunkField, whitelistedIpIdField],
	target: (item) => ({
		path: item.pathOf('whitelisted-ips'),
		parameter: 'id',
		id: item.value(whitelistedIpIdField),
	}),
});
