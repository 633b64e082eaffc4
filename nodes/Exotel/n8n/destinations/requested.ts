import type { IExecuteFunctions } from 'n8n-workflow';

import type { WantedDestination } from '../../provisioning/model';
import { quote } from '../../sip/characters';
import { formatDestination, keyOf } from '../../sip/destination';
import { parseDestination } from '../../sip/parse';
import { showDestination } from '../../sip/show';
import { refusal, type Place } from '../field';
import { withQuickParameters } from '../quickParameters';
import { reportOfError, reportOfInput, type Report } from '../report';
import { trunkField } from '../sharedFields';
import type { Trunks } from '../trunks';
import { itemOptionsReader, type ItemOptions } from './options';
import { readSource, type Given } from './sources';

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

/** What reads the parts of an item. Each throws a NodeOperationError when its part can't be used. */
interface Readers {
	trunkSid(place: Place): string;
	source(place: Place): Given;
	options(place: Place): ItemOptions;
}

/**
 * Reads and checks every destination that the input items ask for, in their order. One that can't be
 * used stays in the list with a report, so that the caller decides what becomes of the others.
 *
 * @param trunks those that the items name
 * @param options.mayBeEmpty whether an item may ask for no destination at all
 */
export function readRequested(
	context: IExecuteFunctions,
	trunks: Trunks,
	{ mayBeEmpty }: { mayBeEmpty: boolean },
): Requested[] {
	const quick = withQuickParameters(context);
	const readers: Readers = {
		trunkSid: trunkReader(trunks),
		source: readSource,
		options: itemOptionsReader(context),
	};
	const firsts = new Map<string, Map<string, Wanted>>();
	const requested: Requested[] = [];
	for (const itemIndex of context.getInputData().keys()) {
		for (const one of readItem({ context: quick, itemIndex }, readers, mayBeEmpty)) {
			requested.push(contradiction(one, firsts) ?? one);
		}
	}
	return requested;
}

function readItem(place: Place, readers: Readers, mayBeEmpty: boolean): Requested[] {
	const { itemIndex } = place;
	const trunk = attempt(() => readers.trunkSid(place));
	const source = attempt(() => readers.source(place));
	const options = attempt(() => readers.options(place));
	const trunkSid = trunk.ok ? trunk.value : '';
	const unread = (report: Report): Unusable[] => {
		const list = source.ok && source.value.list.ok ? source.value.list.value : [];
		const given = list.length === 0 ? [''] : list.map(showDestination);
		return given.map((one) => ({ kind: 'unusable', itemIndex, trunkSid, given: one, report }));
	};
	if (!trunk.ok) return unread(trunk.report);
	if (!source.ok) return unread(source.report);
	if (!options.ok) return unread(options.report);

	const { label, list } = source.value;
	const refuse = (given: unknown, reason: string) => {
		const hint = `Correct the parameter "${label}" of the item with index ${itemIndex}.`;
		return unusable({ itemIndex, trunkSid }, showDestination(given), reason, hint);
	};
	if (!list.ok) return [refuse('', list.reason)];
	if (list.value.length === 0 && mayBeEmpty) return [{ kind: 'none', itemIndex, trunkSid }];
	if (list.value.length === 0) return [refuse('', 'the list is empty')];
	const { defaultTransport, routing, onExisting, whitelist } = options.value;
	return list.value.map((given) => {
		const read = parseDestination(given, defaultTransport);
		if (!read.ok) return refuse(given, read.reason);
		const destination = routing === undefined ? read.value : { ...routing, ...read.value };
		const written = keyOf(destination);
		const key = given === written ? given : written; // the same text is in memory once
		return { kind: 'wanted', itemIndex, trunkSid, key, destination, onExisting, whitelist };
	});
}

type Attempt<T> =
	| { readonly ok: true; readonly value: T }
	| { readonly ok: false; readonly report: Report };

/** What was read, or a report of the error instead. */
function attempt<T>(read: () => T): Attempt<T> {
	try {
		return { ok: true, value: read() };
	} catch (error) {
		return { ok: false, report: reportOfError(error) };
	}
}

/**
 * Makes what reads the trunk of an item. A SID that differs from one before in letter case alone is
 * refused: if both are one trunk, each list would take the other's destinations for missing.
 */
function trunkReader(trunks: Trunks): Readers['trunkSid'] {
	const firsts = new Map<string, { readonly sid: string; readonly itemIndex: number }>();
	return (place) => {
		const sid = trunks.sidOf(place);
		const first = firsts.get(sid.toLowerCase());
		if (first === undefined) firsts.set(sid.toLowerCase(), { sid, itemIndex: place.itemIndex });
		if (first === undefined || first.sid === sid) return sid;
		const reason = `the item with index ${first.itemIndex} names ${quote(first.sid)}, which differs from it in upper and lower case alone`;
		throw refusal(trunkField.property.displayName, place, `${quote(sid)} can't be used: ${reason}`);
	};
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
