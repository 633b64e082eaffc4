import type {
	IDataObject,
	IExecuteFunctions,
	INodeProperties,
	INodePropertyMode,
} from 'n8n-workflow';

import { checkSid } from '../provisioning/checks';
import { idOf, type FindRows, type Kind } from '../provisioning/kind';
import type { Section } from '../provisioning/sections/section';
import { quote } from '../sip/characters';
import type { ExotelResource } from '../transport/model';
import { closestTo } from './closest';
import { refusal, textField, valueField, type Place, type ValueField } from './field';
import { pagesOnChosenTrunk, searchOf, type RowSource } from './listSearch';

/** What a resource locator offers besides the list. */
export interface LocatorModes {
	/** The mode for a name: the value that is stored, its label, and an example. */
	readonly name: { readonly mode: string; readonly label: string; readonly example: string };
	/** The mode for an ID; stored as `id` unless it says otherwise. */
	readonly id: { readonly mode?: string; readonly label?: string; readonly example: string };
}

/** What a locator says: an ID, or a name that has to be looked up. */
export type Located =
	| { readonly by: 'id'; readonly id: string }
	| { readonly by: 'name'; readonly name: string; readonly find: FindRows };

/** A parameter that names something of a kind. */
export interface LocatorField<K extends Kind = Kind> extends ValueField<Located> {
	readonly kind: K;
	readonly modes: LocatorModes;
}

/**
 * A parameter that names one thing: picked from a searchable list, or by its ID or its name; with the search
 * that fills the list.
 *
 * @param list.method the name that the node has for the search
 * @param list.show how a row is shown; by its name if absent
 */
export function locatorField<K extends Kind>(
	field: Pick<INodeProperties, 'displayName' | 'name' | 'description'>,
	kind: K,
	modes: LocatorModes,
	list: {
		readonly method: string;
		readonly source: RowSource;
		readonly show?: (row: ExotelResource) => string;
	},
): LocatorField<K> {
	const { method, source, show = kind.nameOf } = list;
	const property: INodeProperties = {
		...field,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		modes: [
			listMode(kind.one, method),
			textMode({ name: modes.id.mode ?? 'id', displayName: labelOfId(modes) }, modes.id.example),
			textMode({ name: modes.name.mode, displayName: modes.name.label }, modes.name.example),
		],
	};
	const idField = textField(property, checkId(modes));
	const check = (place: Place, value: unknown): Located =>
		modeOf(place.context, property) === modes.name.mode
			? readName(property.displayName, kind, modes, place, value)
			: { by: 'id', id: idField.check(place, value) };
	const reading = { fallback: '', options: { extractValue: true } };
	return {
		...valueField(property, reading, check),
		kind,
		modes,
		search: {
			method,
			fill: searchOf(source, (row) => ({ name: show(row), value: idOf(kind, row) })),
		},
	};
}

/** The mode of a locator in which the user picks from a list. */
export function listMode(one: string, searchListMethod: string): INodePropertyMode {
	const label = { displayName: 'From List', name: 'list' };
	const placeholder = `Select ${/^[aeiou]/i.test(one) ? 'an' : 'a'} ${one}…`;
	return {
		...label,
		type: 'list',
		placeholder,
		typeOptions: { searchListMethod, searchable: true },
	};
}

/** A mode of a locator in which the user writes. */
export function textMode(
	label: Pick<INodePropertyMode, 'name' | 'displayName'>,
	example: string,
): INodePropertyMode {
	return { ...label, type: 'string', placeholder: `e.g. ${example}` };
}

/** A parameter that names something on the item's trunk. */
export function rowLocatorField(
	field: Pick<INodeProperties, 'displayName' | 'name' | 'description'>,
	section: Section,
	modes: LocatorModes,
	method: string,
): LocatorField<Section> {
	const source = pagesOnChosenTrunk(section.collection);
	return locatorField(field, section, modes, { method, source });
}

/** The mode that the user has chosen; a plain text, as an expression may give it, is an ID. */
export function modeOf(
	context: Pick<IExecuteFunctions, 'getNodeParameter'>,
	{ name }: INodeProperties,
) {
	return String(context.getNodeParameter(`${name}.mode`, 0, 'id'));
}

function checkId({ name }: LocatorModes) {
	return (text: string) => {
		const reason = checkSid(text);
		return reason === undefined ? undefined : `${reason}. For anything else choose ${name.label}`;
	};
}

function readName(
	label: string,
	kind: Kind,
	modes: LocatorModes,
	place: Place,
	value: unknown,
): Located {
	const name = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	if (name === '') {
		const choice = `give a ${kind.name}, or choose another mode than ${modes.name.label}`;
		throw refusal(label, place, `${label} is empty: ${choice}`);
	}
	const read = kind.readName(name);
	if (read.ok) return { by: 'name', name, find: read.value };
	const reason = `${read.reason}${hintAtId(name, modes)}`;
	throw refusal(label, place, `${quote(kind.show?.(name) ?? name)} can't be used: ${reason}`);
}

/** For a name that is none, in case it is an ID. */
function hintAtId(name: string, modes: LocatorModes): string {
	const { id } = modes;
	const isLikeExample = /^\d+$/.test(id.example) ? /^\d{1,12}$/ : /^[a-z\d]{17,}$/i;
	return isLikeExample.test(name)
		? `. It looks like an ID: for one, choose ${labelOfId(modes)}`
		: '';
}

/** What something was named by, as an item tells it. */
export function namedBy(located: Located, kind: Kind): IDataObject {
	return located.by === 'id'
		? { id: located.id }
		: { [kind.nameField]: kind.show?.(located.name) ?? located.name };
}

/**
 * The rows that a locator means.
 *
 * @param options.several whether a name may mean more than one
 * @param options.where what the rows belong to, e.g. " on trunk trmum1a"
 * @returns none if nothing fits
 * @throws NodeOperationError if a name fits several, and only one can be meant
 */
export function rowsOf(
	{ property, kind, modes }: LocatorField,
	located: Located,
	rows: readonly ExotelResource[],
	place: Place,
	{ several, where }: { readonly several: boolean; readonly where: string },
): readonly ExotelResource[] {
	if (located.by === 'id') return rows.filter((row) => idOf(kind, row) === located.id);
	const found = located.find(rows);
	if (found.length < 2 || several) return found;
	const list = found.map((row) => `${kind.nameOf(row)} (${idOf(kind, row)})`).join(', ');
	const message = `${quote(located.name)} fits ${found.length} entries${where}: ${list}`;
	throw refusal(property.displayName, place, `${message}. Choose one of them ${labelOfId(modes)}`);
}

/** The error for what fits nothing; for a name, it says which are close. */
export function fitsNothing(
	{ property, kind, modes }: LocatorField,
	located: Located,
	rows: readonly ExotelResource[],
	place: Place,
	where: string,
) {
	const { displayName } = property;
	if (located.by === 'id') {
		return refusal(displayName, place, `There is no ${kind.one} with the ID ${located.id}${where}`);
	}
	const shown = quote(kind.show?.(located.name) ?? located.name);
	const close = closestTo(located.name, rows.map(kind.nameOf)).map(quote).join(', ');
	const meant = close === '' ? '' : `. Close to it: ${close}`;
	const message = `There is no ${kind.one} with the ${kind.name} ${shown}${where}${meant}`;
	return refusal(displayName, place, `${message}${hintAtId(located.name, modes)}`);
}

function labelOfId({ id }: LocatorModes): string {
	return id.label ?? 'By ID';
}
