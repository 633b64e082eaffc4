import { checkAnything, checkTrunkName } from '../../provisioning/checks';
import { textField } from '../../n8n/field';

export const trunkNameField = textField(
	{
		displayName: 'Trunk Name',
		name: 'trunkName',
		type: 'string',
		default: '',
		placeholder: 'e.g. support_mumbai',
		description: 'A name that no other trunk has: 1 to 16 letters, digits and underscores',
	},
	checkTrunkName,
	{ as: 'trunk_name' },
);

export const nsoCodeField = textField(
	{
		displayName: 'NSO Code',
		name: 'nsoCode',
		type: 'string',
		default: 'ANY-ANY',
		description: 'The network service operator code. Exotel documents only ANY-ANY.',
	},
	checkAnything,
	{ as: 'nso_code' },
);
