import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { createGate, type Gate } from '../provisioning/gate';
import { mayBeDone } from '../transport/failure';
import type { ClientOptions, ExotelClient } from '../transport/model';
import { inParallel } from '../transport/parallel';
import { connect } from './connect';
import { Item } from './item';
import { throwIfFailed, throwIfUnusable } from './itemErrors';
import { failureItem } from './output';
import { Progress } from './progress';
import { withQuickParameters } from './quickParameters';
import { ReadOnce } from './readOnce';
import { reportOf, reportOfError, RequestFailed } from './report';
import { isFailed, type Outcome, type Planned, type Task, type Told } from './task';
import { Trunks } from './trunks';

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
	clientOptions?: ClientOptions,
): Promise<INodeExecutionData[]> {
	const client = await connect(context, clientOptions);
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

function itemsOf(context: IExecuteFunctions, { itemIndex, outcome }: Told): INodeExecutionData[] {
	if (isFailed(outcome)) return [failureItem(context, itemIndex, { report: outcome.report })];
	const rows = outcome.kind === 'done' ? outcome.rows : [];
	return rows.map((row) => ({ json: { ...row }, pairedItem: { item: itemIndex } }));
}
