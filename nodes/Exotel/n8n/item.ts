import { NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import { idOf } from '../provisioning/kind';
import type { Section } from '../provisioning/sections/section';
import { CANCELLED, together, turnKey } from '../provisioning/turns';
import { failed, troubleFailure } from '../transport/failure';
import type {
	Collection,
	ExotelClient,
	ExotelRequest,
	ExotelResource,
	Path,
	Result,
} from '../transport/model';
import { paths, trunkOf } from '../transport/paths';
import { signalOf } from '../transport/withSignal';
import {
	checkMember,
	checkMembers,
	readCollection,
	type CollectionField,
	type Place,
	type ValueField,
} from './field';
import type { LocatorField } from './locator';
import { fitsNothing, namedBy, rowsOf } from './lookUp';
import type { ReadOnce } from './readOnce';
import { reportOf, RequestFailed } from './report';
import { nodeOfError } from './secrets';
import type { FoundTrunk, Trunks } from './trunks';

/** A parameter that names a row on a trunk. */
export type RowLocator = LocatorField<Section>;

/** How a row is looked up. */
interface Finding {
	/** Whether a name may mean more than one row. */
	readonly several: boolean;
	/** Whether the row is wanted even if it is named by its ID, and so need not be read. */
	readonly readsRow?: boolean;
}

/** What a locator names. */
export interface Found {
	/** The list that it is in. */
	readonly list: Path;
	readonly found: ReadonlyArray<{
		readonly id: string;
		readonly path: Path;
		/** Absent if it was named by its ID, for then nothing was read. */
		readonly row?: ExotelResource;
	}>;
	/** What it was named by, as an item tells it. */
	readonly named: IDataObject;
	/** Makes the error for a name that fits nothing; absent if something was found. */
	readonly none?: () => Error;
}

/** What an operation sees of the current input item: its parameters, checked, and the client. */
export class Item {
	private readonly place: Place;

	/**
	 * @param lists what has been read for other items of the execution
	 * @param trunks those that the items name
	 */
	constructor(
		context: IExecuteFunctions,
		itemIndex: number,
		readonly client: ExotelClient,
		readonly lists: ReadOnce,
		private readonly trunks: Trunks,
	) {
		this.place = { context, itemIndex };
	}

	/**
	 * Sends a request of this item. A change of a trunk waits while an Add or Sync of this process is in the
	 * middle of changing it.
	 */
	async send(request: ExotelRequest): Promise<Result<ExotelResource>> {
		const send = async () => await this.client.sendOne(request);
		const trunkSid = request.method === 'GET' ? undefined : trunkOf(request);
		if (trunkSid === undefined) return await send();
		const signal = signalOf(this.place.context);
		const sent = await together(turnKey(this.client.account, trunkSid), signal, send);
		return sent === CANCELLED ? failed(troubleFailure('cancelled')) : sent;
	}

	trunkSid(): string {
		return this.trunks.sidOf(this.place);
	}

	/** The item's trunk, which may be none. */
	findTrunk(): FoundTrunk {
		return this.trunks.find(this.place);
	}

	/** The path of what hangs on the item's trunk. */
	pathOf(collection: Collection): Path {
		return paths.ofTrunk(this.trunkSid(), collection);
	}

	/**
	 * Finds what a locator names on the item's trunk. A name is looked up in one reading of the list.
	 *
	 * @throws NodeOperationError that names parameter and item when a name fits several and one is meant,
	 * RequestFailed when the list can't be read
	 */
	async find(field: RowLocator, { several, readsRow = false }: Finding): Promise<Found> {
		const located = this.value(field);
		const { kind } = field;
		const trunkSid = this.trunkSid();
		const list = paths.ofTrunk(trunkSid, kind.collection);
		const rowOf = (id: string) => ({ id, path: paths.row(trunkSid, kind.collection, id) });
		if (located.by === 'id' && !readsRow) {
			const { id } = located;
			return { list, found: [rowOf(id)], named: { id } };
		}
		const listed = await this.lists.list(list);
		if (!listed.ok) throw new RequestFailed(reportOf(listed.failure));
		const { rows } = listed.value;
		const { place } = this;
		const where = ` on trunk ${trunkSid}`;
		const found = rowsOf(field, located, rows, place, { several, where });
		return {
			list,
			found: found.map((row) => ({ ...rowOf(idOf(kind, row)), row })),
			named: namedBy(located, kind),
			...(found.length === 0
				? { none: () => fitsNothing(field, located, rows, place, where) }
				: {}),
		};
	}

	/**
	 * The same; there must be something.
	 *
	 * @throws NodeOperationError that names parameter and item when a name fits nothing, or too much
	 */
	async findSome(field: RowLocator, options: Finding): Promise<Found['found']> {
		const { found, none } = await this.find(field, options);
		if (none !== undefined) throw none();
		return found;
	}

	/**
	 * The SID of the ExoPhone that a locator names.
	 *
	 * @throws NodeOperationError that names parameter and item when there is none, RequestFailed when the
	 * ExoPhones can't be read
	 */
	async exoPhoneSid(field: LocatorField): Promise<string> {
		const located = this.value(field);
		if (located.by === 'id') return located.id;
		const listed = await this.lists.exoPhones();
		if (!listed.ok) throw new RequestFailed(reportOf(listed.failure));
		const { rows } = listed.value;
		const [found] = rowsOf(field, located, rows, this.place, { several: false, where: '' });
		if (found === undefined) throw fitsNothing(field, located, rows, this.place, '');
		return idOf(field.kind, found);
	}

	/** @throws NodeOperationError that names parameter and item when the value can't be used */
	value<T>(field: Pick<ValueField<T>, 'read'>): T {
		return field.read(this.place);
	}

	/**
	 * The value of a member of a collection; its default if the user has not added it.
	 *
	 * @throws NodeOperationError that names parameter and item when the value can't be used
	 */
	member<T>(collection: CollectionField, field: ValueField<T>): T {
		return checkMember(this.place, readCollection(this.place, collection), field);
	}

	/** The part of a request body that comes from what the user has added to a collection. */
	members(collection: CollectionField): IDataObject {
		return checkMembers(this.place, readCollection(this.place, collection), collection.members);
	}

	/** The same for what an update changes; there must be something. */
	changes(collection: CollectionField): IDataObject {
		const body = this.members(collection);
		if (Object.keys(body).length > 0) return body;
		const { context, itemIndex } = this.place;
		const labels = collection.members.map(({ property }) => property.displayName).join(', ');
		throw new NodeOperationError(nodeOfError(context), 'There is nothing to update', {
			itemIndex,
			description: `Add at least one of ${labels} under "${collection.property.displayName}".`,
		});
	}
}
