import { deletionOfRows } from '../../n8n/deletion';
import { phoneNumberIdField } from './fields';

export const deletePhoneNumber = deletionOfRows({
	action: 'Delete a phone number mapping',
	description:
		'Remove a phone number from a trunk. The ExoPhone itself stays. Returns { deleted: true, ID }.',
	row: phoneNumberIdField,
});
