import { parsed } from '../../sip/parsed';
import { paths } from '../../transport/paths';
import { rowsWhere } from '../kind';
import type { PlannedSection, Section, Wanted } from './section';

const COLLECTION = 'settings';

/** The caller ID of outbound calls, the one setting that Exotel documents. */
export const CALLER_ID = 'trunk_external_alias';

/** A setting has no ID: its name is one, and whoever sets it again changes it (exotel-api: "Endpoints"). */
export const settings: PlannedSection & Section = {
	collection: COLLECTION,
	resource: 'setting',
	listName: 'settings',
	requests: {
		list: (trunkSid) => paths.ofTrunk(trunkSid, COLLECTION),
		change: (trunkSid, { name }, { value }) => ({
			method: 'POST',
			path: paths.ofTrunk(trunkSid, COLLECTION),
			body: { settings: [{ name, value }] },
			makes: (row) => row.name === name && row.value === value,
		}),
		remove: (trunkSid, { name }) => ({
			method: 'DELETE',
			path: paths.ofTrunk(trunkSid, COLLECTION),
			query: { name: String(name) },
		}),
	},
	one: 'setting',
	name: 'name',
	nameField: 'name',
	idField: 'name',
	changeable: ['value'],
	defaults: {},
	mostPerRequest: Infinity,
	isUnique: true,
	nameOf: ({ name }) => String(name ?? ''),
	keyOf: (row) => settings.nameOf(row),
	nameOfKey: (key) => key,
	fieldsOfName: (name) => ({ name }),
	bodyOf: (batch) => ({ settings: batch.map(rowOf) }),
	rowOf,
	readName: (text) => parsed(rowsWhere(({ name }) => name === text)),
};

function rowOf({ key, fields: { value } }: Wanted) {
	return { name: key, value };
}
