import type { IExecuteFunctions } from 'n8n-workflow';

import { parsed, refused, type Parsed } from '../../sip/parsed';
import { lineField } from '../field';
import { memberReader } from '../quickParameters';
import { optionsField } from '../sharedFields';
import type { Requested } from './requested';

const PLAN_ID = /^plan_[\da-f]{16}$/;

export const approvedPlan = lineField(
	{
		displayName: 'Approved Plan',
		name: 'approvedPlan',
		type: 'string',
		default: '',
		placeholder: 'e.g. ={{ $json.plan_id }}',
		description:
			'The plan_id of a dry run that a person has approved. If what would be done now is not that plan, nothing at all is changed and the new plan comes out. For several trunks, map it from each item, or give all IDs separated by commas.',
		builderHint: {
			propertyHint:
				'Set it to the plan_id of the summary item that was approved: a dry run with resultFormat summary, a message with its plan, a wait for approval, then the same Sync without dryRun, with destinationsJson from its wanted.',
		},
	},
	readPlanIds,
);

/** Reads plan ids. An empty text is refused: where an expression gives nothing, nothing has been approved. */
function readPlanIds(text: string): Parsed<readonly string[]> {
	const ids = text.split(/[\s,]+/).filter((one) => one !== '');
	if (ids.length === 0) {
		return refused(
			'it is empty, so no plan has been approved; to run without approval, remove the option',
		);
	}
	const wrong = ids.find((one) => !PLAN_ID.test(one));
	return wrong === undefined
		? parsed(ids)
		: refused('write the plan_id of a dry run, such as plan_0123456789abcdef');
}

/**
 * The plans that a person has approved, by trunk; undefined if the user does not ask for approval.
 *
 * @throws NodeOperationError that names the item when the option can't be used
 */
export function readApproved(
	context: IExecuteFunctions,
	requested: readonly Requested[],
): ReadonlyMap<string, ReadonlySet<string>> | undefined {
	const { name } = approvedPlan.property;
	const valuesOf = memberReader(context, optionsField([]).property.name, [name]);
	const approved = new Map<string, Set<string>>();
	for (const { itemIndex, trunkSid } of requested) {
		const values = valuesOf(itemIndex);
		if (!Object.hasOwn(values, name)) continue;
		const ids = approved.get(trunkSid) ?? new Set<string>();
		approved.set(trunkSid, ids);
		for (const id of approvedPlan.check({ context, itemIndex }, values[name])) ids.add(id);
	}
	return approved.size === 0 ? undefined : approved;
}
