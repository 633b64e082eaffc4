import type { Parsed } from '../sip/parsed';
import type { ExotelResource } from '../transport/model';

/** Things of one kind that Exotel lists. Each has an ID, and a name by which people know it. */
export interface Kind {
	/** What one of them is called in the middle of a sentence, e.g. "trunk". */
	readonly one: string;
	/** What people call its name in the middle of a sentence, e.g. "name" or "number". */
	readonly name: string;
	/** The field of a row that holds its name. */
	readonly nameField: string;
	/** The field of a row that holds its ID. */
	readonly idField: string;
	/** The name of a row as people write it. */
	nameOf(row: ExotelResource): string;
	/** A name that somebody wrote, safe to show; as it is if absent. */
	readonly show?: (text: string) => string;
	/** Reads a name that somebody wrote. Gives what finds the rows it means, or why it can't be a name. */
	readName(text: string): Parsed<FindRows>;
}

/** Finds the rows that are meant among all of a list. */
export type FindRows = (rows: readonly ExotelResource[]) => readonly ExotelResource[];

/** Finds the rows of which a test holds. */
export function rowsWhere(isMeant: (row: ExotelResource) => boolean): FindRows {
	return (rows) => rows.filter(isMeant);
}

/** The ID of a row, without spaces around it; empty if it has none. */
export function idOf({ idField }: Pick<Kind, 'idField'>, row: ExotelResource): string {
	return String(row[idField] ?? '').trim();
}
