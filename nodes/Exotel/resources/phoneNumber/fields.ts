import type { INodeProperties } from 'n8n-workflow';

import { locatorField } from '../fields';

export const phoneNumberIdField = locatorField(
	{
		displayName: 'Phone Number Mapping',
		name: 'phoneNumberId',
		description: 'The mapping, picked by its number from those of the trunk or given by its ID',
	},
	{ one: 'phone number', search: 'searchPhoneNumbers', example: '41512' },
);

export const modeField: INodeProperties = {
	displayName: 'Mode',
	name: 'mode',
	type: 'options',
	options: [
		{
			name: 'Flow',
			value: 'flow',
			description: 'Calls run through the flow assigned to the ExoPhone',
		},
		{ name: 'PSTN', value: 'pstn', description: 'Calls go straight to the phone network' },
	],
	default: 'pstn',
	description: 'How calls on this number are handled',
};
