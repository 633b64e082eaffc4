import { deletionOfRows } from '../../n8n/deletion';
import { sipCredentialIdField } from './fields';

export const deleteSipCredential = deletionOfRows({
	action: 'Delete a SIP credential',
	description:
		'Delete a digest credential of a trunk. SIP clients that use it can no longer register. Returns { deleted: true, ID }.',
	row: sipCredentialIdField,
});
