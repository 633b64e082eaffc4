import {
	answer,
	duplicate,
	invalid,
	missing,
	onTrunk,
	page,
	removeRow,
	textOf,
	type Routes,
} from '../call';
import { ERRORS, refuse, success } from '../envelope';

const E164 = /^\+[1-9]\d{6,14}$/;
const MODES = ['pstn', 'flow'];

export const phoneNumbers: Routes = {
	'GET /trunks/:sid/phone-numbers': onTrunk((trunk, call) =>
		page(call, [...trunk.phoneNumbers].reverse()),
	),
	'POST /trunks/:sid/phone-numbers': onTrunk((trunk, call) => {
		const number = textOf(call, 'phone_number');
		const mode = textOf(call, 'mode') ?? null;
		if (number === undefined) return missing('PhoneNumber');
		if (!E164.test(number)) return invalid('Invalid PhoneNumber');
		if (mode !== null && !MODES.includes(mode)) return invalid('Invalid mode');
		const all = [...call.state.trunks.values()].flatMap((one) => one.phoneNumbers);
		if (all.some((row) => row.phone_number === number)) {
			const { trunk_sid } = trunk.row;
			return duplicate(call, `Unable to create DidTrunkMapping with TrunkSid ${trunk_sid}`);
		}
		return answer(call.state.addPhoneNumber(trunk, number, mode));
	}),
	'PUT /trunks/:sid/phone-numbers/:id': onTrunk((trunk, call) => {
		const row = trunk.phoneNumbers.find(({ id }) => id === call.params.id);
		if (row === undefined) return refuse(404, ERRORS.notFound);
		const number = textOf(call, 'phone_number');
		const mode = textOf(call, 'mode');
		if (number === undefined) return missing('PhoneNumber');
		if (mode === undefined) return missing('Mode');
		if (number !== row.phone_number) return invalid('Invalid PhoneNumber');
		if (!MODES.includes(mode)) return invalid('Invalid mode');
		return answer(Object.assign(row, { mode, date_updated: call.state.timestamp() }));
	}),
	'DELETE /trunks/:sid/phone-numbers': onTrunk((trunk, { query }) =>
		removeRow(trunk.phoneNumbers, ({ id }) => id === query.id),
	),
	'GET /trunk-maps': ({ state, behaviour, query }) => {
		if (query.exophone === undefined) return missing('Exophone');
		const row = [...state.trunks.values()]
			.flatMap((trunk) => trunk.phoneNumbers)
			.find(({ phone_number }) => phone_number === query.exophone);
		if (row === undefined) return refuse(404, ERRORS.notFound);
		const { id, trunk_sid, mode } = row;
		const found = { exophone: row.phone_number, trunk_sid, phone_number_id: id, mode };
		return { status: 200, response: success(found), bare: !behaviour.trunkMapEnvelope };
	},
};
