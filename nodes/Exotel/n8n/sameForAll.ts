import { NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import { quote } from '../sip/characters';
import { checkMember, type ValueField } from './field';
import { nodeOfError } from './secrets';

/**
 * Refuses members of a collection that hold for a whole execution and differ between its items.
 *
 * @param valuesOf what reads the members that the user has added, of an item
 * @param first the values of the first item
 * @throws NodeOperationError that names both items
 */
export function refuseDifferences(
	context: IExecuteFunctions,
	fields: readonly ValueField[],
	valuesOf: (itemIndex: number) => IDataObject,
	first: IDataObject,
): void {
	for (const itemIndex of context.getInputData().keys()) {
		const values = valuesOf(itemIndex);
		if (values === first) return;
		for (const field of fields) {
			if (values[field.property.name] === first[field.property.name]) continue;
			const one = checkMember({ context, itemIndex: 0 }, first, field);
			const other = checkMember({ context, itemIndex }, values, field);
			if (JSON.stringify(one) === JSON.stringify(other)) continue;
			const { displayName } = field.property;
			const told = tellOption(one, first[field.property.name]);
			const toldOther = tellOption(other, values[field.property.name]);
			const message = `${displayName} is ${told} for the item with index 0, but ${toldOther} for the item with index ${itemIndex}`;
			const description = `Set "${displayName}" to the same value for all items: it holds for the whole execution. Nothing was sent to Exotel.`;
			throw new NodeOperationError(nodeOfError(context), message, { itemIndex, description });
		}
	}
}

/** A value as a message tells it: what was read, or what it was read from. */
function tellOption(value: unknown, written: unknown): string {
	const isPlain = ['boolean', 'number', 'string'].includes(typeof value);
	return isPlain ? String(value) : quote(String(written ?? ''));
}
