import { withoutEcho, withoutPasswords } from '../../nodes/Exotel/transport/passwords';

it.each([
	['a field', { id: '1', password: 'x' }, { id: '1' }],
	['any spelling', { Password: 'x', sip_passwd: 'x', PASSWORD_HINT: 'x' }, {}],
	[
		'a field of another name',
		{ pwd: 'x', SIP_PWD: 'x', secret: 'x', clientSecret: 'x', ha1: 'x', HA1: 'x', sip_ha1: 'x' },
		{},
	],
	['a token or key', { token: 'x', auth_token: 'x', apiToken: 'x', api_key: 'x', apiKey: 'x' }, {}],
	['a field of a field', { a: { b: { password: 'x', c: 1 } } }, { a: { b: { c: 1 } } }],
	[
		'an object in an array',
		{ rows: [{ id: '1', password: 'x', pwd: 'x' }, 'text'] },
		{ rows: [{ id: '1' }, 'text'] },
	],
	['an array in an array', { rows: [[{ ha1: 'x', id: '1' }]] }, { rows: [[{ id: '1' }]] }],
	['a field that holds more than a text', { secret: { a: 'x' }, passwords: ['x'] }, {}],
	['nothing', { id: '1', rows: [1, null, { a: null }] }, { id: '1', rows: [1, null, { a: null }] }],
	[
		'no field of a trunk',
		{ auth_type: 'IP-WHITELIST', secure_trunking: 'enabled', credentials: '/v2/x' },
		{ auth_type: 'IP-WHITELIST', secure_trunking: 'enabled', credentials: '/v2/x' },
	],
])('leaves out a password in %s', (_where, data, expected) => {
	expect(withoutPasswords(data)).toEqual(expected);
});

describe('what repeats the password that was sent', () => {
	const body = { user_name: 'voice', password: 'Se.cret_1', friendly_name: 'se.cret_1' };
	const failure = {
		...{ status: 400, code: 1002, requestId: 'r1', notes: [] },
		message: 'No Se.cret_1, please',
		description: 'SE.CRET_1 and se.cret_1 and sexcret_1',
	};

	it('does not show it in a failure, in whatever case', () => {
		expect(withoutEcho({ ok: false, failure }, body)).toEqual({
			ok: false,
			failure: { ...failure, message: 'No …, please', description: '… and … and sexcret_1' },
		});
	});

	it('does not show it in any text of a success', () => {
		const value = {
			id: '7',
			note: 'now SE.CRET_1',
			more: [{ log: 'xSe.cret_1x' }, 'se.CRET_1', 5, null, true],
		};
		expect(withoutEcho({ ok: true, value }, body)).toEqual({
			ok: true,
			value: { id: '7', note: 'now …', more: [{ log: 'x…x' }, '…', 5, null, true] },
		});
	});

	it('leaves a text as it is that is all of another field that was sent', () => {
		const value = { user_name: 'voice', friendly_name: 'se.cret_1' };
		expect(withoutEcho({ ok: true, value }, body)).toEqual({ ok: true, value });
	});

	it.each([undefined, {}, { user_name: 'a' }, { password: '' }, { password: 5 }])(
		'is all of it if no password was sent: %j',
		(sent) => {
			const value = { note: 'a password' };
			expect(withoutEcho({ ok: true, value }, sent)).toEqual({ ok: true, value });
			expect(withoutEcho({ ok: false, failure }, sent)).toEqual({ ok: false, failure });
		},
	);
});
