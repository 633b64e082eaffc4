import type { IDataObject } from 'n8n-workflow';

import { idOf, type Kind } from '../provisioning/kind';
import { quote } from '../sip/characters';
import type { ExotelResource } from '../transport/model';
import { closestTo } from './closest';
import { refusal, type Place } from './field';
import { hintAtId, show, type Located, type LocatorField } from './locator';

/** What something was named by, as an item tells it. */
export function namedBy(located: Located, kind: Kind): IDataObject {
	return located.by === 'id'
		? { id: located.id }
		: { [kind.nameField]: kind.show?.(located.name) ?? located.name };
}

/**
 * The rows that a locator means.
 *
 * @param options.several whether a name may mean more than one
 * @param options.where what the rows belong to, e.g. " on trunk trmum1a"
 * @returns none if nothing fits
 * @throws NodeOperationError if a name fits several, and only one can be meant
 */
export function rowsOf(
	{ property, kind, modes }: LocatorField,
	located: Located,
	rows: readonly ExotelResource[],
	place: Place,
	{ several, where }: { readonly several: boolean; readonly where: string },
): readonly ExotelResource[] {
	if (located.by === 'id') return rows.filter((row) => idOf(kind, row) === located.id);
	const found = located.find(rows);
	if (found.some((row) => idOf(kind, row) === '')) {
		const reason = `Exotel lists ${show(kind, located.name)}${where} without an ID, so it can't be named in a request`;
		throw refusal(property.displayName, place, reason);
	}
	if (found.length < 2 || several) return found;
	const list = found.map((row) => `${shownName(kind, row)} (${idOf(kind, row)})`).join(', ');
	const message = `${show(kind, located.name)} fits ${found.length} entries${where}: ${list}`;
	throw refusal(property.displayName, place, `${message}. Choose one of them ${modes.id.label}`);
}

/** The error for what fits nothing; for a name, it says which are close. */
export function fitsNothing(
	{ property, kind, modes }: LocatorField,
	located: Located,
	rows: readonly ExotelResource[],
	place: Place,
	where: string,
) {
	const { displayName } = property;
	if (located.by === 'id') {
		return refusal(displayName, place, `There is no ${kind.one} with the ID ${located.id}${where}`);
	}
	const shown = show(kind, located.name);
	const close = closeNames(kind, located.name, rows).map(quote).join(', ');
	const meant = close === '' ? '' : `. Close to it: ${close}`;
	const message = `There is no ${kind.one} with the ${kind.name} ${shown}${where}${meant}`;
	return refusal(displayName, place, `${message}${hintAtId(located.name, modes)}`);
}

/** For how many names of an execution the close ones are looked for, since that takes time. */
const MAX_LOOKED_FOR = 20;

const lookedFor = new WeakMap<readonly ExotelResource[], number>();

function closeNames(kind: Kind, name: string, rows: readonly ExotelResource[]): string[] {
	const count = lookedFor.get(rows) ?? 0;
	lookedFor.set(rows, count + 1);
	if (count >= MAX_LOOKED_FOR) return [];
	return closestTo(
		name,
		rows.map((row) => shownName(kind, row)),
	);
}

function shownName(kind: Kind, row: ExotelResource): string {
	const name = kind.nameOf(row);
	return kind.show?.(name) ?? name;
}
