import { checkSid } from '../../provisioning/checks';
import { textField } from '../../n8n/field';

/** The caller ID of outbound calls, the one setting that Exotel documents. */
export const CALLER_ID = 'trunk_external_alias';

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
