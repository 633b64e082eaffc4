import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { idOf } from '../../provisioning/kind';
import { sidOfNew } from '../../provisioning/newTrunk';
import { trunks as trunkKind } from '../../provisioning/trunks';
import { quote } from '../../sip/characters';
import type { ExotelResource } from '../../transport/model';
import { checkMember, readCollection, type Place } from '../field';
import { withQuickParameters } from '../quickParameters';
import { reportOfError, reportOfInput, type Report } from '../report';
import type { ItemOptions } from '../provision/subject';
import type { Trunks } from '../trunks';
import type { Configuration, Fault } from './configuration';
import { applyOptions, createMissingField, elsewhereField, updatePasswordsField } from './fields';
import { readSource } from './source';

/** What one item wants, of whichever trunk. */
export interface Wish {
	readonly itemIndex: number;
	readonly configuration: Configuration;
	/** Whether a trunk is created if none has the name. */
	readonly creates: boolean;
	/** Whether numbers that are on other trunks are moved. */
	readonly moves: boolean;
}

/** What one item asks for. */
export interface Ask extends Wish {
	/** The SID of its trunk, or what stands for it if there is none yet. */
	readonly trunkSid: string;
	readonly name: string;
	/** Whether it was found, or not found, by its name. */
	readonly isNamed: boolean;
	/** Its trunk, if there is one. */
	readonly trunk?: ExotelResource;
}

/** Something that an item asks for and that can't be used. */
export interface UnusableAsk {
	readonly itemIndex: number;
	/** What it is about, safe to show; empty if it is the whole item. */
	readonly about: string;
	readonly report: Report;
}

/**
 * Reads what all items want, before anything is sent. What can't be used stands apart, all of it.
 *
 * @param mayBeEmpty whether an empty list in the fields is meant
 */
export function readWishes(
	context: IExecuteFunctions,
	{ mayBeEmpty }: { readonly mayBeEmpty: boolean },
): { wishes: Wish[]; unusable: UnusableAsk[] } {
	const quick = withQuickParameters(context);
	const wishes: Wish[] = [];
	const unusable: UnusableAsk[] = [];
	const claims = new Map<string, number>();
	for (const itemIndex of context.getInputData().keys()) {
		try {
			const read = readWish({ context: quick, itemIndex }, mayBeEmpty);
			const faults = 'faults' in read ? read.faults : claimedTwice(read, claims);
			for (const fault of faults) unusable.push(fault);
			if (!('faults' in read) && faults.length === 0) wishes.push(read);
		} catch (error) {
			unusable.push({ itemIndex, about: '', report: reportOfError(error) });
		}
	}
	return { wishes, unusable };
}

/**
 * What only one trunk can have and an item before wants as well.
 *
 * @param claims by key, the first item that wants it
 */
function claimedTwice(
	{ itemIndex, configuration }: Wish,
	claims: Map<string, number>,
): UnusableAsk[] {
	const exclusive = configuration.lists.filter(
		({ subject }) => subject.section.exclusive !== undefined,
	);
	return exclusive.flatMap(({ entries, label, path }) =>
		entries.flatMap(({ asked: { key } }): UnusableAsk[] => {
			const first = claims.get(key) ?? itemIndex;
			claims.set(key, first);
			if (first === itemIndex) return [];
			const reason = `the item with index ${first} wants it as well, and only one trunk can have it`;
			const fault = { path, reason, given: key };
			return [{ itemIndex, about: key, report: reportOfFault(fault, label, itemIndex) }];
		}),
	);
}

function readWish(place: Place, mayBeEmpty: boolean): Wish | { readonly faults: UnusableAsk[] } {
	const { itemIndex } = place;
	const values = readCollection(place, applyOptions);
	const creates = checkMember(place, values, createMissingField);
	const moves = checkMember(place, values, elsewhereField) === 'move';
	const read = readSource(place, { options: optionsOf(place, values), mayBeEmpty });
	if (read.ok) return { itemIndex, configuration: read.configuration, creates, moves };
	const faults = read.faults.map((fault) => ({
		...{ itemIndex, about: fault.given },
		report: reportOfFault(fault, read.label, itemIndex),
	}));
	return { faults };
}

/**
 * Finds the trunks that the items name, each for one item alone.
 *
 * @param trunks those of the account
 */
export function findTrunks(
	context: IExecuteFunctions,
	trunks: Trunks,
	wishes: readonly Wish[],
): { asks: Ask[]; unusable: UnusableAsk[] } {
	const quick = withQuickParameters(context);
	const firsts = new Map<string, number>();
	const asks: Ask[] = [];
	const unusable: UnusableAsk[] = [];
	for (const wish of wishes) {
		const { itemIndex } = wish;
		try {
			const ask = { ...wish, ...findTrunk({ context: quick, itemIndex }, trunks, wish.creates) };
			const key = ask.trunkSid.toLowerCase();
			const first = firsts.get(key);
			if (first === undefined) {
				firsts.set(key, itemIndex);
				asks.push(ask);
			} else unusable.push(repeated(ask, first));
		} catch (error) {
			unusable.push({ itemIndex, about: '', report: reportOfError(error) });
		}
	}
	return { asks, unusable };
}

/** How the entries of a configuration are read. */
function optionsOf(place: Place, values: IDataObject): ItemOptions {
	return {
		defaultTransport: 'tls',
		routing: {},
		onExisting: 'skip',
		whitelist: false,
		renewsPasswords: checkMember(place, values, updatePasswordsField),
	};
}

/** The trunk that an item names, or what stands for it if it is to be created. */
function findTrunk(
	place: Place,
	trunks: Trunks,
	creates: boolean,
): Pick<Ask, 'trunkSid' | 'name' | 'isNamed' | 'trunk'> {
	const found = trunks.findListed(place);
	if ('trunk' in found) {
		const { trunk, isNamed } = found;
		return { trunkSid: idOf(trunkKind, trunk), name: trunkKind.nameOf(trunk), isNamed, trunk };
	}
	const { newName: name } = found;
	if (name === undefined || !creates) throw found.none();
	return { trunkSid: sidOfNew(name), name, isNamed: true };
}

/** Two configurations of one trunk would undo each other. */
function repeated({ itemIndex, name }: Ask, first: number): UnusableAsk {
	const report = reportOfInput(
		`The item with index ${first} is about the same trunk, ${name}`,
		'Give all that a trunk should have in one item.',
	);
	return { itemIndex, about: '', report };
}

/** Tells where something is wrong, and which parameter to correct. */
export function reportOfFault(
	{ path, reason, given }: Fault,
	label: string,
	itemIndex: number,
): Report {
	const shown = given === '' ? '' : ` (${quote(given)})`;
	const what = path === '' ? `${label}${shown}` : `${path}${shown}`;
	const hint = `Correct the parameter "${label}" of the item with index ${itemIndex}.`;
	return reportOfInput(`${what} can't be used: ${reason}`, hint);
}
