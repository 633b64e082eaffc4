import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
	type INodeListSearchResult,
	type INodeProperties,
} from 'n8n-workflow';

import { isRecord } from '../guards';
import { quote } from '../sip/characters';
import { describeType, isBlank, readWhole, type Parsed } from '../sip/parsed';
import type { Check } from '../provisioning/checks';
import { nodeOfError } from './secrets';

/** Where a value is used, for naming the item to the user. */
export interface Place {
	readonly context: IExecuteFunctions;
	readonly itemIndex: number;
}

/** Whose value it is that is checked: that of an item, or of a trigger, which has none. */
export interface Owner {
	readonly context: Pick<IExecuteFunctions, 'getNode'>;
	/** Undefined for a trigger. */
	readonly itemIndex?: number;
}

/** What the editor calls to fill a drop-down. */
export type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

/** A parameter as n8n shows it. */
export interface Field {
	readonly property: INodeProperties;
	/** What fills its drop-down, for a resource locator; the node has it under the name of the method. */
	readonly search?: { readonly method: string; readonly fill: ListSearch };
}

/** A parameter whose value is checked before it is used. */
export interface ValueField<T = unknown> extends Field {
	/** What Exotel calls it in a request body, for a member of a collection. */
	readonly as?: string;
	/** Reads the value for an item. Throws a NodeOperationError that names parameter and item. */
	read(place: Place): T;
	/** Checks a value that was read elsewhere. Throws a NodeOperationError that names parameter and item. */
	check(owner: Owner, value: unknown): T;
}

/** A parameter that holds others, of which the user adds some. */
export interface CollectionField extends Field {
	readonly members: readonly ValueField[];
}

/**
 * A text that is checked before it is sent; spaces around it are cut off, and it can't be empty.
 *
 * @param options.isSecret whether the value must not be shown when it is refused
 */
export function textField(
	property: INodeProperties,
	check: Check,
	{ isSecret = false, as }: { isSecret?: boolean; as?: string } = {},
): ValueField<string> {
	const { displayName } = property;
	return valueField(property, { as, fallback: '' }, (place, value) => {
		const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
		if (text === '') throw refusal(displayName, place, `${displayName} is empty`);
		const reason = check(text);
		if (reason === undefined) return text;
		const shown = isSecret ? displayName : quote(text);
		throw refusal(displayName, place, `${shown} can't be used: ${reason}`);
	});
}

/**
 * A text that may be empty and is read as something else.
 *
 * @param options.refusesNothing whether no value at all, as of an expression that finds nothing, is refused
 * rather than taken for an empty text
 */
export function lineField<T>(
	property: INodeProperties,
	read: (text: string) => Parsed<T>,
	{ refusesNothing = false } = {},
): ValueField<T> {
	const { displayName } = property;
	return valueField(property, {}, (place, value) => {
		const isText = typeof value === 'string' || typeof value === 'number';
		if (refusesNothing && (value === undefined || value === null)) {
			const message = `${displayName} has no value: an expression has found nothing`;
			throw refusal(displayName, place, message);
		}
		if (!isText && !isBlank(value)) {
			throw refusal(
				displayName,
				place,
				`${displayName} can't be ${describeType(value)}: write text`,
			);
		}
		const result = read(isText ? String(value) : '');
		if (result.ok) return result.value;
		throw refusal(displayName, place, `${displayName} can't be used: ${result.reason}`);
	});
}

/** A whole number within the limits of `typeOptions`; from 0 on if they name none. */
export function numberField(
	property: INodeProperties,
	{ as }: { as?: string } = {},
): ValueField<number> {
	const { displayName, typeOptions = {} } = property;
	const { minValue: min = 0, maxValue: max } = typeOptions;
	const range = max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
	return valueField(property, { as }, (place, value) => {
		const number = readWhole(value);
		if (number !== undefined && number >= min && number <= (max ?? number)) return number;
		throw refusal(displayName, place, `${displayName} is not a whole number ${range}`);
	});
}

/** A parameter of which the user chooses the value. */
export type ChoiceProperty<T> = Omit<INodeProperties, 'options'> & {
	readonly options: ReadonlyArray<{
		readonly name: string;
		readonly value: T;
		readonly description?: string;
	}>;
};

/** One of some options. Letter case and spaces around it do not matter, for it may come from an expression. */
export function choiceField<T extends string>(property: ChoiceProperty<T>): ValueField<T> {
	const { displayName, options } = property;
	const values = new Map(options.map(({ value }) => [value.toLowerCase(), value]));
	const known = [...values.values()];
	const shown: INodeProperties = { ...property, options: [...options] };
	return valueField(shown, {}, (place, value) => {
		const chosen = values.get(wordOf(value));
		if (chosen !== undefined) return chosen;
		throw refusal(displayName, place, tellUnknown(displayName, value, known));
	});
}

/** Some of several options, at least one; an expression may give them as text, separated by commas. */
export function choicesField<T extends string>(
	property: ChoiceProperty<T>,
): ValueField<readonly T[]> {
	const { displayName } = property;
	const one = choiceField(property);
	return valueField(one.property, {}, (owner, value) => {
		const given: unknown[] = [typeof value === 'string' ? value.split(',') : value].flat();
		const chosen = given.filter((choice) => !isBlank(choice));
		if (chosen.length === 0) throw refusal(displayName, owner, `${displayName} is empty`);
		return [...new Set(chosen.map((choice) => one.check(owner, choice)))];
	});
}

/** A switch; an expression may give it as a number or as text, too. */
export function flagField(property: INodeProperties): ValueField<boolean> {
	const { displayName } = property;
	return valueField(property, {}, (place, value) => {
		const word = wordOf(value);
		if (['true', '1', 'yes'].includes(word)) return true;
		if (['false', '0', 'no'].includes(word)) return false;
		throw refusal(displayName, place, tellUnknown(displayName, value, ['true', 'false']));
	});
}

/** A value as one word in lower case; empty if it is none. */
function wordOf(value: unknown): string {
	const isWord = ['string', 'number', 'boolean'].includes(typeof value) && !Number.isNaN(value);
	return isWord ? String(value).trim().toLowerCase() : '';
}

function tellUnknown(label: string, value: unknown, known: readonly string[]): string {
	const choices = `choose ${known.slice(0, -1).join(', ')} or ${known.at(-1)}`;
	if (isBlank(value)) return `${label} is empty: ${choices}`;
	const isWord = wordOf(value) !== '';
	return `${label} can't be ${isWord ? quote(String(value)) : describeType(value)}: ${choices}`;
}

/** A collection to which the user can add members. */
export function collectionField(
	property: INodeProperties,
	members: CollectionField['members'],
): CollectionField {
	return { property: { ...property, options: members.map((one) => one.property) }, members };
}

/** The same field, which may also be left empty; its value is then undefined. */
export function optional<T>(field: ValueField<T>): ValueField<T | undefined> {
	const { name } = field.property;
	return {
		...shownWith(field, { required: false }),
		read: (place) => {
			const { context, itemIndex } = place;
			const value: unknown = context.getNodeParameter(name, itemIndex, '', { extractValue: true });
			return isBlank(value) ? undefined : field.read(place);
		},
		check: (place, value) => (isBlank(value) ? undefined : field.check(place, value)),
	};
}

/** The same field shown in another way. */
export function shownWith<T extends Field>(field: T, change: Partial<INodeProperties>): T {
	return { ...field, property: { ...field.property, ...change } };
}

/**
 * Makes a field whose value is read and then checked.
 *
 * @param reading.fallback the value of a parameter that the workflow does not have; by default its default
 * @param reading.options how n8n is to give the value
 */
export function valueField<T>(
	property: INodeProperties,
	reading: { as?: string; fallback?: unknown; options?: { extractValue: boolean } },
	check: ValueField<T>['check'],
): ValueField<T> {
	const { as, fallback = property.default, options } = reading;
	return {
		property,
		as,
		check,
		read: (place) => {
			const { context, itemIndex } = place;
			const value: unknown = context.getNodeParameter(property.name, itemIndex, fallback, options);
			return check(place, value);
		},
	};
}

/** Reads what the user has added to a collection, unchecked; what they did not add is absent. */
export function readCollection({ context, itemIndex }: Place, { property }: Field): IDataObject {
	const value: unknown = context.getNodeParameter(property.name, itemIndex, {});
	return isRecord(value) ? value : {};
}

/** The value of a member of a collection, checked; its default if the user has not added it. */
export function checkMember<T>(owner: Owner, values: IDataObject, field: ValueField<T>): T {
	const { name, default: fallback } = field.property;
	return field.check(owner, Object.hasOwn(values, name) ? values[name] : fallback);
}

/**
 * Checks what the user has added to a collection.
 *
 * @returns the values under the names that Exotel has for them, as part of a request body
 * @throws NodeOperationError that names parameter and item when a value can't be used
 */
export function checkMembers(
	place: Place,
	values: IDataObject,
	members: CollectionField['members'],
): IDataObject {
	const body: IDataObject = {};
	for (const member of members) {
		const value = values[member.property.name];
		if (value === undefined || member.as === undefined) continue;
		body[member.as] = member.check(place, value) as string | number; // bodies have no others
	}
	return body;
}

/** The error for a value that can't be used, before anything is sent for its item. */
export function refusal(label: string, { context, itemIndex }: Owner, message: string) {
	const ofItem = itemIndex === undefined ? '' : ` of the item with index ${itemIndex}`;
	return new NodeOperationError(nodeOfError(context), message, {
		itemIndex,
		description: `Correct the parameter "${label}"${ofItem}.`,
	});
}
