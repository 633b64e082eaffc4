import { textField } from '../../n8n/field';
import { perItem, taskOf } from '../../n8n/itemByItem';
import { updateFieldsField } from '../../n8n/sharedFields';
import { checkAnything, checkUrl } from '../../provisioning/checks';
import { paths } from '../../transport/paths';
import { exoPhoneField } from './fields';

const friendlyNameField = textField(
	{
		displayName: 'Friendly Name',
		name: 'friendlyName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Support Mumbai',
		description: 'What the number is called in the Exotel dashboard',
	},
	checkAnything,
	{ as: 'FriendlyName' },
);

const smsUrlField = textField(
	{
		displayName: 'SMS URL',
		name: 'smsUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/sms',
		description: 'Where incoming text messages of this number go',
	},
	checkUrl,
	{ as: 'SMSUrl' },
);

const voiceUrlField = textField(
	{
		displayName: 'Voice URL',
		name: 'voiceUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. http://my.exotel.com/your_account/exoml/start_voice/12345',
		description:
			'Where calls to this number go: the URL of a flow. To reach a trunk, its Connect applet dials sip: and the SID of the trunk.',
	},
	checkUrl,
	{ as: 'VoiceUrl' },
);

const updateFields = updateFieldsField([friendlyNameField, smsUrlField, voiceUrlField]);

export const update = perItem({
	value: 'update',
	name: 'Update',
	action: 'Update an ExoPhone',
	description:
		'Assign a phone number of the account to a flow, or change its name. Returns the updated ExoPhone.',
	fields: [exoPhoneField, updateFields],
	async tasks(item) {
		const body = item.changes(updateFields);
		const sid = await item.exoPhoneSid(exoPhoneField);
		const path = paths.exoPhone(sid);
		return [taskOf(item, { api: 'exoPhones', method: 'PUT', path, body }, (row) => row)];
	},
});
