import { checkMode, checkPhoneNumber } from '../checks';
import { phoneNumberField, trunkField } from '../fields';
import { perItemRequest } from '../perItem';
import { modeField } from './fields';

export const map = perItemRequest({
	value: 'map',
	name: 'Map',
	action: 'Map a phone number to a trunk',
	description:
		'Connect an ExoPhone to a trunk, so that its calls use the trunk. Returns the mapping with its ID.',
	fields: [trunkField, phoneNumberField, modeField],
	request: (item) => {
		const mode = item.text('mode', 'Mode', checkMode);
		const phoneNumber = item.text('phoneNumber', 'Phone Number', checkPhoneNumber);
		return {
			method: 'POST',
			path: item.trunkPath('phone-numbers'),
			body: {
				phone_number: phoneNumber,
				// Exotel takes pstn for granted, and its own example leaves it out.
				...(mode === 'pstn' ? {} : { mode }),
			},
			makes: (row) => row.phone_number === phoneNumber,
		};
	},
});
