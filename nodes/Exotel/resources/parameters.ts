import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { isRecord } from '../guards';
import { nodeOfError } from '../secrets';
import { checkSid, type Check } from './checks';

/** Where a value came from, for naming it to the user. */
export interface Place {
	readonly context: IExecuteFunctions;
	readonly itemIndex: number;
	/** What the user calls the parameter. */
	readonly label: string;
}

/**
 * Checks a value before it is sent.
 *
 * @param options.secret whether the value must not be shown when it is refused
 * @returns it without spaces around
 * @throws NodeOperationError that names parameter and item
 */
export function checkedText(
	place: Place,
	value: unknown,
	check: Check,
	{ secret = false }: { secret?: boolean } = {},
): string {
	const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	if (text === '') throw refusal(place, `${place.label} is empty`);
	const reason = check(text);
	if (reason === undefined) return text;
	const shown = secret ? place.label : JSON.stringify(text.slice(0, 100));
	throw refusal(place, `${shown} can't be used: ${reason}`);
}

/**
 * Checks a whole number before it is used.
 *
 * @throws NodeOperationError when it is none, or out of its range
 */
export function checkedNumber(
	place: Place,
	value: unknown,
	{ min, max = Number.MAX_SAFE_INTEGER }: { min: number; max?: number },
): number {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (
		typeof number === 'number' &&
		Number.isSafeInteger(number) &&
		number >= min &&
		number <= max
	) {
		return number;
	}
	const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
	throw refusal(place, `${place.label} is not a whole number ${range}`);
}

/**
 * Reads the trunk SID for an item.
 *
 * @throws NodeOperationError when it is empty or can't be a SID
 */
export function readTrunkSid(context: IExecuteFunctions, itemIndex: number): string {
	return readLocator(context, itemIndex, 'trunkSid', 'Trunk');
}

/**
 * Reads what a resource locator names: a SID or an id.
 *
 * @throws NodeOperationError when it is empty or can't be one
 */
export function readLocator(
	context: IExecuteFunctions,
	itemIndex: number,
	name: string,
	label: string,
): string {
	const value = context.getNodeParameter(name, itemIndex, '', { extractValue: true });
	return checkedText({ context, itemIndex, label }, value, checkSid);
}

/** Reads a collection parameter; options that the user did not add are absent. */
export function readCollection(
	context: IExecuteFunctions,
	itemIndex: number,
	name: string,
): IDataObject {
	const value: unknown = context.getNodeParameter(name, itemIndex, {});
	return isRecord(value) ? value : {};
}

/** A member of a collection: what the user and what Exotel call it, and how it is checked. */
export interface Member {
	readonly label: string;
	readonly as: string;
	readonly rule: (place: Place, value: unknown) => string | number;
}

export function textMember(
	label: string,
	as: string,
	check: Check,
	options?: { secret: boolean },
): Member {
	return { label, as, rule: (place, value) => checkedText(place, value, check, options) };
}

export function numberMember(label: string, as: string, range: { min: number }): Member {
	return { label, as, rule: (place, value) => checkedNumber(place, value, range) };
}

/**
 * Reads what the user has added to a collection, under the names that Exotel has for it.
 *
 * @throws NodeOperationError that names parameter and item when a value breaks its rule
 */
export function readMembers(
	context: IExecuteFunctions,
	itemIndex: number,
	collection: string,
	members: Readonly<Record<string, Member>>,
): Record<string, string | number> {
	return checkedMembers(
		context,
		itemIndex,
		readCollection(context, itemIndex, collection),
		members,
	);
}

/** The same for a collection that has been read. */
export function checkedMembers(
	context: IExecuteFunctions,
	itemIndex: number,
	values: IDataObject,
	members: Readonly<Record<string, Member>>,
): Record<string, string | number> {
	const added = Object.entries(members).filter(([name]) => values[name] !== undefined);
	return Object.fromEntries(
		added.map(([name, { label, as, rule }]) => [
			as,
			rule({ context, itemIndex, label }, values[name]),
		]),
	);
}

function refusal({ context, itemIndex, label }: Place, message: string): NodeOperationError {
	return new NodeOperationError(nodeOfError(context), message, {
		itemIndex,
		description: `Correct the parameter "${label}" of the item with index ${itemIndex}. Nothing was sent to Exotel for it.`,
	});
}
