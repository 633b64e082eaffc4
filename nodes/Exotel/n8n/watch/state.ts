import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../guards';
import { isKeptRow } from '../../provisioning/watch/kept';
import type { KeptTrunk, Snapshot } from '../../provisioning/watch/model';
import { parseJson } from '../../transport/json';

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
	const { looksAt: before, since, trunks, rows } = kept;
	if (before !== looksAt || typeof since !== 'string') return undefined;
	if (!Array.isArray(trunks) || !Array.isArray(rows)) return undefined;
	if (trunks.length !== rows.length) return undefined;
	const snapshot = trunks.flatMap((text, index) => trunkIn(text, rows[index]) ?? []);
	// Somebody may have changed the workflow's file by hand.
	return snapshot.length === trunks.length ? { looksAt, since, snapshot } : undefined;
}

function trunkIn(text: unknown, rows: unknown): KeptTrunk | undefined {
	const trunk = parseJson(String(text));
	if (!isRecord(trunk) || typeof rows !== 'string') return undefined;
	const { sid, itself } = trunk;
	if (typeof sid !== 'string' || !isKeptRow(itself)) return undefined;
	return rows === NOT_READ ? { sid, itself } : { sid, itself, rows };
}

/** Whether a state has anything in it that is not kept already, whatever the order of the trunks. */
export function isNews({ trunks, rows }: IDataObject, { snapshot }: State): boolean {
	if (!Array.isArray(trunks) || !Array.isArray(rows)) return true;
	const known = new Set(trunks.map((text, index) => `${String(text)} ${String(rows[index])}`));
	return (
		known.size !== snapshot.length || snapshot.some((trunk) => !known.has(textsOf(trunk).join(' ')))
	);
}

/** Keeps a state, as a few lists of texts: n8n watches each object in it for changes, however deep. */
export function writeState(kept: IDataObject, { looksAt, since, snapshot }: State): void {
	const texts = snapshot.map(textsOf);
	kept.looksAt = looksAt;
	kept.since = since;
	kept.trunks = texts.map(([trunk]) => trunk);
	kept.rows = texts.map(([, rows]) => rows);
}

const NOT_READ = '';

/** What is kept of a trunk itself, and of what it has. */
function textsOf({ sid, itself, rows }: KeptTrunk): readonly [trunk: string, rows: string] {
	return [JSON.stringify({ sid, itself }), rows ?? NOT_READ];
}
