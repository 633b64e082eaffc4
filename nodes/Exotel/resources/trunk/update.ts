import { checkAnything } from '../../provisioning/checks';
import { textField } from '../../n8n/field';
import { trunkField, updateFieldsField } from '../../n8n/sharedFields';
import { perItemRequest } from '../../n8n/itemByItem';
import { paths } from '../../transport/paths';
import { nsoCodeField, trunkNameField } from './fields';

const authTypeField = textField(
	{
		displayName: 'Auth Type',
		name: 'authType',
		type: 'string',
		default: 'IP-WHITELIST',
		description: 'How the other side authenticates. Exotel documents only IP-WHITELIST.',
	},
	checkAnything,
	{ as: 'auth_type' },
);

const updateFields = updateFieldsField([authTypeField, nsoCodeField, trunkNameField]);

export const update = perItemRequest({
	value: 'update',
	name: 'Update',
	action: 'Update a trunk',
	description: 'Rename a trunk or change how it authenticates. Returns the updated trunk.',
	fields: [trunkField, updateFields],
	request: (item) => ({
		method: 'PUT',
		path: paths.trunk(item.trunkSid()),
		body: item.changes(updateFields),
	}),
});
