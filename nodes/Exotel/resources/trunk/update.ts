import { checkAnything, checkTrunkName } from '../checks';
import { trunkField, updateFieldsField } from '../fields';
import { textMember } from '../parameters';
import { perItemRequest } from '../perItem';

export const update = perItemRequest({
	value: 'update',
	name: 'Update',
	action: 'Update a trunk',
	description: 'Rename a trunk or change how it authenticates. Returns the trunk as it is now.',
	fields: [
		trunkField,
		updateFieldsField([
			{
				displayName: 'Auth Type',
				name: 'authType',
				type: 'string',
				default: 'IP-WHITELIST',
				description: 'How the other side proves who it is. Exotel documents IP-WHITELIST.',
			},
			{
				displayName: 'NSO Code',
				name: 'nsoCode',
				type: 'string',
				default: 'ANY-ANY',
				description: 'The network service operator code',
			},
			{
				displayName: 'Trunk Name',
				name: 'trunkName',
				type: 'string',
				default: '',
				placeholder: 'e.g. support_mumbai',
				description: 'A name that no other trunk has: 1 to 16 letters, digits and underscores',
			},
		]),
	],
	request: (item) => ({
		method: 'PUT',
		path: item.trunkPath(),
		body: item.changes({
			trunkName: textMember('Trunk Name', 'trunk_name', checkTrunkName),
			authType: textMember('Auth Type', 'auth_type', checkAnything),
			nsoCode: textMember('NSO Code', 'nso_code', checkAnything),
		}),
	}),
});
