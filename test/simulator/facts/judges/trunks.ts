import { Trunk, type Fields } from '../account';
import type { RowDone } from '../judge';
import { mandatory, ofTrunk } from '../reasons';
import type { Endpoint } from '../rules';
import { DATE, defined, NEW, trunkIn, type Asked, type Judge } from './model';

const SWITCH: unknown = expect.stringMatching(/^(?:enabled|disabled)$/);

/** "A trunk", and its "four paths". */
function newTrunk({ body, held, call }: Asked): RowDone {
	const row = {
		...body,
		...NEW,
		trunk_sid: expect.stringMatching(/^trmum1\w+$/),
		status: expect.stringMatching(/^(?:active|inactive)$/),
		auth_type: 'IP-WHITELIST',
		registration_enabled: SWITCH,
		edge_preference: 'auto',
		secure_trunking: SWITCH,
		destination_uris: expect.stringMatching(/\/destination-uris$/),
		whitelisted_ips: expect.stringMatching(/\/whitelisted-ips$/),
		credentials: expect.stringMatching(/\/credentials$/),
		phone_numbers: expect.stringMatching(/\/phone-numbers$/),
	};
	const keep = (answered: Fields) => {
		const trunk = new Trunk(answered);
		expect(held.find(trunk.sid)).toBeUndefined();
		held.trunks.push(trunk);
		for (const name of ['destination_uris', 'whitelisted_ips', 'credentials', 'phone_numbers']) {
			const path = `${call.endpoint.replace('POST ', '')}/${trunk.sid}/${name.replace('_', '-')}`;
			expect(answered[name]).toMatch(new RegExp(`^/v2/accounts/\\w+${path}$`));
		}
	};
	return { kind: 'row', row, keep };
}

/** "answers the deleted trunk", and takes all along. */
function deletedTrunk(asked: Asked): RowDone {
	const trunk = trunkIn(asked);
	const keep = () => void asked.held.trunks.splice(asked.held.trunks.indexOf(trunk), 1);
	return { kind: 'row', row: trunk.row, keep };
}

/** The endpoints of trunks. */
export const trunks = {
	'POST /trunks': {
		reasons: (asked) => [
			...mandatory(asked, 'trunk_name', 'nso_code', 'domain_name'),
			...ofTrunk(asked),
		],
		done: (asked) => ['created', newTrunk(asked)],
	},
	'GET /trunks': {
		done: ({ held, call }) => {
			const { trunk_sid: sid } = call.query;
			const all = held.trunks.filter((trunk) => sid === undefined || trunk.sid === sid);
			const rows = all.map(({ row }) => row);
			return ['listed', { kind: 'list', rows, isOrdered: false, isCounted: false }];
		},
	},
	'GET /trunks/{trunk_sid}': {
		reasons: ({ variants }) => (variants.trunkByPath === 200 ? [] : ['not by path']),
		done: (asked) => ['read', { kind: 'row', row: trunkIn(asked).row, keep: () => {} }],
	},
	'PUT /trunks/{trunk_sid}': {
		reasons: ofTrunk,
		done: (asked) => {
			const trunk = trunkIn(asked);
			const row = { ...trunk.row, ...defined(asked.body), date_updated: DATE };
			return ['changed', { kind: 'row', row, keep: (answered) => (trunk.row = answered) }];
		},
	},
	'DELETE /trunks': { done: (asked) => ['deleted', deletedTrunk(asked)] },
} satisfies Partial<Record<Endpoint, Judge>>;
