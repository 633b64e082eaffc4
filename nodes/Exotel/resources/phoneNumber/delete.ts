import { trunkField } from '../fields';
import { deletion } from '../perItem';
import { phoneNumberIdField } from './fields';

export const deletePhoneNumber = deletion({
	action: 'Delete a phone number mapping',
	description:
		'Take a phone number off a trunk. The ExoPhone itself stays. Returns { deleted: true, ID }.',
	fields: [trunkField, phoneNumberIdField],
	target: (item) => ({
		path: item.trunkPath('phone-numbers'),
		parameter: 'id',
		id: item.id('phoneNumberId', 'Phone Number Mapping'),
	}),
});
