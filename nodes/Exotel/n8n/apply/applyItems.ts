import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Objection } from '../../provisioning/objections';
import type { Provisioned } from '../../provisioning/provision';
import { trunkItself } from '../../provisioning/sections/trunkItself';
import { connect } from '../connect';
import { inputError } from '../errors';
import { throwIfNotDone } from '../provision/errors';
import { hintAtFailures, hintAtObjections } from '../provision/hints';
import { readExecutionOptions, type ExecutionOptions } from '../provision/readOptions';
import { keepingIfThrown, takeKept } from '../provision/retried';
import { ReadOnce } from '../readOnce';
import { Trunks } from '../trunks';
import { findTrunks, readWishes } from './asks';
import { carryOut } from './carryOut';
import { noun, planOptions } from './fields';
import { itemsOf, resultsOf, unaddableIn, type ApplyResult } from './results';
import { beforeByTrunk, summariesOf } from './summaries';
import type { Target } from './targets';

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

	const isAnyUnknown = read.unusable.length + unfound.length > 0;
	const done = await carryOut(context, client, asks, { options, isAnyUnknown });
	const { targets, provisioned } = done;
	const { isDryRun } = options;
	const objection = isDryRun ? undefined : provisioned.objections[0];
	const names = namesOf(targets, provisioned);
	const trunkName = (sid: string) => names.get(sid) ?? trunks.nameOf(sid);
	const unusable = [...read.unusable, ...unfound, ...done.unusable];
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

/** The names of the trunks that were named or made, by SID or what stands for it; as they are now. */
function namesOf(
	targets: readonly Target[],
	{ trunks }: Pick<Provisioned<Objection>, 'trunks'>,
): ReadonlyMap<string, string> {
	const names = new Map(targets.map(({ trunkSid, name }) => [trunkSid, name]));
	for (const { plan, trunkSid, outcomes } of trunks) {
		const [own] = plan.section === trunkItself ? outcomes.values() : [];
		const name = own?.kind === 'done' ? trunkItself.nameOf(own.row) : names.get(plan.trunkSid);
		if (!names.has(trunkSid) || own !== undefined) names.set(trunkSid, name ?? '');
	}
	return names;
}

/** Stops the node for an objection, or for what failed. */
function throwIfNeeded(
	context: IExecuteFunctions,
	results: readonly ApplyResult[],
	targets: readonly Target[],
	provisioned: Provisioned<Objection>,
	{ isDryRun, stopsOnRefusal }: ExecutionOptions,
): void {
	const [first] = provisioned.objections;
	if (first?.kind === 'unaddable') throw inputError(context, unaddableIn(targets, first.wanted));
	const words = { noun, subjectOf: ({ subject }: ApplyResult) => subject };
	throwIfNotDone(context, results, provisioned, words, { isDryRun, stopsOnRefusal });
}
