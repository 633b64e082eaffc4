import { getManyOfTrunk } from '../../n8n/itemByItem';

export const getAll = getManyOfTrunk({
	action: 'Get many SIP credentials',
	description:
		'List the digest credentials of a trunk. Returns one item for each, with its ID and user name, never a password.',
	collection: 'credentials',
});
