import type { IExecuteFunctions } from 'n8n-workflow';

import { memberReader } from '../quickParameters';
import { optionsField } from '../sharedFields';
import { approvedPlan } from './planOptions';
import type { Requested } from './requested';

/**
 * The plans that a person has approved, by trunk; undefined if the user does not ask for approval.
 *
 * @throws NodeOperationError that names the item when the option can't be used
 */
export function readApproved(
	context: IExecuteFunctions,
	requested: ReadonlyArray<Pick<Requested, 'itemIndex' | 'trunkSid'>>,
): ReadonlyMap<string, ReadonlySet<string>> | undefined {
	const { name } = approvedPlan.property;
	const valuesOf = memberReader(context, optionsField([]).property.name, [name]);
	const approved = new Map<string, Set<string>>();
	// An item may ask for many destinations, all on one trunk.
	const trunkSids = new Map(requested.map(({ itemIndex, trunkSid }) => [itemIndex, trunkSid]));
	for (const [itemIndex, trunkSid] of trunkSids) {
		const values = valuesOf(itemIndex);
		if (!Object.hasOwn(values, name)) continue;
		const ids = approved.get(trunkSid) ?? new Set<string>();
		approved.set(trunkSid, ids);
		for (const id of approvedPlan.check({ context, itemIndex }, values[name])) ids.add(id);
	}
	return approved.size === 0 ? undefined : approved;
}
