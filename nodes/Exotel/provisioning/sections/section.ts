import type { IDataObject } from 'n8n-workflow';

import type {
	Collection,
	ExotelClient,
	ExotelResource,
	Failure,
	Result,
} from '../../transport/model';
import type { Kind } from '../kind';

/** What to do with something that the trunk has already: leave it, correct it, or add it once more. */
export type OnExisting = 'skip' | 'update' | 'add';

/** What can be changed in place, under Exotel's names; what is absent or undefined may stay as it is. */
export type Fields = Readonly<Record<string, string | number | undefined>>;

/** Something that a trunk should have. */
export interface Wanted {
	/** What tells it from all others of its section, as `keyOf` of its row gives it. */
	readonly key: string;
	/** What it should have, of what can be changed in place. */
	readonly fields: Fields;
	readonly onExisting: OnExisting;
	/** Whether it can only be kept where it is there already, because it can't be added; absent if it can. */
	readonly isOnlyKept?: boolean;
	/** Whether its address is to be put on the whitelist of the trunk first. */
	readonly whitelist?: boolean;
}

/** What a trunk has several of. */
export interface Section extends Kind {
	/** The last segment of its path. */
	readonly collection: Collection;
}

/** A section that can be brought to a list: all that planner, preview and apply need to know of it. */
export interface PlannedSection extends Section {
	/** The fields of a row that can be changed in place. */
	readonly changeable: readonly string[];
	/** What those have where Exotel names nothing. */
	readonly defaults: Fields;
	/** How many rows one request can make; with no limit, as many as the user allows. */
	readonly mostPerRequest: number;
	/** What tells a row from all others: two rows with one key are the same thing twice. */
	keyOf(row: ExotelResource): string;
	/** The body of the request that makes some. */
	bodyOf(batch: readonly Wanted[]): IDataObject;
	/** Its name as a list gives it, so that a list may name it again. */
	nameOfKey(key: string): string;
	/** The row that Exotel would make, for a preview. */
	rowOf(one: Wanted): ExotelResource;
	/**
	 * Sees to what must be there before some can be added; nothing if absent.
	 *
	 * @param advance called for each request
	 * @returns what can't be added, with why; or why the requests as a whole failed
	 */
	prepare?(
		client: ExotelClient,
		trunkSid: string,
		toAdd: readonly Wanted[],
		advance: () => void,
	): Promise<Result<ReadonlyMap<Wanted, Failure>>>;
}
