import { limitField, returnAllField, simplifyField } from '../fields';
import { perItem, readMany } from '../perItem';
import { simplify } from './simplify';

export const getAll = perItem({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many trunks',
	description:
		'List the SIP trunks of the account. Returns one item for each, with its trunk_sid and name.',
	fields: [returnAllField, limitField, simplifyField],
	async run(item) {
		const listed = await readMany(item, ['trunks']);
		if (!listed.ok || !item.flag('simplify')) return listed;
		return { ok: true, value: listed.value.map(simplify) };
	},
});
