import { creation, onExistingField } from '../../n8n/creation';
import { optionsField, trunkField } from '../../n8n/sharedFields';
import { whitelistedIps } from '../../provisioning/sections/whitelistedIps';
import type { ExotelResource } from '../../transport/model';
import { addressFields, readAddress } from './fields';

const onExisting = onExistingField('Existing Address', 'the whitelist has this address', 'return');

export const add = creation({
	value: 'add',
	name: 'Add',
	action: 'Add a whitelisted IP',
	description:
		'Put an IP address on the whitelist of a trunk. Exotel requires IPv4 destinations to be whitelisted before they are added. Returns the entry with its ID, also if it was there already.',
	fields: [trunkField, ...addressFields],
	options: optionsField([onExisting]),
	onExisting,
	kind: whitelistedIps,
	make(item) {
		const { ip, mask } = readAddress(item);
		const path = item.pathOf('whitelisted-ips');
		const isMade = (row: ExotelResource) => row.ip === ip && Number(row.mask) === mask;
		return {
			request: {
				method: 'POST',
				path,
				body: { ip, mask },
				thing: `${item.trunkSid()} ${ip}`,
				makes: isMade,
			},
			existing: async () => await item.lists.find(path, isMade),
		};
	},
});
