import type { ExoPhone, Fields } from '../account';
import type { Done } from '../judge';
import type { Endpoint, Variants } from '../rules';
import { DATE, type Asked, type Judge } from './model';

function exoPhoneIn({ exoPhone }: Asked): ExoPhone {
	if (exoPhone === undefined) throw new Error('There is no such ExoPhone');
	return exoPhone;
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

/** The endpoints of ExoPhones. */
export const exoPhones = {
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
} satisfies Partial<Record<Endpoint, Judge>>;
