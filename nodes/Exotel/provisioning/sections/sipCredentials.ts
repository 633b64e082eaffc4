import { parsed, refused } from '../../sip/parsed';
import { checkUserName } from '../checks';
import { rowsWhere } from '../kind';
import { requestsOn, type PlannedSection, type Section, type Wanted } from './section';

const COLLECTION = 'credentials';

export const sipCredentials: PlannedSection & Section = {
	collection: COLLECTION,
	resource: 'sipCredential',
	listName: 'sip_credentials',
	requests: requestsOn(COLLECTION, { idField: 'id' }),
	one: 'SIP credential',
	name: 'user name',
	nameField: 'user_name',
	idField: 'id',
	changeable: ['friendly_name'],
	defaults: {},
	mostPerRequest: 1,
	isUnique: false,
	nameOf: ({ user_name: name }) => String(name ?? ''),
	keyOf: (row) => sipCredentials.nameOf(row),
	nameOfKey: (key) => key,
	fieldsOfName: (name) => ({ user_name: name }),
	bodyOf: (batch) => batch.map((one) => ({ ...rowOf(one), ...one.madeWith }))[0] ?? {},
	rowOf,
	readName(text) {
		const reason = checkUserName(text);
		if (reason !== undefined) return refused(reason);
		return parsed(rowsWhere((row) => sipCredentials.nameOf(row) === text));
	},
};

function rowOf({ key, fields: { friendly_name: name } }: Wanted) {
	return { user_name: key, ...(name === undefined ? {} : { friendly_name: name }) };
}
