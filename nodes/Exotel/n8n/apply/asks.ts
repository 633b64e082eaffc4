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

/** What one item asks for. */
export interface Ask {
	readonly itemIndex: number;
	/** The SID of its trunk, or what stands for it if there is none yet. */
	readonly trunkSid: string;
	readonly name: string;
	/** Whether it was found, or not found, by its name. */
	readonly isNamed: boolean;
	/** Its trunk, if there is one. */
	readonly trunk?: ExotelResource;
	readonly configuration: Configuration;
	/** Whether numbers that are on other trunks are moved. */
	readonly moves: boolean;
}

/** Something that an item asks for and that can't be used. */
export interface UnusableAsk {
	readonly itemIndex: number;
	/** Empty if it is not known. */
	readonly trunkSid: string;
	/** What it is about, safe to show; empty if it is the whole item. */
	readonly about: string;
	readonly report: Report;
}

/**
 * Reads what all items ask for, before anything is sent. What can't be used stands apart, all of it.
 *
 * @param trunks those of the account
 * @param mayBeEmpty whether an empty list in the fields is meant
 */
export function readAsks(
	context: IExecuteFunctions,
	trunks: Trunks,
	{ mayBeEmpty }: { readonly mayBeEmpty: boolean },
): { asks: Ask[]; unusable: UnusableAsk[] } {
	const quick = withQuickParameters(context);
	const firsts = new Map<string, number>();
	const asks: Ask[] = [];
	const unusable: UnusableAsk[] = [];
	for (const itemIndex of context.getInputData().keys()) {
		const place: Place = { context: quick, itemIndex };
		try {
			const read = readAsk(place, trunks, mayBeEmpty);
			if ('unusable' in read) {
				unusable.push(...read.unusable);
				continue;
			}
			const first = firsts.get(read.ask.trunkSid.toLowerCase());
			if (first === undefined) {
				firsts.set(read.ask.trunkSid.toLowerCase(), itemIndex);
				asks.push(read.ask);
			} else unusable.push(repeated(read.ask, first));
		} catch (error) {
			unusable.push({ itemIndex, trunkSid: '', about: '', report: reportOfError(error) });
		}
	}
	return { asks, unusable };
}

function readAsk(
	place: Place,
	trunks: Trunks,
	mayBeEmpty: boolean,
): { readonly ask: Ask } | { readonly unusable: UnusableAsk[] } {
	const { itemIndex } = place;
	const values = readCollection(place, applyOptions);
	const moves = checkMember(place, values, elsewhereField) === 'move';
	const found = findTrunk(place, trunks, checkMember(place, values, createMissingField));
	const read = readSource(place, { options: optionsOf(place, values), mayBeEmpty });
	if (read.ok) return { ask: { itemIndex, ...found, configuration: read.configuration, moves } };
	const { trunkSid } = found;
	return {
		unusable: read.faults.map((fault) => ({
			...{ itemIndex, trunkSid, about: fault.given },
			report: reportOfFault(fault, read.label, itemIndex),
		})),
	};
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
function repeated({ itemIndex, trunkSid, name }: Ask, first: number): UnusableAsk {
	const report = reportOfInput(
		`The item with index ${first} is about the same trunk, ${name}`,
		'Give all that a trunk should have in one item.',
	);
	return { itemIndex, trunkSid, about: '', report };
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
