import { checkPhoneNumber } from '../../../provisioning/checks';
import { phoneNumbers as section } from '../../../provisioning/sections/phoneNumbers';
import { describeType, hasFields, isBlank, parsed, refused } from '../../../sip/parsed';
import type { EntrySubject } from '../subject';

const MODES = ['pstn', 'flow'];

/** The phone numbers of a trunk, as users write them: in E.164 format, or as objects with the mode. */
export const phoneNumbers: EntrySubject = {
	section,
	noun: { one: 'phone number', many: 'phone numbers', label: 'Phone Numbers' },
	fields: ['phone_number', 'mode'],
	form: {
		name: section.listName,
		fields: ['phone_number'],
		example: 'one number per line, or JSON such as ["+918040264208"]',
		isPlain: (part) => /^[\s\d()+.-]{5,30}$/.test(part),
	},
	read(given) {
		const { phone_number: number, mode } = hasFields(given)
			? given
			: { phone_number: given, mode: undefined };
		if (isBlank(number)) return refused('it has no phone number', 'phone_number');
		if (typeof number !== 'string') {
			return refused(
				`it is ${describeType(number)}; a phone number is text such as +918040264208`,
				'phone_number',
			);
		}
		const text = number.trim();
		const reason = checkPhoneNumber(text);
		if (reason !== undefined) return refused(reason, 'phone_number');
		if (isBlank(mode)) return parsed({ key: text, fields: {} });
		const word = typeof mode === 'string' ? mode.trim().toLowerCase() : '';
		if (!MODES.includes(word)) return refused(`its mode is not ${MODES.join(' or ')}`, 'mode');
		return parsed({ key: text, fields: { mode: word } });
	},
	readListed(given) {
		if (!hasFields(given)) return undefined;
		const { phone_number: number, mode } = given;
		const isListed = typeof number === 'string' && MODES.some((known) => known === mode);
		return isListed ? { key: section.keyOf({ phone_number: number }), fields: {} } : undefined;
	},
	show: (given) => {
		const number = hasFields(given) ? given.phone_number : given;
		return typeof number === 'string' && /^[\s\d()+.-]{1,30}$/.test(number) ? number.trim() : '';
	},
	showListed: (name) => name,
	about: section.fieldsOfName,
};
