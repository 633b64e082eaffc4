import { mandatory, ofNewNumber, ofPhoneNumber } from '../reasons';
import type { Endpoint } from '../rules';
import { changedRow, deletionFrom, listOf, newRow, type Judge } from './model';

/** The endpoints of phone numbers. */
export const phoneNumbers = {
	'POST /trunks/{sid}/phone-numbers': {
		// "Duplicate" is shown of a number that is on the same trunk.
		isOpen: ({ held, trunk, body }) =>
			![undefined, trunk?.sid].includes(held.mapping(body.phone_number)?.trunk_sid?.toString()),
		reasons: (asked) => [...ofPhoneNumber(asked), ...ofNewNumber(asked)],
		done: (asked) => {
			const { phone_number, mode = null } = asked.body;
			return ['created', newRow(asked, 'phone-numbers', { phone_number, mode })];
		},
	},
	'GET /trunks/{sid}/phone-numbers': listOf('phone-numbers'),
	'PUT /trunks/{sid}/phone-numbers/{id}': {
		reasons: (asked) => {
			const { row, body } = asked;
			const { phone_number: number } = body;
			const isOther =
				row !== undefined && typeof number === 'string' && number !== row.phone_number;
			return [
				...ofPhoneNumber(asked),
				...mandatory(asked, 'mode'),
				...(isOther ? ['phone_number does not match'] : []),
			];
		},
		done: (asked) => ['changed', changedRow(asked, 'phone-numbers', asked.body)],
	},
	'DELETE /trunks/{sid}/phone-numbers': deletionFrom('phone-numbers'),
	'GET /trunk-maps': {
		reasons: ({ call: { query }, held }) => {
			if (query.exophone === undefined) return ['no exophone'];
			return held.mapping(query.exophone) === undefined ? ['not mapped'] : [];
		},
		done: ({ call, held }) => {
			const { phone_number, trunk_sid, id, mode } = held.mapping(call.query.exophone) ?? {};
			const row = { exophone: phone_number, trunk_sid, phone_number_id: id, mode };
			return ['found', { kind: 'row', row, keep: () => {} }];
		},
	},
} satisfies Partial<Record<Endpoint, Judge>>;
