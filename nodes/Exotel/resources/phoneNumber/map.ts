import { phoneNumberField, trunkField } from '../../n8n/sharedFields';
import { perItemRequest } from '../../n8n/itemByItem';
import { modeField } from './fields';

export const map = perItemRequest({
	value: 'map',
	name: 'Map',
	action: 'Map a phone number to a trunk',
	description:
		'Connect an ExoPhone to a trunk, so that its calls use the trunk. Returns the mapping with its ID.',
	fields: [trunkField, phoneNumberField, modeField],
	request: (item) => {
		const mode = item.value(modeField);
		const phoneNumber = item.value(phoneNumberField);
		return {
			method: 'POST',
			path: item.pathOf('phone-numbers'),
			body: {
				phone_number: phoneNumber,
				// Exotel assumes pstn, and its own example leaves it out.
				...(mode === 'pstn' ? {} : { mode }),
			},
			thing: phoneNumber,
			makes: (row) => row.phone_number === phoneNumber,
		};
	},
});
