import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
	type INodeListSearchResult,
	type INodeProperties,
} from 'n8n-workflow';

import { isRecord } from '../guards';
import type { Check } from './checks';
import { nodeOfError } from './secrets';

/** Where a value is used, for naming the item to the user. */
export interface Place {
	readonly context: IExecuteFunctions;
	readonly itemIndex: number;
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
	check(place: Place, value: unknown): T;
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
		const shown = isSecret ? displayName : JSON.stringify(text.slice(0, 100));
		throw refusal(displayName, place, `${shown} can't be used: ${reason}`);
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
		const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
		if (isWhole(number) && number >= min && number <= (max ?? number)) return number;
		throw refusal(displayName, place, `${displayName} is not a whole number ${range}`);
	});
}

/** One of some options. */
export function choiceField(property: INodeProperties): ValueField<string> {
	const values = (property.options ?? []).map((one) => ('value' in one ? String(one.value) : ''));
	const reason = `choose ${values.join(' or ')}`;
	return textField(property, (value) => (values.includes(value) ? undefined : reason));
}

/** A switch. */
export function flagField(property: INodeProperties): ValueField<boolean> {
	return valueField(property, { fallback: false }, (_place, value) => value === true);
}

/** A collection to which the user can add members. */
export function collectionField(
	property: INodeProperties,
	members: CollectionField['members'],
): CollectionField {
	return { property: { ...property, options: members.map((one) => one.property) }, members };
}

/** The same field shown in another way. */
export function shownWith<T extends Field>(field: T, change: Partial<INodeProperties>): T {
	return { ...field, property: { ...field.property, ...change } };
}

/**
 * Makes a field whose value is read and then checked.
 *
 * @param reading.fallback the value of a parameter that the workflow does not have
 * @param reading.options how n8n is to give the value
 */
export function valueField<T>(
	property: INodeProperties,
	reading: { as?: string; fallback?: unknown; options?: { extractValue: boolean } },
	check: ValueField<T>['check'],
): ValueField<T> {
	const { as, fallback, options } = reading;
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
function refusal(label: string, { context, itemIndex }: Place, message: string) {
	return new NodeOperationError(nodeOfError(context), message, {
		itemIndex,
		description: `Correct the parameter "${label}" of the item with index ${itemIndex}. Nothing was sent to Exotel for it.`,
	});
}

function isWhole(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value);
}
