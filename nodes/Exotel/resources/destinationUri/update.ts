import { updateOfRows } from '../../n8n/itemByItem';
import { priorityField, trunkField, updateFieldsField, weightField } from '../../n8n/sharedFields';
import { destinationIdField } from './fields';

const updateFields = updateFieldsField([priorityField, weightField]);

export const update = updateOfRows({
	action: 'Update a trunk destination URI',
	description:
		'Change the priority or weight of a destination URI, to fail over or to spread calls. By URI, it changes every entry of that URI. Returns each updated destination URI.',
	fields: [trunkField, destinationIdField, updateFields],
	row: destinationIdField,
	several: true,
	body: (item) => item.changes(updateFields),
});
