import { destinationKey } from '../sip/destination';
import { isIpv4, numberOfAddress } from '../sip/host';
import { parsed, readWhole, refused, type Parsed } from '../sip/parsed';
import { showDestination } from '../sip/show';
import { globOf, namesIn } from './glob';

/** Whether a destination or an address, named by its key, must not be changed or deleted. */
export type IsProtected = (key: string) => boolean;

/** What patterns protect. */
export function protectedBy({ covers }: Patterns): IsProtected {
	return (key) => covers(partsOf(key));
}

/** What patterns name. */
export interface Patterns {
	/** As the user wrote them. */
	readonly written: readonly string[];
	/** Whether they cover a row, by the parts of its key. */
	covers(parts: Parts): boolean;
}

/** What a pattern looks at; of many rows, better made once than for each pattern. */
export interface Parts {
	readonly host: string;
	/** The number that it is, if it is an IPv4 address. */
	readonly address?: number;
	/** How many bits of an address count; 32 for a single one. */
	readonly mask: number;
	readonly port?: string;
	readonly transport?: string;
	/** The whole key, in lower case. */
	readonly text: string;
}

/** A pattern, read. */
interface Pattern {
	/** The host that it names, if it is a single one. */
	readonly host?: string;
	covers(parts: Parts): boolean;
}

/** The host, port and transport of a pattern; what it leaves out may be anything. */
const PATTERN = /^(?:sips?:)?([a-z\d.*+_-]+)(?::(\d{1,5}))?(?:;transport=(tls|tcp))?$/i;
const NETWORK = /^([\d.]+)\/(\d{1,2})$/;
/** The first parts of an address, and any others. */
const PREFIX = /^((?:\d{1,3}\.){1,3})\*$/;
const FORMS =
	'write a destination URI, a host such as *.company.com, or an address with a mask such as 44.248.0.0/16';

/**
 * Reads patterns of destinations or addresses, one a line or separated by commas: a destination URI; a host,
 * in which `*` stands for any characters; or an IPv4 address with a mask. A pattern without port or transport
 * covers the host on all of them. A range of addresses is covered if any address in it is.
 *
 * @param options.inDoubt whether to cover what Exotel lists without a port or transport, though the pattern
 * names one: it may be the one that is meant
 * @param options.takesNames whether a pattern may also be a name of another kind, such as a user name
 */
export function readPatterns(
	text: string,
	{ inDoubt, takesNames = false }: { inDoubt: boolean; takesNames?: boolean },
): Parsed<Patterns> {
	const written = namesIn(text);
	const exact = new Map<string, Pattern[]>();
	const others: Pattern[] = [];
	for (const one of written) {
		const pattern = readPattern(one, inDoubt) ?? (takesNames ? readNamePattern(one) : undefined);
		if (pattern === undefined) {
			return refused(`"${showDestination(one)}" is not a pattern: ${FORMS}`);
		}
		const { host } = pattern;
		if (host === undefined) others.push(pattern);
		else exact.set(host, [...(exact.get(host) ?? []), pattern]);
	}
	const covers = (parts: Parts) => {
		const candidates = exact.get(parts.host) ?? [];
		return [candidates, others].some((list) => list.some((pattern) => pattern.covers(parts)));
	};
	return parsed({ written, covers });
}

/** A name that is no host, such as `1001` or `pbx@site`; `*` stands for any characters. */
function readNamePattern(pattern: string): Pattern | undefined {
	if (/\s/.test(pattern)) return undefined;
	const isName = globOf(pattern.toLowerCase());
	return { covers: ({ text }) => isName(text) };
}

function readPattern(pattern: string, inDoubt: boolean): Pattern | undefined {
	const [, network, bits] = NETWORK.exec(pattern) ?? [];
	if (network !== undefined) return readNetwork(network, readWhole(bits) ?? 33);
	const [, named, port, transport] = PATTERN.exec(pattern) ?? [];
	// An expression that gives nothing leaves "*." of "*.{{ … }}", which is not meant to be all there is.
	if (named === undefined || /\*\.+$|^\.|\.\./.test(named)) return undefined;
	// Digits alone are an address, or nothing that Exotel could list.
	if (/^[\d.-]+$/.test(named) && !isIpv4(named)) return undefined;
	const host = named.replace(/\.$/, '').toLowerCase();
	const isHost = hostTest(host);
	const plainPort = port === undefined ? undefined : String(Number(port));
	const plainTransport = transport?.toLowerCase();
	const fits = (has: string | undefined, wanted: string | undefined) =>
		wanted === undefined || has === wanted || (inDoubt && has === undefined);
	return {
		...(host.includes('*') || isIpv4(host) ? {} : { host }),
		covers: (parts) =>
			isHost(parts) && fits(parts.port, plainPort) && fits(parts.transport, plainTransport),
	};
}

/** Tests for a network: of a range, any address in it counts. */
function readNetwork(network: string, bits: number): Pattern | undefined {
	if (!isIpv4(network) || bits > 32) return undefined;
	const number = numberOfAddress(network);
	return {
		covers({ address, mask }) {
			const size = 2 ** (32 - Math.min(mask, bits));
			return address !== undefined && Math.floor(address / size) === Math.floor(number / size);
		},
	};
}

function hostTest(host: string): Pattern['covers'] {
	if (isIpv4(host)) return readNetwork(host, 32)?.covers ?? (() => false);
	const [, prefix] = PREFIX.exec(host) ?? [];
	const octets = prefix?.split('.').slice(0, -1) ?? [];
	const first = [...octets, '0', '0', '0'].slice(0, 4).join('.');
	const network = octets.length === 0 ? undefined : readNetwork(first, octets.length * 8);
	if (network !== undefined) return network.covers;
	const isHost = globOf(host);
	const mayBeAddress = /^[\d.*]+$/.test(host);
	return (parts) => isHost(parts.host) || (mayBeAddress && parts.mask < 32);
}

/** The parts of the key of any row that Exotel lists, also of one that Add would refuse, such as UDP. */
export function partsOf(key: string): Parts {
	const [, network, bits = ''] = /^([\d.]+)\/(.*)$/.exec(key) ?? [];
	// A mask that is not understood may be any.
	const text = key.toLowerCase();
	if (network !== undefined) return { ...hostParts(network), mask: readWhole(bits) ?? 0, text };
	const [address = '', ...parameters] = destinationKey(key)
		.replace(/^sips?:/, '')
		.replace(/^.*@/, '')
		.split(';');
	const [host = '', port] = address.split(':');
	const transport = parameters.find((one) => one.startsWith('transport='));
	return {
		...hostParts(host),
		...{ mask: 32, port, transport: transport?.slice('transport='.length), text },
	};
}

function hostParts(host: string): Pick<Parts, 'host' | 'address'> {
	return isIpv4(host) ? { host, address: numberOfAddress(host) } : { host };
}
