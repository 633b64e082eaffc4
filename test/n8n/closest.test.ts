import { closestTo } from '../../nodes/Exotel/n8n/closest';

describe('the names that are close to one that nothing has', () => {
	it.each([
		['suport', ['support_mumbai', 'sales'], ['support_mumbai']],
		['SUPPORT', ['support', 'support_2'], ['support', 'support_2']],
		[
			'sip.exmple.com',
			['sip:sip.example.com:5061;transport=tls'],
			['sip:sip.example.com:5061;transport=tls'],
		],
		['+918040264207', ['+918040264208', '+6531234567'], ['+918040264208']],
		['nothing', ['support', 'sales'], []],
		['ab', ['xaby', 'a'], ['xaby']],
		['', ['support'], ['support']],
		['x', [], []],
		['ü😀', ['ü😀a', 'u'], ['ü😀a']],
	])('%j among %j: %j', (written, names, close) => {
		expect(closestTo(written, names)).toEqual(close);
	});

	it('are three at most, the closest first', () => {
		const names = ['support_99', 'support', 'suppor', 'zupport', 'supp'];
		expect(closestTo('support', names)).toEqual(['support', 'support_99', 'suppor']);
	});
});
