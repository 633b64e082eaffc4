import { isNotFound } from '../../transport/failure';
import type { ExotelClient, ExotelResource, Failure, Result } from '../../transport/model';
import { inParallel } from '../../transport/parallel';
import { idOf } from '../kind';
import { trunks } from '../trunks';
import { findTrunk, readWholeTrunk } from '../wholeTrunk';
import { keptOf } from './kept';
import type { Look, Watch } from './model';

/** Requests that are to be under way at a time, so that reading trunks of few sections is no slower. */
const REQUESTS_AT_ONCE = 5;

/** What became of reading some trunks. */
export interface Round extends Pick<Look, 'read'> {
	/** A trunk that could not be read whole, and why; after the first such one, no other is begun. */
	readonly failed?: { readonly trunk: ExotelResource; readonly failure: Failure };
}

/** The time that a round may take. */
export interface TimeLimit {
	/** Milliseconds that are left. */
	left(): number;
}

/**
 * Reads what trunks have, one after the other in their order, as far as the time allows. A trunk that was deleted
 * meanwhile counts as read by nobody: the next list of trunks does not have it.
 *
 * @param client ends its requests when the time is up
 */
export async function readRound(
	client: ExotelClient,
	turns: readonly ExotelResource[],
	{ sections }: Pick<Watch, 'sections'>,
	time: TimeLimit,
): Promise<Round> {
	if (sections.length === 0) return { read: new Map() };
	const results = new Map<ExotelResource, Result<string>>();
	const hasFailed = () => [...results.values()].some(({ ok }) => !ok);
	const mayGoOn = () => !hasFailed() && client.paceMs(sections.length) < time.left();
	await inParallel(
		asLongAs(mayGoOn, turns),
		async (trunk) => {
			const result = await readTrunk(client, trunk, sections);
			if (result !== undefined) results.set(trunk, result);
		},
		Math.ceil(REQUESTS_AT_ONCE / sections.length),
	);
	const read = new Map<string, string>();
	let failed: Round['failed'];
	for (const trunk of turns) {
		const result = results.get(trunk);
		if (result?.ok === true) read.set(idOf(trunks, trunk), result.value);
		else if (result !== undefined) failed ??= { trunk, failure: result.failure };
	}
	return { read, failed };
}

function* asLongAs<T>(mayGoOn: () => boolean, items: readonly T[]): Generator<T> {
	for (const item of items) {
		if (!mayGoOn()) return;
		yield item;
	}
}

/** What a trunk has, as it is kept; undefined if the time was up before all of it was read, or if it is not there any more. */
async function readTrunk(
	client: ExotelClient,
	trunk: ExotelResource,
	watched: Watch['sections'],
): Promise<Result<string> | undefined> {
	const sections = watched.map(({ section }) => section);
	const read = await readWholeTrunk(trunk, async (path) => await client.readAll(path), sections);
	if (read.ok) return { ok: true, value: keptOf(read.value.rows, watched) };
	if (read.failure.trouble === 'cancelled') return undefined;
	if (!isMissing(read.failure)) return read;
	const found = await findTrunk(client, idOf(trunks, trunk));
	const isGone = !found.ok && (isMissing(found.failure) || found.failure.trouble === 'cancelled');
	return isGone ? undefined : read;
}

/** Whether a trunk is not there: Exotel has two answers for it (exotel-api: "Error codes"). */
function isMissing(failure: Failure): boolean {
	return isNotFound(failure) || failure.code === 1003;
}
