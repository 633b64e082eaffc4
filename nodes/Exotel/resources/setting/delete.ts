import { trunkField } from '../../n8n/sharedFields';
import { deletion } from '../../n8n/itemByItem';
import { settingNameField } from './fields';

export const deleteSetting = deletion({
	action: 'Delete a trunk setting',
	description:
		'Remove a setting from a trunk, such as its caller ID. Returns { deleted: true, ID }, where the ID is the name of the setting.',
	fields: [trunkField, settingNameField],
	target: (item) => ({
		path: item.pathOf('settings'),
		parameter: 'name',
		id: item.value(settingNameField),
	}),
});
