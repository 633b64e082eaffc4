import type { IExecuteFunctions } from 'n8n-workflow';

import type { WantedDestination } from '../../provisioning/model';
import { formatDestination, keyOf } from '../../sip/destination';
import { parseDestination } from '../../sip/parse';
import type { Place } from '../field';
import { trunkField } from '../sharedFields';
import { oncePerObject, withQuickParameters } from '../quickParameters';
import { reportOfError, reportOfInput, type Report } from '../report';
import { itemOptionsOf, readOptions, type ItemOptions } from './options';
import { readSource } from './sources';

/** What an input item asks for: a destination, read and checked, or why it can't be used; or none. */
export type Requested = Wanted | Unusable | None;

export interface Wanted extends Origin, WantedDestination {
	readonly kind: 'wanted';
}

export interface Unusable extends Origin {
	readonly kind: 'unusable';
	/** The destination as the user gave it, made safe to show. */
	readonly given: string;
	readonly report: Report;
}

/** A list without destinations, where one is allowed. */
export interface None extends Origin {
	readonly kind: 'none';
}

interface Origin {
	readonly itemIndex: number;
	/** Empty if it could not be read. */
	readonly trunkSid: string;
}

/** Reads the options of an item; again only if they are not those of an item before. */
type ReadItemOptions = (place: Place) => ItemOptions;

/**
 * Reads and checks every destination that the input items ask for, in their order. One that can't be
 * used stays in the list with a report, so that the caller decides what becomes of the others.
 *
 * @param options.mayBeEmpty whether an item may ask for no destination at all
 */
export function readRequested(
	context: IExecuteFunctions,
	{ mayBeEmpty }: { mayBeEmpty: boolean },
): Requested[] {
	const quick = withQuickParameters(context);
	const derive = oncePerObject(itemOptionsOf);
	const optionsOf: ReadItemOptions = (place) => derive(readOptions(place), place);
	const firsts = new Map<string, Map<string, Wanted>>();
	const requested: Requested[] = [];
	for (const itemIndex of context.getInputData().keys()) {
		try {
			const place = { context: quick, itemIndex };
			for (const one of readItem(place, optionsOf, mayBeEmpty)) {
				requested.push(contradiction(one, firsts) ?? one);
			}
		} catch (error) {
			const report = reportOfError(error);
			requested.push({ kind: 'unusable', itemIndex, trunkSid: '', given: '', report });
		}
	}
	return requested;
}

function readItem(place: Place, optionsOf: ReadItemOptions, mayBeEmpty: boolean): Requested[] {
	const { itemIndex } = place;
	const trunkSid = trunkField.read(place);
	const { label, list } = readSource(place);
	const { defaultTransport, routing, onExisting, whitelist } = optionsOf(place);

	const refuse = (given: unknown, reason: string) => {
		const hint = `Correct the parameter "${label}" of the item with index ${itemIndex}.`;
		return unusable({ itemIndex, trunkSid }, show(given), reason, hint);
	};
	if (!list.ok) return [refuse('', list.reason)];
	if (list.value.length === 0 && mayBeEmpty) return [{ kind: 'none', itemIndex, trunkSid }];
	if (list.value.length === 0) return [refuse('', 'the list is empty')];
	return list.value.map((given) => {
		const read = parseDestination(given, defaultTransport);
		if (!read.ok) return refuse(given, read.reason);
		const destination = routing === undefined ? read.value : { ...routing, ...read.value };
		const key = keyOf(destination);
		return { kind: 'wanted', itemIndex, trunkSid, key, destination, onExisting, whitelist };
	});
}

/**
 * Refuses a destination that was asked for before with another priority or weight.
 *
 * @param firsts the first of each, by trunk and key; it is kept
 */
function contradiction(
	one: Requested,
	firsts: Map<string, Map<string, Wanted>>,
): Unusable | undefined {
	if (one.kind !== 'wanted') return undefined;
	const ofTrunk = firsts.get(one.trunkSid) ?? new Map<string, Wanted>();
	firsts.set(one.trunkSid, ofTrunk);
	const first = ofTrunk.get(one.key);
	if (first === undefined) return void ofTrunk.set(one.key, one);
	const { priority, weight } = first.destination;
	if (one.destination.priority === priority && one.destination.weight === weight) return undefined;
	const reason = `the item with index ${first.itemIndex} asks for it with a different priority or weight`;
	const given = formatDestination(one.destination);
	return unusable(one, given, reason, 'Leave one of the two out, or give both the same values.');
}

function unusable(
	{ itemIndex, trunkSid }: Origin,
	given: string,
	reason: string,
	hint: string,
): Unusable {
	const message = `${given === '' ? 'The destination' : `"${given}"`} can't be used: ${reason}`;
	return { kind: 'unusable', itemIndex, trunkSid, given, report: reportOfInput(message, hint) };
}

/** Shows what a user gave on one short line, without the user part of a URI, which may be a secret. */
function show(given: unknown): string {
	const text = typeof given === 'string' ? given : (JSON.stringify(given) ?? '');
	const line = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
	const masked = line.replace(/[^\s"',;]*@/g, '…@');
	return masked.length > 120 ? `${masked.slice(0, 119)}…` : masked;
}
