import { limitField, returnAllField, simplifyField } from '../../n8n/sharedFields';
import { getMany } from '../../n8n/itemByItem';
import { paths } from '../../transport/paths';
import { simplify } from './simplify';

export const getAll = getMany({
	action: 'Get many trunks',
	description:
		'List the SIP trunks of the account. Returns one item for each, with its trunk_sid and name.',
	fields: [returnAllField, limitField, simplifyField],
	path: paths.trunks,
	show: (item) => (item.value(simplifyField) ? simplify : (trunk) => trunk),
});
