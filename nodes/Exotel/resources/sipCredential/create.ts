import { creation, onExistingField } from '../../n8n/creation';
import { shownWith } from '../../n8n/field';
import { optionsField, trunkField } from '../../n8n/sharedFields';
import { sipCredentials } from '../../provisioning/sections/sipCredentials';
import type { ExotelResource } from '../../transport/model';
import { friendlyNameField, passwordField, userNameField } from './fields';

const onExisting = onExistingField('Existing User Name', 'the trunk has this user name', 'error');

const options = optionsField([onExisting, friendlyNameField]);

export const create = creation({
	value: 'create',
	name: 'Create',
	action: 'Create a SIP credential',
	description:
		'Give a trunk a digest credential (user name and password) for a SIP client to register with. Returns the credential with its ID, without the password.',
	fields: [
		trunkField,
		shownWith(userNameField, { required: true }),
		shownWith(passwordField, { required: true }),
	],
	options,
	onExisting,
	kind: sipCredentials,
	make(item) {
		const userName = item.value(userNameField);
		const path = item.pathOf('credentials');
		const isMade = (row: ExotelResource) => sipCredentials.nameOf(row) === userName;
		return {
			request: {
				method: 'POST',
				path,
				body: {
					user_name: userName,
					password: item.value(passwordField),
					...item.members(options),
				},
				thing: `${item.trunkSid()} ${userName}`,
				makes: isMade,
			},
			existing: async () => await item.lists.find(path, isMade),
			tellDifference: () => '. Its password was left as it is',
		};
	},
});
