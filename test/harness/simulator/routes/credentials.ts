import {
	answer,
	duplicate,
	invalid,
	missing,
	onTrunk,
	page,
	removeRow,
	textOf,
	type Call,
	type Routes,
} from '../call';
import { ERRORS, refuse, success, type Answer } from '../envelope';
import type { Trunk } from '../state';

const WORD = /^\w+$/;
const HYPHENATED = /^[\w-]+$/;

export const credentials: Routes = {
	'GET /trunks/:sid/credentials': onTrunk((trunk, call) => {
		if (call.behaviour.credentials === 'older') return listOlder(trunk);
		const { id } = call.query;
		const rows = trunk.credentials.filter((row) => id === undefined || row.id === id).reverse();
		const listed = page(call, rows);
		if (listed.metadata === undefined) return listed;
		const { page_size, prev_page_uri, next_page_uri } = { ...EMPTY, ...listed.metadata };
		return {
			...listed,
			metadata: {
				total: rows.length,
				page_size,
				page: Math.floor(Number(call.query.offset ?? 0) / page_size) + 1,
				first_page_uri: `${call.path}?page_size=${page_size}&offset=0`,
				prev_page_uri,
				next_page_uri,
			},
		};
	}),
	'POST /trunks/:sid/credentials': onTrunk((trunk, call) => {
		const userName = textOf(call, 'user_name');
		const password = textOf(call, 'password');
		if (userName === undefined) return missing('UserName');
		if (password === undefined) return missing('Password');
		const refused = checkParts(call);
		if (refused !== undefined) return refused;
		if (trunk.credentials.some((row) => row.user_name === userName)) {
			return duplicate(call, `Unable to create Credential with UserName ${userName}`);
		}
		const friendlyName = textOf(call, 'friendly_name') ?? null;
		const row = call.state.addCredential(trunk, userName, password, friendlyName);
		return answer(shown(call, trunk, row.id));
	}),
	'PUT /trunks/:sid/credentials/:id': onTrunk((trunk, call) => {
		const row = trunk.credentials.find(({ id }) => id === call.params.id);
		if (row === undefined) return refuse(404, ERRORS.notFound);
		const refused = checkParts(call);
		if (refused !== undefined) return refused;
		const password = textOf(call, 'password');
		if (password !== undefined) trunk.passwords.set(row.id, password);
		row.user_name = textOf(call, 'user_name') ?? row.user_name;
		row.friendly_name = textOf(call, 'friendly_name') ?? row.friendly_name;
		row.date_updated = call.state.timestamp();
		return answer(shown(call, trunk, row.id));
	}),
	'DELETE /trunks/:sid/credentials': onTrunk((trunk, { query }) =>
		removeRow(trunk.credentials, ({ id }) => id === query.id),
	),
};

const EMPTY = { page_size: 50, prev_page_uri: null, next_page_uri: null };

/** The list as older pages of the documentation show it: no metadata, and passwords in the clear. */
function listOlder(trunk: Trunk): Answer {
	const [first] = trunk.credentials;
	if (first === undefined) return { status: 200, response: [] };
	const password = trunk.passwords.get(first.id);
	return { status: 200, response: success({ username: first.user_name, password }) };
}

/** A credential as it appears in an answer; older answers include the password. */
function shown({ behaviour }: Call, trunk: Trunk, id: string): object {
	const row = trunk.credentials.find((one) => one.id === id) ?? {};
	return behaviour.credentials === 'older' ? { ...row, password: trunk.passwords.get(id) } : row;
}

function checkParts(call: Call): Answer | undefined {
	const password = textOf(call, 'password');
	const friendlyName = textOf(call, 'friendly_name');
	const word = call.behaviour.credentialHyphens ? HYPHENATED : WORD;
	if (password !== undefined && !word.test(password))
		return invalid(`Invalid Password ${password}`);
	if (friendlyName === undefined) return undefined;
	if (friendlyName.length > 32) return invalid('Maximum allowed length for FriendlyName is 32');
	return word.test(friendlyName) ? undefined : invalid('Invalid FriendlyName');
}
