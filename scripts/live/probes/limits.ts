import { paths } from '../../../nodes/Exotel/transport/paths';
import type { LiveApi, Exchange } from '../api';
import type { Ground } from '../ground';
import type { Probe } from './model';

/** More requests than a minute's limit, which is 200 (exotel-api: "Basics"). */
const MANY = 260;
const AT_ONCE = 5;

/** Sends requests that change nothing until one is refused for the limit. */
async function useUp(api: LiveApi, on: Ground): Promise<Exchange | undefined> {
	const call = { method: 'GET', path: paths.trunks(), query: { page_size: 1 } } as const;
	let sent = 0;
	let refused: Exchange | undefined;
	const send = async () => {
		while (refused === undefined && !on.isStopped && sent++ < MANY) {
			const exchange = await api.send(call);
			if (exchange.status === 429) refused ??= exchange;
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, send));
	return refused;
}

function formOf({ answer, retryAfter }: Exchange): string {
	const isException = Object(answer).RestException !== undefined;
	const form = isException ? 'RestException' : 'envelope';
	if (retryAfter === undefined) return `HTTP 429, ${form}, no Retry-After`;
	const unit = /^\d+$/.test(retryAfter) ? 'in seconds' : 'as a date';
	return `HTTP 429, ${form}, Retry-After ${unit}`;
}

const FORMS = ['envelope', 'RestException'].flatMap((form) =>
	['no Retry-After', 'Retry-After in seconds', 'Retry-After as a date'].map(
		(wait) => `HTTP 429, ${form}, ${wait}`,
	),
);

/** These use up the account's requests of a minute, so they come last, and only if they are asked for. */
export const limits: readonly Probe[] = [
	{
		fact: 'More requests than a minute allows',
		source: '?',
		expected: FORMS,
		async find(on: Ground) {
			const refused = await useUp(await on.connect({}, { requestsPerMinute: 1_000_000 }), on);
			if (refused === undefined && on.isStopped) throw new Error('it was stopped');
			if (refused === undefined) return { seen: `no limit in ${MANY} requests`, exchanges: [] };
			return { seen: formOf(refused), exchanges: [refused] };
		},
	},
];
