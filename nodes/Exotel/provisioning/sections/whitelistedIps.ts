import { isIpv4 } from '../../sip/host';
import { parsed, readWhole, refused } from '../../sip/parsed';
import { rowsWhere } from '../kind';
import type { Section } from './section';

export const whitelistedIps: Section = {
	collection: 'whitelisted-ips',
	one: 'whitelisted IP',
	name: 'address',
	nameField: 'ip',
	idField: 'id',
	nameOf: ({ ip, mask }) => `${String(ip)}/${maskOf(mask)}`,
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
	return Number(mask ?? 32);
}
