import { trunkField } from '../../n8n/sharedFields';
import { deletion } from '../../n8n/itemByItem';
import { phoneNumberIdField } from './fields';

export const deletePhoneNumber = deletion({
	action: 'Delete a phone number mapping',
	description:
		'Remove a phone number from a trunk. The ExoPhone itself stays. Returns { deleted: true, ID }.',
	fields: [trunkField, phoneNumberIdField],
	target: (item) => ({
		path: item.pathOf('phone-numbers'),
		parameter: 'id',
		id: item.value(phoneNumberIdField),
	}),
});
