import { withoutPasswords } from '../../nodes/Exotel/transport/passwords';

it.each([
	['a field', { id: '1', password: 'x' }, { id: '1' }],
	['any spelling', { Password: 'x', sip_passwd: 'x', PASSWORD_HINT: 'x' }, {}],
	['a field of a field', { a: { b: { password: 'x', c: 1 } } }, { a: { b: { c: 1 } } }],
	[
		'an object in an array',
		{ rows: [{ id: '1', password: 'x' }, 'text'] },
		{ rows: [{ id: '1' }, 'text'] },
	],
	['an array in an array', { rows: [[{ password: 'x', id: '1' }]] }, { rows: [[{ id: '1' }]] }],
	['nothing', { id: '1', rows: [1, null, { a: null }] }, { id: '1', rows: [1, null, { a: null }] }],
])('leaves out a password in %s', (_where, data, expected) => {
	expect(withoutPasswords(data)).toEqual(expected);
});
