import { deletionOfRows } from '../../n8n/deletion';
import { whitelistedIpIdField } from './fields';

export const deleteWhitelistedIp = deletionOfRows({
	action: 'Delete a whitelisted IP',
	description:
		'Remove an IP address from the whitelist of a trunk. Exotel then refuses calls from this address. Returns { deleted: true, ID }.',
	row: whitelistedIpIdField,
});
