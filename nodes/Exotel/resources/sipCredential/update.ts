import { updateOfRows } from '../../n8n/itemByItem';
import { trunkField, updateFieldsField } from '../../n8n/sharedFields';
import { friendlyNameField, passwordField, sipCredentialIdField, userNameField } from './fields';

const updateFields = updateFieldsField([friendlyNameField, passwordField, userNameField]);

export const update = updateOfRows({
	action: 'Update a SIP credential',
	description:
		'Change the user name, password or friendly name of a digest credential, for example to rotate passwords. Returns the updated credential, without the password.',
	fields: [trunkField, sipCredentialIdField, updateFields],
	row: sipCredentialIdField,
	body: (item) => item.changes(updateFields),
});
