import { isNotFound } from '../transport/failure';
import type { Call, ExotelClient, ExotelResource, Path, Result, Rows } from '../transport/model';
import { inParallel } from '../transport/parallel';
import { paths } from '../transport/paths';
import { idOf } from './kind';
import { sections } from './sections';
import type { PlannedSection } from './sections/section';
import { trunks } from './trunks';

/** A trunk with all that hangs on it. */
export interface WholeTrunk {
	readonly trunk: ExotelResource;
	/** By section, what Exotel lists. */
	readonly rows: ReadonlyMap<PlannedSection, Rows['rows']>;
}

/**
 * Reads one trunk without what hangs on it. Its own path is shown in one place of Exotel's documentation only, so
 * where that is not found or not allowed, the list is asked with a filter (exotel-api: "Endpoints").
 */
export async function findTrunk(
	client: Pick<ExotelClient, 'send' | 'sendOne' | 'retry'>,
	sid: string,
): Promise<Result<ExotelResource>> {
	const direct = await client.sendOne({ method: 'GET', path: paths.trunk(sid) });
	if (direct.ok || !(isNotFound(direct.failure) || direct.failure.status === 405)) return direct;
	const call: Call = { method: 'GET', path: paths.trunks(), query: { trunk_sid: sid } };
	const filtered = await client.retry(async () => await client.send(call));
	if (!filtered.ok) return filtered;
	const found = filtered.value.entries.find((entry) => entry.ok && entry.value.trunk_sid === sid);
	return found ?? direct;
}

/**
 * Reads what hangs on a trunk, its sections side by side.
 *
 * @param read gives the rows of a list
 * @param of the sections to read; all if absent
 */
export async function readWholeTrunk(
	trunk: ExotelResource,
	read: (path: Path) => Promise<Result<Rows>>,
	of: readonly PlannedSection[] = sections,
): Promise<Result<WholeTrunk>> {
	const rows = new Map<PlannedSection, Rows['rows']>();
	const failures: Array<Result<never>> = [];
	await inParallel(of, async (section) => {
		if (failures.length > 0) return;
		const listed = await read(section.requests.list(idOf(trunks, trunk)));
		if (listed.ok) rows.set(section, listed.value.rows);
		else failures.push(listed);
	});
	return failures[0] ?? { ok: true, value: { trunk, rows } };
}
