import { phoneNumberField } from '../../n8n/phoneNumberField';
import { perItemRequest } from '../../n8n/itemByItem';
import { paths } from '../../transport/paths';

export const findTrunk = perItemRequest({
	value: 'findTrunk',
	name: 'Find Trunk',
	action: 'Find the trunk of a phone number',
	description:
		'Look up which trunk a phone number is mapped to. Returns the trunk_sid, the phone_number_id of the mapping, and its mode.',
	fields: [phoneNumberField],
	request: (item) => ({
		method: 'GET',
		path: paths.trunkMaps(),
		query: { exophone: item.value(phoneNumberField) },
	}),
});
