import { choiceField } from '../../n8n/field';
import { locatorField, onChosenTrunk } from '../../n8n/locator';

export const phoneNumberIdField = locatorField(
	{
		displayName: 'Phone Number Mapping',
		name: 'phoneNumberId',
		description: 'The mapping, picked by its number from those of the trunk or given by its ID',
	},
	{
		one: 'phone number',
		method: 'searchPhoneNumbers',
		example: '41512',
		path: onChosenTrunk('phone-numbers'),
		show: (row) => ({ name: String(row.phone_number), value: String(row.id) }),
	},
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
