import { trunkField, updateFieldsField } from '../fields';
import { perItemRequest } from '../perItem';
import {
	friendlyNameField,
	parts,
	passwordField,
	sipCredentialIdField,
	userNameField,
} from './fields';

export const update = perItemRequest({
	value: 'update',
	name: 'Update',
	action: 'Update a SIP credential',
	description:
		'Change the user name, password or friendly name of a digest credential, as when passwords are rotated. Returns the credential as it is now, without the password.',
	fields: [
		trunkField,
		sipCredentialIdField,
		updateFieldsField([friendlyNameField, passwordField, userNameField]),
	],
	request: (item) => ({
		method: 'PUT',
		path: item.trunkPath('credentials', item.id('sipCredentialId', 'SIP Credential')),
		body: item.changes(parts),
	}),
});
