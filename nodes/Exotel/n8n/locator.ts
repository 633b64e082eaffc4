import type { IExecuteFunctions, INodeProperties, INodePropertyMode } from 'n8n-workflow';

import { isRecord } from '../guards';
import { checkSid } from '../provisioning/checks';
import { idOf, type FindRows, type Kind } from '../provisioning/kind';
import type { Section } from '../provisioning/sections/section';
import { quote } from '../sip/characters';
import { showDestination } from '../sip/show';
import type { ExotelResource } from '../transport/model';
import { refusal, type Field, type Place } from './field';
import { pagesOnChosenTrunk, searchOf, type RowSource } from './listSearch';

/** A mode of a locator in which the user writes. */
interface TextMode {
	/** The value that is stored. */
	readonly mode: string;
	readonly label: string;
	readonly example: string;
}

/** What a resource locator offers besides the list. */
export interface LocatorModes {
	readonly id: TextMode;
	readonly name: TextMode;
}

/** The mode for an ID. */
export function byId(example: string): TextMode {
	return { mode: 'id', label: 'By ID', example };
}

/** What a locator says: an ID, or a name that has to be looked up. */
export type Located =
	| { readonly by: 'id'; readonly id: string }
	| { readonly by: 'name'; readonly name: string; readonly find: FindRows };

/** A parameter that names something of a kind. */
export interface LocatorField<K extends Kind = Kind> extends Field {
	/** Reads what it says for an item. Throws a NodeOperationError that names parameter and item. */
	read(place: Place): Located;
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
	field: Pick<INodeProperties, 'displayName' | 'name' | 'description' | 'builderHint'>,
	kind: K,
	modes: LocatorModes,
	list: {
		readonly method: string;
		readonly source: RowSource;
		readonly show?: (row: ExotelResource) => string;
	},
): LocatorField<K> {
	const { method, source, show: showRow = kind.nameOf } = list;
	const property: INodeProperties = {
		...field,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		modes: [listMode(kind.one, method), textMode(modes.id), textMode(modes.name)],
	};
	const read = (place: Place): Located => {
		const { mode, value } = readLocator(place, property);
		if (mode === modes.name.mode) return readName(property.displayName, kind, modes, place, value);
		if (mode === 'list' || mode === modes.id.mode) {
			return readId(property.displayName, kind, modes, place, value);
		}
		const known = ['list', modes.id.mode, modes.name.mode].join(', ');
		const message = `${property.displayName} has an unknown mode ${quote(mode)}: use one of ${known}`;
		throw refusal(property.displayName, place, message);
	};
	return {
		property,
		read,
		kind,
		modes,
		search: {
			method,
			fill: searchOf(source, (row) => ({ name: showRow(row), value: idOf(kind, row) })),
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

/** The same for a mode in which the user writes. */
export function textMode({ mode, label, example }: TextMode): INodePropertyMode {
	const named = { name: mode, displayName: label };
	return { ...named, type: 'string', placeholder: `e.g. ${example}` };
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

/** What a locator holds for an item. A plain text, as an expression may give it, is an ID. */
export function readLocator(
	{ context, itemIndex }: Place,
	{ name }: INodeProperties,
): { readonly mode: string; readonly value: unknown } {
	const mode = fixedMode(context, name);
	if (mode !== undefined) {
		const value: unknown = context.getNodeParameter(name, itemIndex, '', { extractValue: true });
		return { mode, value };
	}
	const whole: unknown = context.getNodeParameter(name, itemIndex, '');
	return isRecord(whole)
		? { mode: String(whole.mode ?? ''), value: whole.value }
		: { mode: 'id', value: whole };
}

/** The mode of a locator, if it is the same for all items; otherwise an expression gives it. */
export function fixedMode(
	context: Pick<IExecuteFunctions, 'getNodeParameter'>,
	name: string,
): string | undefined {
	const raw: unknown = context.getNodeParameter(name, 0, '', { rawExpressions: true });
	if (!isRecord(raw)) return typeof raw === 'string' && raw.startsWith('=') ? undefined : 'id';
	return typeof raw.mode === 'string' && !raw.mode.startsWith('=') ? raw.mode : undefined;
}

function readId(
	label: string,
	kind: Kind,
	{ name }: LocatorModes,
	place: Place,
	value: unknown,
): Located {
	const id = textOf(value);
	if (id === '') throw refusal(label, place, `${label} is empty`);
	const reason =
		typeof value === 'number' && !Number.isSafeInteger(value)
			? 'it is a number that is not exact; give it as text'
			: checkSid(id);
	if (reason === undefined) return { by: 'id', id };
	const hint = `For anything else choose ${name.label}`;
	throw refusal(label, place, `${show(kind, id)} can't be used: ${reason}. ${hint}`);
}

function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** What somebody wrote, in quotes and without what may be a secret. */
export function show({ show: showName }: Kind, text: string): string {
	const safe = showName?.(text) ?? (/[@:]/.test(text) ? showDestination(text) : text);
	return quote(safe);
}

function readName(
	label: string,
	kind: Kind,
	modes: LocatorModes,
	place: Place,
	value: unknown,
): Located {
	const name = textOf(value);
	if (name === '') {
		const choice = `give a ${kind.name}, or choose another mode than ${modes.name.label}`;
		throw refusal(label, place, `${label} is empty: ${choice}`);
	}
	const read = kind.readName(name);
	if (read.ok) return { by: 'name', name, find: read.value };
	const reason = `${read.reason}${hintAtId(name, modes)}`;
	throw refusal(label, place, `${show(kind, name)} can't be used: ${reason}`);
}

/** What to say of a name that is none, in case it is an ID. */
export function hintAtId(name: string, { id }: LocatorModes): string {
	const isLikeExample = /^\d+$/.test(id.example) ? /^\d{1,12}$/ : /^[a-z\d]{17,}$/i;
	return isLikeExample.test(name) ? `. It looks like an ID: for one, choose ${id.label}` : '';
}
