import { trunkField } from '../fields';
import { deletion } from '../perItem';
import { sipCredentialIdField } from './fields';

export const deleteSipCredential = deletion({
	action: 'Delete a SIP credential',
	description:
		'Delete a digest credential of a trunk; whoever uses it can no longer register. Returns { deleted: true, ID }.',
	fields: [trunkField, sipCredentialIdField],
	target: (item) => ({
		path: item.trunkPath('credentials'),
		parameter: 'id',
		id: item.id('sipCredentialId', 'SIP Credential'),
	}),
});
