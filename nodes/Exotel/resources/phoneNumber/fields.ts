import { choiceField } from '../../n8n/field';
import { byId, rowLocatorField } from '../../n8n/locator';
import { phoneNumbers } from '../../provisioning/sections/phoneNumbers';

export const phoneNumberIdField = rowLocatorField(
	{
		displayName: 'Phone Number Mapping',
		name: 'phoneNumberId',
		description: 'The mapping, picked from those of the trunk, or given by its number or ID',
	},
	phoneNumbers,
	{
		id: byId('41512'),
		name: { mode: 'number', label: 'By Number', example: '+918040264208' },
	},
	'searchPhoneNumbers',
);

export const modeField = choiceField({
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
});
