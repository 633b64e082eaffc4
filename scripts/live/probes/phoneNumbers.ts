import { paths } from '../../../nodes/Exotel/transport/paths';
import { isDone, rowsIn, verdictOf } from '../api';
import { doneOr, doneOrCode, INVALID, NOT_FOUND, NUMBER, type Probe } from './model';

/** What may become of a number that nobody has. */
const REFUSED = [INVALID, 'error 1003', 'error 1000'] as const;

/** All with a number that nobody has, so that no call of anybody takes another way. */
export const phoneNumbers: readonly Probe[] = [
	{
		fact: 'A number that the account does not have, on a trunk',
		source: '?',
		expected: ['accepted with mode null', 'accepted with mode "pstn"', ...REFUSED],
		async find(on) {
			const exchange = await on.add('phone-numbers', { phone_number: NUMBER });
			const mode = JSON.stringify(rowsIn(exchange)[0]?.mode);
			return doneOrCode(`accepted with mode ${mode}`, exchange);
		},
	},
	{
		fact: 'A number that is on the trunk already',
		source: 'D',
		expected: ['error 1008', ...REFUSED],
		async find(on) {
			return doneOrCode('accepted', await on.add('phone-numbers', { phone_number: NUMBER }));
		},
	},
	{
		fact: 'The trunk of a number',
		source: '?',
		expected: ['without an envelope', 'in an envelope', NOT_FOUND],
		async find(on) {
			const exchange = await on.read({ path: paths.trunkMaps(), query: { exophone: NUMBER } });
			const isBare = Object(exchange.answer).trunk_sid !== undefined;
			return doneOr(isBare ? 'without an envelope' : 'in an envelope', exchange);
		},
	},
	{
		fact: 'Another mode for a number, and its removal',
		source: 'D',
		expected: ['changed, removed', 'it is not on the trunk'],
		async find(on) {
			const listed = await on.list('phone-numbers');
			// A mapping of the account is no business of a check, whatever the list of its trunk shows.
			const row = rowsIn(listed).find(
				(one) => one.phone_number === NUMBER && one.trunk_sid === on.sid,
			);
			const id = String(row?.id);
			if (!/^\d+$/.test(id)) return { seen: 'it is not on the trunk', exchanges: [listed] };
			const body = { phone_number: NUMBER, mode: 'flow' };
			const changed = await on.update('phone-numbers', id, body);
			const removed = await on.remove('phone-numbers', { id });
			const seen = [
				isDone(changed) ? 'changed' : `not changed: ${verdictOf(changed)}`,
				isDone(removed) ? 'removed' : `not removed: ${verdictOf(removed)}`,
			];
			return { seen: seen.join(', '), exchanges: [listed, changed, removed] };
		},
	},
];
