import fc from 'fast-check';
import ipaddr from 'ipaddr.js';

import { partsOf, readPatterns } from '../../nodes/Exotel/provisioning/protect';

function covers(patterns: string, uri: string): boolean | string {
	const read = readPatterns(patterns, { inDoubt: true });
	return read.ok ? read.value.covers(partsOf(uri)) : read.reason;
}

describe('what is protected', () => {
	it.each([
		['sip.company.com', 'sip.company.com:5061;transport=tls', true],
		['sip.company.com', 'sip:SIP.Company.com.:5060;transport=tcp', true],
		['sip.company.com', 'xsip.company.com:5061;transport=tls', false],
		['sip.company.com', 'sip.company.com.evil.example:5061;transport=tls', false],
		['*.company.com', 'a.b.company.com:5061;transport=tls', true],
		['*.company.com', 'company.com:5061;transport=tls', false],
		['*.company.com', 'company.comx:5061;transport=tls', false],
		['sip.*.com', 'sip.company.com:5061;transport=tls', true],
		['sip.*.com', 'sip.com:5061;transport=tls', false],
		['*a*b*', 'xxaxxbxx:5061;transport=tls', true],
		['ab*ba', 'aba:5061;transport=tls', false],
		['*', 'anything.example:5061;transport=tls', true],
		['sip.company.com:5061', 'sip.company.com:5061;transport=tls', true],
		['sip.company.com:05061', 'sip.company.com:5061;transport=tls', true],
		['sip.company.com:5060', 'sip.company.com:5061;transport=tls', false],
		['sip:sip.company.com:5061;transport=tls', 'sip.company.com:5061;transport=tls', true],
		['sip.company.com;transport=tcp', 'sip.company.com:5061;transport=tls', false],
		['44.248.146.11', '44.248.146.11:5061;transport=tls', true],
		['44.248.146.1', '44.248.146.11:5061;transport=tls', false],
		['44.248.0.0/16', '44.248.146.11:5061;transport=tls', true],
		['44.248.0.0/16', '44.249.146.11:5061;transport=tls', false],
		['44.248.146.11/32', '44.248.146.11:5060;transport=tcp', true],
		['0.0.0.0/0', '44.248.146.11:5060;transport=tcp', true],
		['0.0.0.0/0', 'sip.company.com:5060;transport=tcp', false],
		['a.example\n b.example , c.example', 'c.example:5061;transport=tls', true],
		['*.company.com', 'sip:pbx.company.com:5060;transport=udp', true],
		['*.company.com', 'sip:pbx.company.com:5061;transport=tls;maddr=1.2.3.4', true],
		['pbx.company.com', 'sips:user@pbx.company.com', true],
		['pbx.company.com:5060', 'sip:pbx.company.com', true],
		['44.248.0.0/16', 'sip:44.248.146.11', true],
		['pbx.company.com;transport=tls', 'pbx.company.com:5060;transport=udp', true],
		['', 'a.example:5061;transport=tls', false],
		[' \n,', 'a.example:5061;transport=tls', false],
	])('%j: %j is: %s', (patterns, uri, isProtected) => {
		expect(covers(patterns, uri)).toBe(isProtected);
	});

	it.each([
		'a b',
		'*.',
		'1.2.3',
		'1.2.3/24',
		'1.2.3.4/33',
		'host:port',
		'a;transport=udp',
		'[::1]:5061',
		'*:x',
	])('is not named by %j, and says so', (pattern) => {
		expect(covers(`a.example, ${pattern}`, 'a.example')).toMatch(
			/ is not a pattern: write a destination URI/,
		);
	});

	it('by an address with a mask is what another library says it is', () => {
		const address = fc.ipV4();
		fc.assert(
			fc.property(address, fc.integer({ min: 0, max: 32 }), address, (network, mask, host) => {
				const expected = ipaddr.IPv4.parse(host).match(ipaddr.IPv4.parse(network), mask);
				expect(covers(`${network}/${mask}`, `${host}:5061;transport=tls`)).toBe(expected);
			}),
		);
	});

	it('takes no time for a pattern of many asterisks', () => {
		const pattern = `${'*a'.repeat(200)}b`;
		expect(covers(pattern, `${'a'.repeat(250)}:5061;transport=tls`)).toBe(false);
	});
});
