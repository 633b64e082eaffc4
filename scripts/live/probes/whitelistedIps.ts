import { idIn, isDone, verdictOf } from '../api';
import {
	ADDRESS,
	doneOr,
	doneOrCode,
	DUPLICATE,
	INVALID,
	NOT_FOUND,
	OTHER_ADDRESS,
	TLS,
	type Probe,
} from './model';

export const whitelistedIps: readonly Probe[] = [
	{
		fact: 'An address that is whitelisted already',
		source: 'D',
		expected: DUPLICATE,
		async find(on) {
			const body = { ip: ADDRESS, mask: 32 };
			const first = await on.add('whitelisted-ips', body);
			return doneOr('accepted', await on.add('whitelisted-ips', body), first);
		},
	},
	{
		fact: 'An IPv4 destination that is whitelisted',
		source: 'D',
		expected: ['accepted'],
		async find(on) {
			return doneOr('accepted', await on.addUris(`${ADDRESS}:5061${TLS}`));
		},
	},
	{
		fact: 'A mask other than 32',
		source: 'D',
		expected: ['accepted', INVALID],
		async find(on) {
			return doneOrCode('accepted', await on.add('whitelisted-ips', { ip: '8.8.4.0', mask: 24 }));
		},
	},
	{
		fact: 'A mask of 15',
		source: 'D',
		expected: [INVALID],
		async find(on) {
			return doneOrCode('accepted', await on.add('whitelisted-ips', { ip: '8.8.0.0', mask: 15 }));
		},
	},
	{
		fact: 'A whitelisted IP that is changed and then deleted',
		source: 'D',
		expected: [`changed, deleted; then ${NOT_FOUND}`],
		async find(on) {
			const added = await on.add('whitelisted-ips', { ip: OTHER_ADDRESS, mask: 32 });
			const id = idIn(added);
			const body = { ip: '8.8.4.5', mask: 32 };
			const changed = await on.update('whitelisted-ips', id, body);
			const deleted = await on.remove('whitelisted-ips', { id });
			const again = await on.remove('whitelisted-ips', { id });
			const did = [
				isDone(changed) ? 'changed' : `not changed: ${verdictOf(changed)}`,
				isDone(deleted) ? 'deleted' : `not deleted: ${verdictOf(deleted)}`,
			];
			const seen = `${did.join(', ')}; then ${verdictOf(again)}`;
			return { seen, exchanges: [added, changed, deleted, again] };
		},
	},
];
