import { parsed, refused } from '../../sip/parsed';
import { rowsWhere } from '../kind';
import { checkPhoneNumber } from '../checks';
import type { Section } from './section';

export const phoneNumbers: Section = {
	collection: 'phone-numbers',
	one: 'phone number mapping',
	name: 'number',
	nameField: 'phone_number',
	idField: 'id',
	nameOf: ({ phone_number: number }) => String(number ?? ''),
	readName(text) {
		const reason = checkPhoneNumber(text);
		if (reason !== undefined) return refused(reason);
		return parsed(rowsWhere((row) => phoneNumbers.nameOf(row).replace(/^(?=\d)/, '+') === text));
	},
};
