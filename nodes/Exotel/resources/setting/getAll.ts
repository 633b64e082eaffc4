import { listOfTrunk } from '../perItem';

export const getAll = listOfTrunk({
	action: 'Get many trunk settings',
	description: 'List the settings of a trunk. Returns one item for each, with its name and value.',
	collection: 'settings',
});
