import { deletion } from '../../n8n/deletion';
import { trunkField } from '../../n8n/sharedFields';
import { paths } from '../../transport/paths';

export const deleteTrunk = deletion({
	action: 'Delete a trunk',
	description:
		'Delete a trunk with all its phone number mappings, whitelisted IPs, SIP credentials and destination URIs. This cannot be undone: calls over the trunk stop for good. Returns { deleted: true, ID }.',
	fields: [trunkField],
	targets(item) {
		const trunk = item.findTrunk();
		return {
			...trunk,
			list: paths.trunks(),
			parameter: 'trunk_sid',
			found: 'sid' in trunk ? [{ id: trunk.sid }] : [],
			isRow: (row, id) => row.trunk_sid === id,
		};
	},
});
