import { idIn, isDone, rowsIn, verdictOf } from '../api';
import { doneOr, doneOrCode, DUPLICATE, INVALID, type Probe } from './model';

export const credentials: readonly Probe[] = [
	{
		fact: 'A hyphen in a password',
		source: 'M',
		expected: ['accepted', INVALID],
		async find(on) {
			const body = { user_name: 'n8ncheck_a', password: 'Check-1234' };
			return doneOrCode('accepted', await on.add('credentials', body));
		},
	},
	{
		fact: 'A hyphen in a friendly name',
		source: 'M',
		expected: ['accepted', INVALID],
		async find(on) {
			const body = { user_name: 'n8ncheck_d', password: 'Check_1234', friendly_name: 'a-b' };
			return doneOrCode('accepted', await on.add('credentials', body));
		},
	},
	{
		fact: 'A user name that the trunk has already',
		source: '?',
		expected: [...DUPLICATE, 'accepted'],
		async find(on) {
			const body = { user_name: 'n8ncheck_b', password: 'Check_1234' };
			const first = await on.add('credentials', body);
			return doneOr('accepted', await on.add('credentials', body), first);
		},
	},
	{
		fact: 'Passwords in the list of SIP credentials',
		source: 'D',
		expected: ['not shown', 'shown'],
		async find(on) {
			const exchange = await on.list('credentials');
			const rows = rowsIn(exchange);
			if (rows.length === 0) return { seen: 'no rows', exchanges: [exchange] };
			const isShown = rows.some((row) => typeof row.password === 'string');
			return { seen: isShown ? 'shown' : 'not shown', exchanges: [exchange] };
		},
	},
	{
		fact: 'A SIP credential that is changed, looked for by its ID, and deleted',
		source: 'D',
		expected: ['changed, found alone, deleted'],
		async find(on) {
			const body = { user_name: 'n8ncheck_e', password: 'Check_1234' };
			const added = await on.add('credentials', body);
			const id = idIn(added);
			const changed = await on.update('credentials', id, { friendly_name: 'check' });
			const found = await on.list('credentials', { id });
			const deleted = await on.remove('credentials', { id });
			const ids = rowsIn(found).map((row) => String(row.id));
			const seen = [
				isDone(changed) ? 'changed' : `not changed: ${verdictOf(changed)}`,
				ids.join() === id ? 'found alone' : `${ids.length} found`,
				isDone(deleted) ? 'deleted' : `not deleted: ${verdictOf(deleted)}`,
			];
			return { seen: seen.join(', '), exchanges: [added, changed, found, deleted] };
		},
	},
];
