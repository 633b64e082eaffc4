import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { LISTS } from '../../provisioning/configuration';
import type { TrunkOutcome } from '../../provisioning/model';
import type { Provisioned } from '../../provisioning/provision';
import type { ItemManner } from '../provision/items';
import { beforeOf, summaryOf, wantedOf, type SummaryPart } from '../provision/summary';
import { summaryItem, warningOf } from '../provision/summaryItems';
import { noun } from './fields';
import {
	itemsOf,
	labelled,
	outcomesIn,
	withNames,
	type Applied,
	type ApplyResult,
} from './results';
import type { Target } from './targets';

/** What summaries are made of. */
interface Summarized extends Applied {
	readonly results: readonly ApplyResult[];
	/** By trunk SID, what an earlier try of the node has found before it changed anything. */
	readonly earlier: IDataObject;
}

/**
 * One item for each trunk. What is about a trunk that could not be read, or an item that can't be used, has items
 * of its own, as without a summary.
 */
export function summariesOf(
	context: IExecuteFunctions,
	{ targets, provisioned, objection, results, earlier, trunkName }: Summarized,
	manner: Omit<ItemManner, 'subject'>,
): INodeExecutionData[] {
	const isOnlyTold = manner.isDryRun || objection !== undefined;
	const warning = warningOf(provisioned, objection, noun);
	const outcomes = outcomesIn(provisioned);
	const named = (of: TrunkOutcome['outcomes']) =>
		new Map(Array.from(of, ([one, outcome]) => [one, withNames(outcome, trunkName)]));
	const told = targets.flatMap((target): INodeExecutionData[] => {
		const parts = partsOf(target, outcomes).map((part) => ({
			...part,
			outcome: { ...part.outcome, outcomes: named(part.outcome.outcomes) },
		}));
		const [first] = parts;
		if (first === undefined) return [];
		const { trunkSid } = first.outcome;
		const summary = summaryOf(trunkSid, parts, {
			...{ noun, isOnlyTold, warning, name: trunkName(target.trunkSid) },
			...{ wanted: wantedIn(target), before: earlier[trunkSid] ?? configurationBefore(parts) },
		});
		const how = { ...manner, noun, objection };
		return [summaryItem(context, target.itemIndex, summary, how)];
	});
	const read = new Set(provisioned.trunks.map(({ trunkSid }) => trunkSid));
	const others = results.filter(({ trunkSid }) => !read.has(trunkSid));
	return [...told, ...itemsOf(context, others, manner)];
}

/** By trunk SID, what trunks were before: configurations with the sections that were looked at. */
export function beforeByTrunk(
	targets: readonly Target[],
	provisioned: Pick<Provisioned<unknown>, 'trunks'>,
): IDataObject {
	const outcomes = outcomesIn(provisioned);
	const known = targets.flatMap((target) => {
		const parts = partsOf(target, outcomes);
		const [first] = parts;
		return first === undefined
			? []
			: [[first.outcome.trunkSid, configurationBefore(parts)] as const];
	});
	return Object.fromEntries(known);
}

function partsOf(target: Target, outcomes: ReturnType<typeof outcomesIn>): SummaryPart[] {
	return target.parts.flatMap((part) => {
		const outcome = outcomes.of(target, part);
		const { requested } = part;
		return outcome === undefined ? [] : [{ subject: labelled(part.subject), outcome, requested }];
	});
}

function configurationBefore(parts: readonly SummaryPart[]): IDataObject {
	const [own, ...hanging] = parts.map((part) => ({ ...part, before: beforeOf(part.outcome) }));
	const name = own?.requested.map((one) => (one.kind === 'wanted' ? one.key : ''))[0];
	return configurationOf({ trunk_name: name, ...own?.before[0] }, hanging, ({ before }) => before);
}

/** What Apply takes again: it holds no password, so it can't make a SIP credential. */
function wantedIn({ name, parts }: Target): IDataObject {
	const [own, ...hanging] = parts;
	const fields = own === undefined ? [] : wantedOf(own.requested, own.subject);
	return configurationOf(
		{ ...fields?.[0], trunk_name: fields?.[0]?.trunk_name ?? name },
		hanging,
		({ requested, subject }) => wantedOf(requested, subject) ?? [],
	);
}

function configurationOf<
	P extends { readonly subject: { readonly section: { listName: string } } },
>(own: IDataObject, parts: readonly P[], entriesOf: (part: P) => IDataObject[]): IDataObject {
	const lists = LISTS.flatMap(({ listName }): Array<[string, IDataObject[]]> => {
		const part = parts.find(({ subject }) => subject.section.listName === listName);
		return part === undefined ? [] : [[listName, entriesOf(part)]];
	});
	return { ...own, ...Object.fromEntries(lists) };
}
