import { quote, whyLookalike } from './characters';
import { parsed, refused, type Parsed } from './parsed';

/** A host in lower case, without a trailing dot. */
export interface Host {
	readonly host: string;
	readonly hostType: 'ipv4' | 'fqdn';
}

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const LABEL = /^[a-z\d](?:[a-z\d-]*[a-z\d])?$/;
const IPV6 = /^\[?[\da-f]{0,4}(?::[\da-f]{0,4}){2,}(?:[.%\]].*)?$/i;

export const IPV6_REASON = 'it is an IPv6 address, which Exotel does not accept';

/**
 * The addresses that nobody can reach over the internet, by the IANA registry of special addresses; Exotel
 * refuses them (exotel-api: "Destination rules").
 */
const NOT_PUBLIC: ReadonlyArray<readonly [network: string, mask: number, kind: string]> = [
	['0.0.0.0', 8, 'reserved'],
	['10.0.0.0', 8, 'private'],
	['100.64.0.0', 10, 'private'],
	['127.0.0.0', 8, 'loopback'],
	['169.254.0.0', 16, 'link-local'],
	['172.16.0.0', 12, 'private'],
	['192.0.0.0', 24, 'reserved'],
	['192.0.2.0', 24, 'documentation'],
	['192.88.99.0', 24, 'reserved'],
	['192.168.0.0', 16, 'private'],
	['198.18.0.0', 15, 'reserved'],
	['198.51.100.0', 24, 'documentation'],
	['203.0.113.0', 24, 'documentation'],
	['224.0.0.0', 4, 'multicast'],
	['240.0.0.0', 4, 'reserved'],
];

/** Whether a text is an IPv4 address in its usual form, four numbers from 0 to 255. */
export function isIpv4(text: string): boolean {
	return IPV4.test(text);
}

/**
 * Says why Exotel accepts an IPv4 address, or a network, neither as a destination nor on a whitelist; nothing
 * if all of it is public.
 *
 * @param mask how many bits of the address count
 */
export function whyNotPublic(address: string, mask = 32): string | undefined {
	const found = NOT_PUBLIC.find(([network, bits]) => {
		const common = Math.min(bits, mask);
		return prefixOf(address, common) === prefixOf(network, common);
	});
	if (found === undefined) return undefined;
	const [, , kind] = found;
	return mask === 32
		? `${address} is a ${kind} address; Exotel accepts only public ones`
		: `${address}/${mask} contains ${kind} addresses; Exotel accepts only public ones`;
}

/** The first bits of an address, as a number. */
function prefixOf(address: string, bits: number): number {
	return Math.floor(numberOfAddress(address) / 2 ** (32 - bits));
}

/** The number that an IPv4 address is. */
export function numberOfAddress(address: string): number {
	return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** Whether a text can only have been meant as an IPv6 address, in brackets or not. */
export function hasIpv6Form(address: string): boolean {
	return address.length <= 100 && IPV6.test(address);
}

/** Whether a text can be a host on the internet by its form: an IPv4 address or an FQDN. */
export function isHost(text: string): boolean {
	const host = withoutTrailingDot(text.toLowerCase());
	return isIpv4(host) || whyNotFqdn(host) === undefined;
}

/** Reads an IPv4 address or an FQDN. */
export function parseHost(text: string): Parsed<Host> {
	if (/[^\u0020-\u007e]/.test(text)) {
		const reason = whyLookalike(text);
		return refused(reason ?? 'its host has non-ASCII characters; write the name in its xn-- form');
	}
	const host = withoutTrailingDot(text.toLowerCase());
	if (host === '') return refused('it has no host');
	if (isIpv4(host)) {
		const reason = whyNotPublic(host);
		return reason === undefined ? parsed({ host, hostType: 'ipv4' }) : refused(reason);
	}
	const reason = whyNotFqdn(host);
	return reason === undefined ? parsed({ host, hostType: 'fqdn' }) : refused(reason);
}

/** The name without the dot that stands for the root of the DNS. */
export function withoutTrailingDot(host: string): string {
	return host.endsWith('.') ? host.slice(0, -1) : host;
}

/** @param host in lower case, without a trailing dot */
function whyNotFqdn(host: string): string | undefined {
	const odd = /[^a-z\d.-]/.exec(host)?.[0];
	if (odd === ' ') return 'its host has a space in it';
	if (odd === '_') return 'its host has an underscore, which is not allowed in an FQDN';
	// The character alone: what stands around it may be no host, but a password.
	if (odd !== undefined) return `its host has the character ${quote(odd)} in it`;
	if (host.length > 253) return 'its host is longer than 253 characters';
	const labels = host.split('.');
	// Resolvers take hexadecimal numbers for parts of an address, too.
	if (/^(?:\d+|0x[\da-f]*)$/.test(labels.at(-1) ?? '')) {
		return `${quote(host)} is not an IPv4 address (four numbers from 0 to 255, separated by dots)`;
	}
	if (labels.length < 2) {
		return `${quote(host)} is a single name; use a fully qualified one such as sip.example.com`;
	}
	for (const label of labels) {
		if (label.length > 63) return `${quote(label)} is longer than the 63 characters of a label`;
		if (!LABEL.test(label)) return `${quote(host)} is not a valid FQDN`;
	}
	return undefined;
}

/** The first address of the network that an IPv4 address is in, by how many of its bits count. */
export function networkOf(address: string, mask: number): string {
	const first = prefixOf(address, mask) * 2 ** (32 - mask);
	return [24, 16, 8, 0].map((bits) => Math.floor(first / 2 ** bits) % 256).join('.');
}
