import type { FunctionsBase, INode } from 'n8n-workflow';

import { withoutPasswords } from '../transport/passwords';

/**
 * The current node, for an error to be about. An error is stored with its node and all parameters, so
 * a password that was typed into the node is left out.
 */
export function nodeOfError(context: Pick<FunctionsBase, 'getNode'>): INode {
	const node = context.getNode();
	// Leaving fields out makes no other kind of parameter of the rest.
	const parameters = withoutPasswords(node.parameters) as INode['parameters'];
	const { configuration } = parameters;
	// Text that was typed in may hold passwords, under whatever name; a reference to fields holds none.
	const isText =
		typeof configuration === 'string' && !/^=\{\{[\s$\w.[\]]*\}\}$/.test(configuration);
	return { ...node, parameters: isText ? { ...parameters, configuration: '…' } : parameters };
}
