import type { INodeProperties } from 'n8n-workflow';

import { checkFriendlyName, checkPassword, checkUserName } from '../checks';
import { locatorField } from '../fields';
import { textMember } from '../parameters';

export const sipCredentialIdField = locatorField(
	{
		displayName: 'SIP Credential',
		name: 'sipCredentialId',
		description:
			'The credential, picked by its user name from those of the trunk or given by its ID',
	},
	{ one: 'SIP credential', search: 'searchSipCredentials', example: '1234' },
);

export const userNameField: INodeProperties = {
	displayName: 'User Name',
	name: 'userName',
	type: 'string',
	default: '',
	placeholder: 'e.g. voice_ai_user',
	description: 'The user name of the digest credential',
};

export const passwordField: INodeProperties = {
	displayName: 'Password',
	name: 'password',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	description: 'Letters, digits and underscores only. It is sent to Exotel and never put out.',
};

export const friendlyNameField: INodeProperties = {
	displayName: 'Friendly Name',
	name: 'friendlyName',
	type: 'string',
	default: '',
	placeholder: 'e.g. voice_ai_platform',
	description: 'What it is for: 1 to 32 letters, digits and underscores',
};

/** The parts of a SIP credential that can be changed. */
export const parts = {
	userName: textMember('User Name', 'user_name', checkUserName),
	password: textMember('Password', 'password', checkPassword, { secret: true }),
	friendlyName: textMember('Friendly Name', 'friendly_name', checkFriendlyName),
};
