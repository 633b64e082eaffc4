import { trunkField, updateFieldsField } from '../fields';
import { perItemRequest } from '../perItem';
import { destinationIdField, routing } from './fields';

export const update = perItemRequest({
	value: 'update',
	name: 'Update',
	action: 'Update a trunk destination URI',
	description:
		'Change the priority or weight of a destination URI, for failover and for spreading calls. Returns the destination URI as it is now.',
	fields: [
		trunkField,
		destinationIdField,
		updateFieldsField([
			{
				displayName: 'Priority',
				name: 'priority',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 0,
				description: 'Destinations with a lower number are tried first',
			},
			{
				displayName: 'Weight',
				name: 'weight',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 1,
				description: 'Of destinations with the same priority, a higher number gets more calls',
			},
		]),
	],
	request: (item) => ({
		method: 'PUT',
		path: item.trunkPath('destination-uris', item.id('destinationId', 'Destination URI')),
		body: item.changes(routing),
	}),
});
