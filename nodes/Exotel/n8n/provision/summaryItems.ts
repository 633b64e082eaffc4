import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { groupBy } from '../../provisioning/groupBy';
import type { Objection } from '../../provisioning/objections';
import type { Provisioned } from '../../provisioning/provision';
import { failureItem, shortDetails } from '../output';
import { toItem, type ItemManner } from './items';
import type { Requested } from './requested';
import type { RowResult } from './results';
import { summaryOf } from './summary';
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
	const tooMany = provisioned.objections.find(({ kind }) => kind === 'tooMany');
	const warning =
		tooMany !== undefined && objection?.kind !== 'tooMany'
			? `${reportOfObjection(tooMany, manner.subject.noun).message}. As it is, nothing would be changed.`
			: undefined;
	const byTrunk = groupBy(requested, ({ trunkSid }) => trunkSid);
	const summaries = trunks.map((trunk): INodeExecutionData => {
		const ofTrunk = byTrunk.get(trunk.plan.trunkSid) ?? [];
		const itemIndex = ofTrunk[0]?.itemIndex ?? 0;
		const summary = summaryOf(trunk, ofTrunk, { ...manner, isOnlyTold, warning, earlier });
		const mark = manner.isDryRun ? { dry_run: true } : {};
		if (objection === undefined) {
			return { json: { ...summary, ...mark }, pairedItem: { item: itemIndex } };
		}
		const report = reportOfObjection(objection, manner.subject.noun);
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
	});
	const others = results.filter(({ trunkSid }) => !read.has(trunkSid));
	return [...summaries, ...others.map((result) => toItem(context, result, manner))];
}
