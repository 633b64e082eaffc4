import { wholeTrunks } from '../../n8n/wholeTrunks';
import { configurationOf } from '../../provisioning/configuration';

export const exportTrunks = wholeTrunks({
	value: 'export',
	name: 'Export',
	action: 'Export trunks',
	description:
		'Read whole trunks as configurations: name, destinations with priority and weight, whitelisted IPs, phone numbers, SIP user names and settings, without IDs, times and passwords. Changes nothing. Returns one item for each trunk, which Apply takes again, for backups and for copying a trunk.',
	tell: () => async (trunk) => ({ ok: true, value: [configurationOf(trunk)] }),
});
