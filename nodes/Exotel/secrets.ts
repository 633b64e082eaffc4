import type { FunctionsBase, IDataObject, INode } from 'n8n-workflow';

import { isRecord } from './guards';

const IS_PASSWORD = /passw/i;

/** Some data without any field, at any depth, that is called a password. */
export function withoutPasswords(data: IDataObject): IDataObject {
	if (!hasPassword(data)) return data;
	const kept = Object.entries(data).filter(([name]) => !IS_PASSWORD.test(name));
	return Object.fromEntries(
		kept.map(([name, value]) => [name, isRecord(value) ? withoutPasswords(value) : value]),
	);
}

function hasPassword(data: IDataObject): boolean {
	return Object.keys(data).some((name) => {
		const value = data[name];
		return IS_PASSWORD.test(name) || (isRecord(value) && hasPassword(value));
	});
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
