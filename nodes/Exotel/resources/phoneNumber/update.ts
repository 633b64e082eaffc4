import { checkMode, checkPhoneNumber } from '../checks';
import { phoneNumberField, trunkField } from '../fields';
import { perItemRequest } from '../perItem';
import { modeField, phoneNumberIdField } from './fields';

export const update = perItemRequest({
	value: 'update',
	name: 'Update',
	action: 'Update a phone number mapping',
	description:
		'Change the mode of a phone number that is mapped to a trunk. Returns the mapping as it is now.',
	fields: [
		trunkField,
		phoneNumberIdField,
		{ ...phoneNumberField, description: 'The number of this mapping, in E.164; it must match' },
		modeField,
	],
	request: (item) => ({
		method: 'PUT',
		path: item.trunkPath('phone-numbers', item.id('phoneNumberId', 'Phone Number Mapping')),
		body: {
			phone_number: item.text('phoneNumber', 'Phone Number', checkPhoneNumber),
			mode: item.text('mode', 'Mode', checkMode),
		},
	}),
});
