import { NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import { nodeOfError } from '../secrets';
import { createClient, type ExotelClient, type ExotelRequest } from '../transport/client';
import type { ExotelResource, Result } from '../transport/types';
import type { Check } from './checks';
import { limitField, returnAllField, trunkField } from './fields';
import type { Operation } from './operation';
import { forEachItem } from './output';
import {
	checkedNumber,
	checkedText,
	readCollection,
	readLocator,
	readMembers,
	readTrunkSid,
	type Member,
} from './parameters';

/** What an operation sees of the one input item it is at: its parameters, checked, and the client. */
export class Item {
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly itemIndex: number,
		readonly client: ExotelClient,
	) {}

	/** The path of the item's trunk, or of something below it. */
	trunkPath(...below: string[]): string[] {
		return ['trunks', this.trunkSid(), ...below];
	}

	trunkSid(): string {
		return readTrunkSid(this.context, this.itemIndex);
	}

	/** The id that a resource locator names. */
	id(name: string, label: string): string {
		return readLocator(this.context, this.itemIndex, name, label);
	}

	flag(name: string): boolean {
		return this.context.getNodeParameter(name, this.itemIndex, false) === true;
	}

	text(name: string, label: string, check: Check, options?: { secret: boolean }): string {
		const value = this.context.getNodeParameter(name, this.itemIndex, '');
		return checkedText(this.place(label), value, check, options);
	}

	number(name: string, label: string, range: { min: number; max?: number }): number {
		const value = this.context.getNodeParameter(name, this.itemIndex);
		return checkedNumber(this.place(label), value, range);
	}

	/** A value of the collection "Options"; undefined if the user has not added it. */
	option(name: string): unknown {
		return readCollection(this.context, this.itemIndex, 'options')[name];
	}

	/** The part of a request body that comes from what the user has added to a collection. */
	members(collection: string, members: Readonly<Record<string, Member>>): IDataObject {
		return readMembers(this.context, this.itemIndex, collection, members);
	}

	/** The same for what an update changes, of which there must be something. */
	changes(members: Readonly<Record<string, Member>>): IDataObject {
		const body = this.members('updateFields', members);
		if (Object.keys(body).length > 0) return body;
		const labels = Object.values(members).map(({ label }) => label);
		throw new NodeOperationError(nodeOfError(this.context), 'There is nothing to update', {
			itemIndex: this.itemIndex,
			description: `Add at least one of ${labels.join(', ')} under "Update Fields".`,
		});
	}

	private place(label: string) {
		return { context: this.context, itemIndex: this.itemIndex, label };
	}
}

type Definition = Omit<Operation, 'execute'>;

/**
 * An operation that treats each input item on its own.
 *
 * @param run what it does for one item: returns the rows to output, or why there are none
 */
export function perItem(
	definition: Definition & {
		run(item: Item): Promise<Result<readonly ExotelResource[]>>;
	},
): Operation {
	const { run, ...shown } = definition;
	return {
		...shown,
		async execute(this: IExecuteFunctions) {
			const client = await createClient(this);
			return await forEachItem(this, async (index) => await run(new Item(this, index, client)));
		},
	};
}

/** An operation that sends one request for each item and puts out the resource that comes back. */
export function perItemRequest(
	definition: Definition & { request(item: Item): ExotelRequest },
): Operation {
	const { request, ...shown } = definition;
	return perItem({
		...shown,
		async run(item) {
			const answer = await item.client.sendOne(request(item));
			return answer.ok ? { ok: true, value: [answer.value] } : answer;
		},
	});
}

/** A "Get Many" of something that hangs on a trunk. */
export function listOfTrunk(
	definition: Pick<Operation, 'action' | 'description'> & { collection: string },
): Operation {
	const { collection, ...shown } = definition;
	return perItem({
		value: 'getAll',
		name: 'Get Many',
		...shown,
		fields: [trunkField, returnAllField, limitField],
		run: async (item) => await readMany(item, item.trunkPath(collection)),
	});
}

/** Reads as many rows as Return All and Limit ask for. */
export async function readMany(
	item: Item,
	path: readonly string[],
): Promise<Result<readonly ExotelResource[]>> {
	const limit = item.flag('returnAll') ? Infinity : item.number('limit', 'Limit', { min: 1 });
	const listed = await item.client.readAll(path, { limit });
	return listed.ok ? { ok: true, value: listed.value.rows } : listed;
}

/** A "Delete" of something; answers `{ deleted: true, id }`. */
export function deletion(
	definition: Pick<Operation, 'action' | 'description' | 'fields'> & {
		/** The path of the request, the query parameter that names what is deleted, and its value. */
		target(item: Item): { path: readonly string[]; parameter: string; id: string };
	},
): Operation {
	const { target, ...shown } = definition;
	return perItem({
		value: 'delete',
		name: 'Delete',
		...shown,
		async run(item) {
			const { path, parameter, id } = target(item);
			const answer = await item.client.sendOne({
				method: 'DELETE',
				path,
				query: { [parameter]: id },
			});
			return answer.ok ? { ok: true, value: [{ deleted: true, id }] } : answer;
		},
	});
}
