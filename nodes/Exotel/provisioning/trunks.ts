import { parsed, refused } from '../sip/parsed';
import type { ExotelResource } from '../transport/model';
import { checkTrunkName } from './checks';
import { idOf, rowsWhere, type Kind } from './kind';

export const trunks: Kind = {
	one: 'trunk',
	name: 'name',
	nameField: 'trunk_name',
	idField: 'trunk_sid',
	nameOf: ({ trunk_name: name }) => String(name ?? ''),
	readName(text) {
		const reason = checkTrunkName(text);
		if (reason !== undefined) return refused(reason);
		return parsed(rowsWhere((row) => trunks.nameOf(row) === text));
	},
};

/** A trunk as a message names it. */
export function calledTrunk(row: ExotelResource): string {
	return `Trunk ${trunks.nameOf(row)} (${idOf(trunks, row)})`;
}
