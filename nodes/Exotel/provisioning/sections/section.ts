import type { IDataObject } from 'n8n-workflow';

import type {
	Collection,
	ExotelClient,
	ExotelRequest,
	ExotelResource,
	Failure,
	Path,
	Result,
} from '../../transport/model';
import { paths } from '../../transport/paths';
import { idOf, type Kind } from '../kind';

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
	/** What is sent besides when it is made, such as a password: it is neither compared nor told. */
	readonly madeWith?: IDataObject;
	/** Whether that is sent again where it is there already. */
	readonly renews?: boolean;
	/** Whether it can't be made for lack of a password; absent if it can. */
	readonly needsPassword?: boolean;
}

/** Another trunk that has what can be on one trunk only. */
export interface Elsewhere {
	readonly trunkSid: string;
	readonly row: ExotelResource;
}

/** What a trunk has several of. */
export interface Section extends Kind {
	/** The last segment of its path. */
	readonly collection: Collection;
}

/** The requests that read and change the rows of a section. */
export interface Requests {
	/** Where they are listed, and where new ones are sent to. */
	list(trunkSid: string): Path;
	/** Changes a row in place. */
	change(trunkSid: string, row: ExotelResource, change: IDataObject): ExotelRequest;
	remove(trunkSid: string, row: ExotelResource): ExotelRequest;
}

/** A section that can be brought to a list: all that planner, preview and apply need to know of it. */
export interface PlannedSection extends Kind {
	/** What the node calls one of them in its output: the value of its resource. */
	readonly resource: string;
	/** What they are called in a configuration. */
	readonly listName: string;
	readonly requests: Requests;
	/** The fields of a row that can be changed in place. */
	readonly changeable: readonly string[];
	/** What those have where Exotel names nothing. */
	readonly defaults: Fields;
	/** How many rows one request can make; with no limit, as many as the user allows. */
	readonly mostPerRequest: number;
	/** Whether Exotel itself sees to it that nothing is there twice. */
	readonly isUnique: boolean;
	/** What tells a row from all others: two rows with one key are the same thing twice. */
	keyOf(row: ExotelResource): string;
	/** The body of the request that makes some. */
	bodyOf(batch: readonly Wanted[]): IDataObject;
	/** Its name as a list gives it, so that a list may name it again. */
	nameOfKey(key: string): string;
	/** The fields that its name consists of, as in an output item or a configuration. */
	fieldsOfName(name: string): IDataObject;
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
	/** What can be on one trunk only, and is moved from another one if that is wanted; absent where several may have the same. */
	readonly exclusive?: Exclusive;
}

/** How something is moved that only one trunk can have. */
export interface Exclusive {
	/** Says where another trunk has it; undefined if none has. */
	find(client: ExotelClient, trunkSid: string, key: string): Promise<Result<Elsewhere | undefined>>;
	/** Takes it away from the other trunk. Says whether that had it still. */
	take(client: ExotelClient, from: Elsewhere): Promise<Result<boolean>>;
	/** Gives it back to the other trunk. Says whether that has it again; not if a trunk turns out to have it. */
	giveBack(client: ExotelClient, from: Elsewhere, key: string): Promise<Result<boolean>>;
}

/** The usual requests of what hangs on a trunk: a row has a path of its own, and is deleted by its ID in the query. */
export function requestsOn(collection: Collection, kind: Pick<Kind, 'idField'>): Requests {
	return {
		list: (trunkSid) => paths.ofTrunk(trunkSid, collection),
		change: (trunkSid, row, change) => ({
			method: 'PUT',
			path: paths.row(trunkSid, collection, idOf(kind, row)),
			body: change,
		}),
		remove: (trunkSid, row) => ({
			method: 'DELETE',
			path: paths.ofTrunk(trunkSid, collection),
			query: { id: idOf(kind, row) },
		}),
	};
}
