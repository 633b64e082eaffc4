import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Collection, ExotelRequest, ExotelResource, Path, Result } from '../transport/model';
import { connect } from './connect';
import { apiError } from './errors';
import { limitField, returnAllField, trunkField } from './sharedFields';
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
			const answer = await item.send(request(item));
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
			const shownAs = show(item);
			const listed = await item.client.readAll(path(item), { limit });
			if (!listed.ok) return listed;
			return { ok: true, value: listed.value.rows.map(shownAs) };
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
			const answer = await item.send({ method: 'DELETE', path, query });
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
	const continues = context.continueOnFail();
	const output: INodeExecutionData[] = [];
	for (const itemIndex of context.getInputData().keys()) {
		const attempt = reported(run(new Item(context, itemIndex, client)));
		const done = continues ? await attempt.catch(reportedError) : await attempt;
		if (done.ok) output.push(...done.rows.map((row) => itemOf(row, itemIndex)));
		else if (continues) output.push(failureItem(context, itemIndex, { report: done.report }));
		else throw apiError(context, done.report, { itemIndex });
	}
	return output;
}

/** What is told of one input item. */
type Told =
	| { readonly ok: true; readonly rows: readonly ExotelResource[] }
	| { readonly ok: false; readonly report: Report };

async function reported(attempt: Promise<ItemResult>): Promise<Told> {
	const result = await attempt;
	if (result.ok) return { ok: true, rows: result.value };
	return { ok: false, report: reportOf(result.failure) };
}

function reportedError(error: unknown): Told {
	return { ok: false, report: reportOfError(error) };
}

function itemOf(row: ExotelResource, itemIndex: number): INodeExecutionData {
	return { json: { ...row }, pairedItem: { item: itemIndex } };
}

function hintAtRuns(context: IExecuteFunctions): void {
	const runs = context.getInputData().length;
	if (runs < 2) return;
	const message = `Get Many ran once for each of the ${runs} input items. If one list is enough, turn on Execute Once in the node's settings.`;
	context.addExecutionHints({ message, type: 'info' });
}
