import type { Task } from '../../n8n/task';
import { simplifyField, trunkField } from '../../n8n/sharedFields';
import { perItem } from '../../n8n/itemByItem';
import type { Call, ExotelClient, ExotelResource, Result } from '../../transport/model';
import { paths } from '../../transport/paths';
import { simplify } from './simplify';

export const get = perItem({
	value: 'get',
	name: 'Get',
	action: 'Get a trunk',
	description: 'Look up one trunk by its name or SID. Returns its name, status, domain and dates.',
	fields: [trunkField, simplifyField],
	async tasks(item) {
		const isSimple = item.value(simplifyField);
		const sid = item.trunkSid();
		const run: Task['run'] = async () => {
			const found = await findTrunk(item.client, sid);
			if (!found.ok) return found;
			return { ok: true, value: [isSimple ? simplify(found.value) : found.value] };
		};
		return [{ run }];
	},
});

/**
 * Reads one trunk. Its own path is shown in one place of Exotel's documentation only, so where that is
 * not found or not allowed, the list is asked with a filter (exotel-api: "Endpoints").
 */
async function findTrunk(client: ExotelClient, sid: string): Promise<Result<ExotelResource>> {
	const direct = await client.sendOne({ method: 'GET', path: paths.trunk(sid) });
	if (direct.ok || (direct.failure.status !== 404 && direct.failure.status !== 405)) return direct;
	const call: Call = { method: 'GET', path: paths.trunks(), query: { trunk_sid: sid } };
	const filtered = await client.retry(async () => await client.send(call));
	if (!filtered.ok) return filtered;
	const found = filtered.value.entries.find((entry) => entry.ok && entry.value.trunk_sid === sid);
	return found ?? direct;
}
