import { NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import { CANCELLED, together, turnKey } from '../provisioning/turns';
import { failed, troubleFailure } from '../transport/failure';
import type {
	Collection,
	ExotelClient,
	ExotelRequest,
	ExotelResource,
	Path,
	Result,
	Rows,
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
import { trunkField } from './sharedFields';
import { nodeOfError } from './secrets';

/** What an operation sees of the current input item: its parameters, checked, and the client. */
export class Item {
	private readonly place: Place;

	/** @param lists what has been read for other items of the execution */
	constructor(
		context: IExecuteFunctions,
		itemIndex: number,
		readonly client: ExotelClient,
		private readonly lists: Map<string, Promise<Result<Rows>>>,
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

	/** Reads a list, or the first rows of it, once for all items of the execution. */
	async list(path: Path, limit = Infinity): Promise<Result<Rows>> {
		const name = JSON.stringify([path, limit]);
		const list = this.lists.get(name) ?? this.client.readAll(path, { limit });
		this.lists.set(name, list);
		return await list;
	}

	trunkSid(): string {
		return this.value(trunkField);
	}

	/** The path of what hangs on the item's trunk. */
	pathOf(collection: Collection): Path {
		return paths.ofTrunk(this.trunkSid(), collection);
	}

	/** The path of one row on the item's trunk, named by a resource locator. */
	pathOfRow(collection: Collection, id: ValueField<string>): Path {
		return paths.row(this.trunkSid(), collection, this.value(id));
	}

	/** @throws NodeOperationError that names parameter and item when the value can't be used */
	value<T>(field: ValueField<T>): T {
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
