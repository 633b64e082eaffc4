import type { IDataObject } from 'n8n-workflow';

import type { ExotelResource } from '../../transport/model';
import type { Fields, PlannedSection } from '../sections/section';

/** A value of a row; empty text where it has none. */
export type Value = string | number;

/**
 * What is kept of a row until the next look: its key, its ID, and its values in the order of the fields that are
 * watched. A list, so that it is small as JSON and no name of Exotel's becomes the name of a field. It holds no secret.
 */
export type KeptRow = readonly [key: string, id: string, ...values: Value[]];

/** By resource, what is kept of the rows of what is watched, in the order of their keys. */
export type KeptRows = Readonly<Record<string, readonly KeptRow[]>>;

/** What is kept of a trunk until the next look. */
export interface KeptTrunk {
	readonly sid: string;
	/** The trunk itself, as the account lists it. */
	readonly itself: KeptRow;
	/**
	 * What it has, as the JSON of its rows, which mostly is what it was and need not be looked into; absent until that has
	 * been read once, or if it is not watched.
	 */
	readonly rows?: string;
}

/** What is kept of an account until the next look: all its trunks, the one first whose turn it is to be read. */
export type Snapshot = readonly KeptTrunk[];

/** What is seen at a look. */
export interface Look {
	/** The trunks that the account lists, all of them. */
	readonly listed: readonly ExotelResource[];
	/** By SID, what the trunks have that were read whole, as it is kept; in the order of their turns. */
	readonly read: ReadonlyMap<string, string>;
}

/** A section as a watch looks at it. */
export interface Watched {
	readonly section: PlannedSection;
	/** What tells a row from all others. */
	keyOf(row: ExotelResource): string;
	/** What people call a row that was kept. */
	nameOf(row: KeptRow): string;
	/** A row as it may be kept and shown, without what could be a secret; as it is if absent. */
	readonly withoutSecrets?: (row: ExotelResource) => ExotelResource;
	/** The fields of a row whose values are watched. */
	readonly fields: readonly string[];
	/** One that might be. */
	readonly example: readonly [key: string, values: Fields];
}

/** What to look at. */
export interface Watch {
	readonly sections: readonly Watched[];
	/** Whether to tell what happens to a trunk itself, besides what it has. */
	readonly trunks: boolean;
	/** Whether a trunk is watched, by its SID and its name. */
	isWatched(sid: string, name: string): boolean;
	/** Fields that are not compared. */
	readonly ignored: ReadonlySet<string>;
}

/** What happened to a row since the last look. */
export type ChangeKind = 'added' | 'changed' | 'removed';

/** Something that has changed. */
export interface Drift {
	readonly section: Watched['section'];
	readonly change: ChangeKind;
	readonly trunkSid: string;
	readonly trunkName: string;
	/** What people call it. */
	readonly name: string;
	/** What it was and what it is, as a configuration names it; null where there is nothing. */
	readonly before: IDataObject | null;
	readonly after: IDataObject | null;
	/** Which fields differ, if it has changed. */
	readonly changedFields: readonly string[];
	/** What tells it from all other changes since the same look. */
	readonly facts: readonly unknown[];
}
