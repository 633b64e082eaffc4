import { optional, shownWith } from '../../n8n/field';
import { perItem, taskOf } from '../../n8n/itemByItem';
import { phoneNumberField } from '../../n8n/phoneNumberField';
import { trunkField } from '../../n8n/sharedFields';
import { modeField, phoneNumberIdField } from './fields';

const numberField = optional(
	shownWith(phoneNumberField, {
		description:
			'The number of this mapping, which must match. Leave empty to take it from the list of the trunk.',
	}),
);

export const update = perItem({
	value: 'update',
	name: 'Update',
	action: 'Update a phone number mapping',
	description:
		'Change the mode of a phone number that is mapped to a trunk. Returns the updated mapping.',
	fields: [trunkField, phoneNumberIdField, numberField, modeField],
	async tasks(item) {
		const mode = item.value(modeField);
		const given = item.value(numberField);
		const readsRow = given === undefined;
		const found = await item.findSome(phoneNumberIdField, { several: false, readsRow });
		return found.map(({ path, row }) => {
			const body = { phone_number: given ?? row?.phone_number, mode };
			return taskOf(item, { method: 'PUT', path, body }, (updated) => updated);
		});
	},
});
