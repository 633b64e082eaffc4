import { shownWith } from '../../n8n/field';
import { optionsField, trunkField } from '../../n8n/sharedFields';
import { perItemRequest } from '../../n8n/itemByItem';
import { friendlyNameField, passwordField, userNameField } from './fields';

const options = optionsField([friendlyNameField]);

export const create = perItemRequest({
	value: 'create',
	name: 'Create',
	action: 'Create a SIP credential',
	description:
		'Give a trunk a digest credential (user name and password) for a SIP client to register with. Returns the credential with its ID, without the password.',
	fields: [
		trunkField,
		shownWith(userNameField, { required: true }),
		shownWith(passwordField, { required: true }),
		options,
	],
	request: (item) => {
		const userName = item.value(userNameField);
		return {
			method: 'POST',
			path: item.pathOf('credentials'),
			body: {
				user_name: userName,
				password: item.value(passwordField),
				...item.members(options),
			},
			thing: `${item.trunkSid()} ${userName}`,
			// Older answers call it username.
			makes: (row) => (row.user_name ?? row.username) === userName,
		};
	},
});
