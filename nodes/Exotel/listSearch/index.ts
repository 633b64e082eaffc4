import type { ExotelResource } from '../transport/types';
import { searchRows, trunkCollection } from './search';

const text = (row: ExotelResource, name: string) => String(row[name]);

/** What fills the "From List" of each resource locator, under the names that the fields refer to. */
export const listSearch = {
	searchTrunks: searchRows({
		path: () => ['trunks'],
		show: (row) => ({
			name: `${text(row, 'trunk_name')} (${text(row, 'trunk_sid')})`,
			value: text(row, 'trunk_sid'),
		}),
	}),
	searchDestinationUris: searchRows({
		path: trunkCollection('destination-uris'),
		show: (row) => ({ name: text(row, 'destination'), value: text(row, 'id') }),
	}),
	searchPhoneNumbers: searchRows({
		path: trunkCollection('phone-numbers'),
		show: (row) => ({ name: text(row, 'phone_number'), value: text(row, 'id') }),
	}),
	searchWhitelistedIps: searchRows({
		path: trunkCollection('whitelisted-ips'),
		show: (row) => ({ name: `${text(row, 'ip')}/${text(row, 'mask')}`, value: text(row, 'id') }),
	}),
	searchSipCredentials: searchRows({
		path: trunkCollection('credentials'),
		show: (row) => ({ name: text(row, 'user_name'), value: text(row, 'id') }),
	}),
};
