import { isIpv4 } from '../../sip/host';
import { parsed, readWhole, refused } from '../../sip/parsed';
import { rowsWhere } from '../kind';
import { requestsOn, type PlannedSection, type Section, type Wanted } from './section';

const ALL_BITS = 32;

const COLLECTION = 'whitelisted-ips';

export const whitelistedIps: PlannedSection & Section = {
	collection: COLLECTION,
	resource: 'whitelistedIp',
	listName: 'whitelisted_ips',
	requests: requestsOn(COLLECTION, { idField: 'id' }),
	one: 'whitelisted IP',
	name: 'address',
	nameField: 'ip',
	idField: 'id',
	changeable: [],
	defaults: {},
	nameOfKey: (key) => key,
	fieldsOfName(name) {
		const [ip = '', mask = null] = name.split('/');
		// One that Exotel lists in another form is given as it is.
		return { ip, mask: readWhole(mask) ?? (/^[\d.]+$/.test(mask ?? '') ? mask : null) };
	},
	mostPerRequest: 1,
	isUnique: false,
	nameOf: ({ ip, mask }) => `${String(ip)}/${String(mask ?? ALL_BITS)}`,
	keyOf: (row) => whitelistedIps.nameOf(row),
	bodyOf: (batch) => batch.map(addressOf)[0] ?? {},
	rowOf: addressOf,
	readName(text) {
		const [ip = '', mask = '', ...more] = text.split('/');
		const bits = readWhole(mask);
		if (!isIpv4(ip) || more.length > 0 || (text.includes('/') && bits === undefined)) {
			return refused('write the address as 1.2.3.4, or as 1.2.3.4/32 with its mask');
		}
		const isMeant = (row: { mask?: unknown }) => bits === undefined || maskOf(row.mask) === bits;
		return parsed(rowsWhere((row) => row.ip === ip && isMeant(row)));
	},
};

/** The bits that count; all of them if Exotel names none (exotel-api: "Endpoints"). */
function maskOf(mask: unknown): number {
	return Number(mask ?? ALL_BITS);
}

/** The address and mask that a key is made of. */
function addressOf({ key }: Wanted): { ip: string; mask: number } {
	const [ip = '', mask] = key.split('/');
	return { ip, mask: maskOf(mask) };
}
