import { trunkField } from '../fields';
import { deletion } from '../perItem';

export const deleteTrunk = deletion({
	action: 'Delete a trunk',
	description:
		'Delete a trunk with all its phone number mappings, whitelisted IPs, SIP credentials and destination URIs. This cannot be undone: calls over the trunk end for good. Returns { deleted: true, ID }.',
	fields: [trunkField],
	target: (item) => ({ path: ['trunks'], parameter: 'trunk_sid', id: item.trunkSid() }),
});
