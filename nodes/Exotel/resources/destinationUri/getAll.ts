import { getManyOfTrunk } from '../../n8n/itemByItem';

export const getAll = getManyOfTrunk({
	action: 'Get many trunk destination URIs',
	description:
		'List the destination URIs of a trunk. Returns one item for each, newest first, with its ID, priority and weight.',
	collection: 'destination-uris',
});
