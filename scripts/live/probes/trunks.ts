import { paths } from '../../../nodes/Exotel/transport/paths';
import { isDone, rowsIn, verdictOf } from '../api';
import { doneOr, doneOrCode, DUPLICATE, INVALID, NOT_FOUND, type Probe } from './model';

/** What exotel-api says of a new trunk, and what is taken for granted in names and dates. */
const NEW_TRUNK: Readonly<Record<string, RegExp>> = {
	status: /^(in)?active$/,
	auth_type: /^IP-WHITELIST$/,
	nso_code: /^ANY-ANY$/,
	edge_preference: /^auto$/,
	date_created: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
};

export const trunks: readonly Probe[] = [
	{
		fact: 'A new trunk in the list, with the filter trunk_sid',
		source: 'D',
		expected: ['only that trunk'],
		async find(on) {
			const exchange = await on.read({ path: paths.trunks(), query: { trunk_sid: on.sid } });
			const sids = rowsIn(exchange).map(({ trunk_sid: sid }) => sid);
			const isOnly = sids.length === 1 && sids[0] === on.sid;
			return { seen: isOnly ? 'only that trunk' : `${sids.length} trunks`, exchanges: [exchange] };
		},
	},
	{
		fact: 'What a new trunk says of itself',
		source: 'X',
		expected: ['as documented'],
		async find(on) {
			const exchange = await on.read({ path: paths.trunks(), query: { trunk_sid: on.sid } });
			const row = rowsIn(exchange)[0] ?? {};
			const others = Object.entries(NEW_TRUNK)
				.filter(([name, form]) => !form.test(String(row[name])))
				.map(([name]) => `${name} ${JSON.stringify(row[name])}`);
			return { seen: others.join(', ') || 'as documented', exchanges: [exchange] };
		},
	},
	{
		fact: 'A trunk by its own path',
		source: '?',
		expected: ['answered', NOT_FOUND, 'HTTP 405', 'HTTP 405, error 1000'],
		async find(on) {
			return doneOr('answered', await on.read({ path: paths.trunk(on.sid) }));
		},
	},
	{
		fact: 'A trunk that is not there',
		source: 'M',
		expected: ['HTTP 403, error 1003', NOT_FOUND],
		async find(on) {
			const missing = 'trmum1000000000000000000000000';
			return doneOr('answered', await on.list('destination-uris', {}, missing));
		},
	},
	{
		fact: 'A trunk name that is taken',
		source: 'M',
		expected: DUPLICATE,
		async find(on) {
			return doneOr('accepted', await on.createTrunk(on.name));
		},
	},
	{
		fact: 'A trunk name of 17 characters',
		source: 'D',
		expected: [INVALID],
		async find(on) {
			return doneOrCode('accepted', await on.createTrunk(on.newName().padEnd(17, '_')));
		},
	},
	{
		fact: 'nso_code "any any"',
		source: 'M',
		expected: [INVALID],
		async find(on) {
			return doneOrCode('accepted', await on.createTrunk(on.newName(), { nso_code: 'any any' }));
		},
	},
	{
		fact: 'Another name for a trunk',
		source: 'D',
		expected: ['accepted'],
		async find(on) {
			const renamed = await on.updateTrunk({ trunk_name: on.newName() });
			const back = await on.updateTrunk({ trunk_name: on.name });
			return doneOr('accepted', isDone(renamed) ? back : renamed);
		},
	},
	{
		fact: 'An auth_type other than IP-WHITELIST',
		source: 'X',
		expected: ['accepted', INVALID],
		async find(on) {
			return doneOrCode('accepted', await on.updateTrunk({ auth_type: 'CREDENTIALS' }));
		},
	},
	{
		fact: 'The user names of a trunk that is deleted',
		source: 'I',
		expected: ['are free again'],
		async find(on) {
			const user = { user_name: 'n8ncheck_c', password: 'Check_1234' };
			const first = await on.createTrunk(on.newName());
			const sid = on.sidOf(first);
			const added = await on.add('credentials', user, sid);
			const deleted = await on.deleteTrunk(sid);
			const gone = await on.list('credentials', {}, sid);
			const second = await on.createTrunk(on.newName());
			const again = await on.add('credentials', user, on.sidOf(second));
			const exchanges = [first, added, deleted, gone, second, again];
			if (!isDone(deleted)) return { seen: verdictOf(deleted), exchanges };
			const left = isDone(gone) ? `${rowsIn(gone).length} left, ` : '';
			const seen = isDone(again) ? 'are free again' : verdictOf(again);
			return { seen: `${left}${seen}`, exchanges };
		},
	},
];
