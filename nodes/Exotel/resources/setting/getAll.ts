import { getManyOfTrunk } from '../../n8n/itemByItem';

export const getAll = getManyOfTrunk({
	action: 'Get many trunk settings',
	description: 'List the settings of a trunk. Returns one item for each, with its name and value.',
	collection: 'settings',
});
