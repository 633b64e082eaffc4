import { parsed, refused } from '../../sip/parsed';
import type { ExotelResource } from '../../transport/model';
import { rowsWhere } from '../kind';
import { checkUserName } from '../checks';
import type { Section } from './section';

/** The user name of a credential; older answers call it username (exotel-api: "Endpoints"). */
function userNameOf(row: ExotelResource): unknown {
	return row.user_name ?? row.username;
}

export const sipCredentials: Section = {
	collection: 'credentials',
	one: 'SIP credential',
	name: 'user name',
	nameField: 'user_name',
	idField: 'id',
	nameOf: (row) => String(userNameOf(row)),
	readName(text) {
		const reason = checkUserName(text);
		if (reason !== undefined) return refused(reason);
		return parsed(rowsWhere((row) => userNameOf(row) === text));
	},
};
