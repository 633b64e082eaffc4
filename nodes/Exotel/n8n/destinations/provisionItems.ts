import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { provision } from '../../provisioning/provision';
import { signalOf } from '../../transport/withSignal';
import { connect } from '../connect';
import { inputError } from '../errors';
import { throwIfFailed } from './errors';
import { Progress } from '../progress';
import { ReadOnce } from '../readOnce';
import { Trunks } from '../trunks';
import { goalsOf, type Manner } from './goals';
import { hintAtBesides, hintAtFailures, type Besides } from './hints';
import { toItem } from './items';
import { readExecutionOptions, type ExecutionOptions } from './options';
import { readRequested } from './requested';
import { refusedResults, resultsOf, type DestinationResult } from './results';
import { reportOfTooMany } from './words';

/**
 * Gathers the destinations that all input items ask for, brings their trunks there, and reports on each.
 *
 * @param options.isSync whether a trunk is to be made equal to the list: destinations that are there
 * already get the priority and weight asked for, and others are deleted if the user wants that
 * @throws NodeOperationError when input can't be used, NodeApiError when a request failed, unless the
 * workflow is set to continue
 */
export async function provisionItems(
	context: IExecuteFunctions,
	{ isSync }: { isSync: boolean },
): Promise<INodeExecutionData[]> {
	const options = readExecutionOptions(context);
	const isDryRun = isSync && options.isDryRun;
	const deletes = isSync && options.deletesMissing;
	const { keepsRouting, isProtected } = options;
	const manner = { isSync, deletes, isDryRun, keepsRouting, isProtected };
	const { results, besides, trunks } = await carryOut(context, options, manner);
	const { stopsOnRefusal } = options;
	if (!context.continueOnFail()) throwIfFailed(context, results, { stopsOnRefusal, isDryRun });
	hintAtFailures(context, results);
	hintAtBesides(context, besides, manner);
	const items = { isDryRun, trunkName: (sid: string) => trunks.nameOf(sid) };
	return results.map((result) => toItem(context, result, items));
}

/**
 * Reads what is asked for and does it. Apart from making the items, so that for many destinations what is
 * only needed here is gone by then.
 */
async function carryOut(
	context: IExecuteFunctions,
	options: ExecutionOptions,
	manner: Manner,
): Promise<{ results: DestinationResult[]; besides: Besides; trunks: Trunks }> {
	const { isSync, isDryRun: dryRun } = manner;
	const stopOnFailure = !context.continueOnFail();
	const client = await connect(context, options.client);
	const trunks = await Trunks.of(context, new ReadOnce(client));
	const mayBeEmpty = isSync && options.allowsEmptyList;
	const requested = readRequested(context, trunks, { mayBeEmpty });
	const unusable = requested.filter((one) => one.kind === 'unusable');
	if (stopOnFailure && unusable.length > 0) throw inputError(context, unusable);

	const { batchSize, checksDoubles } = options;
	const provisioned = await provision(client, goalsOf(context, requested, manner), {
		batchSize,
		stopOnFailure,
		dryRun,
		checksDoubles,
		...(manner.deletes ? { maxDeletions: options.maxDeletions } : {}),
		progress: new Progress(context.logger, client),
		signal: signalOf(context),
	});
	const { extras, unchecked, earlier, tooMany } = provisioned;
	const besides = { left: extras.length, unchecked, earlier, tooMany };
	if (tooMany === undefined || dryRun) {
		return { results: resultsOf(requested, provisioned), besides, trunks };
	}
	const report = reportOfTooMany(tooMany);
	if (stopOnFailure) throw inputError(context, [{ itemIndex: 0, report }]);
	return { results: refusedResults(requested, report), besides, trunks };
}
