import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { isRecord } from '../../guards';
import type { Plan, TrunkOutcome } from '../../provisioning/model';
import type { Provisioned } from '../../provisioning/provision';
import type { Rerouted, Step } from '../../provisioning/reroute';
import { valuesOf } from '../../provisioning/rows';
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

/** The items that match nothing, on none of their trunks. */
export function unmatched(steps: readonly ItemStep[], plans: readonly Plan[]): Unusable[] {
	const read = new Set(plans.map(({ trunkSid }) => trunkSid));
	const planned = plans.flatMap(({ update, keep, held, repeats }) => [
		...update,
		...keep,
		...held,
		...repeats,
	]);
	const matched = new Set(planned.flatMap(({ one }) => (isRerouted(one) ? [one.step] : [])));
	// Of a trunk that could not be read, nobody knows.
	return steps
		.filter(({ step, trunkSids }) => !matched.has(step) && trunkSids.every((sid) => read.has(sid)))
		.map((one) => ({ itemIndex: one.itemIndex, report: reportOfNoMatch(one) }));
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

/** What the rows that were changed had before, by trunk and id. */
export function beforeByRow(results: readonly Rerouting[]): IDataObject {
	const entries = results.flatMap(({ trunkSid, row, outcome }) =>
		row !== undefined && outcome.kind === 'done' && outcome.action === 'updated'
			? [[nameIn(trunkSid, row), valuesOf(section, row)] as const]
			: [],
	);
	return Object.fromEntries(entries);
}

/** The same result, of a row that an earlier try of the node has changed: it had other values before that. */
export function withEarlier(result: Rerouting, earlier: IDataObject): Rerouting {
	const { trunkSid, row, outcome } = result;
	if (row === undefined || outcome.kind !== 'done') return result;
	const kept = earlier[nameIn(trunkSid, row)];
	if (!isRecord(kept)) return result;
	const before = { ...row, ...kept };
	return { ...result, row: before, outcome: { ...outcome, action: 'updated', before } };
}

function nameIn(trunkSid: string, { id }: ExotelResource): string {
	return `${trunkSid} ${String(id)}`;
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
	const done = outcome.kind === 'done' ? { after: valuesOf(section, outcome.row) } : {};
	const now = outcome.kind === 'done' ? outcome.row : row;
	const { error, ...json } = item.json;
	return {
		...item,
		json: {
			...json,
			...{ id: now.id, priority: now.priority, weight: now.weight },
			before: valuesOf(section, row),
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
		const name = row === undefined ? section.nameOfKey(one.key) : section.nameOf(row);
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
