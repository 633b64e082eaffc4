import type { Task } from '../../n8n/task';
import { simplifyField, trunkField } from '../../n8n/sharedFields';
import { perItem } from '../../n8n/itemByItem';
import { findTrunk } from '../../provisioning/wholeTrunk';
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
