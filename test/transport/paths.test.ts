import { paths, subjectOf } from '../../nodes/Exotel/transport/paths';

const SID = 'trmum1a';
const get = { method: 'GET' } as const;
const remove = { method: 'DELETE' } as const;

it.each([
	['the account', { ...get, path: paths.trunks(), query: { offset: 0 } }, undefined],
	['a trunk', { ...get, path: paths.trunk(SID) }, { kind: 'trunk', sid: SID }],
	[
		'a trunk, by query',
		{ ...remove, path: paths.trunks(), query: { trunk_sid: SID } },
		{ kind: 'trunk', sid: SID },
	],
	[
		'what is on a trunk',
		{ ...get, path: paths.ofTrunk(SID, 'settings'), query: { offset: 0, page_size: 50 } },
		{ kind: 'trunk', sid: SID },
	],
	[
		'a row',
		{ method: 'PUT' as const, path: paths.row(SID, 'credentials', '7') },
		{ kind: 'row', trunkSid: SID, collection: 'credentials', id: '7' },
	],
	[
		'a row, by query',
		{ ...remove, path: paths.ofTrunk(SID, 'phone-numbers'), query: { id: '7' } },
		{ kind: 'row', trunkSid: SID, collection: 'phone-numbers', id: '7' },
	],
	[
		'a setting',
		{ ...remove, path: paths.ofTrunk(SID, 'settings'), query: { name: 'alias' } },
		{ kind: 'row', trunkSid: SID, collection: 'settings', id: 'alias' },
	],
	[
		'a number',
		{ ...get, path: paths.trunkMaps(), query: { exophone: '+91' } },
		{ kind: 'number', phoneNumber: '+91' },
	],
])('recognizes a call about %s', (_what, call, subject) => {
	expect(subjectOf(call)).toEqual(subject);
});
