import { paths } from '../../transport/paths';
import { idOf } from '../kind';
import { trunks } from '../trunks';
import type { PlannedSection, Wanted } from './section';

/** The trunk as one of those of the account: it is made and changed in place like all else, and never deleted. */
export const trunkItself: PlannedSection = {
	...trunks,
	resource: 'trunk',
	listName: 'trunk',
	requests: {
		list: () => paths.trunks(),
		change: (_trunkSid, row, change) => ({
			method: 'PUT',
			path: paths.trunk(idOf(trunks, row)),
			body: change,
		}),
		remove: (_trunkSid, row) => ({
			method: 'DELETE',
			path: paths.trunks(),
			query: { trunk_sid: idOf(trunks, row) },
		}),
	},
	changeable: ['trunk_name', 'auth_type', 'nso_code'],
	defaults: { auth_type: 'IP-WHITELIST', nso_code: 'ANY-ANY' },
	mostPerRequest: 1,
	isUnique: true,
	keyOf: trunks.nameOf,
	nameOfKey: (key) => key,
	fieldsOfName: (name) => ({ trunk_name: name }),
	bodyOf: (batch) => batch.map(bodyOf)[0] ?? {},
	rowOf: ({ key, fields }) => ({ trunk_name: key, ...fields }),
};

/** What the first request can't take, it gets with a second one (exotel-api: "Endpoints"). */
function bodyOf({ key, fields: { nso_code: code }, madeWith }: Wanted) {
	return { trunk_name: key, ...madeWith, ...(code === undefined ? {} : { nso_code: code }) };
}
