import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { TrunkGoal } from '../../provisioning/model';
import { provision } from '../../provisioning/provision';
import { connect } from '../connect';
import { throwIfFailed, unusableInput } from './errors';
import { hintAtFailures, hintAtLeft } from './hints';
import { toItem } from './items';
import { readExecutionOptions } from './options';
import { readRequested, type Requested } from './requested';
import { resultsOf } from './results';

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
	const deletes = isSync && options.deletesMissing;
	const dryRun = isSync && options.isDryRun;

	const requested = readRequested(context, { mayBeEmpty: isSync && options.allowsEmptyList });
	const unusable = requested.filter((one) => one.kind === 'unusable');
	if (stops && unusable.length > 0) throw unusableInput(context, unusable);

	const client = await connect(context, options.client);
	const provisioned = await provision(client, goalsOf(requested, { isSync, deletes }), {
		batchSize: options.batchSize,
		stopOnFailure: stops,
		dryRun,
	});
	const results = resultsOf(requested, provisioned);
	const { stopsOnRefusal } = options;
	if (stops) throwIfFailed(context, results, { stopsOnRefusal, isDryRun: dryRun });
	hintAtFailures(context, results);
	if (isSync && !deletes) hintAtLeft(context, provisioned.extras.length);
	return results.map((result) => toItem(context, result, { isDryRun: dryRun }));
}

/** Groups what is asked for by trunk. Nothing is deleted where something asked for is not known. */
function goalsOf(
	requested: readonly Requested[],
	{ isSync, deletes }: { isSync: boolean; deletes: boolean },
): TrunkGoal[] {
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
