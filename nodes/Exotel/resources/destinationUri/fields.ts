import { byId, rowLocatorField } from '../../n8n/locator';
import { destinationUris } from '../../provisioning/sections/destinationUris';

export const destinationIdField = rowLocatorField(
	{
		displayName: 'Destination URI',
		name: 'destinationId',
		description: 'The destination URI, picked from those of the trunk, or given by its URI or ID',
	},
	destinationUris,
	{
		id: byId('2543'),
		name: { mode: 'uri', label: 'By URI', example: 'sip.example.com:5061;transport=tls' },
	},
	'searchDestinationUris',
);
