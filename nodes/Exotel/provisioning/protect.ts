import { destinationKey } from '../sip/destination';
import { isIpv4, networkOf } from '../sip/host';
import { parsed, readWhole, refused, type Parsed } from '../sip/parsed';

/** Whether a destination or an address, named by its key, must not be changed or deleted. */
export type IsProtected = (key: string) => boolean;

/** Patterns of what is protected. */
export interface Protection {
	readonly patterns: readonly string[];
	readonly covers: IsProtected;
}

/** What a pattern looks at. */
interface Parts {
	readonly host: string;
	/** How many bits of an address count. */
	readonly mask?: number;
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
 * protects the host on all of them. A range of addresses is protected if any address in it is.
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
	const isHost = isIpv4(host) ? readNetwork(host, 32) : hostTest(globOf(host.replace(/\.$/, '')));
	// What Exotel lists without a port or transport may be the one that is meant.
	return (parts) =>
		isHost?.(parts) === true &&
		(port === undefined || (parts.port ?? String(Number(port))) === String(Number(port))) &&
		(transport === undefined ||
			(parts.transport ?? transport.toLowerCase()) === transport.toLowerCase());
}

function readNetwork(network: string, bits: number): PatternTest | undefined {
	if (!isIpv4(network) || bits > 32) return undefined;
	return ({ host, mask = 32 }) => {
		const common = Math.min(bits, mask);
		return isIpv4(host) && networkOf(host, common) === networkOf(network, common);
	};
}

function hostTest(isHost: (host: string) => boolean): PatternTest {
	return ({ host }) => isHost(host);
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
	const [, network, mask] = NETWORK.exec(key) ?? [];
	if (network !== undefined) return { host: network, mask: Number(mask) };
	const [address = '', ...parameters] = destinationKey(key)
		.replace(/^sips?:/, '')
		.split(';');
	const [host = '', port] = address.replace(/^.*@/, '').split(':');
	const transport = parameters.find((one) => one.startsWith('transport='));
	return { host, port, transport: transport?.slice('transport='.length) };
}
