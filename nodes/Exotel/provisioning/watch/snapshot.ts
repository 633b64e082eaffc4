import { idOf } from '../kind';
import { trunks } from '../trunks';
import { driftOf, nameOf } from './drift';
import { keptRow, readRows } from './kept';
import type { Drift, KeptTrunk, Look, Snapshot, Watch } from './model';
import { watchedTrunk } from './watched';

/**
 * Compares what is seen now with what was kept. What is seen for the first time at the first look, or of a trunk that
 * was not watched before, is where watching begins: it is no change. Pure.
 *
 * @param was undefined at the first look
 */
export function compareLooks(
	was: Snapshot | undefined,
	look: Look,
	watch: Watch,
): { readonly drift: Drift[]; readonly snapshot: Snapshot } {
	const before = new Map(was?.map((trunk) => [trunk.sid, trunk]));
	const now = new Map(listedTrunks(look).map((trunk) => [trunk.sid, trunk]));
	const trunksNow = Array.from(now.values(), (trunk): Step => {
		const known = before.get(trunk.sid);
		if (known === undefined && was !== undefined) return takeNew(trunk, look, watch);
		return takeKnown(known, trunk, look, watch);
	});
	// A trunk that can't be told from others may be any of those that seem to be gone.
	const isSure = look.listed.every((row) => idOf(trunks, row) !== '');
	const unseen = (was ?? []).filter(({ sid }) => !now.has(sid));
	const gone = isSure ? unseen.map((trunk) => takeGone(trunk, watch)) : [];
	const next = [...trunksNow.map(({ trunk }) => trunk), ...(isSure ? [] : unseen)];
	return {
		drift: [...gone, ...trunksNow].flatMap(({ drift }) => drift),
		snapshot: orderOf(was, look, new Map(next.map((trunk) => [trunk.sid, trunk]))),
	};
}

/** Which trunks are to be read, the ones first whose turn it is: those that are new, then those that have waited longest. */
export function turnsOf(
	was: Snapshot | undefined,
	listed: Look['listed'],
	watch: Watch,
): Look['listed'] {
	const rows = new Map(listed.map((row) => [idOf(trunks, row), row]));
	const now = new Map(listedTrunks({ listed }).map((trunk) => [trunk.sid, trunk]));
	const turns = orderOf(was, { read: new Map() }, now);
	return turns.flatMap((trunk) => {
		const row = rows.get(trunk.sid);
		return row === undefined || !isWatched(trunk, watch) ? [] : [row];
	});
}

/** A trunk, and what has changed on it. */
interface Step {
	readonly trunk: KeptTrunk;
	readonly drift: readonly Drift[];
}

const NOTHING = '{}';

/** A trunk that was not there at the look before: all that it has is new. */
function takeNew(trunk: KeptTrunk, look: Look, watch: Watch): Step {
	if (!isWatched(trunk, watch)) return { trunk, drift: [] };
	const rows = look.read.get(trunk.sid) ?? NOTHING;
	return {
		trunk: { ...trunk, rows },
		drift: [
			...driftOfItself(trunk, undefined, trunk, watch),
			...driftOfRows(trunk, NOTHING, rows, watch),
		],
	};
}

/** @param was undefined where watching begins */
function takeKnown(was: KeptTrunk | undefined, trunk: KeptTrunk, look: Look, watch: Watch): Step {
	const drift =
		was !== undefined && (isWatched(was, watch) || isWatched(trunk, watch))
			? driftOfItself(trunk, was, trunk, watch)
			: [];
	if (!isWatched(trunk, watch)) return { trunk, drift };
	const read = look.read.get(trunk.sid);
	const rows = read ?? was?.rows;
	if (was?.rows === undefined || rows === undefined) return { trunk: { ...trunk, rows }, drift };
	return {
		trunk: { ...trunk, rows },
		drift: [...drift, ...driftOfRows(trunk, was.rows, rows, watch)],
	};
}

function takeGone(was: KeptTrunk, watch: Watch): Step {
	if (!isWatched(was, watch)) return { trunk: was, drift: [] };
	return {
		trunk: was,
		drift: [
			...driftOfItself(was, was, undefined, watch),
			...driftOfRows(was, was.rows ?? NOTHING, NOTHING, watch),
		],
	};
}

function driftOfItself(
	trunk: KeptTrunk,
	was: KeptTrunk | undefined,
	is: KeptTrunk | undefined,
	watch: Watch,
): Drift[] {
	if (!watch.trunks) return [];
	const [had, has] = [was, is].map((one) => (one === undefined ? [] : [one.itself]));
	return driftOf(trunk, watchedTrunk, { had: had ?? [], has: has ?? [] }, watch.ignored);
}

function driftOfRows(trunk: KeptTrunk, was: string, is: string, watch: Watch): Drift[] {
	if (was === is) return [];
	const [had, has] = [readRows(was), readRows(is)];
	// What can't be read is where watching begins anew.
	if (had === undefined || has === undefined) return [];
	return watch.sections.flatMap((watched) => {
		const { resource } = watched.section;
		const looks = { had: had[resource] ?? [], has: has[resource] ?? [] };
		return driftOf(trunk, watched, looks, watch.ignored);
	});
}

/** Trunks in the order in which they are to be read next: new ones, those that had no turn, then the others by their turns. */
function orderOf(
	was: Snapshot | undefined,
	{ read }: Pick<Look, 'read'>,
	now: ReadonlyMap<string, KeptTrunk>,
): Snapshot {
	const known = new Set(was?.map(({ sid }) => sid));
	const sids = [...[...now.keys()].filter((sid) => !known.has(sid)), ...known];
	const order = [...sids.filter((sid) => !read.has(sid)), ...read.keys()];
	return order.flatMap((sid) => now.get(sid) ?? []);
}

/** The trunks that the account lists, without what they have. */
function listedTrunks({ listed }: Pick<Look, 'listed'>): KeptTrunk[] {
	const named = listed.filter((row) => idOf(trunks, row) !== '');
	return named.map((row) => ({ sid: idOf(trunks, row), itself: keptRow(row, watchedTrunk) }));
}

function isWatched(trunk: KeptTrunk, watch: Watch): boolean {
	return watch.isWatched(trunk.sid, nameOf(trunk));
}
