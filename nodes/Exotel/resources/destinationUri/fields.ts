import { locatorField } from '../fields';
import { numberMember } from '../parameters';

export const destinationIdField = locatorField(
	{
		displayName: 'Destination URI',
		name: 'destinationId',
		description: 'The destination URI, picked from those of the trunk or given by its ID',
	},
	{ one: 'destination URI', search: 'searchDestinationUris', example: '2543' },
);

/** How calls are spread over the destinations of a trunk (exotel-api: "Endpoints"). */
export const routing = {
	priority: numberMember('Priority', 'priority', { min: 0 }),
	weight: numberMember('Weight', 'weight', { min: 0 }),
};
