import { deletion } from '../../n8n/deletion';
import { trunkField } from '../../n8n/sharedFields';
import { settingNameField } from './fields';

export const deleteSetting = deletion({
	action: 'Delete a trunk setting',
	description:
		'Remove a setting from a trunk, such as its caller ID. Returns { deleted: true, ID }, where the ID is the name of the setting.',
	fields: [trunkField, settingNameField],
	targets(item) {
		const id = item.value(settingNameField);
		return {
			list: item.pathOf('settings'),
			parameter: 'name',
			found: [{ id }],
			named: { id },
			isRow: ({ name }) => name === id,
		};
	},
});
