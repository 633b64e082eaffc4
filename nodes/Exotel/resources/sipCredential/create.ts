import { checkPassword, checkUserName } from '../checks';
import { optionsField, trunkField } from '../fields';
import { perItemRequest } from '../perItem';
import { friendlyNameField, parts, passwordField, userNameField } from './fields';

export const create = perItemRequest({
	value: 'create',
	name: 'Create',
	action: 'Create a SIP credential',
	description:
		'Give a trunk a digest credential (user name and password) for a SIP client to register with. Returns the credential with its ID, without the password.',
	fields: [
		trunkField,
		{ ...userNameField, required: true },
		{ ...passwordField, required: true },
		optionsField([friendlyNameField]),
	],
	request: (item) => {
		const userName = item.text('userName', 'User Name', checkUserName);
		return {
			method: 'POST',
			path: item.trunkPath('credentials'),
			body: {
				user_name: userName,
				password: item.text('password', 'Password', checkPassword, { secret: true }),
				...item.members('options', { friendlyName: parts.friendlyName }),
			},
			// Older answers call it username.
			makes: (row) => (row.user_name ?? row.username) === userName,
		};
	},
});
