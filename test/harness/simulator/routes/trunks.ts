import {
	answer,
	duplicate,
	invalid,
	missing,
	onTrunk,
	page,
	textOf,
	unknownTrunk,
	type Call,
	type Routes,
} from '../call';
import { ERRORS, refuse, type Answer } from '../envelope';

export const trunks: Routes = {
	'GET /trunks': (call) => {
		const rows = [...call.state.trunks.values()].map(({ row }) => row);
		const sid = call.query.trunk_sid;
		return page(call, sid === undefined ? rows : rows.filter((row) => row.trunk_sid === sid));
	},
	'GET /trunks/:sid': (call) => {
		const status = call.behaviour.trunkByPath;
		if (status !== 200) return refuse(status, ERRORS.notFound);
		return onTrunk(({ row }) => answer(row))(call);
	},
	'POST /trunks': (call) => {
		const name = textOf(call, 'trunk_name');
		const nsoCode = textOf(call, 'nso_code');
		const domainName = textOf(call, 'domain_name');
		if (name === undefined) return missing('TrunkName');
		if (nsoCode === undefined) return missing('NsoCode');
		if (domainName === undefined) return missing('DomainName');
		const refused = checkName(call, name) ?? checkNsoCode(nsoCode);
		if (refused !== undefined) return refused;
		if (!domainName.endsWith('.pstn.exotel.com')) {
			return invalid('Domain name should end with .pstn.exotel.com');
		}
		const { row } = call.state.addTrunk(call.state.newTrunkSid(), name);
		return answer(Object.assign(row, { domain_name: domainName, nso_code: nsoCode }));
	},
	'PUT /trunks/:sid': onTrunk(({ row }, call) => {
		const name = textOf(call, 'trunk_name') ?? row.trunk_name;
		const nsoCode = textOf(call, 'nso_code') ?? row.nso_code;
		const authType = textOf(call, 'auth_type') ?? row.auth_type;
		const refused =
			(name === row.trunk_name ? undefined : checkName(call, name)) ?? checkNsoCode(nsoCode);
		if (refused !== undefined) return refused;
		return answer(
			Object.assign(row, {
				trunk_name: name,
				nso_code: nsoCode,
				auth_type: authType,
				date_updated: call.state.timestamp(),
			}),
		);
	}),
	'DELETE /trunks': (call) => {
		const { state, query } = call;
		const sid = String(query.trunk_sid);
		const trunk = state.trunks.get(sid);
		if (trunk === undefined) return unknownTrunk(call);
		state.trunks.delete(sid);
		return answer(trunk.row);
	},
};

function checkName(call: Call, name: string): Answer | undefined {
	if (!/^\w+$/.test(name)) {
		return invalid('trunk_name must be alphanumeric with underscores only, max 16 characters');
	}
	if (name.length > 16) return invalid('Maximum allowed length for TrunkName is 16');
	const isTaken = [...call.state.trunks.values()].some(({ row }) => row.trunk_name === name);
	return isTaken ? duplicate(call, `Trunk with name '${name}' already exists`) : undefined;
}

function checkNsoCode(nsoCode: string): Answer | undefined {
	return nsoCode === 'ANY-ANY' ? undefined : invalid('Nso code is invalid');
}
