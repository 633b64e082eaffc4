import { errorCodeOf, isDone, verdictOf, type Exchange } from '../api';
import type { Ground } from '../ground';

/** A fact about Exotel's API, and how to find out what holds (exotel-api). */
export interface Probe {
	readonly fact: string;
	/** Where the fact comes from, as marked in exotel-api. */
	readonly source: 'D' | 'M' | 'X' | 'I' | '?';
	/** What the node counts on, in the words of `seen`; any of several if it survives all of them. */
	readonly expected: readonly string[];
	find(on: Ground): Promise<Found>;
}

/** What a probe has seen, in a few words, and where. */
export interface Found {
	readonly seen: string;
	readonly exchanges: readonly Exchange[];
}

/** What was found out about a fact. */
export interface Finding extends Found, Omit<Probe, 'find'> {
	readonly isExpected: boolean;
}

/** Destinations of probes are ports of this host; nothing is called. */
export const HOST = 'sip.exotel.com';
export const TLS = ';transport=tls';
/** Public name servers, from which no call comes: on a whitelist, they admit nobody. */
export const ADDRESS = '8.8.8.8';
export const OTHER_ADDRESS = '8.8.4.4';
/** A number that is kept free for fiction, so that nobody's calls are moved. */
export const NUMBER = '+12025550100';

/** The two ways in which a duplicate comes back. */
export const DUPLICATE = ['HTTP 200, entry 409, error 1008', 'HTTP 409, error 1008'] as const;
export const NOT_FOUND = 'HTTP 404, error 1000';
/** Refused as invalid, whatever the HTTP status says. */
export const INVALID = 'error 1002';

/** What is seen if Exotel did what was asked; otherwise, how it refused. */
export function doneOr(words: string, exchange: Exchange, ...before: readonly Exchange[]): Found {
	const seen = isDone(exchange) ? words : verdictOf(exchange);
	return { seen, exchanges: [...before, exchange] };
}

/** The same, but of a refusal only Exotel's error code, where that alone counts. */
export function doneOrCode(
	words: string,
	exchange: Exchange,
	...before: readonly Exchange[]
): Found {
	const code = errorCodeOf(exchange);
	const seen = code === undefined ? doneOr(words, exchange).seen : `error ${code}`;
	return { seen, exchanges: [...before, exchange] };
}

/** Plays a probe. What can't be found out is said; it does not keep others from being played. */
export async function play({ find, ...probe }: Probe, on: Ground): Promise<Finding> {
	try {
		const found = await find(on);
		return { ...probe, ...found, isExpected: probe.expected.includes(found.seen) };
	} catch (error) {
		const seen = `not found out: ${error instanceof Error ? error.message : String(error)}`;
		return { ...probe, seen, exchanges: [], isExpected: false };
	}
}
