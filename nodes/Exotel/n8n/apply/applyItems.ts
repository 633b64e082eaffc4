import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { isNew } from '../../provisioning/newTrunk';
import { objectionsTo, type Limits, type Objection } from '../../provisioning/objections';
import { planTrunks } from '../../provisioning/plan';
import { provision, type Provisioned } from '../../provisioning/provision';
import type { ExotelClient, Rows } from '../../transport/model';
import { paths } from '../../transport/paths';
import { signalOf } from '../../transport/withSignal';
import { connect } from '../connect';
import { apiError, inputError } from '../errors';
import { Progress } from '../progress';
import { readApproved } from '../provision/approval';
import { throwIfFailed } from '../provision/errors';
import { hintAtFailures, hintAtObjections } from '../provision/hints';
import { readExecutionOptions, type ExecutionOptions } from '../provision/readOptions';
import { keepingIfThrown, takeKept } from '../provision/retried';
import { reportOfObjection } from '../provision/words';
import { ReadOnce } from '../readOnce';
import { reportOf } from '../report';
import { Trunks } from '../trunks';
import { findTrunks, readWishes, type Ask } from './asks';
import { noun, planOptions } from './fields';
import { itemsOf, resultsOf, unaddableIn, type ApplyResult } from './results';
import { beforeByTrunk, summariesOf } from './summaries';
import { targetsOf, type Target } from './targets';

/**
 * Brings the trunks that the items name to what they want, all sections of each, and reports on every entry.
 *
 * @throws NodeOperationError when input can't be used, NodeApiError when a request failed, unless the workflow is
 * set to continue
 */
export async function applyItems(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const options = readExecutionOptions(context, planOptions);
	const read = readWishes(context, { mayBeEmpty: options.allowsEmptyList });
	const continues = context.continueOnFail();
	if (!continues && read.unusable.length > 0) throw inputError(context, read.unusable);
	const client = await connect(context, options.client);
	const trunks = await Trunks.of(context, new ReadOnce(client), { listed: true });
	const { asks, unusable: unfound } = findTrunks(context, trunks, read.wishes);
	if (!continues && unfound.length > 0) throw inputError(context, unfound);

	const { targets, provisioned } = await carryOut(context, client, asks, options);
	const { isDryRun } = options;
	const objection = isDryRun ? undefined : provisioned.objections[0];
	const names = namesOf(targets, provisioned);
	const trunkName = (sid: string) => names.get(sid) ?? trunks.nameOf(sid);
	const unusable = [...read.unusable, ...unfound];
	const about = { targets, unusable, provisioned, objection, trunkName };
	const results = resultsOf(about);
	const earlier = takeKept(context);
	if (!continues) {
		const isOnlyTold = isDryRun || objection !== undefined;
		const before = () => (isOnlyTold ? {} : beforeByTrunk(targets, provisioned));
		const stop = () => throwIfNeeded(context, results, targets, provisioned, options);
		keepingIfThrown(context, before, earlier, stop);
	}
	hintAtFailures(context, results, { noun });
	hintAtObjections(context, provisioned, { noun, isDryRun });
	const manner = { isDryRun, trunkName };
	if (!options.isSummary && objection?.kind !== 'notApproved') {
		return itemsOf(context, results, manner);
	}
	return summariesOf(context, { ...about, results, earlier }, manner);
}

async function carryOut(
	context: IExecuteFunctions,
	client: ExotelClient,
	asks: readonly Ask[],
	options: ExecutionOptions,
): Promise<{ targets: readonly Target[]; provisioned: Provisioned<Objection> }> {
	const { batchSize, checksDoubles, isDryRun, keepsRouting, isProtected } = options;
	const deletes = options.deletesMissing;
	const manner = { deletes, keepsRouting, isProtected, accountSid: client.accountSid };
	const stopOnFailure = !context.continueOnFail();
	const limits: Limits = {
		needsAll: stopOnFailure,
		...(deletes ? { maxDeletions: options.maxDeletions } : {}),
		approved: readApproved(context, asks),
	};
	let targets: readonly Target[] = [];
	const provisioned = await provision(
		client,
		{
			trunkSids: asks.map(({ trunkSid }) => trunkSid),
			purpose: 'added',
			async goals() {
				const all = await readAgain(context, client, asks);
				targets = targetsOf(asks, all?.rows, manner);
				return targets.flatMap(({ parts }) => parts.map(({ goal }) => goal));
			},
			planAll: planTrunks,
			objectionsTo: (plans) => objectionsTo(plans, limits),
		},
		{
			...{ batchSize, stopOnFailure, checksDoubles, dryRun: isDryRun },
			progress: new Progress(context.logger, client),
			signal: signalOf(context),
		},
	);
	return {
		targets: targets.length > 0 ? targets : targetsOf(asks, undefined, manner),
		provisioned,
	};
}

/** Reads the account's trunks once more if one is to be created: another execution may just have done it. */
async function readAgain(
	context: IExecuteFunctions,
	client: ExotelClient,
	asks: readonly Ask[],
): Promise<Rows | undefined> {
	const created = asks.find(({ trunkSid }) => isNew(trunkSid));
	if (created === undefined) return undefined;
	const listed = await client.readAll(paths.trunks());
	if (listed.ok) return listed.value;
	throw apiError(context, reportOf(listed.failure), { itemIndex: created.itemIndex });
}

/** The names of the trunks that were named or made, by SID or what stands for it. */
function namesOf(
	targets: readonly Target[],
	{ trunks }: Pick<Provisioned<Objection>, 'trunks'>,
): ReadonlyMap<string, string> {
	const names = new Map(targets.map(({ trunkSid, name }) => [trunkSid, name]));
	for (const { plan, trunkSid } of trunks) names.set(trunkSid, names.get(plan.trunkSid) ?? '');
	return names;
}

/** Stops the node for an objection, or for what failed. */
function throwIfNeeded(
	context: IExecuteFunctions,
	results: readonly ApplyResult[],
	targets: readonly Target[],
	{ objections: [first], unread }: Provisioned<Objection>,
	{ isDryRun, stopsOnRefusal }: ExecutionOptions,
): void {
	if (first?.kind === 'unaddable') throw inputError(context, unaddableIn(targets, first.wanted));
	const words = { noun, subjectOf: ({ subject }: ApplyResult) => subject };
	const told = { stopsOnRefusal, isDryRun };
	if (unread.size > 0) throwIfFailed(context, results, words, told);
	const objection = isDryRun ? undefined : first;
	if (objection?.kind === 'tooMany' || (objection !== undefined && stopsOnRefusal)) {
		const report = reportOfObjection(objection, noun);
		throw inputError(context, [{ itemIndex: 0, report }]);
	}
	throwIfFailed(context, results, words, told);
}
