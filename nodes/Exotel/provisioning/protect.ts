import { destinationKey } from '../sip/destination';
import { isIpv4 } from '../sip/host';
import { parsed, readWhole, refused, type Parsed } from '../sip/parsed';

/** Whether a destination, named by its key, must not be changed or deleted. */
export type IsProtected = (key: string) => boolean;

/** Patterns of what is protected. */
export interface Protection {
	readonly patterns: readonly string[];
	readonly covers: IsProtected;
}

/** What a pattern looks at. */
interface Parts {
	readonly host: string;
	readonly port?: string;
	readonly transport?: string;
}

type PatternTest = (parts: Parts) => boolean;

/** The host, port and transport of a pattern; what it leaves out may be anything. */
const PATTERN = /^(?:sips?:)?([^\s:;/,]+)(?::(\d{1,5}))?(?:;transport=(tls|tcp))?$/i;
const NETWORK = /^([\d.]+)\/(\d{1,2})$/;

/**
 * Reads patterns of what is protected, one a line or separated by commas: a destination URI; a host, in
 * which `*` stands for any characters; or an IPv4 address with a mask. A pattern without port or transport
 * protects the host on all of them.
 */
export function readPatterns(text: string): Parsed<Protection> {
	const tests: PatternTest[] = [];
	const patterns = text
		.split(/[\n,]/)
		.map((line) => line.trim())
		.filter((pattern) => pattern !== '');
	for (const pattern of patterns) {
		const test = readPattern(pattern);
		if (test === undefined) {
			return refused(
				`"${pattern.slice(0, 60)}" is not a pattern: write a destination URI, a host such as *.company.com, or an address with a mask such as 44.248.0.0/16`,
			);
		}
		tests.push(test);
	}
	const covers = (key: string) => {
		const parts = partsOf(key);
		return tests.some((test) => test(parts));
	};
	return parsed({ patterns, covers });
}

function readPattern(pattern: string): PatternTest | undefined {
	const [, network, mask] = NETWORK.exec(pattern) ?? [];
	if (network !== undefined) return readNetwork(network, readWhole(mask) ?? 33);
	const [, host, port, transport] = PATTERN.exec(pattern) ?? [];
	if (host === undefined) return undefined;
	const isHost = globOf(host.replace(/\.$/, ''));
	// What Exotel lists without a port or transport may be the one that is meant.
	return (parts) =>
		isHost(parts.host) &&
		(port === undefined || (parts.port ?? String(Number(port))) === String(Number(port))) &&
		(transport === undefined ||
			(parts.transport ?? transport.toLowerCase()) === transport.toLowerCase());
}

function readNetwork(network: string, mask: number): PatternTest | undefined {
	if (!isIpv4(network) || mask > 32) return undefined;
	const size = 2 ** (32 - mask);
	const block = Math.floor(numberOf(network) / size);
	return ({ host }) => isIpv4(host) && Math.floor(numberOf(host) / size) === block;
}

function globOf(glob: string): (text: string) => boolean {
	const parts = glob.toLowerCase().split('*');
	const [first = '', ...others] = parts;
	const last = others.pop();
	return (text) => {
		if (last === undefined) return text === first;
		if (!text.startsWith(first) || !text.endsWith(last)) return false;
		let rest = text.slice(first.length, text.length - last.length);
		if (text.length < first.length + last.length) return false;
		for (const part of others) {
			const at = rest.indexOf(part);
			if (at < 0) return false;
			rest = rest.slice(at + part.length);
		}
		return true;
	};
}

/** The parts of any destination that Exotel lists, also of one that Add would refuse, such as UDP. */
function partsOf(key: string): Parts {
	const [address = '', ...parameters] = destinationKey(key)
		.replace(/^sips?:/, '')
		.split(';');
	const [host = '', port] = address.replace(/^.*@/, '').split(':');
	const transport = parameters.find((one) => one.startsWith('transport='));
	return { host, port, transport: transport?.slice('transport='.length) };
}

/** The number that an IPv4 address is. */
function numberOf(address: string): number {
	return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
