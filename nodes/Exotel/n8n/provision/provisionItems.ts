import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { objectionsTo, type Limits, type Objection } from '../../provisioning/objections';
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
import { keepingIfThrown, takeKept } from './retried';
import { refusedResults, resultsOf, type RowResult } from './results';
import type { Subject } from './subject';
import { beforeOf } from './summary';
import { summaryItems } from './summaryItems';
import { reportOfObjection } from './words';

const RUN_AGAIN = 'Run the workflow again to continue from there.';
const RUN_ADD_AGAIN =
	'Run the workflow again to continue from there; with Existing Destinations set to Skip, nothing is added twice.';

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
	const [first] = provisioned.objections;
	const objection = isDryRun ? undefined : first;
	const told = { ...options, isDryRun, runAgain: isSync ? RUN_AGAIN : RUN_ADD_AGAIN };
	const results = resultsFor(subject, requested, provisioned, objection);
	const earlier = takeKept(context);
	if (!context.continueOnFail()) {
		if (first?.kind === 'unaddable') {
			throw inputError(context, unusableAmong(requested, first.wanted));
		}
		if (provisioned.unread.size > 0) throwIfFailed(context, results, subject, told);
		if (objection?.kind === 'tooMany' || (objection !== undefined && options.stopsOnRefusal)) {
			throw inputError(context, [
				{ itemIndex: 0, report: reportOfObjection(objection, subject.noun) },
			]);
		}
		const before = () => (isDryRun ? {} : beforeByTrunk(provisioned, subject));
		keepingIfThrown(context, before, earlier, () => throwIfFailed(context, results, subject, told));
	}
	hintAtFailures(context, results, subject);
	hintAtBesides(context, subject, provisioned, manner);
	const items = { subject, isDryRun, trunkName: (sid: string) => trunks.nameOf(sid) };
	if (options.isSummary || objection?.kind === 'notApproved') {
		return summaryItems(context, { requested, results, provisioned, objection, earlier }, items);
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
		{ planAll: planTrunks, objectionsTo: (plans) => objectionsTo(plans, limits) },
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
	const results = resultsOf(section, requested, provisioned);
	if (objection === undefined) return results;
	// What could not be read keeps its own reason.
	const unread = results.filter(({ trunkSid }) => provisioned.unread.has(trunkSid));
	const read = requested.filter(({ trunkSid }) => !provisioned.unread.has(trunkSid));
	const refused = refusedResults(section, read, reportOfObjection(objection, noun));
	return [...refused, ...unread].sort((a, b) => a.itemIndex - b.itemIndex);
}

/** What can't be added, and is not there already. */
function unusableAmong(requested: readonly Requested[], wanted: readonly Wanted[]): Unusable[] {
	const isMeant = new Set(wanted);
	return requested.flatMap((one) =>
		one.kind === 'wanted' && isMeant.has(one) && one.unusable !== undefined ? [one.unusable] : [],
	);
}

function beforeByTrunk({ trunks }: Provisioned<Objection>, subject: Subject): IDataObject {
	return Object.fromEntries(trunks.map((trunk) => [trunk.plan.trunkSid, beforeOf(trunk, subject)]));
}
