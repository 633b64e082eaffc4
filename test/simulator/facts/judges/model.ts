import { isRecord } from '../../../harness/records';
import type { ExoPhone, Fields, Section, Trunk } from '../account';
import type { Call } from '../call';
import type { Done, RowDone } from '../judge';
import type { Asked as Known } from '../reasons';
import type { Variants } from '../rules';

/** A call, and everything that it is about. */
export interface Asked extends Known {
	readonly call: Call;
	readonly exoPhone?: ExoPhone;
}

/** What the page says about the calls to an endpoint. */
export interface Judge {
	/** Whether the page leaves open what comes of a call. */
	readonly isOpen?: (asked: Asked) => boolean;
	/** Why it is refused, apart from what may be wrong with every call. */
	readonly reasons?: (asked: Asked) => string[];
	/** What comes of it otherwise. */
	readonly done: (asked: Asked) => readonly [name: string, done: Done];
}

/** "ISO 8601 UTC". */
export const DATE: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
/** What every new row has. */
export const NEW: Fields = { date_created: DATE, date_updated: DATE };

/** "Ids are numeric strings"; the variant makes numbers of them. */
function newId({ ids }: Variants): unknown {
	return ids === 'text' ? expect.stringMatching(/^\d+$/) : expect.any(Number);
}

/** The trunk that a call is about. */
export function trunkIn({ trunk }: Asked): Trunk {
	if (trunk === undefined) throw new Error('There is no such trunk');
	return trunk;
}

/** The row that a call is about. */
export function rowIn({ row }: Asked): Fields {
	if (row === undefined) throw new Error('There is no such row');
	return row;
}

/** The fields that are given. */
export const defined = (fields: Fields): Fields =>
	Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** A row that is new on a trunk. */
export function newRow(asked: Asked, section: Section, fields: Fields): RowDone {
	const trunk = trunkIn(asked);
	const keep = (answered: Fields) => {
		const id = `${section} ${String(answered.id ?? answered.name)}`;
		if (section !== 'settings') expect(asked.held.ids).not.toContain(id);
		asked.held.ids.add(id);
		trunk.rows[section].push(answered);
	};
	const id = section === 'settings' ? {} : { id: newId(asked.variants) };
	return { kind: 'row', row: { ...id, ...fields, trunk_sid: trunk.sid, ...NEW }, keep };
}

/** A row in which the body changes these fields. */
export function changedRow(asked: Asked, section: Section, fields: Fields): RowDone {
	const row = rowIn(asked);
	const keep = (answered: Fields) => trunkIn(asked).replace(section, row, answered);
	return { kind: 'row', row: { ...row, ...defined(fields), date_updated: DATE }, keep };
}

/** A list of what a trunk has. */
export function listOf(section: Section): Judge {
	return {
		done: (asked) => {
			const rows = [...trunkIn(asked).rows[section]].reverse();
			// "newest first in the example" of destinations; the others have one row in theirs.
			const isOrdered = section === 'destination-uris';
			return ['listed', { kind: 'list', rows, isOrdered, isCounted: false }];
		},
	};
}

/** A deletion of what a trunk has. */
export function deletionFrom(section: Section): Judge {
	return {
		done: (asked) => [
			'deleted',
			{ kind: 'unsaid', keep: () => trunkIn(asked).replace(section, rowIn(asked)) },
		],
	};
}

/** The texts in the entries of a batch. */
export function textsIn(list: unknown, name: string): string[] {
	const entries: unknown[] = Array.isArray(list) ? list : [];
	return entries.map((entry) => (isRecord(entry) ? String(entry[name]) : ''));
}

/** Another row with one of these values; the page says nothing about two of them that are not the same. */
export function isLikeAnother(
	{ trunk, row, body }: Asked,
	section: Section,
	name: string,
): boolean {
	const others = trunk?.rows[section].filter((one) => one !== row) ?? [];
	return others.some((one) => one[name] === body[name]);
}
