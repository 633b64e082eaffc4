import type { Credential } from '../../test/harness/engine/engine';
import { verdictOf } from './api';
import { Ground, type Surroundings } from './ground';
import { PROBES } from './probes';
import { limits } from './probes/limits';
import { play, type Finding } from './probes/model';

const STOPPED = 'It was stopped';

/** What a check has come to. */
export interface Checked {
	readonly findings: readonly Finding[];
	/** Why it ended early; absent if every probe was played. */
	readonly ended?: string;
	/** What it has made and could not delete. */
	readonly left: readonly string[];
	/** Names of trunks that were there before and are called like those of a check; they were not touched. */
	readonly earlier: readonly string[];
	/** SIDs of the trunks that it has made. */
	readonly sids: readonly string[];
}

/** How to check. */
export interface Manner extends Surroundings {
	/** Whether to use up the account's requests of a minute, to see what a rate limit looks like. */
	readonly limits?: boolean;
	/** Is told what is done next. */
	onStep(what: string): void;
}

/**
 * Finds out what an account's API really does, on trunks that it makes and deletes again.
 *
 * @param credential the fields of an "Exotel API" credential
 * @throws Error if nothing could be made, because the credential can't be used or the trunks can't be listed
 */
export async function checkLive(credential: Credential, manner: Manner): Promise<Checked> {
	const on = await Ground.open(credential, manner);
	const findings: Finding[] = [];
	let ended: string | undefined;
	try {
		ended = await checkOn(on, findings, manner);
	} catch (error) {
		ended = error instanceof Error ? error.message : String(error);
	} finally {
		manner.onStep('Deleting what was made');
		await on.cleanUp();
	}
	if (manner.limits && ended === undefined) ended = await playAll(limits, on, findings, manner);
	return { findings, ended, left: on.left, earlier: on.earlier, sids: on.sids };
}

/** @returns why it ended early */
async function checkOn(
	on: Ground,
	findings: Finding[],
	manner: Manner,
): Promise<string | undefined> {
	if (on.isStopped) return STOPPED;
	const created = await on.prepare();
	if (on.sid === '') return `No trunk was created: ${verdictOf(created)}`;
	return await playAll(PROBES, on, findings, manner);
}

/** @returns why it ended early */
async function playAll(
	probes: typeof PROBES,
	on: Ground,
	findings: Finding[],
	{ onStep }: Manner,
): Promise<string | undefined> {
	for (const probe of probes) {
		if (on.isStopped) return STOPPED;
		onStep(probe.fact);
		findings.push(await play(probe, on));
	}
	return on.isStopped ? STOPPED : undefined;
}
