import { batch, listOf, missing, onTrunk, page, removeRow, type Routes } from '../call';
import { ERRORS, failure, success } from '../envelope';

export const settings: Routes = {
	'GET /trunks/:sid/settings': onTrunk((trunk, call) => page(call, trunk.settings)),
	'POST /trunks/:sid/settings': onTrunk((trunk, call) => {
		const wanted = listOf(call, 'settings');
		if (wanted === undefined) return missing('Settings');
		const entries = wanted.map(({ name, value }) =>
			typeof name === 'string' && typeof value === 'string' && value !== ''
				? success(call.state.setSetting(trunk, name, value))
				: failure(400, ERRORS.missing('Value')),
		);
		return batch(entries, { countsFailed: false });
	}),
	'DELETE /trunks/:sid/settings': onTrunk((trunk, { query }) =>
		removeRow(trunk.settings, ({ name }) => name === query.name),
	),
};
