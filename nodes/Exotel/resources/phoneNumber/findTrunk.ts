import { checkPhoneNumber } from '../checks';
import { phoneNumberField } from '../fields';
import { perItemRequest } from '../perItem';

export const findTrunk = perItemRequest({
	value: 'findTrunk',
	name: 'Find Trunk',
	action: 'Find the trunk of a phone number',
	description:
		'Look up which trunk a phone number is mapped to. Returns the trunk_sid, the phone_number_id of the mapping and its mode.',
	fields: [phoneNumberField],
	request: (item) => ({
		method: 'GET',
		path: ['trunk-maps'],
		query: { exophone: item.text('phoneNumber', 'Phone Number', checkPhoneNumber) },
	}),
});
