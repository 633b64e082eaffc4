import { readMaxDeletions, type MaxDeletions } from '../../provisioning/maxDeletions';
import { readPatterns, type Patterns } from '../../provisioning/protect';
import { parsed, refused, type Parsed } from '../../sip/parsed';
import { choiceField, flagField, lineField, shownWith, type ValueField } from '../field';
import { dryRunField } from '../sharedFields';

/** What they are called in the middle of a sentence, and in a label. */
export interface Noun {
	readonly one: string;
	readonly many: string;
	readonly label: string;
}

/** The options of everything that makes and carries out a plan, in words for what it works on. */
export interface PlanOptions {
	readonly allowEmptyList: ValueField<boolean>;
	readonly deleteMissing: ValueField<boolean>;
	readonly dryRun: ValueField<boolean>;
	readonly maxDeletions: ValueField<MaxDeletions | undefined>;
	readonly protect: ValueField<Patterns>;
	readonly refused: ValueField<'error' | 'output'>;
	readonly resultFormat: ValueField<'items' | 'summary'>;
}

/** Makes the options for destinations, or for something else. */
export function planOptionsFor({ one, many, label }: Noun): PlanOptions {
	return {
		allowEmptyList: flagField({
			displayName: 'Allow Empty List',
			name: 'allowEmptyList',
			type: 'boolean',
			default: false,
			description: `Whether the list of ${many} may be empty: with Delete Missing, an empty list deletes every ${one} of the trunk. Otherwise an empty list is refused. Must be the same for all items.`,
		}),
		deleteMissing: flagField({
			displayName: 'Delete Missing',
			name: 'deleteMissing',
			type: 'boolean',
			default: false,
			description: `Whether to delete ${many} of the trunk that are not in the list, once every ${one} in the list is in place. Must be the same for all items.`,
			builderHint: {
				propertyHint: `Leave out unless the user wants ${many} deleted. When they do, first add the same node with dryRun true and show its items to a person, then this one after their approval. Everything that is not among the items of this run counts as missing.`,
			},
		}),
		dryRun: shownWith(dryRunField, {
			builderHint: {
				propertyHint:
					'Set to true in a node before the one that deletes: its items have dry_run true, and action says what would be done.',
			},
		}),
		maxDeletions: lineField(
			{
				displayName: 'Max Deletions',
				name: 'maxDeletions',
				type: 'string',
				default: '30%',
				placeholder: 'e.g. 30% or 5',
				description: `How many ${many} may be deleted, from all trunks together. If it would be more, nothing at all is changed. A percentage counts from 10 existing ${many} on. Leave empty for no limit. Must be the same for all items.`,
			},
			readMaxDeletions,
			{ refusesNothing: true },
		),
		protect: lineField(
			{
				displayName: 'Protect',
				name: 'protect',
				type: 'string',
				typeOptions: { rows: 3 },
				default: '',
				placeholder: 'e.g. *.company.com, 44.248.0.0/16',
				description: `Which ${many} are never changed or deleted, one a line or separated by commas: URIs, hosts with *, or addresses with a mask. Must be the same for all items.`,
			},
			(text) => readPatterns(text, { inDoubt: true }),
			{ refusesNothing: true },
		),
		refused: choiceField({
			displayName: `Refused ${label}`,
			name: 'onRejected',
			type: 'options',
			options: [
				{ name: 'Return as Items', value: 'output', description: 'Report each as an output item' },
				{
					name: 'Stop the Node',
					value: 'error',
					description: 'Stop after everything was tried, if On Error is set to stop the workflow',
				},
			],
			default: 'output',
			description: `What to do when Exotel refuses a ${one}. Must be the same for all items.`,
		}),
		resultFormat: choiceField({
			displayName: 'Result Format',
			name: 'resultFormat',
			type: 'options',
			options: [
				{ name: 'Items', value: 'items', description: `One item for each ${one}` },
				{
					name: 'Summary',
					value: 'summary',
					description:
						'One item for each trunk: what changes in figures, the plan as text for a chat message, and lists to carry it out or to undo it',
				},
			],
			default: 'items',
			description: 'What to return. Must be the same for all items.',
		}),
	};
}

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
