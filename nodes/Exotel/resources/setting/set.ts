import { checkPhoneNumber, checkAnything, checkSid } from '../checks';
import { trunkField } from '../fields';
import { perItemRequest } from '../perItem';
import { settingNameField } from './fields';

/** The caller ID of outbound calls, the one setting that Exotel documents. */
const CALLER_ID = 'trunk_external_alias';

export const set = perItemRequest({
	value: 'set',
	name: 'Set',
	action: 'Set a trunk setting',
	description:
		'Set the caller ID that outbound calls of a trunk show, or another setting. Returns the setting.',
	fields: [
		trunkField,
		settingNameField,
		{
			displayName: 'Setting Value',
			name: 'settingValue',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. +918040264208',
			description: 'For the caller ID a number of the account in E.164',
		},
	],
	request: (item) => {
		const name = item.text('settingName', 'Setting Name', checkSid);
		const check = name === CALLER_ID ? checkPhoneNumber : checkAnything;
		const value = item.text('settingValue', 'Setting Value', check);
		return {
			method: 'POST',
			path: item.trunkPath('settings'),
			body: { settings: [{ name, value }] },
			makes: (row) => row.name === name && row.value === value,
		};
	},
});
