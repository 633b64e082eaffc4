import { parsed, refused } from '../../sip/parsed';
import { checkPhoneNumber } from '../checks';
import { rowsWhere } from '../kind';
import { mappings } from '../mappings';
import { requestsOn, type PlannedSection, type Section, type Wanted } from './section';

const COLLECTION = 'phone-numbers';
const requests = requestsOn(COLLECTION, { idField: 'id' });

/** What Exotel assumes where it names no mode (exotel-api: "Endpoints"). */
const DEFAULTS = { mode: 'pstn' };

export const phoneNumbers: PlannedSection & Section = {
	collection: COLLECTION,
	resource: 'phoneNumber',
	listName: 'phone_numbers',
	requests: {
		...requests,
		change: (trunkSid, row, change) => {
			const { phone_number: number } = row; // which must match
			return requests.change(trunkSid, row, { phone_number: number, ...change });
		},
	},
	one: 'phone number mapping',
	name: 'number',
	nameField: 'phone_number',
	idField: 'id',
	changeable: ['mode'],
	defaults: DEFAULTS,
	mostPerRequest: 1,
	isUnique: true,
	exclusive: mappings,
	nameOf: ({ phone_number: number }) => String(number ?? ''),
	keyOf: (row) => phoneNumbers.nameOf(row).replace(/^(?=\d)/, '+'),
	nameOfKey: (key) => key,
	fieldsOfName: (name) => ({ phone_number: name }),
	bodyOf: (batch) => batch.map(bodyOf)[0] ?? {},
	rowOf: ({ key, fields: { mode = DEFAULTS.mode } }) => ({ phone_number: key, mode }),
	readName(text) {
		const reason = checkPhoneNumber(text);
		if (reason !== undefined) return refused(reason);
		return parsed(rowsWhere((row) => phoneNumbers.keyOf(row) === text));
	},
};

/** The default mode is left out, as in Exotel's own example. */
function bodyOf({ key, fields: { mode = DEFAULTS.mode } }: Wanted) {
	return { phone_number: key, ...(mode === DEFAULTS.mode ? {} : { mode }) };
}
