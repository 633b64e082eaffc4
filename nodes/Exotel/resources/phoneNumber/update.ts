import { shownWith } from '../../n8n/field';
import { phoneNumberField, trunkField } from '../../n8n/sharedFields';
import { perItemRequest } from '../../n8n/itemByItem';
import { modeField, phoneNumberIdField } from './fields';

export const update = perItemRequest({
	value: 'update',
	name: 'Update',
	action: 'Update a phone number mapping',
	description:
		'Change the mode of a phone number that is mapped to a trunk. Returns the updated mapping.',
	fields: [
		trunkField,
		phoneNumberIdField,
		shownWith(phoneNumberField, {
			description: 'The number of this mapping in E.164 format; it must match',
		}),
		modeField,
	],
	request: (item) => ({
		method: 'PUT',
		path: item.pathOfRow('phone-numbers', phoneNumberIdField),
		body: { phone_number: item.value(phoneNumberField), mode: item.value(modeField) },
	}),
});
