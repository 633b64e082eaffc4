import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { TrunkGoal } from '../../provisioning/model';
import { provision } from '../../provisioning/provision';
import { connect } from '../connect';
import { throwIfFailed, unusableInput } from './errors';
import { hintAtFailures, hintAtLeft } from './hints';
import { toItem } from './items';
import { readExecutionOptions, type ExecutionOptions } from './options';
import { readRequested, type Requested } from './requested';
import { resultsOf, type DestinationResult } from './results';

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
	const stops = !context.continueOnFail();
	const options = readExecutionOptions(context);
	const isDryRun = isSync && options.isDryRun;
	const deletes = isSync && options.deletesMissing;
	const { results, left } = await carryOut(context, options, { isSync, deletes, isDryRun });
	const { stopsOnRefusal } = options;
	if (stops) throwIfFailed(context, results, { stopsOnRefusal, isDryRun });
	hintAtFailures(context, results);
	if (isSync && !deletes) hintAtLeft(context, left);
	return results.map((result) => toItem(context, result, { isDryRun }));
}

/** How an execution goes about it. */
interface Manner {
	readonly isSync: boolean;
	readonly deletes: boolean;
	readonly isDryRun: boolean;
}

/**
 * Reads what is asked for and does it. Apart from making the items, so that for many destinations what is
 * only needed here is gone by then.
 *
 * @returns the results, and how many destinations there are that were not asked for
 */
async function carryOut(
	context: IExecuteFunctions,
	options: ExecutionOptions,
	manner: Manner,
): Promise<{ results: DestinationResult[]; left: number }> {
	const { isSync, isDryRun: dryRun } = manner;
	const stopOnFailure = !context.continueOnFail();
	const requested = readRequested(context, { mayBeEmpty: isSync && options.allowsEmptyList });
	const unusable = requested.filter((one) => one.kind === 'unusable');
	if (stopOnFailure && unusable.length > 0) throw unusableInput(context, unusable);

	const client = await connect(context, options.client);
	const { batchSize } = options;
	const goals = goalsOf(requested, manner);
	const provisioned = await provision(client, goals, { batchSize, stopOnFailure, dryRun });
	return { results: resultsOf(requested, provisioned), left: provisioned.extras.length };
}

/** Groups what is asked for by trunk. Nothing is deleted where something asked for is not known. */
function goalsOf(requested: readonly Requested[], { isSync, deletes }: Manner): TrunkGoal[] {
	const unknown = new Set<string>();
	const wanted = new Map<string, Array<TrunkGoal['wanted'][number]>>();
	for (const one of requested) {
		if (one.kind === 'unusable') {
			unknown.add(one.trunkSid);
			continue;
		}
		const ofTrunk = wanted.get(one.trunkSid) ?? [];
		wanted.set(one.trunkSid, ofTrunk);
		if (one.kind === 'wanted') ofTrunk.push(one);
	}
	const isSomeTrunkUnknown = unknown.has('');
	return Array.from(wanted, ([trunkSid, ofTrunk]) => {
		const isKnown = !isSomeTrunkUnknown && !unknown.has(trunkSid);
		const extras = !deletes ? 'leave' : isKnown ? 'delete' : 'withhold';
		return { trunkSid, wanted: ofTrunk, corrects: isSync, extras };
	});
}
