import { trunkField } from '../../n8n/sharedFields';
import { deletion } from '../../n8n/itemByItem';
import { sipCredentialIdField } from './fields';

export const deleteSipCredential = deletion({
	action: 'Delete a SIP credential',
	description:
		'Delete a digest credential of a trunk. SIP clients that use it can no longer register. Returns { deleted: true, ID }.',
	fields: [trunkField, sipCredentialIdField],
	target: (item) => ({
		path: item.pathOf('credentials'),
		parameter: 'id',
		id: item.value(sipCredentialIdField),
	}),
});
