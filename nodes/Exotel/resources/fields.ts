import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

/** Which trunk: picked from the account's list or named by its SID, which may differ for each item. */
export const trunkField: INodeProperties = {
	displayName: 'Trunk',
	name: 'trunkSid',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The SIP trunk to work on. Use By ID with an expression to take it from each item.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a trunk…',
			typeOptions: { searchListMethod: 'searchTrunks', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. trmum1f708622631150902801a1n',
		},
	],
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

/**
 * Reads the trunk SID for an item.
 *
 * @throws NodeOperationError when it is empty or can't be a SID
 */
export function readTrunkSid(context: IExecuteFunctions, itemIndex: number): string {
	const value = context.getNodeParameter('trunkSid', itemIndex, '', { extractValue: true });
	const sid = typeof value === 'string' ? value.trim() : '';
	if (/^\w+$/.test(sid)) return sid;
	throw new NodeOperationError(
		context.getNode(),
		sid === '' ? 'No trunk is given' : `${JSON.stringify(sid.slice(0, 100))} is not a trunk SID`,
		{
			itemIndex,
			description: `Parameter "Trunk" of the item with index ${itemIndex}. A trunk SID has letters, digits and underscores only, such as trmum1f708622631150902801a1n. Pick the trunk From List to see the ones there are.`,
		},
	);
}

/**
 * Reads a whole number.
 *
 * @param label what the user calls the parameter
 * @throws NodeOperationError when the value is not a whole number of at least `min`
 */
export function wholeNumber(
	context: IExecuteFunctions,
	label: string,
	value: unknown,
	{ min, fallback }: { min: number; fallback: number },
): number {
	if (value === undefined) return fallback;
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof number === 'number' && Number.isSafeInteger(number) && number >= min) return number;
	throw new NodeOperationError(context.getNode(), `${label} is not a whole number`, {
		description: `Parameter "${label}" takes a whole number of at least ${min}.`,
	});
}
