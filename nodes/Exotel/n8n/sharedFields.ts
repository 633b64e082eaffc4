import { idOf } from '../provisioning/kind';
import { trunks } from '../provisioning/trunks';
import { paths } from '../transport/paths';
import {
	choiceField,
	collectionField,
	flagField,
	numberField,
	type CollectionField,
	type ValueField,
} from './field';
import { pagesOf } from './listSearch';
import { byId, locatorField } from './locator';

/** Which trunk: picked from the account's list or named by its SID, which may differ for each item. */
export const trunkField = locatorField(
	{
		displayName: 'Trunk',
		name: 'trunkSid',
		description:
			'The SIP trunk to work on. To take it from each item, choose By ID or By Name with an expression.',
		builderHint: {
			propertyHint:
				'Where the user names a trunk, use mode name with that name; with a SID, mode id. Both take an expression, so items can go to different trunks in one run.',
		},
	},
	trunks,
	{
		id: byId('trmum1f708622631150902801a1n'),
		name: { mode: 'name', label: 'By Name', example: 'support_mumbai' },
	},
	{
		method: 'searchTrunks',
		source: pagesOf(paths.trunks),
		show: (row) => `${trunks.nameOf(row)} (${idOf(trunks, row)})`,
	},
);

/** Which trunks an operation looks at. */
export const scopeField = choiceField({
	displayName: 'Trunks',
	name: 'scope',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'All', value: 'all', description: 'Every trunk of the account' },
		{ name: 'One', value: 'one', description: 'One trunk, which may differ for each item' },
	],
	default: 'one',
	description: 'Which trunks to look at',
});

/** The collection of what can be set besides. */
export function optionsField(members: readonly ValueField[]): CollectionField {
	return collectionField(
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
		},
		members,
	);
}

/** The collection of what an update can change. */
export function updateFieldsField(members: readonly ValueField[]): CollectionField {
	return collectionField(
		{
			displayName: 'Update Fields',
			name: 'updateFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
		},
		members,
	);
}

export const dryRunField = flagField({
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'boolean',
	default: false,
	description:
		'Whether to only report what would be done, and change nothing. Must be the same for all items.',
});

export const returnAllField = flagField({
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
});

export const limitField = numberField({
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	displayOptions: { show: { returnAll: [false] } },
	default: 50,
	description: 'Max number of results to return',
});

export const simplifyField = flagField({
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
});

export const priorityField = numberField(
	{
		displayName: 'Priority',
		name: 'priority',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description: 'Destinations with a lower number are tried first',
	},
	{ as: 'priority' },
);

export const weightField = numberField(
	{
		displayName: 'Weight',
		name: 'weight',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 1,
		description: 'Among destinations with the same priority, a higher number gets more calls',
	},
	{ as: 'weight' },
);
