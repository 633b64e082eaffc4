import type { Fields } from '../account';
import type { Done, RowDone } from '../judge';
import { mandatory, ofCredential } from '../reasons';
import type { Endpoint } from '../rules';
import {
	changedRow,
	deletionFrom,
	isLikeAnother,
	newRow,
	rowIn,
	trunkIn,
	type Asked,
	type Judge,
} from './model';

/** The name as in the page's row; the password may be in the answers of older pages. */
function credentialRow(asked: Asked, done: RowDone, password: unknown): RowDone {
	const keep = (row: Fields) => {
		done.keep(row);
		asked.trunk?.passwords.set(row.id, password);
	};
	const maybe = asked.variants.credentials === 'older' ? { password } : {};
	return { ...done, maybe, keep };
}

/** "older pages return the password", and show the only one or none. */
function credentialList(asked: Asked): Done {
	const { rows, passwords } = trunkIn(asked);
	const { id } = asked.call.query;
	const [first] = rows.credentials;
	if (asked.variants.credentials === 'older') {
		const credential = first && { username: first.user_name, password: passwords.get(first.id) };
		return { kind: 'olderList', credential };
	}
	const listed = rows.credentials.filter((row) => id === undefined || String(row.id) === id);
	return { kind: 'list', rows: listed, isOrdered: false, isCounted: true };
}

/** The endpoints of credentials. */
export const credentials = {
	'POST /trunks/{sid}/credentials': {
		isOpen: (asked) => isLikeAnother(asked, 'credentials', 'user_name'),
		reasons: (asked) => [...mandatory(asked, 'user_name', 'password'), ...ofCredential(asked)],
		done: (asked) => {
			const { user_name, password, friendly_name = null } = asked.body;
			const done = newRow(asked, 'credentials', { user_name, friendly_name });
			return ['created', credentialRow(asked, done, password)];
		},
	},
	'GET /trunks/{sid}/credentials': {
		isOpen: ({ variants, trunk, call: { query } }) => {
			const isOlder = variants.credentials === 'older';
			const isUnknown =
				query.id !== undefined && trunk?.find('credentials', query.id) === undefined;
			return isOlder
				? (trunk?.rows.credentials.length ?? 0) > 1 || query.id !== undefined
				: isUnknown;
		},
		done: (asked) => ['listed', credentialList(asked)],
	},
	'PUT /trunks/{sid}/credentials/{id}': {
		isOpen: (asked) => isLikeAnother(asked, 'credentials', 'user_name'),
		reasons: ofCredential,
		done: (asked) => {
			const { password = asked.trunk?.passwords.get(rowIn(asked).id), ...fields } = asked.body;
			return ['changed', credentialRow(asked, changedRow(asked, 'credentials', fields), password)];
		},
	},
	'DELETE /trunks/{sid}/credentials': deletionFrom('credentials'),
} satisfies Partial<Record<Endpoint, Judge>>;
