import { checkAnything, checkPhoneNumber } from '../../provisioning/checks';
import { textField } from '../../n8n/field';
import { trunkField } from '../../n8n/sharedFields';
import { perItemRequest } from '../../n8n/itemByItem';
import { CALLER_ID } from '../../provisioning/sections/settings';
import { settingNameField } from './fields';

const property = {
	displayName: 'Setting Value',
	name: 'settingValue',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. +918040264208',
	description: 'For the caller ID: a number of the account in E.164 format',
} as const;

const callerIdField = textField(property, checkPhoneNumber);
const otherValueField = textField(property, checkAnything);

export const set = perItemRequest({
	value: 'set',
	name: 'Set',
	action: 'Set a trunk setting',
	description:
		'Set the caller ID that outbound calls of a trunk show, or another setting. Returns the setting.',
	fields: [trunkField, settingNameField, callerIdField],
	request: (item) => {
		const name = item.value(settingNameField);
		const value = item.value(name === CALLER_ID ? callerIdField : otherValueField);
		return {
			method: 'POST',
			path: item.pathOf('settings'),
			body: { settings: [{ name, value }] },
			thing: `${item.trunkSid()} ${name}`,
			makes: (row) => row.name === name && row.value === value,
		};
	},
});
