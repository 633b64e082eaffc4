import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Collection, ExotelRequest, ExotelResource, Path, Result } from '../transport/model';
import { connect } from './connect';
import { apiError } from './errors';
import { limitField, returnAllField, trunkField } from './fields';
import { Item } from './item';
import type { Operation } from './operation';
import { failureItem } from './output';
import { reportOf, reportOfError, type Report } from './report';

type Definition = Omit<Operation, 'execute'>;

/** What became of one input item: the rows to output, or why there are none. */
type ItemResult = Result<readonly ExotelResource[]>;

/**
 * An operation that treats each input item on its own.
 *
 * @param run what it does for one item
 */
export function perItem(
	definition: Definition & { run(item: Item): Promise<ItemResult> },
): Operation {
	const { run, ...shown } = definition;
	return {
		...shown,
		async execute() {
			return await forEachItem(this, run);
		},
	};
}

/** An operation that sends one request for each item and returns the resource that comes back. */
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

/** A "Get Many". It hints when it ran more than once, which is rarely meant. */
export function getMany(
	definition: Pick<Operation, 'action' | 'description' | 'fields'> & {
		path(item: Item): Path;
		/** Says for an item how its rows are shown; as they are if absent. */
		show?(item: Item): (row: ExotelResource) => ExotelResource;
	},
): Operation {
	const { path, show = () => (row) => row, ...shown } = definition;
	const operation = perItem({
		value: 'getAll',
		name: 'Get Many',
		...shown,
		async run(item) {
			const limit = item.value(returnAllField) ? Infinity : item.value(limitField);
			const listed = await item.client.readAll(path(item), { limit });
			if (!listed.ok) return listed;
			return { ok: true, value: listed.value.rows.map(show(item)) };
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

/** A "Delete" of something; returns `{ deleted: true, id }`. */
export function deletion(
	definition: Pick<Operation, 'action' | 'description' | 'fields'> & {
		/** The path of the request, the query parameter that names what is deleted, and its value. */
		target(item: Item): { path: Path; parameter: string; id: string };
	},
): Operation {
	const { target, ...shown } = definition;
	return perItem({
		value: 'delete',
		name: 'Delete',
		...shown,
		async run(item) {
			const { path, parameter, id } = target(item);
			const query = { [parameter]: id };
			const answer = await item.client.sendOne({ method: 'DELETE', path, query });
			return answer.ok ? { ok: true, value: [{ deleted: true, id }] } : answer;
		},
	});
}

/**
 * Runs something for each input item, one after the other.
 *
 * @throws whatever `run` throws, or the error for its failure, unless the workflow is set to continue
 */
async function forEachItem(
	context: IExecuteFunctions,
	run: (item: Item) => Promise<ItemResult>,
): Promise<INodeExecutionData[]> {
	const client = await connect(context);
	const output: INodeExecutionData[] = [];
	const fail = (itemIndex: number, report: Report) =>
		output.push(failureItem(context, itemIndex, { report }));
	for (const itemIndex of context.getInputData().keys()) {
		try {
			const result = await run(new Item(context, itemIndex, client));
			if (result.ok) output.push(...result.value.map((row) => itemOf(row, itemIndex)));
			else if (context.continueOnFail()) fail(itemIndex, reportOf(result.failure));
			else throw apiError(context, reportOf(result.failure), { itemIndex });
		} catch (error) {
			if (!context.continueOnFail()) throw error;
			fail(itemIndex, reportOfError(error));
		}
	}
	return output;
}

function itemOf(row: ExotelResource, itemIndex: number): INodeExecutionData {
	return { json: { ...row }, pairedItem: { item: itemIndex } };
}

function hintAtRuns(context: IExecuteFunctions): void {
	const runs = context.getInputData().length;
	if (runs < 2) return;
	const message = `Get Many ran once for each of the ${runs} input items. To read the list only once, turn on Execute Once in the node's settings.`;
	context.addExecutionHints({ message, type: 'info' });
}
