import { parsed, refused } from '../sip/parsed';
import type { ExotelResource } from '../transport/model';
import { checkPhoneNumber } from './checks';
import { rowsWhere, type Kind } from './kind';

/** The account's own numbers. */
export const exoPhones: Kind = {
	one: 'ExoPhone',
	name: 'number',
	nameField: 'phone_number',
	idField: 'sid',
	nameOf: ({ phone_number: number }) => String(number ?? ''),
	readName(text) {
		const reason = checkPhoneNumber(text);
		if (reason !== undefined) return refused(reason);
		return parsed(rowsWhere(({ phone_number: number }) => number === text));
	},
};

/** An ExoPhone as a list shows it: its number and, if that is something else, its name. */
export function tellExoPhone(row: ExotelResource): string {
	const number = exoPhones.nameOf(row);
	const { friendly_name: name } = row;
	const isName = typeof name === 'string' && !number.endsWith(name.replace(/^\+?0?/, ''));
	return isName ? `${number} (${name})` : number;
}
