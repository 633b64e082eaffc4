import { checkSid } from '../../provisioning/checks';
import { CALLER_ID } from '../../provisioning/sections/settings';
import { textField } from '../../n8n/field';

export const settingNameField = textField(
	{
		displayName: 'Setting Name',
		name: 'settingName',
		type: 'string',
		default: CALLER_ID,
		required: true,
		description: 'The setting; trunk_external_alias is the caller ID shown on outbound calls',
	},
	checkSid,
);
