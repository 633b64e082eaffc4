import { trunkField } from '../../n8n/sharedFields';
import { deletion } from '../../n8n/itemByItem';
import { paths } from '../../transport/paths';

export const deleteTrunk = deletion({
	action: 'Delete a trunk',
	description:
		'Delete a trunk with all its phone number mappings, whitelisted IPs, SIP credentials and destination URIs. This cannot be undone: calls over the trunk stop for good. Returns { deleted: true, ID }.',
	fields: [trunkField],
	target: (item) => ({ path: paths.trunks(), parameter: 'trunk_sid', id: item.trunkSid() }),
});
