import { listOfTrunk } from '../perItem';

export const getAll = listOfTrunk({
	action: 'Get many SIP credentials',
	description:
		'List the digest credentials of a trunk. Returns one item for each, with its ID and user name, never a password.',
	collection: 'credentials',
});
