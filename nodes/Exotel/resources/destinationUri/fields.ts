import { locatorField, onChosenTrunk } from '../../n8n/locator';

export const destinationIdField = locatorField(
	{
		displayName: 'Destination URI',
		name: 'destinationId',
		description: 'The destination URI, picked from those of the trunk or given by its ID',
	},
	{
		one: 'destination URI',
		method: 'searchDestinationUris',
		example: '2543',
		path: onChosenTrunk('destination-uris'),
		show: (row) => ({ name: String(row.destination), value: String(row.id) }),
	},
);
