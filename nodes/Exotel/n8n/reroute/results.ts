import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Plan, TrunkOutcome } from '../../provisioning/model';
import type { Provisioned } from '../../provisioning/provision';
import type { Rerouted, Step } from '../../provisioning/reroute';
import { destinationUris as section } from '../../provisioning/sections/destinationUris';
import type { Wanted } from '../../provisioning/sections/section';
import { quote } from '../../sip/characters';
import type { ExotelResource } from '../../transport/model';
import { toItem, type ItemManner } from '../provision/items';
import type { RowResult } from '../provision/results';
import { reportOfInput, type Report } from '../report';
import type { ItemStep, Unusable } from './steps';

/** What became of one destination, with the row as it was. */
interface Rerouting extends RowResult {
	/** Absent if it is not on the trunk, or the trunk could not be read. */
	readonly row?: ExotelResource;
}

/** The first item that matches nothing, on none of its trunks; undefined if there is none. */
export function firstUnmatched(
	steps: readonly ItemStep[],
	plans: readonly Plan[],
): Unusable | undefined {
	const byTrunk = new Map(plans.map((plan) => [plan.trunkSid, plan]));
	const matches = ({ trunkSids, step }: ItemStep) =>
		trunkSids.some((trunkSid) => {
			const plan = byTrunk.get(trunkSid);
			// Of a trunk that could not be read, nobody knows.
			return plan === undefined || step.key !== undefined || step.find(plan.rows).length > 0;
		});
	const found = steps.find((one) => !matches(one));
	return found === undefined
		? undefined
		: { itemIndex: found.itemIndex, report: reportOfNoMatch(found) };
}

/** Brings together what the items asked for and what became of it: by item, by trunk, in the order of its list. */
export function resultsOf(
	steps: readonly ItemStep[],
	{ trunks, unread }: Pick<Provisioned<unknown>, 'trunks' | 'unread'>,
	unusable: readonly Unusable[],
): Rerouting[] {
	const byTrunk = new Map(trunks.map((trunk) => [trunk.plan.trunkSid, byStep(trunk)]));
	const results = steps.flatMap((one): Rerouting[] => {
		const { itemIndex, trunkSids, step, about } = one;
		const found = trunkSids.flatMap((trunkSid) => {
			const notRead = unread.get(trunkSid);
			if (notRead !== undefined) return [{ itemIndex, trunkSid, name: about, outcome: notRead }];
			const rerouted = byTrunk.get(trunkSid)?.get(step) ?? [];
			return rerouted.map((result) => ({ ...result, itemIndex }));
		});
		if (found.length > 0) return found;
		return [resultOf({ itemIndex, report: reportOfNoMatch(one) }, trunkSids)];
	});
	const all = [...results, ...unusable.map((one) => resultOf(one))];
	return all.sort((a, b) => a.itemIndex - b.itemIndex);
}

/**
 * The output item for one destination: its values before in any case, so that it can be restored, and its
 * values after if they are known.
 */
export function itemOf(
	context: IExecuteFunctions,
	result: Rerouting,
	manner: ItemManner,
): INodeExecutionData {
	const item = toItem(context, result, manner);
	const { row, outcome } = result;
	const isOnErrorBranch = outcome.kind !== 'done' && !('action' in item.json);
	if (row === undefined || isOnErrorBranch) return item;
	const valuesOf = ({ priority, weight }: ExotelResource) => ({ priority, weight });
	const done = outcome.kind === 'done' ? { after: valuesOf(outcome.row) } : {};
	const now = outcome.kind === 'done' ? outcome.row : row;
	const { error, ...json } = item.json;
	return {
		...item,
		json: {
			...json,
			...{ id: now.id, priority: now.priority, weight: now.weight },
			before: valuesOf(row),
			...done,
			...(error === undefined ? {} : { error }),
		},
	};
}

function resultOf(
	{ itemIndex, report }: Unusable,
	[trunkSid = '', ...more]: readonly string[] = [],
) {
	const outcome = { kind: 'unusable', report } as const;
	return { itemIndex, trunkSid: more.length === 0 ? trunkSid : '', name: '', outcome };
}

function byStep({
	plan,
	outcomes,
}: TrunkOutcome): ReadonlyMap<Step, Array<Omit<Rerouting, 'itemIndex'>>> {
	const places = new Map(plan.rows.map((row, index) => [row, index]));
	const placeOf = ({ row }: Omit<Rerouting, 'itemIndex'>) =>
		row === undefined ? -1 : (places.get(row) ?? -1);
	const found = new Map<Step, Array<Omit<Rerouting, 'itemIndex'>>>();
	for (const [one, outcome] of outcomes) {
		if (!isRerouted(one)) continue;
		const { row, step } = one;
		const name = section.nameOf(row ?? section.rowOf(one));
		const others = found.get(step) ?? [];
		found.set(step, others);
		others.push({ trunkSid: plan.trunkSid, name, row, outcome });
	}
	for (const list of found.values()) list.sort((a, b) => placeOf(a) - placeOf(b));
	return found;
}

function isRerouted(one: Wanted): one is Rerouted {
	return 'step' in one;
}

function reportOfNoMatch({ trunkSids, about }: ItemStep): Report {
	const where = trunkSids.length === 1 ? `trunk ${trunkSids[0]}` : 'any trunk';
	return reportOfInput(
		`No destination of ${where} matches ${quote(about)}`,
		'Compare Match with the destinations that Get Many returns.',
	);
}
