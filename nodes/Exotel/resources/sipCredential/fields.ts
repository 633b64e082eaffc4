import { checkFriendlyName, checkPassword, checkUserName } from '../../provisioning/checks';
import { textField } from '../../n8n/field';
import { byId, rowLocatorField } from '../../n8n/locator';
import { sipCredentials } from '../../provisioning/sections/sipCredentials';

export const sipCredentialIdField = rowLocatorField(
	{
		displayName: 'SIP Credential',
		name: 'sipCredentialId',
		description: 'The credential, picked from those of the trunk, or given by its user name or ID',
	},
	sipCredentials,
	{
		id: byId('1234'),
		name: { mode: 'userName', label: 'By User Name', example: 'voice_ai_user' },
	},
	'searchSipCredentials',
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
