import { isDone, metadataOf, rowsIn, verdictOf } from '../api';
import { NUMBER, type Probe } from './model';

const ALIAS = 'trunk_external_alias';

export const settings: readonly Probe[] = [
	{
		fact: 'The caller ID of a trunk, set, listed and deleted',
		source: 'D',
		expected: ['set, listed, deleted'],
		async find(on) {
			const wanted = [{ name: ALIAS, value: NUMBER }];
			const set = await on.add('settings', { settings: wanted });
			const listed = await on.list('settings');
			const deleted = await on.remove('settings', { name: ALIAS });
			const exchanges = [set, listed, deleted];
			if (!isDone(set)) return { seen: verdictOf(set), exchanges };
			const isListed = rowsIn(listed).some(({ name, value }) => name === ALIAS && value === NUMBER);
			const seen = [
				'set',
				isListed ? 'listed' : 'not listed',
				isDone(deleted) ? 'deleted' : `not deleted: ${verdictOf(deleted)}`,
			];
			return { seen: seen.join(', '), exchanges };
		},
	},
	{
		fact: 'The counts that go with settings',
		source: 'D',
		expected: ['total and success', 'total, success and failed', 'none'],
		async find(on) {
			const exchange = await on.add('settings', { settings: [{ name: ALIAS, value: NUMBER }] });
			const { total, failed } = metadataOf(exchange);
			const all = failed === undefined ? 'total and success' : 'total, success and failed';
			return { seen: total === undefined ? 'none' : all, exchanges: [exchange] };
		},
	},
];
