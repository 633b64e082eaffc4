import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { createGate, type Gate } from '../provisioning/gate';
import { mayBeDone } from '../transport/failure';
import type { ExotelClient, ExotelResource, Result } from '../transport/model';
import { inParallel } from '../transport/parallel';
import { connect } from './connect';
import { apiError, inputError } from './errors';
import { Item } from './item';
import { failureItem } from './output';
import { Progress } from './progress';
import { withQuickParameters } from './quickParameters';
import { ReadOnce } from './readOnce';
import { reportOf, reportOfError, RequestFailed, type Report } from './report';
import { summarize } from './summarize';
import { Trunks } from './trunks';

/** What is to be done for one input item, its parameters read and checked. */
export interface Task {
	/** What it changes, if anything. Tasks for the same thing run one after the other, in the order of their items. */
	readonly thing?: string;
	/** Gives the rows to output, or why there are none. */
	run(): Promise<Result<readonly ExotelResource[]>>;
}

/** What became of a task. */
type Outcome =
	| { readonly kind: 'done'; readonly rows: readonly ExotelResource[] }
	| { readonly kind: 'failed'; readonly report: Report; readonly mayBeDone: boolean }
	/** Another one had failed, and the workflow is not set to continue. */
	| { readonly kind: 'notTried' };

/** A task of an item, or why the item has none. */
type Planned =
	| { readonly itemIndex: number; readonly task: Task }
	| { readonly itemIndex: number; readonly unusable: Report; readonly isInput: boolean };

/** A task and what became of it. */
interface Told {
	readonly itemIndex: number;
	readonly outcome: Outcome;
}

/**
 * Reads the parameters of all input items and looks up what they name, then does what they ask for, a few
 * tasks at a time. Unless the workflow is set to continue, nothing is changed if an item can't be used, and
 * nothing more is begun once a request has failed.
 *
 * @param toTasks reads the parameters of an item, and what else there is to know, and says what it asks for;
 * throws NodeOperationError if they can't be used, RequestFailed if something can't be read
 * @returns what came of all items, in their order
 * @throws NodeOperationError for items that can't be used, NodeApiError for a request that failed, unless
 * the workflow is set to continue
 */
export async function forEachItem(
	context: IExecuteFunctions,
	toTasks: (item: Item) => Promise<readonly Task[]>,
): Promise<INodeExecutionData[]> {
	const client = await connect(context);
	const planned = await planAll(context, client, toTasks);
	const continues = context.continueOnFail();
	if (!continues) throwIfUnusable(context, planned);
	const told = await runAll(planned, continues, new Progress(context.logger, client));
	if (!continues) throwIfFailed(context, planned, told);
	return told.flatMap((one) => itemsOf(context, one));
}

async function planAll(
	context: IExecuteFunctions,
	client: ExotelClient,
	toTasks: (item: Item) => Promise<readonly Task[]>,
): Promise<Planned[]> {
	const quick = withQuickParameters(context);
	const lists = new ReadOnce(client);
	const trunks = await Trunks.of(context, lists);
	const planItem = async (itemIndex: number): Promise<Planned[]> => {
		try {
			const tasks = await toTasks(new Item(quick, itemIndex, client, lists, trunks));
			return tasks.map((task) => ({ itemIndex, task }));
		} catch (error) {
			const isInput = !(error instanceof RequestFailed);
			return [{ itemIndex, unusable: reportOfError(error), isInput }];
		}
	};
	const planned = await Promise.all(
		context.getInputData().map(async (_, itemIndex) => await planItem(itemIndex)),
	);
	return planned.flat();
}

/** Stops the node if there are items that can't be used, or something that they name can't be looked up. */
function throwIfUnusable(context: IExecuteFunctions, planned: readonly Planned[]): void {
	const unusable = planned.flatMap((one) => ('unusable' in one ? [one] : []));
	const unread = unusable.find(({ isInput }) => !isInput);
	const inputs = unusable.filter(({ isInput }) => isInput);
	if (inputs.length > 0) {
		throw inputError(
			context,
			inputs.map(({ itemIndex, unusable: report }) => ({ itemIndex, report })),
		);
	}
	if (unread !== undefined) {
		throw apiError(context, unread.unusable, { itemIndex: unread.itemIndex });
	}
}

async function runAll(
	planned: readonly Planned[],
	continues: boolean,
	progress: Progress,
): Promise<Told[]> {
	const outcomes = planned.map((one): Outcome => {
		if ('task' in one) return { kind: 'notTried' };
		return { kind: 'failed', report: one.unusable, mayBeDone: false };
	});
	const inOrder = createOrder();
	const isStopped = () => !continues && outcomes.some(isFailed);
	progress.begin('items done', planned.length);
	await inParallel(planned.entries(), async ([index, one]) => {
		if (!('task' in one)) return;
		await inOrder(one.task, async () => {
			if (isStopped()) return;
			outcomes[index] = await outcomeOf(one.task);
			progress.advance();
		});
	});
	return planned.map(({ itemIndex }, index) => ({
		itemIndex,
		outcome: outcomes[index] ?? { kind: 'notTried' },
	}));
}

/** Makes what lets tasks for the same thing wait for each other, in the order in which they come. */
function createOrder(): (task: Task, run: () => Promise<void>) => Promise<void> {
	const gates = new Map<string, Gate>();
	return async ({ thing }, run) => {
		if (thing === undefined) return await run();
		// The same name in other letters may be the same thing.
		const name = thing.toLowerCase();
		const gate = gates.get(name) ?? createGate();
		gates.set(name, gate);
		await gate.alone(run);
	};
}

async function outcomeOf(task: Task): Promise<Outcome> {
	try {
		const result = await task.run();
		if (result.ok) return { kind: 'done', rows: result.value };
		const { failure } = result;
		return { kind: 'failed', report: reportOf(failure), mayBeDone: mayBeDone(failure) };
	} catch (error) {
		return { kind: 'failed', report: reportOfError(error), mayBeDone: false };
	}
}

/** Stops the node if something failed. The error tells what had been done by then. */
function throwIfFailed(
	context: IExecuteFunctions,
	planned: readonly Planned[],
	told: readonly Told[],
): void {
	const culprit = told.find(({ outcome }) => isFailed(outcome));
	if (culprit === undefined || !isFailed(culprit.outcome)) return;
	const changes = planned.some((one) => 'task' in one && one.task.thing !== undefined);
	throw apiError(context, culprit.outcome.report, {
		itemIndex: culprit.itemIndex,
		...(changes && told.length > 1 ? progressOf(told) : {}),
	});
}

/** What had been done when something failed: in words, and for machines. */
function progressOf(told: readonly Told[]) {
	const total = new Set(told.map(({ itemIndex }) => itemIndex)).size;
	const indexes = (is: (one: Outcome) => boolean) => [
		...new Set(told.flatMap(({ itemIndex, outcome }) => (is(outcome) ? [itemIndex] : []))),
	];
	const unfinished = new Set(indexes(({ kind }) => kind !== 'done'));
	const done = indexes(({ kind }) => kind === 'done');
	const unknown = indexes((one) => isFailed(one) && one.mayBeDone);
	const left = indexes(({ kind }) => kind === 'notTried');
	const sentences = [
		tellItems(
			'Already done',
			done.filter((index) => !unfinished.has(index)),
			total,
		),
		tellItems(
			'Done in part',
			done.filter((index) => unfinished.has(index)),
			total,
		),
		tellItems('May or may not have been carried out', unknown, total),
		tellItems('Not begun', left, total),
		done.length === 0 ? '' : 'Before you run the workflow again, leave out what is done.',
	];
	const rows = told.flatMap(({ itemIndex, outcome }) =>
		outcome.kind === 'done' ? outcome.rows.map((row) => ({ ...row, itemIndex })) : [],
	);
	const progress = sentences.filter((sentence) => sentence !== '').join(' ');
	return { progress, data: { done: rows, unknown } };
}

function tellItems(what: string, indexes: readonly number[], total: number): string {
	if (indexes.length === 0) return '';
	const named = summarize(indexes.map(String), ', ');
	return `${what}: ${indexes.length} of ${total} items (index ${named}).`;
}

function itemsOf(context: IExecuteFunctions, { itemIndex, outcome }: Told): INodeExecutionData[] {
	if (isFailed(outcome)) return [failureItem(context, itemIndex, { report: outcome.report })];
	const rows = outcome.kind === 'done' ? outcome.rows : [];
	return rows.map((row) => ({ json: { ...row }, pairedItem: { item: itemIndex } }));
}

function isFailed(outcome: Outcome): outcome is Extract<Outcome, { kind: 'failed' }> {
	return outcome.kind === 'failed';
}
