import { checkIp } from '../../provisioning/checks';
import { numberField, textField } from '../../n8n/field';
import type { Item } from '../../n8n/item';
import { byId, rowLocatorField } from '../../n8n/locator';
import { whitelistedIps } from '../../provisioning/sections/whitelistedIps';

export const whitelistedIpIdField = rowLocatorField(
	{
		displayName: 'Whitelisted IP',
		name: 'whitelistedIpId',
		description: 'The entry, picked from those of the trunk, or given by its address or ID',
	},
	whitelistedIps,
	{
		id: byId('1153'),
		name: { mode: 'address', label: 'By Address', example: '44.248.146.11/32' },
	},
	'searchWhitelistedIps',
);

const ipField = (mask: number) =>
	textField(
		{
			displayName: 'IP Address',
			name: 'ip',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 44.248.146.11',
			description: 'The public IPv4 address to allow, such as that of your PBX',
		},
		checkIp(mask),
	);

const maskField = numberField({
	displayName: 'Mask',
	name: 'mask',
	type: 'number',
	typeOptions: { minValue: 16, maxValue: 32 },
	default: 32,
	description:
		'How many bits of the address count, from 16 to 32. Keep 32, a single address: only that works reliably.',
});

export const addressFields = [ipField(32), maskField];

/** The address of an item, checked, as Exotel accepts it. */
export function readAddress(item: Item): { ip: string; mask: number } {
	const mask = item.value(maskField);
	return { ip: item.value(ipField(mask)), mask };
}
