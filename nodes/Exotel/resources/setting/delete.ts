import { checkSid } from '../checks';
import { trunkField } from '../fields';
import { deletion } from '../perItem';
import { settingNameField } from './fields';

export const deleteSetting = deletion({
	action: 'Delete a trunk setting',
	description:
		'Take back a setting of a trunk, such as its caller ID. Returns { deleted: true, ID }, the ID being the name of the setting.',
	fields: [trunkField, settingNameField],
	target: (item) => ({
		path: item.trunkPath('settings'),
		parameter: 'name',
		id: item.text('settingName', 'Setting Name', checkSid),
	}),
});
