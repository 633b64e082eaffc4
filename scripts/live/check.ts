import type { Credential } from '../../test/harness/engine/engine';
import { paths } from '../../nodes/Exotel/transport/paths';
import { isDone, LiveApi, rowsIn, verdictOf, type Exchange } from './api';
import { TestBench } from './bench';
import { play, PROBES, type Finding } from './probes';

/** What a check has come to. */
export interface Checked {
	readonly findings: readonly Finding[];
	/** Why it ended early; absent if every probe was played. */
	readonly ended?: string;
	/** What it has made and could not delete. */
	readonly left: readonly string[];
}

/** How to check. */
export interface Manner {
	/** Whether to use up the account's requests of a minute, to see what a rate limit looks like. */
	readonly limits?: boolean;
	/** Is told what is done next. */
	onStep(what: string): void;
	/** Ends it, after the request that is under way; what was made is deleted all the same. */
	readonly signal?: AbortSignal;
}

/**
 * Finds out what an account's API really does, on a trunk that it makes and deletes again.
 */
export async function checkLive(
	credential: Credential,
	{ limits = false, onStep, signal }: Manner,
): Promise<Checked> {
	const bench = new TestBench(await LiveApi.connect(credential));
	const findings: Finding[] = [];
	let ended: string | undefined;
	try {
		ended = await playAll(bench, findings, onStep, signal);
	} catch (error) {
		ended = error instanceof Error ? error.message : String(error);
	} finally {
		onStep('Deleting what was made');
		await bench.cleanUp();
	}
	if (limits && ended === undefined) findings.push(await findLimit(credential, onStep));
	return { findings, ended, left: bench.left };
}

/** @returns why it ended early */
async function playAll(
	bench: TestBench,
	findings: Finding[],
	onStep: (what: string) => void,
	signal?: AbortSignal,
): Promise<string | undefined> {
	const name = bench.newName();
	onStep(`Creating the trunk ${name}`);
	const created = await bench.createTrunk(name);
	const [row] = rowsIn(created);
	if (!isDone(created) || row === undefined) return `No trunk was created: ${verdictOf(created)}`;
	const ground = { bench, name, sid: String(row.trunk_sid) };
	for (const probe of PROBES) {
		if (signal?.aborted) return 'It was stopped';
		onStep(probe.fact);
		findings.push(await play(probe, ground));
	}
	return undefined;
}

/** More requests than a minute's limit, which is 200 (exotel-api: "Basics"). */
const MANY = 260;
const AT_ONCE = 5;

/** Sends requests that change nothing until one is refused. */
async function findLimit(credential: Credential, onStep: (what: string) => void): Promise<Finding> {
	onStep('Using up the requests of this minute');
	const api = await LiveApi.connect(credential, { requestsPerMinute: 1_000_000 });
	const call = { method: 'GET', path: paths.trunks(), query: { page_size: 1 } } as const;
	let sent = 0;
	let refused: Exchange | undefined;
	const send = async () => {
		while (refused === undefined && sent++ < MANY) {
			const exchange = await api.send(call);
			if (exchange.status === 429) refused ??= exchange;
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, send));
	const wait = refused?.retryAfter === undefined ? 'no Retry-After' : 'with Retry-After';
	const seen = refused === undefined ? `none in ${MANY} requests` : `HTTP 429, ${wait}`;
	const expected = ['HTTP 429, no Retry-After', 'HTTP 429, with Retry-After'];
	return {
		...{ fact: 'More requests than a minute allows', source: '?', seen },
		expected: expected.join(' or '),
		isExpected: expected.includes(seen),
		exchanges: refused === undefined ? [] : [refused],
	};
}
