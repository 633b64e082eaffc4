import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { createGate, type Gate } from '../provisioning/gate';
import { mayBeDone } from '../transport/failure';
import type { ExotelClient, ExotelResource, Result, Rows } from '../transport/model';
import { inParallel } from '../transport/parallel';
import { connect } from './connect';
import { apiError, inputError } from './errors';
import { Item } from './item';
import { failureItem } from './output';
import { Progress } from './progress';
import { withQuickParameters } from './quickParameters';
import { reportOf, reportOfError, type Report } from './report';
import { summarize } from './summarize';

/** What is to be done for one input item, its parameters read and checked. */
export interface Task {
	/** What it changes, if anything. Tasks for the same thing run one after the other, in the order of their items. */
	readonly thing?: string;
	/** Gives the rows to output, or why there are none. */
	run(): Promise<Result<readonly ExotelResource[]>>;
}

/** What became of a task. */
type Told =
	| { readonly kind: 'done'; readonly rows: readonly ExotelResource[] }
	| { readonly kind: 'failed'; readonly report: Report; readonly mayBeDone: boolean }
	/** A task before it had failed, and the workflow is not set to continue. */
	| { readonly kind: 'notTried' };

type Failed = Extract<Told, { kind: 'failed' }>;

/**
 * Reads the parameters of all input items, then does what they ask for, a few items at a time. Unless the
 * workflow is set to continue, nothing is sent if an item can't be used, and nothing more is begun once a
 * request has failed.
 *
 * @param toTask reads the parameters of an item; throws NodeOperationError if they can't be used
 * @returns what came of all items, in their order
 * @throws NodeOperationError for items that can't be used, NodeApiError for a request that failed, unless
 * the workflow is set to continue
 */
export async function forEachItem(
	context: IExecuteFunctions,
	toTask: (item: Item) => Task,
): Promise<INodeExecutionData[]> {
	const client = await connect(context);
	const tasks = readTasks(context, client, toTask);
	const continues = context.continueOnFail();
	const unusable = tasks.flatMap((task, itemIndex) =>
		isFailed(task) ? [{ itemIndex, report: task.report }] : [],
	);
	if (!continues && unusable.length > 0) throw inputError(context, unusable);
	const told = await runAll(tasks, continues, new Progress(context.logger, client));
	if (!continues) throwIfFailed(context, tasks, told);
	return told.flatMap((one, itemIndex) => itemsOf(context, one, itemIndex));
}

function readTasks(
	context: IExecuteFunctions,
	client: ExotelClient,
	toTask: (item: Item) => Task,
): Array<Task | Failed> {
	const quick = withQuickParameters(context);
	const lists = new Map<string, Promise<Result<Rows>>>();
	return context.getInputData().map((_, itemIndex) => {
		try {
			return toTask(new Item(quick, itemIndex, client, lists));
		} catch (error) {
			return { kind: 'failed', report: reportOfError(error), mayBeDone: false };
		}
	});
}

async function runAll(
	tasks: ReadonlyArray<Task | Failed>,
	continues: boolean,
	progress: Progress,
): Promise<Told[]> {
	const told: Told[] = tasks.map((task) => (isFailed(task) ? task : { kind: 'notTried' }));
	const inOrder = createOrder();
	const isStopped = () => !continues && told.some(isFailed);
	progress.begin('items done', tasks.length);
	await inParallel(tasks.entries(), async ([itemIndex, task]) => {
		if (isFailed(task)) return;
		await inOrder(task, async () => {
			if (isStopped()) return;
			told[itemIndex] = await outcomeOf(task);
			progress.advance();
		});
	});
	return told;
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

async function outcomeOf(task: Task): Promise<Told> {
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
	tasks: ReadonlyArray<Task | Failed>,
	told: readonly Told[],
): void {
	const itemIndex = told.findIndex(isFailed);
	const culprit = told[itemIndex];
	if (culprit === undefined || !isFailed(culprit)) return;
	const changes = tasks.some((task) => !isFailed(task) && task.thing !== undefined);
	throw apiError(context, culprit.report, {
		itemIndex,
		...(changes && told.length > 1 ? progressOf(told) : {}),
	});
}

/** What had been done when something failed: in words, and for machines. */
function progressOf(told: readonly Told[]) {
	const indexes = (is: (one: Told) => boolean) =>
		told.flatMap((one, itemIndex) => (is(one) ? [itemIndex] : []));
	const done = indexes(({ kind }) => kind === 'done');
	const unknown = indexes((one) => isFailed(one) && one.mayBeDone);
	const left = indexes(({ kind }) => kind === 'notTried');
	const sentences = [
		tellItems('Already done', done, told.length),
		tellItems('May or may not have been carried out', unknown, told.length),
		tellItems('Not begun', left, told.length),
		done.length === 0 ? '' : 'Before you run the workflow again, leave out what is done.',
	];
	const rows = told.flatMap((one, itemIndex) =>
		one.kind === 'done' ? one.rows.map((row) => ({ ...row, itemIndex })) : [],
	);
	const progress = sentences.filter((sentence) => sentence !== '').join(' ');
	return { progress, data: { done: rows, unknown } };
}

function tellItems(what: string, indexes: readonly number[], total: number): string {
	if (indexes.length === 0) return '';
	const named = summarize(indexes.map(String), ', ');
	return `${what}: ${indexes.length} of ${total} items (index ${named}).`;
}

function itemsOf(context: IExecuteFunctions, told: Told, itemIndex: number): INodeExecutionData[] {
	if (isFailed(told)) return [failureItem(context, itemIndex, { report: told.report })];
	const rows = told.kind === 'done' ? told.rows : [];
	return rows.map((row) => ({ json: { ...row }, pairedItem: { item: itemIndex } }));
}

function isFailed(one: Task | Told): one is Failed {
	return 'kind' in one && one.kind === 'failed';
}
