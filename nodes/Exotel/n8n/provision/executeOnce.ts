import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

import type { Place } from '../field';
import { nodeOfError } from '../secrets';
import type { Source, ListSubject } from './subject';

/** Whether a list that has a row in each item is only its first one. */
export function takesFirstItemAlone(context: IExecuteFunctions, source: Source): boolean {
	return context.getNode().executeOnce === true && source.isByItem({ context, itemIndex: 0 });
}

/** With Execute Once, n8n hands over the first item alone, and the others would count as missing. */
export function refuseExecuteOnce({ context }: Place, { noun, source }: ListSubject): void {
	if (!takesFirstItemAlone(context, source)) return;
	throw new NodeOperationError(
		nodeOfError(context),
		`With Execute Once, the first input item would be the whole list, and Delete Missing would delete all other ${noun.many}`,
		{
			description: `Turn off Execute Once in the node's settings. Or set ${source.fields[0]?.property.displayName} to JSON, and give the whole list in one item. Nothing was sent to Exotel.`,
		},
	);
}
