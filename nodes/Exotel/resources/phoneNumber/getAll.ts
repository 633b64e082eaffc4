import { getManyOfTrunk } from '../../n8n/itemByItem';

export const getAll = getManyOfTrunk({
	action: 'Get many phone numbers of a trunk',
	description:
		'List the phone numbers that are mapped to a trunk. Returns one item for each mapping, with its ID and mode.',
	collection: 'phone-numbers',
});
