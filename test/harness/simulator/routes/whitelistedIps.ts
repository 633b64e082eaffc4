import ipaddr from 'ipaddr.js';

import {
	answer,
	duplicate,
	invalid,
	missing,
	onTrunk,
	page,
	removeRow,
	textOf,
	type Call,
	type Routes,
} from '../call';
import { ERRORS, refuse, type Answer } from '../envelope';

export const whitelistedIps: Routes = {
	'GET /trunks/:sid/whitelisted-ips': onTrunk((trunk, call) =>
		page(call, [...trunk.whitelistedIps].reverse()),
	),
	'POST /trunks/:sid/whitelisted-ips': onTrunk((trunk, call) => {
		const { ip, mask, refused } = readAddress(call, 32);
		if (refused !== undefined) return refused;
		if (trunk.whitelistedIps.some((row) => row.ip === ip && row.mask === mask)) {
			return duplicate(call, `Unable to Whitelist-ip with ip ${ip}`);
		}
		return answer(call.state.addWhitelistedIp(trunk, ip, mask));
	}),
	'PUT /trunks/:sid/whitelisted-ips/:id': onTrunk((trunk, call) => {
		const row = trunk.whitelistedIps.find(({ id }) => id === call.params.id);
		if (row === undefined) return refuse(404, ERRORS.notFound);
		const { ip, mask, refused } = readAddress(call, undefined);
		if (refused !== undefined) return refused;
		return answer(Object.assign(row, { ip, mask, date_updated: call.state.timestamp() }));
	}),
	'DELETE /trunks/:sid/whitelisted-ips': onTrunk((trunk, { query }) =>
		removeRow(trunk.whitelistedIps, ({ id }) => id === query.id),
	),
};

function readAddress(
	call: Call,
	defaultMask: number | undefined,
): { ip: string; mask: number; refused?: Answer } {
	const ip = textOf(call, 'ip');
	const mask = Number(call.body.mask ?? defaultMask);
	const address = { ip: ip ?? '', mask };
	if (ip === undefined) return { ...address, refused: missing('Ip') };
	if (Number.isNaN(mask)) return { ...address, refused: missing('Mask') };
	if (!ipaddr.IPv4.isValidFourPartDecimal(ip))
		return { ...address, refused: invalid('Invalid ip') };
	if (!(Number.isInteger(mask) && mask >= 16 && mask <= 32)) {
		return { ...address, refused: invalid('mask should be in-between 16 and 32') };
	}
	return address;
}
