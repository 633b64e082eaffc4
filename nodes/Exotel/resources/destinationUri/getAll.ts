import { listOfTrunk } from '../perItem';

export const getAll = listOfTrunk({
	action: 'Get many trunk destination URIs',
	description:
		'List the destination URIs of a trunk. Returns one item for each, newest first, with its ID, priority and weight.',
	collection: 'destination-uris',
});
