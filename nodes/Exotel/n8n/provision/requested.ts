import type { IExecuteFunctions } from 'n8n-workflow';

import type { Wanted } from '../../provisioning/sections/section';
import { quote } from '../../sip/characters';
import { refusal, type Place } from '../field';
import { withQuickParameters } from '../quickParameters';
import { reportOfError, reportOfInput, type Report } from '../report';
import { trunkField } from '../sharedFields';
import type { Trunks } from '../trunks';
import { itemOptionsReader } from './readOptions';
import type { Given, ItemOptions, ListSubject, Subject } from './subject';

/** What an input item asks for: something, read and checked, or why it can't be used; or nothing. */
export type Requested = WantedByItem | Unusable | None;

export interface WantedByItem extends Origin, Wanted {
	readonly kind: 'wanted';
	/** Why it can't be added, if it can't. */
	readonly unusable?: Unusable;
}

export interface Unusable extends Origin {
	readonly kind: 'unusable';
	/** What the user gave, made safe to show. */
	readonly given: string;
	readonly report: Report;
}

/** An empty list, where one is allowed. */
export interface None extends Origin {
	readonly kind: 'none';
}

interface Origin {
	readonly itemIndex: number;
	/** Empty if it could not be read. */
	readonly trunkSid: string;
}

/** What an item may ask for besides what can be added. */
interface Lenience {
	/** Nothing at all. */
	readonly mayBeEmpty: boolean;
	/** What can't be added, and may be on its trunk already. */
	readonly keepsListed: boolean;
}

/** What reads the parts of an item. Each throws a NodeOperationError when its part can't be used. */
interface Readers {
	trunkSid(place: Place): string;
	source(place: Place): Given;
	options(place: Place): ItemOptions;
}

/**
 * Reads and checks everything that the input items ask for, in their order. What can't be
 * used stays in the list with a report, so that the caller decides what becomes of the others.
 *
 * @param trunks those that the items name
 */
export function readRequested(
	context: IExecuteFunctions,
	subject: ListSubject,
	trunks: Trunks,
	lenience: Lenience,
): Requested[] {
	const quick = withQuickParameters(context);
	const readers: Readers = {
		trunkSid: trunkReader(trunks),
		source: (place) => subject.source.read(place),
		options: itemOptionsReader(context),
	};
	const firsts = new Map<string, Map<string, WantedByItem>>();
	const requested: Requested[] = [];
	for (const itemIndex of context.getInputData().keys()) {
		for (const one of readItem({ context: quick, itemIndex }, subject, readers, lenience)) {
			requested.push(contradiction(one, subject, firsts) ?? one);
		}
	}
	return requested;
}

function readItem(
	place: Place,
	subject: ListSubject,
	readers: Readers,
	{ mayBeEmpty, keepsListed }: Lenience,
): Requested[] {
	const { itemIndex } = place;
	const trunk = attempt(() => readers.trunkSid(place));
	const source = attempt(() => readers.source(place));
	const options = attempt(() => readers.options(place));
	const trunkSid = trunk.ok ? trunk.value : '';
	const unread = (report: Report): Unusable[] => {
		const list = source.ok && source.value.list.ok ? source.value.list.value : [];
		const given = list.length === 0 ? [''] : list.map(subject.show);
		return given.map((one) => ({ kind: 'unusable', itemIndex, trunkSid, given: one, report }));
	};
	if (!trunk.ok) return unread(trunk.report);
	if (!source.ok) return unread(source.report);
	if (!options.ok) return unread(options.report);

	const { label, list } = source.value;
	const refuse = (given: unknown, reason: string) => {
		const hint = `Correct the parameter "${label}" of the item with index ${itemIndex}.`;
		return unusable(
			subject,
			{ itemIndex, trunkSid },
			given === '' ? '' : subject.show(given),
			reason,
			hint,
		);
	};
	if (!list.ok) return [refuse('', list.reason)];
	if (list.value.length === 0 && mayBeEmpty) return [{ kind: 'none', itemIndex, trunkSid }];
	if (list.value.length === 0) return [refuse('', 'the list is empty')];
	const itemOptions = options.value;
	const { onExisting } = itemOptions;
	return list.value.map((given) => {
		const read = subject.read(given, itemOptions);
		if (!read.ok) {
			const refused = refuse(given, read.reason);
			const listed = keepsListed ? subject.readListed?.(given) : undefined;
			if (listed === undefined) return refused;
			const about = { kind: 'wanted', itemIndex, trunkSid, ...listed, onExisting } as const;
			return { ...about, isOnlyKept: true, unusable: refused };
		}
		const { key, fields, whitelist } = read.value;
		return { kind: 'wanted', itemIndex, trunkSid, key, fields, onExisting, whitelist };
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
 * Refuses what was asked for before with other values, such as another priority.
 *
 * @param firsts the first of each, by trunk and key; it is kept
 */
function contradiction(
	one: Requested,
	subject: ListSubject,
	firsts: Map<string, Map<string, WantedByItem>>,
): Unusable | undefined {
	if (one.kind !== 'wanted') return undefined;
	const ofTrunk = firsts.get(one.trunkSid) ?? new Map<string, WantedByItem>();
	firsts.set(one.trunkSid, ofTrunk);
	const first = ofTrunk.get(one.key);
	if (first === undefined) return void ofTrunk.set(one.key, one);
	const { changeable } = subject.section;
	if (changeable.every((name) => one.fields[name] === first.fields[name])) return undefined;
	const reason = `the item with index ${first.itemIndex} asks for it with a different ${changeable.join(' or ')}`;
	const hint = 'Leave one of the two out, or give both the same values.';
	return unusable(subject, one, subject.section.nameOfKey(one.key), reason, hint);
}

function unusable(
	{ noun }: Subject,
	{ itemIndex, trunkSid }: Origin,
	given: string,
	reason: string,
	hint: string,
): Unusable {
	const what = given === '' ? `The ${noun.one}` : `"${given}"`;
	const report = reportOfInput(`${what} can't be used: ${reason}`, hint);
	return { kind: 'unusable', itemIndex, trunkSid, given, report };
}
