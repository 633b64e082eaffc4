import type { FunctionsBase, IDataObject, INode } from 'n8n-workflow';

import { isRecord } from './guards';

/** A copy of some data without any field, at any depth, that is called a password. */
export function withoutPasswords(data: IDataObject): IDataObject {
	const kept = Object.entries(data).filter(([name]) => !/passw/i.test(name));
	return Object.fromEntries(
		kept.map(([name, value]) => [name, isRecord(value) ? withoutPasswords(value) : value]),
	);
}

/**
 * The current node, for an error to be about. An error is stored with its node and all parameters, so
 * a password that was typed into the node is left out.
 */
export function nodeOfError(context: Pick<FunctionsBase, 'getNode'>): INode {
	const node = context.getNode();
	// Leaving fields out makes no other kind of parameter of the rest.
	const parameters = withoutPasswords(node.parameters) as INode['parameters'];
	return { ...node, parameters };
}
