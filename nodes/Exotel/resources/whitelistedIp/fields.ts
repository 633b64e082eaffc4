import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { checkIp } from '../checks';
import { locatorField } from '../fields';
import type { Item } from '../perItem';

export const whitelistedIpIdField = locatorField(
	{
		displayName: 'Whitelisted IP',
		name: 'whitelistedIpId',
		description: 'The entry, picked by its address from those of the trunk or given by its ID',
	},
	{ one: 'whitelisted IP', search: 'searchWhitelistedIps', example: '1153' },
);

export const addressFields: INodeProperties[] = [
	{
		displayName: 'IP Address',
		name: 'ip',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 44.248.146.11',
		description: 'The public IPv4 address of the other side',
	},
	{
		displayName: 'Mask',
		name: 'mask',
		type: 'number',
		typeOptions: { minValue: 16, maxValue: 32 },
		default: 32,
		description:
			'How many bits of the address count, from 16 to 32. Keep 32, one address: it is what works in practice.',
	},
];

/** The address of an item, checked, as Exotel takes it. */
export function readAddress(item: Item): IDataObject {
	return {
		ip: item.text('ip', 'IP Address', checkIp),
		mask: item.number('mask', 'Mask', { min: 16, max: 32 }),
	};
}
