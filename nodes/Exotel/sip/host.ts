import { parsed, refused, type Parsed } from './parsed';

/** A host in lower case, without a trailing dot. */
export interface Host {
	readonly host: string;
	readonly hostType: 'ipv4' | 'fqdn';
}

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const LABEL = /^[a-z\d](?:[a-z\d-]*[a-z\d])?$/;

export const IPV6_REASON = 'it is an IPv6 address, which Exotel does not accept';

/** Whether a text is an IPv4 address in its usual form, four numbers from 0 to 255. */
export function isIpv4(text: string): boolean {
	return IPV4.test(text);
}

/** Whether a text can only have been meant as an IPv6 address, in brackets or not. */
export function hasIpv6Form(address: string): boolean {
	return address.startsWith('[') || /^[\da-f]{0,4}(?::[\da-f]{0,4}){2,}(?:[.%].*)?$/i.test(address);
}

/** Reads an IPv4 address or an FQDN. */
export function parseHost(text: string): Parsed<Host> {
	const host = text.toLowerCase().replace(/\.$/, '');
	if (host === '') return refused('it has no host');
	if (/[^\u0020-\u007e]/.test(host)) {
		return refused('its host has non-ASCII characters; write the name in its xn-- form');
	}
	if (isIpv4(host)) return parsed({ host, hostType: 'ipv4' });
	const reason = whyNotFqdn(host);
	return reason === undefined ? parsed({ host, hostType: 'fqdn' }) : refused(reason);
}

function whyNotFqdn(host: string): string | undefined {
	const labels = host.split('.');
	if (/^\d+$/.test(labels.at(-1) ?? '')) {
		return `"${host}" is not an IPv4 address (four numbers from 0 to 255, separated by dots)`;
	}
	if (/\s/.test(host)) return 'its host has a space in it';
	if (host.includes('_')) return 'its host has an underscore, which is not allowed in an FQDN';
	if (labels.length < 2) {
		return `"${host}" is a single name; use a fully qualified one such as sip.example.com`;
	}
	if (host.length > 253) return 'its host is longer than 253 characters';
	for (const label of labels) {
		if (label.length > 63) return `"${label}" is longer than the 63 characters of a label`;
		if (!LABEL.test(label)) return `"${host}" is not a valid FQDN`;
	}
	return undefined;
}
