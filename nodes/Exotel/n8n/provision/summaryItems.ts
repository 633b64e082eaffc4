import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { groupBy } from '../../provisioning/groupBy';
import type { Objection } from '../../provisioning/objections';
import type { Provisioned } from '../../provisioning/provision';
import { failureItem, shortDetails } from '../output';
import { toItem, type ItemManner } from './items';
import type { Requested } from './requested';
import type { RowResult } from './results';
import type { Noun } from './planOptions';
import { beforeOf, summaryOf, wantedOf } from './summary';
import { reportOfObjection } from './words';

/** What summaries are made of. */
export interface Summarized {
	readonly requested: readonly Requested[];
	readonly results: readonly RowResult[];
	readonly provisioned: Provisioned<Objection>;
	/** Why nothing was done. */
	readonly objection?: Objection;
	/** By trunk SID, what an earlier try of the node has found before it changed anything. */
	readonly earlier: IDataObject;
}

/**
 * One item for each trunk, paired to the first item that names it. What is about a trunk that could not be
 * read has an item of its own, as without a summary.
 */
export function summaryItems(
	context: IExecuteFunctions,
	{ requested, results, provisioned, objection, earlier }: Summarized,
	manner: ItemManner,
): INodeExecutionData[] {
	const { trunks } = provisioned;
	const read = new Set(trunks.map(({ plan }) => plan.trunkSid));
	const isOnlyTold = manner.isDryRun || objection !== undefined;
	const { noun } = manner.subject;
	const warning = warningOf(provisioned, objection, noun);
	const byTrunk = groupBy(requested, ({ trunkSid }) => trunkSid);
	const summaries = trunks.map((trunk): INodeExecutionData => {
		const ofTrunk = byTrunk.get(trunk.plan.trunkSid) ?? [];
		const itemIndex = ofTrunk[0]?.itemIndex ?? 0;
		const { subject } = manner;
		const { trunkSid } = trunk;
		const summary = summaryOf(trunkSid, [{ subject, outcome: trunk, requested: ofTrunk }], {
			...{ noun, isOnlyTold, warning, name: manner.trunkName(trunkSid) },
			...{ wanted: wantedOf(ofTrunk, subject), before: earlier[trunkSid] ?? beforeOf(trunk) },
		});
		return summaryItem(context, itemIndex, summary, { ...manner, noun, objection });
	});
	const others = results.filter(({ trunkSid }) => !read.has(trunkSid));
	return [...summaries, ...others.map((result) => toItem(context, result, manner))];
}

/** What stands in the way of carrying a plan out, though that was not tried. */
export function warningOf(
	{ objections }: Pick<Provisioned<Objection>, 'objections'>,
	objection: Objection | undefined,
	noun: Noun,
): string | undefined {
	const tooMany = objections.find(({ kind }) => kind === 'tooMany');
	if (tooMany === undefined || objection?.kind === 'tooMany') return undefined;
	return `${reportOfObjection(tooMany, noun).message}. As it is, nothing would be changed.`;
}

/** The item that tells of a trunk as a whole; with an objection, it says why nothing was done. */
export function summaryItem(
	context: IExecuteFunctions,
	itemIndex: number,
	summary: IDataObject,
	{ isDryRun, noun, objection }: { isDryRun: boolean; noun: Noun; objection?: Objection },
): INodeExecutionData {
	if (objection === undefined) {
		const mark = isDryRun ? { dry_run: true } : {};
		return { json: { ...summary, ...mark }, pairedItem: { item: itemIndex } };
	}
	const report = reportOfObjection(objection, noun);
	const { message } = report;
	return failureItem(context, itemIndex, {
		report,
		about: { ...summary, message },
		regular: {
			...summary,
			message,
			action: 'rejected',
			status: 'failure',
			error: shortDetails(report, message),
		},
	});
}
