import { priorityField, trunkField, updateFieldsField, weightField } from '../../n8n/sharedFields';
import { perItemRequest } from '../../n8n/itemByItem';
import { destinationIdField } from './fields';

const updateFields = updateFieldsField([priorityField, weightField]);

export const update = perItemRequest({
	value: 'update',
	name: 'Update',
	action: 'Update a trunk destination URI',
	description:
		'Change the priority or weight of a destination URI, to fail over or to spread calls. Returns the updated destination URI.',
	fields: [trunkField, destinationIdField, updateFields],
	request: (item) => ({
		method: 'PUT',
		path: item.pathOfRow('destination-uris', destinationIdField),
		body: item.changes(updateFields),
	}),
});
