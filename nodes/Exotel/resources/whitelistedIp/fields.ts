import type { IDataObject } from 'n8n-workflow';

import { checkIp } from '../../n8n/checks';
import { numberField, textField } from '../../n8n/field';
import type { Item } from '../../n8n/item';
import { locatorField, onChosenTrunk } from '../../n8n/locator';

export const whitelistedIpIdField = locatorField(
	{
		displayName: 'Whitelisted IP',
		name: 'whitelistedIpId',
		description: 'The entry, picked by its address from those of the trunk or given by its ID',
	},
	{
		one: 'whitelisted IP',
		method: 'searchWhitelistedIps',
		example: '1153',
		path: onChosenTrunk('whitelisted-ips'),
		show: (row) => ({ name: `${String(row.ip)}/${String(row.mask)}`, value: String(row.id) }),
	},
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
export function readAddress(item: Item): IDataObject {
	const mask = item.value(maskField);
	return { ip: item.value(ipField(mask)), mask };
}
