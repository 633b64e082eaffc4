import { checkFriendlyName, checkPassword, checkUserName } from '../../n8n/checks';
import { textField } from '../../n8n/field';
import { locatorField, onChosenTrunk } from '../../n8n/locator';

export const sipCredentialIdField = locatorField(
	{
		displayName: 'SIP Credential',
		name: 'sipCredentialId',
		description:
			'The credential, picked by its user name from those of the trunk or given by its ID',
	},
	{
		one: 'SIP credential',
		method: 'searchSipCredentials',
		example: '1234',
		path: onChosenTrunk('credentials'),
		show: (row) => ({ name: String(row.user_name), value: String(row.id) }),
	},
);

export const userNameField = textField(
	{
		displayName: 'User Name',
		name: 'userName',
		type: 'string',
		default: '',
		placeholder: 'e.g. voice_ai_user',
		description: 'The user name of the digest credential',
	},
	checkUserName,
	{ as: 'user_name' },
);

export const passwordField = textField(
	{
		displayName: 'Password',
		name: 'password',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		description: 'Letters, digits and underscores only. It is sent to Exotel and never returned.',
	},
	checkPassword,
	{ as: 'password', isSecret: true },
);

export const friendlyNameField = textField(
	{
		displayName: 'Friendly Name',
		name: 'friendlyName',
		type: 'string',
		default: '',
		placeholder: 'e.g. voice_ai_platform',
		description: 'What the credential is for: 1 to 32 letters, digits and underscores',
	},
	checkFriendlyName,
	{ as: 'friendly_name' },
);
