import type { IDataObject } from 'n8n-workflow';

import type {
	Fields,
	OnExisting,
	PlannedSection,
	Wanted,
} from '../../provisioning/sections/section';
import type { Transport } from '../../sip/destination';
import type { Parsed } from '../../sip/parsed';
import type { ListForm } from '../../sip/split';
import type { Field, Place, ValueField } from '../field';
import type { Noun, PlanOptions } from './planOptions';

/** What is provisioned, and how users write it. */
export interface Subject {
	readonly section: PlannedSection;
	readonly noun: Noun;
	/** What it is called before its name, where it is told of together with other things; absent if it is not. */
	readonly label?: string;
	/** The fields of one that is an object. */
	readonly fields: readonly string[];
	/** Reads one of what an item asks for. */
	read(given: unknown, options: ItemOptions): Parsed<Asked>;
	/**
	 * Reads one of what an item asks for that can't be added, but may be on a trunk already; undefined if it
	 * can't be there. Nothing can, if absent.
	 */
	readListed?(given: unknown): Asked | undefined;
	/** What the user gave, safe to show. */
	show(given: unknown): string;
	/** A name that Exotel lists, safe to show; in full where it has the usual form. */
	showListed(name: string): string;
	/** The fields of an output item that say which one it is about, from its name. */
	about(name: string): IDataObject;
}

/** What a configuration has a list of. */
export interface EntrySubject extends Subject {
	/** How that list may be written in one text. */
	readonly form: ListForm;
}

/** What Add and Sync work on: a list that comes from the input. */
export interface ListSubject extends EntrySubject {
	/** The options of a Sync, in its words. */
	readonly options: PlanOptions;
	readonly source: Source;
}

/** What the options of an item say of what it asks for. */
export interface ItemOptions {
	readonly defaultTransport: Transport;
	/** Priority and weight for destinations that name none. */
	readonly routing: Fields;
	readonly onExisting: OnExisting;
	readonly whitelist: boolean;
	/** Whether the passwords of what is there already are set anew; absent if not. */
	readonly renewsPasswords?: boolean;
}

/** One of what is asked for, read and checked. */
export type Asked = Omit<Wanted, 'onExisting'>;

/** Where a list comes from. */
export interface Source {
	readonly fields: readonly Field[];
	/**
	 * Reads the list of an item, from where the user says that it comes from.
	 *
	 * @throws NodeOperationError when that is none of the choices
	 */
	read(place: Place): Given;
	/** Whether the list has one of them in each item. */
	isByItem(place: Place): boolean;
}

/** What an item asks for, not yet read one by one. */
export interface Given {
	/** What the user calls the parameter it comes from. */
	readonly label: string;
	readonly list: Parsed<unknown[]>;
}

/** The value of every choice by which there is one in each item. */
export const BY_ITEM = 'inputItems';

/**
 * Makes a source of which the user chooses one of several.
 *
 * @param choice the parameter that says which
 * @param sources by value of the choice, the parameter that holds the list and how it is read
 */
export function sourceOf<N extends string>(
	choice: ValueField<N>,
	sources: Readonly<Record<N, { readonly field: Field; read(value: unknown): Parsed<unknown[]> }>>,
): Source {
	return {
		fields: [choice, ...Object.values<{ field: Field }>(sources).map(({ field }) => field)],
		read(place) {
			const { field, read } = sources[choice.read(place)];
			const { name, displayName: label } = field.property;
			return { label, list: read(place.context.getNodeParameter(name, place.itemIndex, '')) };
		},
		isByItem: (place) => choice.read(place) === BY_ITEM,
	};
}
