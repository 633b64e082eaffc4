import type { IDataObject } from 'n8n-workflow';

import type { KeptTrunk, Snapshot } from '../../provisioning/watch/model';

/** What a trigger keeps from one poll to the next. */
export interface State {
	/** What was looked at; with something else, a new beginning is made. */
	readonly looksAt: string;
	/** When it last told something, or began: by that, the same change told twice is known from one that happened again. */
	readonly since: string;
	readonly snapshot: Snapshot;
}

/**
 * Reads what was kept.
 *
 * @param kept what n8n keeps for the node
 * @returns undefined if that is nothing, or of something else than what is looked at now
 */
export function readState(kept: IDataObject, looksAt: string): State | undefined {
	const { looksAt: before, since, trunks } = kept;
	if (before !== looksAt || typeof since !== 'string' || !Array.isArray(trunks)) return undefined;
	// What is in it was written below.
	const snapshot = trunks.map((text) => JSON.parse(String(text)) as KeptTrunk);
	return { looksAt, since, snapshot };
}

/** Whether a state has anything in it that is not kept already, whatever the order of the trunks. */
export function isNews({ trunks }: IDataObject, { snapshot }: State): boolean {
	if (!Array.isArray(trunks) || trunks.length !== snapshot.length) return true;
	const known = new Set<unknown>(trunks);
	return snapshot.some((trunk) => !known.has(JSON.stringify(trunk)));
}

/** Keeps a state. A trunk is one text: n8n watches each object in it for changes, however deep. */
export function writeState(kept: IDataObject, { looksAt, since, snapshot }: State): void {
	kept.looksAt = looksAt;
	kept.since = since;
	kept.trunks = snapshot.map((trunk) => JSON.stringify(trunk));
}
