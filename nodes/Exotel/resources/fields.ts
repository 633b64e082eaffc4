import type { INodeProperties } from 'n8n-workflow';

/**
 * A parameter that names one thing, picked from a searchable list or given by its id.
 *
 * @param names.one what it is called in the middle of a sentence, e.g. "trunk"
 * @param names.search the list search method of the node
 */
export function locatorField(
	field: { displayName: string; name: string; description: string },
	names: { one: string; search: string; example: string },
): INodeProperties {
	return {
		...field,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: `Select a ${names.one}…`,
				typeOptions: { searchListMethod: names.search, searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: `e.g. ${names.example}`,
			},
		],
	};
}

/** Which trunk: picked from the account's list or named by its SID, which may differ for each item. */
export const trunkField = locatorField(
	{
		displayName: 'Trunk',
		name: 'trunkSid',
		description:
			'The SIP trunk to work on. Use By ID with an expression to take it from each item.',
	},
	{ one: 'trunk', search: 'searchTrunks', example: 'trmum1f708622631150902801a1n' },
);

/** The collection of what can be set besides. */
export function optionsField(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options,
	};
}

/** The collection of what an update can change. */
export function updateFieldsField(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Update Fields',
		name: 'updateFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options,
	};
}

export const phoneNumberField: INodeProperties = {
	displayName: 'Phone Number',
	name: 'phoneNumber',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. +918040264208',
	description: 'The ExoPhone in E.164: +, country code and number',
};

export const returnAllField: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

export const limitField: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	displayOptions: { show: { returnAll: [false] } },
	default: 50,
	description: 'Max number of results to return',
};

export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};
