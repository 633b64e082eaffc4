import fc from 'fast-check';
import ipaddr from 'ipaddr.js';

import { parseHost, whyNotPublic } from '../../nodes/Exotel/sip/host';

/** Special, but reachable over the internet (IANA registry: "Globally Reachable"); Exotel documents nothing of them. */
const REACHABLE = ['unicast', 'as112', 'amt'];
const isPublic = (ip: string) => REACHABLE.includes(ipaddr.IPv4.parse(ip).range());

/** The first and last address of every special network that the other library knows, and their neighbours. */
const specials = Object.values(ipaddr.IPv4.prototype.SpecialRanges).flat();
const edges = specials.flatMap(([network, mask]) => {
	const first = numberOf(network.toString());
	const last = first + 2 ** (32 - mask) - 1;
	return [first - 1, first, last, last + 1].filter((n) => n >= 0 && n < 2 ** 32).map(addressOf);
});

function numberOf(ip: string): number {
	return ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function addressOf(number: number): string {
	return [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join('.');
}

const ips = fc.oneof(fc.ipV4(), fc.constantFrom(...edges));

describe('an IPv4 address', () => {
	it('is accepted only if it is public', () => {
		expect(edges.length).toBeGreaterThan(60);
		for (const ip of edges) expect([ip, parseHost(ip).ok]).toEqual([ip, isPublic(ip)]);
		fc.assert(
			fc.property(ips, (ip) => expect(whyNotPublic(ip) === undefined).toBe(isPublic(ip))),
			{ numRuns: 5_000 },
		);
	});

	it.each([
		['10.0.0.1', 'private'],
		['172.31.255.255', 'private'],
		['192.168.0.1', 'private'],
		['100.64.0.1', 'private'],
		['127.0.0.1', 'loopback'],
		['169.254.169.254', 'link-local'],
		['192.0.2.1', 'documentation'],
		['203.0.113.50', 'documentation'],
		['224.0.0.1', 'multicast'],
		['0.0.0.0', 'reserved'],
		['255.255.255.255', 'reserved'],
	])('%s is refused as %s', (ip, kind) => {
		const reason = `${ip} is a ${kind} address; Exotel accepts only public ones`;
		expect(parseHost(ip)).toEqual({ ok: false, reason });
	});
});

describe('a network', () => {
	it('is refused if any address of it is not public', () => {
		fc.assert(
			fc.property(ips, fc.integer({ min: 16, max: 32 }), (ip, mask) => {
				const size = 2 ** (32 - mask);
				const first = Math.floor(numberOf(ip) / size) * size;
				const inside = edges.filter((edge) => Math.floor(numberOf(edge) / size) * size === first);
				const expected = [addressOf(first), addressOf(first + size - 1), ...inside].every(isPublic);
				expect(whyNotPublic(ip, mask) === undefined).toBe(expected);
			}),
			{ numRuns: 5_000 },
		);
	});

	it('says what it contains', () => {
		expect(whyNotPublic('203.0.0.0', 16)).toBe(
			'203.0.0.0/16 contains documentation addresses; Exotel accepts only public ones',
		);
	});
});
