import { trunkField, updateFieldsField } from '../../n8n/sharedFields';
import { perItemRequest } from '../../n8n/itemByItem';
import { friendlyNameField, passwordField, sipCredentialIdField, userNameField } from './fields';

const updateFields = updateFieldsField([friendlyNameField, passwordField, userNameField]);

export const update = perItemRequest({
	value: 'update',
	name: 'Update',
	action: 'Update a SIP credential',
	description:
		'Change the user name, password or friendly name of a digest credential, for example to rotate passwords. Returns the updated credential, without the password.',
	fields: [trunkField, sipCredentialIdField, updateFields],
	request: (item) => ({
		method: 'PUT',
		path: item.pathOfRow('credentials', sipCredentialIdField),
		body: item.changes(updateFields),
	}),
});
