import { isRecord } from '../../harness/records';
import { Trunk, type ExoPhone, type Fields, type Section } from './account';
import type { Call } from './call';
import type { Done, Entry, RowDone } from './judge';
import {
	mandatory,
	ofAddress,
	ofBatch,
	ofCredential,
	ofDestination,
	ofNewNumber,
	ofPhoneNumber,
	ofRoute,
	ofTrunk,
	type Asked as Known,
} from './reasons';
import type { Endpoint, Variants } from './rules';

/** A call, and everything that it is about. */
interface Asked extends Known {
	readonly call: Call;
	readonly exoPhone?: ExoPhone;
}

/** What the page says about the calls to an endpoint. */
interface Judge {
	/** Whether the page leaves open what comes of a call. */
	readonly isOpen?: (asked: Asked) => boolean;
	/** Why it is refused, apart from what may be wrong with every call. */
	readonly reasons?: (asked: Asked) => string[];
	/** What comes of it otherwise. */
	readonly done: (asked: Asked) => readonly [name: string, done: Done];
}

const DATE: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const NEW: Fields = { date_created: DATE, date_updated: DATE };
const SWITCH: unknown = expect.stringMatching(/^(?:enabled|disabled)$/);

/** "Ids are numeric strings"; the variant makes numbers of them. */
function newId({ ids }: Variants): unknown {
	return ids === 'text' ? expect.stringMatching(/^\d+$/) : expect.any(Number);
}

function trunkIn({ trunk }: Asked): Trunk {
	if (trunk === undefined) throw new Error('There is no such trunk');
	return trunk;
}

function rowIn({ row }: Asked): Fields {
	if (row === undefined) throw new Error('There is no such row');
	return row;
}

function exoPhoneIn({ exoPhone }: Asked): ExoPhone {
	if (exoPhone === undefined) throw new Error('There is no such ExoPhone');
	return exoPhone;
}

const defined = (fields: Fields): Fields =>
	Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** A row that is new on a trunk. */
function newRow(asked: Asked, section: Section, fields: Fields): RowDone {
	const trunk = trunkIn(asked);
	const keep = (answered: Fields) => {
		const id = `${section} ${String(answered.id ?? answered.name)}`;
		if (section !== 'settings') expect(asked.held.ids).not.toContain(id);
		asked.held.ids.add(id);
		trunk.rows[section].push(answered);
	};
	const id = section === 'settings' ? {} : { id: newId(asked.variants) };
	return { kind: 'row', row: { ...id, ...fields, trunk_sid: trunk.sid, ...NEW }, keep };
}

/** A row in which the body changes these fields. */
function changedRow(asked: Asked, section: Section, fields: Fields): RowDone {
	const row = rowIn(asked);
	const keep = (answered: Fields) => trunkIn(asked).replace(section, row, answered);
	return { kind: 'row', row: { ...row, ...defined(fields), date_updated: DATE }, keep };
}

function listOf(section: Section): Judge {
	return {
		done: (asked) => {
			const rows = [...trunkIn(asked).rows[section]].reverse();
			// "newest first in the example" of destinations; the others have one row in theirs.
			const isOrdered = section === 'destination-uris';
			return ['listed', { kind: 'list', rows, isOrdered, isCounted: false }];
		},
	};
}

function deletionFrom(section: Section): Judge {
	return {
		done: (asked) => [
			'deleted',
			{ kind: 'unsaid', keep: () => trunkIn(asked).replace(section, rowIn(asked)) },
		],
	};
}

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

/** The texts in the entries of a batch. */
function textsIn(list: unknown, name: string): string[] {
	const entries: unknown[] = Array.isArray(list) ? list : [];
	return entries.map((entry) => (isRecord(entry) ? String(entry[name]) : ''));
}

function destinationEntries(asked: Asked): Entry[] {
	const present = trunkIn(asked).rows['destination-uris'].map((row) => row.destination);
	return textsIn(asked.body.destinations, 'destination').map((text) => {
		const destination = `sip:${text}`;
		const reasons = ofDestination(asked, text, present.includes(destination));
		if (reasons.length === 0) present.push(destination);
		const fields = { destination, type: 'public', priority: 0, weight: 1 };
		const { row, keep } = newRow(asked, 'destination-uris', fields);
		const cases = reasons.length === 0 ? ['added'] : reasons;
		return { endpoint: 'one destination', cases, row, keep };
	});
}

/** Whether a destination of the call is on the whitelist as something other than one address. */
function isHalfListed(asked: Asked): boolean {
	const text = JSON.stringify(asked.body);
	const rows = asked.trunk?.rows['whitelisted-ips'] ?? [];
	return rows.some(({ ip, mask }) => mask !== 32 && text.includes(String(ip)));
}

function settingEntries(asked: Asked): Entry[] {
	const { settings } = asked.body;
	const values = textsIn(settings, 'value');
	return textsIn(settings, 'name').map((name, index) => {
		const { row, keep } = newRow(asked, 'settings', { name, value: values[index] });
		return { endpoint: undefined, cases: [], row, keep };
	});
}

/** Another row with one of these values; the page says nothing about two of them that are not the same. */
function isLikeAnother({ trunk, row, body }: Asked, section: Section, name: string): boolean {
	const others = trunk?.rows[section].filter((one) => one !== row) ?? [];
	return others.some((one) => one[name] === body[name]);
}

/** The name as in the page's row; the password may be in the answers of older pages. */
function credentialRow(asked: Asked, done: RowDone, password: unknown): RowDone {
	const keep = (row: Fields) => {
		done.keep(row);
		asked.trunk?.passwords.set(row.id, password);
	};
	const maybe = asked.variants.credentials === 'older' ? { password } : {};
	return { ...done, maybe, keep };
}

/** "older pages return the password", and show the only one or none. */
function credentialList(asked: Asked): Done {
	const { rows, passwords } = trunkIn(asked);
	const { id } = asked.call.query;
	const [first] = rows.credentials;
	if (asked.variants.credentials === 'older') {
		const credential = first && { username: first.user_name, password: passwords.get(first.id) };
		return { kind: 'olderList', credential };
	}
	const listed = rows.credentials.filter((row) => id === undefined || String(row.id) === id);
	return { kind: 'list', rows: listed, isOrdered: false, isCounted: true };
}

/** "mostly E.164; Indian ones are also seen 0-prefixed and national". */
function exoPhoneRow(
	{ sid, number, friendlyName, country }: ExoPhone,
	{ exoPhoneForm }: Variants,
): Fields {
	const prefix = { e164: '+91', zeroPrefixed: '0', national: '' }[exoPhoneForm];
	return {
		sid,
		phone_number: country === 'IN' ? number.replace('+91', prefix) : number,
		friendly_name: friendlyName,
		capabilities: { voice: true, sms: true },
		country,
		region: expect.any(String),
	};
}

/** One ExoPhone, after the form of a PUT if there is one. */
function exoPhonePart(asked: Asked): Done {
	const exoPhone = exoPhoneIn(asked);
	const friendlyName = String(asked.body.FriendlyName ?? exoPhone.friendlyName);
	return {
		kind: 'part',
		part: exoPhoneRow({ ...exoPhone, friendlyName }, asked.variants),
		keep: () => (exoPhone.friendlyName = friendlyName),
	};
}

/** The health of a number. */
function connectivity(asked: Asked): Done {
	const { incoming, outgoing } = exoPhoneIn(asked);
	const of = (status: string) => ({ status, last_check_time: DATE });
	const calls = { incoming_call: of(incoming), outgoing_call: of(outgoing) };
	return { kind: 'part', part: { connectivity: calls } };
}

/** "Endpoints" and "ExoPhones": what each says about a call. */
export const JUDGES: Readonly<Record<Endpoint, Judge>> = {
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

	'POST /trunks/{sid}/destination-uris': {
		isOpen: isHalfListed,
		reasons: (asked) => ofBatch(asked, 'destinations', 'destination'),
		done: (asked) => {
			const entries = destinationEntries(asked);
			const isAll = entries.every(({ cases }) => cases.includes('added'));
			const counts = ['total', 'success', ...(asked.variants.countsFailed ? ['failed'] : [])];
			return [isAll ? 'all added' : 'some failed', { kind: 'batch', entries, counts }];
		},
	},
	'GET /trunks/{sid}/destination-uris': listOf('destination-uris'),
	'PUT /trunks/{sid}/destination-uris/{id}': {
		reasons: ofRoute,
		done: (asked) => ['changed', changedRow(asked, 'destination-uris', asked.body)],
	},
	'DELETE /trunks/{sid}/destination-uris': deletionFrom('destination-uris'),

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

	'POST /trunks/{sid}/whitelisted-ips': {
		isOpen: (asked) =>
			isLikeAnother(asked, 'whitelisted-ips', 'ip') &&
			!asked.trunk?.rows['whitelisted-ips'].some(
				({ ip, mask }) => ip === asked.body.ip && mask === (asked.body.mask ?? 32),
			),
		reasons: (asked) => [
			...ofAddress(asked),
			...(isLikeAnother(asked, 'whitelisted-ips', 'ip') ? ['ip taken'] : []),
		],
		done: (asked) => {
			const { ip, mask = 32 } = asked.body;
			return ['created', newRow(asked, 'whitelisted-ips', { ip, mask, friendly_name: null })];
		},
	},
	'GET /trunks/{sid}/whitelisted-ips': listOf('whitelisted-ips'),
	'PUT /trunks/{sid}/whitelisted-ips/{id}': {
		isOpen: (asked) => isLikeAnother(asked, 'whitelisted-ips', 'ip'),
		reasons: (asked) => [...ofAddress(asked), ...mandatory(asked, 'mask')],
		done: (asked) => ['changed', changedRow(asked, 'whitelisted-ips', asked.body)],
	},
	'DELETE /trunks/{sid}/whitelisted-ips': deletionFrom('whitelisted-ips'),

	'POST /trunks/{sid}/credentials': {
		isOpen: (asked) => isLikeAnother(asked, 'credentials', 'user_name'),
		reasons: (asked) => [...mandatory(asked, 'user_name', 'password'), ...ofCredential(asked)],
		done: (asked) => {
			const { user_name, password, friendly_name = null } = asked.body;
			const done = newRow(asked, 'credentials', { user_name, friendly_name });
			return ['created', credentialRow(asked, done, password)];
		},
	},
	'GET /trunks/{sid}/credentials': {
		isOpen: ({ variants, trunk, call: { query } }) => {
			const isOlder = variants.credentials === 'older';
			const isUnknown =
				query.id !== undefined && trunk?.find('credentials', query.id) === undefined;
			return isOlder
				? (trunk?.rows.credentials.length ?? 0) > 1 || query.id !== undefined
				: isUnknown;
		},
		done: (asked) => ['listed', credentialList(asked)],
	},
	'PUT /trunks/{sid}/credentials/{id}': {
		isOpen: (asked) => isLikeAnother(asked, 'credentials', 'user_name'),
		reasons: ofCredential,
		done: (asked) => {
			const { password = asked.trunk?.passwords.get(rowIn(asked).id), ...fields } = asked.body;
			return ['changed', credentialRow(asked, changedRow(asked, 'credentials', fields), password)];
		},
	},
	'DELETE /trunks/{sid}/credentials': deletionFrom('credentials'),

	'POST /trunks/{sid}/settings': {
		isOpen: ({ trunk }) => (trunk?.rows.settings.length ?? 0) > 0,
		reasons: (asked) => ofBatch(asked, 'settings', 'name', 'value'),
		done: (asked) => {
			const entries = settingEntries(asked);
			return ['all set', { kind: 'batch', entries, counts: ['total', 'success'] }];
		},
	},
	'GET /trunks/{sid}/settings': listOf('settings'),
	'DELETE /trunks/{sid}/settings': deletionFrom('settings'),

	'GET /IncomingPhoneNumbers': {
		done: ({ held, variants }) => {
			const rows = held.exoPhones.map((one) => exoPhoneRow(one, variants));
			return ['listed', { kind: 'exoPhones', rows }];
		},
	},
	'GET /IncomingPhoneNumbers/{exophone_sid}': {
		done: (asked) => ['read', exoPhonePart({ ...asked, body: {} })],
	},
	'PUT /IncomingPhoneNumbers/{exophone_sid}': {
		done: (asked) => ['changed', exoPhonePart(asked)],
	},
	'GET /incoming-phone-numbers/{exophone_sid}': {
		done: (asked) => ['read', connectivity(asked)],
	},
};
