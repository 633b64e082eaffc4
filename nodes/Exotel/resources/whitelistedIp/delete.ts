import { trunkField } from '../fields';
import { deletion } from '../perItem';
import { whitelistedIpIdField } from './fields';

export const deleteWhitelistedIp = deletion({
	action: 'Delete a whitelisted IP',
	description:
		'Take an IP address off the whitelist of a trunk; calls from there are refused from then on. Returns { deleted: true, ID }.',
	fields: [trunkField, whitelistedIpIdField],
	target: (item) => ({
		path: item.trunkPath('whitelisted-ips'),
		parameter: 'id',
		id: item.id('whitelistedIpId', 'Whitelisted IP'),
	}),
});
