import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { objectionsTo, type Limits, type Objection } from '../../provisioning/objections';
import { planTrunks } from '../../provisioning/plan';
import { provision, type Provisioned } from '../../provisioning/provision';
import type { Wanted } from '../../provisioning/sections/section';
import type { ExotelClient } from '../../transport/model';
import { signalOf } from '../../transport/withSignal';
import { connect } from '../connect';
import { inputError } from '../errors';
import { Progress } from '../progress';
import { ReadOnce } from '../readOnce';
import { Trunks } from '../trunks';
import { readApproved } from './approval';
import { throwIfNotDone } from './errors';
import { refuseExecuteOnce } from './executeOnce';
import { goalsOf, type Manner } from './goals';
import { hintAtBesides, hintAtFailures } from './hints';
import { toItem } from './items';
import { readExecutionOptions, type ExecutionOptions } from './readOptions';
import { readRequested, type Requested, type Unusable } from './requested';
import { keepingIfThrown, takeKept } from './retried';
import { refusedResults, resultsOf, type RowResult } from './results';
import type { ListSubject } from './subject';
import { beforeOf } from './summary';
import { summaryItems, type Summarized } from './summaryItems';
import { reportOfObjection } from './words';

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
	subject: ListSubject,
	{ isSync }: { isSync: boolean },
): Promise<INodeExecutionData[]> {
	const options = readExecutionOptions(context, subject.options);
	if (options.deletesMissing) refuseExecuteOnce({ context, itemIndex: 0 }, subject);
	const manner: Manner = {
		isSync,
		deletes: isSync && options.deletesMissing,
		isDryRun: isSync && options.isDryRun,
		keepsListed: isSync,
		mayBeEmpty: isSync && options.allowsEmptyList,
		keepsRouting: options.keepsRouting,
		isProtected: options.isProtected,
	};
	const { results, trunks, summary } = await carryOut(context, subject, options, manner);
	const { isDryRun } = manner;
	const items = { subject, isDryRun, trunkName: (sid: string) => trunks.nameOf(sid) };
	if (summary !== undefined) return summaryItems(context, { ...summary, results }, items);
	return results.map((result) => toItem(context, result, items));
}

/** What items are made of. */
interface CarriedOut {
	readonly results: RowResult[];
	readonly trunks: Trunks;
	/** What summaries are made of besides, if there are to be any. */
	readonly summary?: Omit<Summarized, 'results'>;
}

/**
 * Reads what is asked for, does it, and tells of what went wrong. Apart from making the items, so that for many
 * destinations what is only needed here is gone by then.
 */
async function carryOut(
	context: IExecuteFunctions,
	subject: ListSubject,
	options: ExecutionOptions,
	manner: Manner,
): Promise<CarriedOut> {
	const client = await connect(context, options.client);
	const trunks = await Trunks.of(context, new ReadOnce(client), { named: options.isSummary });
	const requested = readRequested(context, subject, trunks, manner);
	const unusable = requested.filter((one) => one.kind === 'unusable');
	if (!context.continueOnFail() && unusable.length > 0) throw inputError(context, unusable);

	const provisioned = await provisionAll(context, client, subject, requested, { options, manner });
	const [first] = provisioned.objections;
	const objection = manner.isDryRun ? undefined : first;
	const results = resultsFor(subject, requested, provisioned, objection);
	const earlier = takeKept(context);
	if (!context.continueOnFail()) {
		if (first?.kind === 'unaddable') {
			throw inputError(context, unusableAmong(requested, first.wanted));
		}
		const isOnlyTold = manner.isDryRun || first !== undefined;
		const before = () => (isOnlyTold ? {} : beforeByTrunk(provisioned));
		const words = { noun: subject.noun, subjectOf: () => subject };
		const { isSync, isDryRun } = manner;
		const told = { ...options, isDryRun, ...(isSync ? {} : { runAgain: RUN_ADD_AGAIN }) };
		const stop = () => throwIfNotDone(context, results, provisioned, words, told);
		keepingIfThrown(context, before, earlier, stop);
	}
	hintAtFailures(context, results, subject);
	hintAtBesides(context, subject, provisioned, manner);
	const isSummary = options.isSummary || objection?.kind === 'notApproved';
	const summary = { requested, provisioned, objection, earlier };
	return { results, trunks, ...(isSummary ? { summary } : {}) };
}

/** How an execution goes about it. */
interface Settings {
	readonly options: ExecutionOptions;
	readonly manner: Manner;
}

async function provisionAll(
	context: IExecuteFunctions,
	client: ExotelClient,
	subject: ListSubject,
	requested: readonly Requested[],
	{ options, manner }: Settings,
): Promise<Provisioned<Objection>> {
	const stopOnFailure = !context.continueOnFail();
	const goals = goalsOf(context, subject, requested, manner);
	const { batchSize, checksDoubles } = options;
	const limits: Limits = {
		needsAll: stopOnFailure,
		...(manner.deletes ? { maxDeletions: options.maxDeletions } : {}),
		...(manner.isSync ? { approved: readApproved(context, requested) } : {}),
	};
	return await provision(
		client,
		{
			trunkSids: goals.map(({ trunkSid }) => trunkSid),
			purpose: 'added',
			goals: async () => goals,
			planAll: planTrunks,
			objectionsTo: (plans) => objectionsTo(plans, limits),
		},
		{
			batchSize,
			stopOnFailure,
			dryRun: manner.isDryRun,
			checksDoubles,
			progress: new Progress(context.logger, client),
			signal: signalOf(context),
		},
	);
}

/** @param objection why nothing was done */
function resultsFor(
	{ section, noun }: ListSubject,
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

function beforeByTrunk({ trunks }: Provisioned<Objection>): IDataObject {
	return Object.fromEntries(trunks.map((trunk) => [trunk.plan.trunkSid, beforeOf(trunk)]));
}
