import type { Credential } from '../../test/harness/engine/engine';
import { verdictOf } from './api';
import { Ground } from './ground';
import { PROBES } from './probes';
import { limits } from './probes/limits';
import { play, type Finding } from './probes/model';

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
export interface Manner {
	/** Whether to use up the account's requests of a minute, to see what a rate limit looks like. */
	readonly limits?: boolean;
	/** The same account in the region where it is not. */
	readonly otherRegion?: Credential;
	/** Is told what is done next. */
	onStep(what: string): void;
	/** Ends it after the request that is under way; what was made is deleted all the same. */
	readonly signal?: AbortSignal;
}

/**
 * Finds out what an account's API really does, on trunks that it makes and deletes again.
 *
 * @param credential the fields of an "Exotel API" credential
 */
export async function checkLive(credential: Credential, manner: Manner): Promise<Checked> {
	const on = await Ground.open(credential, manner.otherRegion);
	const findings: Finding[] = [];
	const checked = async (ended?: string): Promise<Checked> => {
		manner.onStep('Deleting what was made');
		await on.cleanUp();
		if (manner.limits && ended === undefined) await playAll(limits, on, findings, manner);
		return { findings, ended, left: on.left, earlier, sids: on.sids };
	};
	const earlier = await on.earlier();
	manner.onStep('Creating a trunk');
	const created = await on.prepare();
	if (on.sid !== '') manner.onStep(`Made ${on.name} (${on.sid}), and trying things out on it`);
	if (on.sid === '') return await checked(`No trunk was created: ${verdictOf(created)}`);
	return await checked(await playAll(PROBES, on, findings, manner));
}

/** @returns why it ended early */
async function playAll(
	probes: typeof PROBES,
	on: Ground,
	findings: Finding[],
	{ onStep, signal }: Manner,
): Promise<string | undefined> {
	for (const probe of probes) {
		if (signal?.aborted) return 'It was stopped';
		onStep(probe.fact);
		findings.push(await play(probe, on));
	}
	return signal?.aborted ? 'It was stopped' : undefined;
}
