import type { INodeProperties } from 'n8n-workflow';

import { readPatterns, type Patterns } from '../../provisioning/protect';
import { refused, type Parsed } from '../../sip/parsed';
import { choiceField, flagField, lineField, numberField, optional, shownWith } from '../field';
import {
	dryRunField,
	optionsField,
	scopeField as sharedScopeField,
	trunkField,
} from '../sharedFields';

export const modeField = choiceField({
	displayName: 'Mode',
	name: 'mode',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Set Priority or Weight',
			value: 'set',
			description: 'Of all destinations that match, on one trunk or on all',
		},
		{
			name: 'Restore',
			value: 'restore',
			description: 'Set again what was before, from items that this operation has returned',
		},
	],
	default: 'set',
	description: 'What to do with the destinations',
});

const forSet: INodeProperties['displayOptions'] = { show: { mode: ['set'] } };

export const scopeField = shownWith(sharedScopeField, { displayOptions: forSet });

export const oneTrunkField = shownWith(trunkField, {
	displayOptions: { show: { mode: ['set'], scope: ['one'] } },
});

export const matchField = lineField(
	{
		displayName: 'Match',
		name: 'match',
		type: 'string',
		typeOptions: { rows: 2 },
		displayOptions: forSet,
		default: '',
		required: true,
		placeholder: 'e.g. *.company.com, 44.248.0.0/16',
		description:
			'Which destinations to change, one a line or separated by commas: URIs, hosts in which * stands for any characters, or addresses with a mask',
	},
	readMatch,
);

export const priorityField = optional(
	numberField({
		displayName: 'Priority',
		name: 'priority',
		type: 'string',
		displayOptions: forSet,
		default: '',
		placeholder: 'e.g. 10',
		description:
			'The priority to set; destinations with a lower number are tried first. Leave empty to keep what each has.',
	}),
);

export const weightField = optional(
	numberField({
		displayName: 'Weight',
		name: 'weight',
		type: 'string',
		displayOptions: forSet,
		default: '',
		placeholder: 'e.g. 1',
		description:
			'The weight to set; among destinations with the same priority, a higher number gets more calls. Leave empty to keep what each has.',
	}),
);

export const allowLastField = flagField({
	displayName: 'Allow Last',
	name: 'allowLast',
	type: 'boolean',
	default: false,
	description:
		'Whether to put even the last destination of a trunk behind that takes calls. Otherwise that is refused, since calls would have nowhere else to go.',
});

export const rerouteOptions = optionsField([allowLastField, dryRunField]);

function readMatch(text: string): Parsed<Patterns> {
	const read = readPatterns(text, { inDoubt: false });
	if (!read.ok || read.value.written.length > 0) return read;
	return refused('it is empty; write which destinations to change, or * for all of them');
}
