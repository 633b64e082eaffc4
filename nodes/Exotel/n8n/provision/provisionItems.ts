import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { objectionTo, type Limits, type Objection } from '../../provisioning/objections';
import { planTrunks } from '../../provisioning/plan';
import { provision, type Provisioned } from '../../provisioning/provision';
import type { Wanted } from '../../provisioning/sections/section';
import { signalOf } from '../../transport/withSignal';
import { connect } from '../connect';
import { inputError } from '../errors';
import { Progress } from '../progress';
import { ReadOnce } from '../readOnce';
import { Trunks } from '../trunks';
import { readApproved } from './approval';
import { throwIfFailed } from './errors';
import { goalsOf, type Manner } from './goals';
import { hintAtBesides, hintAtFailures } from './hints';
import { toItem } from './items';
import { readExecutionOptions, type ExecutionOptions } from './readOptions';
import { readRequested, type Requested, type Unusable } from './requested';
import { refusedResults, resultsOf, type RowResult } from './results';
import type { Subject } from './subject';
import { summaryItems } from './summaryItems';
import { reportOfObjection } from './words';

/**
 * Gathers what all input items ask for, brings their trunks there, and reports on each.
 *
 * @param options.isSync whether a trunk is to be made equal to the list: what is there already is corrected,
 * and the rest is deleted if the user wants that
 * @throws NodeOperationError when input can't be used, NodeApiError when a request failed, unless the
 * workflow is set to continue
 */
export async function provisionItems(
	context: IExecuteFunctions,
	subject: Subject,
	{ isSync }: { isSync: boolean },
): Promise<INodeExecutionData[]> {
	const options = readExecutionOptions(context, subject);
	const manner: Manner = {
		isSync,
		deletes: isSync && options.deletesMissing,
		isDryRun: isSync && options.isDryRun,
		keepsListed: isSync,
		mayBeEmpty: isSync && options.allowsEmptyList,
		keepsRouting: options.keepsRouting,
		isProtected: options.isProtected,
	};
	const { requested, provisioned, trunks } = await carryOut(context, subject, options, manner);
	const { isDryRun } = manner;
	const objection = isDryRun ? undefined : provisioned.objection;
	const results = resultsFor(subject, requested, provisioned, objection);
	if (!context.continueOnFail()) {
		if (provisioned.objection?.kind === 'unaddable') {
			throw inputError(context, unusableAmong(requested, provisioned.objection.wanted));
		}
		if (objection?.kind === 'tooMany' || (objection !== undefined && options.stopsOnRefusal)) {
			throw inputError(context, [
				{ itemIndex: 0, report: reportOfObjection(objection, subject.noun) },
			]);
		}
		throwIfFailed(context, results, subject, { ...options, isDryRun });
	}
	hintAtFailures(context, results, subject);
	hintAtBesides(context, subject, provisioned, manner);
	const items = { subject, isDryRun, trunkName: (sid: string) => trunks.nameOf(sid) };
	if (options.isSummary || objection?.kind === 'notApproved') {
		return summaryItems(context, { requested, results, provisioned, objection }, items);
	}
	return results.map((result) => toItem(context, result, items));
}

/**
 * Reads what is asked for and does it. Apart from making the items, so that for many destinations what is
 * only needed here is gone by then.
 */
async function carryOut(
	context: IExecuteFunctions,
	subject: Subject,
	options: ExecutionOptions,
	manner: Manner,
): Promise<{ requested: Requested[]; provisioned: Provisioned<Objection>; trunks: Trunks }> {
	const stopOnFailure = !context.continueOnFail();
	const client = await connect(context, options.client);
	const trunks = await Trunks.of(context, new ReadOnce(client), { named: options.isSummary });
	const requested = readRequested(context, subject, trunks, manner);
	const unusable = requested.filter((one) => one.kind === 'unusable');
	if (stopOnFailure && unusable.length > 0) throw inputError(context, unusable);

	const goals = goalsOf(context, subject, requested, manner);
	const { batchSize, checksDoubles } = options;
	const limits: Limits = {
		needsAll: stopOnFailure,
		...(manner.deletes ? { maxDeletions: options.maxDeletions } : {}),
		...(manner.isSync ? { approved: readApproved(context, requested) } : {}),
	};
	const provisioned = await provision(
		client,
		goals,
		{ planAll: planTrunks, objectionTo: (plans) => objectionTo(plans, limits) },
		{
			batchSize,
			stopOnFailure,
			dryRun: manner.isDryRun,
			checksDoubles,
			progress: new Progress(context.logger, client),
			signal: signalOf(context),
		},
	);
	return { requested, provisioned, trunks };
}

/** @param objection why nothing was done */
function resultsFor(
	{ section, noun }: Subject,
	requested: readonly Requested[],
	provisioned: Provisioned<Objection>,
	objection: Objection | undefined,
): RowResult[] {
	return objection === undefined
		? resultsOf(section, requested, provisioned)
		: refusedResults(section, requested, reportOfObjection(objection, noun));
}

/** What can't be added, and is not there already. */
function unusableAmong(requested: readonly Requested[], wanted: readonly Wanted[]): Unusable[] {
	const isMeant = new Set(wanted);
	return requested.flatMap((one) =>
		one.kind === 'wanted' && isMeant.has(one) && one.unusable !== undefined ? [one.unusable] : [],
	);
}
