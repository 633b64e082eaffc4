import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { provision, type TrunkGoal } from '../../provisioning/provision';
import { createClient } from '../../transport/client';
import { readLimits } from './options';
import { readRequested, type Requested } from './requested';
import { hintAt, resultsOf, throwIfFailed, toItem, unusableInput } from './results';

/**
 * Gathers the destinations that all input items ask for, brings their trunks there, and tells of each.
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
	const limits = readLimits(context);
	const mayBeEmpty = isSync && limits.options.allowEmptyList === true;
	const deletes = isSync && limits.options.deleteMissing === true;
	const dryRun = isSync && limits.options.dryRun === true;

	const requested = readRequested(context, { mayBeEmpty });
	const unusable = requested.filter((one) => 'given' in one);
	if (stops && unusable.length > 0) throw unusableInput(context, unusable);

	const client = await createClient(context, limits.client);
	const provisioned = await provision(client, goalsOf(requested, deletes), {
		batchSize: limits.batchSize,
		stopOnFailure: stops,
		updates: isSync,
		dryRun,
	});
	const results = resultsOf(requested, provisioned);
	if (stops) throwIfFailed(context, results, limits.stopsOnRefusal);
	hintAt(context, results, { left: isSync ? provisioned.extras.length : 0, deletes });
	return results.map((result) => toItem(context, result, { dryRun }));
}

/** Groups what is asked for by trunk. Nothing is deleted where something asked for is not known. */
function goalsOf(requested: readonly Requested[], deletes: boolean): TrunkGoal[] {
	const unknown = new Set(requested.filter((one) => 'given' in one).map((one) => one.trunkSid));
	const isSomeTrunkUnknown = unknown.has('');
	const wanted = new Map<string, Array<TrunkGoal['wanted'][number]>>();
	for (const one of requested) {
		if ('given' in one) continue;
		const ofTrunk = wanted.get(one.trunkSid) ?? [];
		wanted.set(one.trunkSid, ofTrunk);
		if ('destination' in one) ofTrunk.push(one);
	}
	return Array.from(wanted, ([trunkSid, ofTrunk]) => {
		const isKnown = !isSomeTrunkUnknown && !unknown.has(trunkSid);
		const extras = !deletes ? 'leave' : isKnown ? 'delete' : 'withhold';
		return { trunkSid, wanted: ofTrunk, extras };
	});
}
