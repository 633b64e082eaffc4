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
	/** Trunks that were begun, but the time was up before they were read whole. */
	readonly cut: readonly ExotelResource[];
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
	const read = new Map<string, string>();
	const cut: ExotelResource[] = [];
	let failed: Round['failed'];
	if (sections.length === 0) return { read, cut };
	const mayGoOn = () => failed === undefined && client.paceMs(sections.length) < time.left();
	const texts = new Map<ExotelResource, string>();
	await inParallel(
		asLongAs(mayGoOn, turns),
		async (trunk) => {
			const reading = await readTrunk(client, trunk, sections);
			if (reading === 'cut') cut.push(trunk);
			else if (reading !== 'gone' && reading.ok) texts.set(trunk, reading.value);
			else if (reading !== 'gone') failed ??= { trunk, failure: reading.failure };
		},
		Math.ceil(REQUESTS_AT_ONCE / sections.length),
	);
	for (const trunk of turns) {
		const text = texts.get(trunk);
		if (text !== undefined) read.set(idOf(trunks, trunk), text);
	}
	return { read, failed, cut };
}

function* asLongAs<T>(mayGoOn: () => boolean, items: readonly T[]): Generator<T> {
	for (const item of items) {
		if (!mayGoOn()) return;
		yield item;
	}
}

/** What a trunk has, as it is kept; or that the time was up before all of it was read, or that it is not there any more. */
async function readTrunk(
	client: ExotelClient,
	trunk: ExotelResource,
	watched: Watch['sections'],
): Promise<Result<string> | 'cut' | 'gone'> {
	const sections = watched.map(({ section }) => section);
	const read = await readWholeTrunk(trunk, async (path) => await client.readAll(path), sections);
	if (read.ok) return { ok: true, value: keptOf(read.value.rows, watched) };
	if (read.failure.trouble === 'cancelled') return 'cut';
	if (!isMissing(read.failure)) return read;
	const found = await findTrunk(client, idOf(trunks, trunk));
	if (found.ok) return read;
	if (found.failure.trouble === 'cancelled') return 'cut';
	return isMissing(found.failure) ? 'gone' : read;
}

/** Whether a trunk is not there: Exotel has two answers for it (exotel-api: "Error codes"). */
function isMissing(failure: Failure): boolean {
	return isNotFound(failure) || failure.code === 1003;
}
