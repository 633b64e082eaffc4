import { failed, isDuplicate, isRefusal } from '../transport/failure';
import type { ExotelClient, Failure, Result } from '../transport/model';
import { inParallel } from '../transport/parallel';
import { paths } from '../transport/paths';

const ONE_ADDRESS = 32;

/**
 * Puts IPv4 addresses on the whitelist of a trunk, those that are not on it with mask 32, each once.
 * One that has appeared there in the meantime is as good as added.
 *
 * @param advance called for each request
 * @returns the addresses that Exotel refused, with why; or why the requests as a whole failed
 */
export async function whitelistIps(
	client: ExotelClient,
	trunkSid: string,
	ips: Iterable<string>,
	advance: () => void,
): Promise<Result<ReadonlyMap<string, Failure>>> {
	const path = paths.ofTrunk(trunkSid, 'whitelisted-ips');
	const listed = await client.readAll(path);
	if (!listed.ok) return listed;
	const missing = new Set(ips);
	for (const { ip, mask } of listed.value.rows) {
		if (mask === ONE_ADDRESS) missing.delete(String(ip));
	}

	const refused = new Map<string, Failure>();
	let stopped: Failure | undefined;
	await inParallel(missing, async (ip) => {
		if (stopped !== undefined) return;
		const answer = await client.sendOne({
			method: 'POST',
			path,
			body: { ip, mask: ONE_ADDRESS },
			makes: (row) => row.ip === ip && row.mask === ONE_ADDRESS,
		});
		advance();
		if (answer.ok || isDuplicate(answer.failure)) return;
		if (isRefusal(answer.failure)) refused.set(ip, answer.failure);
		else stopped ??= answer.failure;
	});
	return stopped === undefined ? { ok: true, value: refused } : failed(stopped);
}
