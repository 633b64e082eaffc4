import { sleep } from 'n8n-workflow';

import { cancelledFailure, failed, ofUnknownFate, withNote } from './failure';
import type { Failure, Result, Trouble } from './model';

/**
 * What a failure says of the request: Exotel's last word on it (`final`), certainly not carried out
 * (`undone`), or perhaps carried out (`open`). The last two are worth another try.
 */
type Fate = 'final' | 'undone' | 'open';

/** The first row that fits decides; status ranges include both ends. */
const FATES: ReadonlyArray<{
	readonly fate: Fate;
	readonly status?: readonly [number, number];
	readonly trouble?: readonly Trouble[];
}> = [
	{ fate: 'undone', status: [429, 429] },
	{ fate: 'open', status: [408, 408] },
	{ fate: 'final', status: [300, 499] },
	{ fate: 'open', status: [500, 599] },
	{ fate: 'undone', trouble: ['refused', 'dns'] },
	{ fate: 'open', trouble: ['timeout', 'dropped', 'unreadable', 'unaccounted', 'unknown'] },
];

/** The longest wait before the second try; it doubles with each further one, up to the cap. */
const FIRST_WAIT_MS = 1_000;
/** The same after a 429: the limit is one of requests a minute (exotel-api: "Basics"). */
const FIRST_WAIT_AT_LIMIT_MS = 20_000;
const LONGEST_WAIT_MS = 60_000;
/** Waits of one execution together; a `Retry-After` that goes beyond is not waited for. */
const ALL_WAITS_MS = 300_000;
/** A `Retry-After` of more than a day is no answer to when to try again. */
const LONGEST_ASKED_MS = 86_400_000;

export interface Patience {
	/** How often a request is tried again, at least 0. */
	readonly maxRetries: number;
	/** Ends each wait at once. */
	readonly signal?: AbortSignal;
	/** Shared by all requests of an execution. */
	readonly waits: WaitBudget;
}

/** How long an execution has waited to try again. Waits at the same time are counted once. */
export class WaitBudget {
	private waitedMs = 0;

	/** When the last of the waits so far ends, on the clock of `performance.now()`. */
	private end = 0;

	/** @param latest when no wait may end any more, on the same clock */
	constructor(private readonly latest = Infinity) {}

	/** Takes a wait that begins now, unless all of them together would take too long. */
	take(ms: number): boolean {
		const now = performance.now();
		const added = Math.max(0, now + ms - Math.max(now, this.end));
		if (this.waitedMs + added > ALL_WAITS_MS || now + ms > this.latest) return false;
		this.waitedMs += added;
		this.end = Math.max(this.end, now + ms);
		return true;
	}
}

/** What became of a request, according to {@link FATES}. */
export function fateOf({ status, trouble }: Failure): Fate {
	const fitting = FATES.find(({ status: range, trouble: troubles = [] }) =>
		range === undefined
			? trouble !== undefined && troubles.includes(trouble)
			: status !== null && range[0] <= status && status <= range[1],
	);
	return fitting?.fate ?? 'final';
}

/**
 * Tries until there is an answer or Exotel's last word: with exponential backoff and full jitter, or
 * after the time that Exotel names. The last failure tells how often it was tried and what is known.
 *
 * @param attempt one try
 * @param settle for what must not be done twice: looks what became of a try of open fate. Its value
 * ends it; `undefined` means that it was not done and may be sent again. Without `settle` a try is
 * simply repeated.
 */
export async function retry<T>(
	{ maxRetries, signal, waits }: Patience,
	attempt: () => Promise<Result<T>>,
	settle?: () => Promise<Result<T | undefined>>,
): Promise<Result<T>> {
	for (let tries = 1; ; tries++) {
		const answer = await attempt();
		if (answer.ok) return answer;
		let { failure } = answer;
		const fate = fateOf(failure);
		if (tries > 1) failure = withNote(failure, { kind: 'tries', count: tries });
		if (fate === 'final') return failed(failure);

		const isLastTry = tries > maxRetries;
		const wait = waitAfter(tries, failure);
		const goesOn = !isLastTry && waits.take(wait);
		if (goesOn) {
			const isUnderWay = fate === 'open' && settle !== undefined;
			if (!(await pause(wait, signal))) return failed(cancelledFailure(isUnderWay));
		} else if (failure.retryAfterMs !== undefined) {
			failure = withNote(failure, { kind: 'asksToWait', ms: failure.retryAfterMs });
		} else if (!isLastTry) {
			failure = withNote(failure, { kind: 'waitedLong' });
		}
		if (fate === 'open' && settle !== undefined) {
			const settled = await settle();
			if (!settled.ok) {
				const isCancelled = settled.failure.trouble === 'cancelled';
				return failed(ofUnknownFate(isCancelled ? settled.failure : failure));
			}
			if (settled.value !== undefined) return { ok: true, value: settled.value };
			failure = withNote(failure, { kind: 'notDone' });
		}
		if (!goesOn) return failed(failure);
	}
}

function waitAfter(tries: number, { status, retryAfterMs }: Failure): number {
	if (retryAfterMs !== undefined) return retryAfterMs;
	const first = status === 429 ? FIRST_WAIT_AT_LIMIT_MS : FIRST_WAIT_MS;
	return Math.random() * Math.min(first * 2 ** (tries - 1), LONGEST_WAIT_MS);
}

/**
 * Waits, unless the execution is cancelled.
 *
 * @returns whether the whole time has passed
 */
export async function pause(ms: number, signal?: AbortSignal): Promise<boolean> {
	if (signal?.aborted) return false;
	let cancel = () => {};
	const cancelled = new Promise<boolean>((resolve) => {
		cancel = () => resolve(false);
		signal?.addEventListener('abort', cancel, { once: true });
	});
	// n8n 1.x has a sleep that knows of no signal, so the race is needed as well.
	const slept = sleep(ms, signal).then(
		() => true,
		() => false,
	);
	const passed = await Promise.race([slept, cancelled]);
	signal?.removeEventListener('abort', cancel);
	return passed;
}

/**
 * Reads a `Retry-After` header: seconds or a date.
 *
 * @param now the time for whoever sent it
 * @returns milliseconds from now, at least 0; undefined if there is none that makes sense
 */
export function retryAfterMs(header: unknown, now: number): number | undefined {
	if (typeof header !== 'string') return undefined;
	const isSeconds = /^\s*\d+(?:\.\d+)?\s*$/.test(header);
	// Date.parse takes for a date what is none, such as "-5".
	const isDate = /[a-z]/i.test(header) && /\d{4}/.test(header);
	const ms = isSeconds ? Number(header) * 1000 : isDate ? Date.parse(header) - now : NaN;
	return ms <= LONGEST_ASKED_MS ? Math.max(0, ms) : undefined;
}
