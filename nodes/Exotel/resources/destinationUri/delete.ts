import { trunkField } from '../fields';
import { deletion } from '../perItem';
import { destinationIdField } from './fields';

export const deleteDestinationUri = deletion({
	action: 'Delete a trunk destination URI',
	description:
		'Take a destination URI off a trunk, so that no more calls go there. Returns { deleted: true, ID }.',
	fields: [trunkField, destinationIdField],
	target: (item) => ({
		path: item.trunkPath('destination-uris'),
		parameter: 'id',
		id: item.id('destinationId', 'Destination URI'),
	}),
});
