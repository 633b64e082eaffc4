import { trunkField } from '../../n8n/sharedFields';
import { deletion } from '../../n8n/itemByItem';
import { destinationIdField } from './fields';

export const deleteDestinationUri = deletion({
	action: 'Delete a trunk destination URI',
	description:
		'Remove a destination URI from a trunk, so that Exotel sends no more calls to it. Returns { deleted: true, ID }.',
	fields: [trunkField, destinationIdField],
	target: (item) => ({
		path: item.pathOf('destination-uris'),
		parameter: 'id',
		id: item.value(destinationIdField),
	}),
});
