import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type {
	ClientOptions,
	Collection,
	ExotelRequest,
	ExotelResource,
	Path,
	Result,
} from '../transport/model';
import { forEachItem } from './forEachItem';
import type { Task } from './task';
import type { Item, RowLocator } from './item';
import type { Operation } from './operation';
import { limitField, returnAllField, trunkField } from './sharedFields';

type Definition = Omit<Operation, 'execute'>;

/**
 * An operation that treats each input item on its own.
 *
 * @param tasks reads the parameters of an item and says what it asks for
 */
export function perItem(
	definition: Definition & {
		tasks(item: Item): Promise<readonly Task[]>;
		/** Reads how requests are sent, for all items; as usual if absent. */
		client?(context: IExecuteFunctions): ClientOptions;
	},
): Operation {
	const { tasks, client, ...shown } = definition;
	return {
		...shown,
		async execute() {
			return await forEachItem(this, tasks, client?.(this));
		},
	};
}

/** A request of one item. One that makes something says what, so that the same is not asked for twice at a time. */
export type ItemRequest = ExotelRequest &
	(
		| { readonly method: 'GET' | 'PUT' | 'DELETE' }
		/** `thing` tells it from all others of the account, so that it names the trunk if that matters. */
		| { readonly method: 'POST'; readonly thing: string }
	);

/** An operation that sends one request for each item and returns the resource that comes back. */
export function perItemRequest(
	definition: Definition & { request(item: Item): ItemRequest },
): Operation {
	const { request, ...shown } = definition;
	return perItem({
		...shown,
		tasks: async (item) => [taskOf(item, request(item), (row) => row)],
	});
}

/** Sending one request for an item. */
export function taskOf(
	item: Item,
	request: ItemRequest,
	show: (row: ExotelResource) => ExotelResource,
): Task {
	return {
		thing: thingOf(request),
		async run() {
			const answer = await item.send(request);
			return answer.ok ? { ok: true, value: [show(answer.value)] } : answer;
		},
	};
}

/** What a request changes. */
function thingOf(request: ItemRequest): string | undefined {
	if (request.method === 'GET') return undefined;
	if (request.method === 'POST') return request.thing;
	return JSON.stringify([request.path, request.query]);
}

/** Gives an item's rows, up to a limit. */
type ReadRows = (limit: number) => Promise<Result<readonly ExotelResource[]>>;

/** A "Get Many". It hints when it ran more than once, which is rarely meant. */
export function getManyOf(
	definition: Pick<Operation, 'action' | 'description' | 'fields'> & {
		/** Reads the parameters of an item and gives what reads its rows. */
		rows(item: Item): ReadRows;
	},
): Operation {
	const { rows, ...shown } = definition;
	const operation = perItem({
		value: 'getAll',
		name: 'Get Many',
		...shown,
		async tasks(item) {
			const limit = item.value(returnAllField) ? Infinity : item.value(limitField);
			const read = rows(item);
			return [{ run: async () => await read(limit) }];
		},
	});
	return {
		...operation,
		async execute() {
			const output = await operation.execute.call(this);
			hintAtRuns(this);
			return output;
		},
	};
}

/** A "Get Many" of a list of the API. */
export function getMany(
	definition: Pick<Operation, 'action' | 'description' | 'fields'> & {
		path(item: Item): Path;
		/** Says for an item how its rows are shown; as they are if absent. */
		show?(item: Item): (row: ExotelResource) => ExotelResource;
	},
): Operation {
	const { path, show = () => (row) => row, ...shown } = definition;
	return getManyOf({
		...shown,
		rows(item) {
			const shownAs = show(item);
			const list = path(item);
			return async (limit) => {
				const listed = await item.lists.list(list, limit);
				return listed.ok ? { ok: true, value: listed.value.rows.map(shownAs) } : listed;
			};
		},
	});
}

/** A "Get Many" of something that hangs on a trunk. */
export function getManyOfTrunk(
	definition: Pick<Operation, 'action' | 'description'> & { collection: Collection },
): Operation {
	const { collection, ...shown } = definition;
	return getMany({
		...shown,
		fields: [trunkField, returnAllField, limitField],
		path: (item) => item.pathOf(collection),
	});
}

/** An "Update" of rows on a trunk: one request for each that the locator names. */
export function updateOfRows(
	definition: Pick<Operation, 'action' | 'description' | 'fields'> & {
		row: RowLocator;
		/** Whether a name may mean more than one row. */
		several?: boolean;
		/** What is sent for an item. */
		body(item: Item): IDataObject;
	},
): Operation {
	const { row, several = false, body, ...shown } = definition;
	return perItem({
		value: 'update',
		name: 'Update',
		...shown,
		async tasks(item) {
			const sent = body(item);
			const found = await item.findSome(row, { several });
			return found.map(({ path }) =>
				taskOf(item, { method: 'PUT', path, body: sent }, (updated) => updated),
			);
		},
	});
}

function hintAtRuns(context: IExecuteFunctions): void {
	const runs = context.getInputData().length;
	if (runs < 2) return;
	const message = `Get Many ran once for each of the ${runs} input items. If one list is enough, turn on Execute Once in the node's settings.`;
	context.addExecutionHints({ message, type: 'info' });
}
