import { parsed, refused } from '../../sip/parsed';
import { rowsWhere } from '../kind';
import { checkUserName } from '../checks';
import type { Section } from './section';

export const sipCredentials: Section = {
	collection: 'credentials',
	one: 'SIP credential',
	name: 'user name',
	nameField: 'user_name',
	idField: 'id',
	nameOf: ({ user_name: name }) => String(name ?? ''),
	readName(text) {
		const reason = checkUserName(text);
		if (reason !== undefined) return refused(reason);
		return parsed(rowsWhere((row) => sipCredentials.nameOf(row) === text));
	},
};
