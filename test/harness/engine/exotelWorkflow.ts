import type { INode, INodeParameters, IWorkflowBase } from 'n8n-workflow';

import exotelJson from './rows.workflow.json';

/** How the workflow differs from the file, and its input. */
export interface Setup {
	/** Parameters of the node "Exotel", laid over those of the file. */
	readonly parameters?: INodeParameters;
	/** Its On Error setting. */
	readonly onError?: INode['onError'];
	/** Its other settings, e.g. `retryOnFail`. */
	readonly settings?: Partial<INode>;
	/** What the node before it returns, one item per row. */
	readonly rows: ReadonlyArray<Readonly<Record<string, unknown>>>;
}

/**
 * The workflow of `rows.workflow.json`: "Rows" feeds "Exotel", whose results reach "Results" and whose
 * error branch reaches "Refused"; both look up what "Exotel" and "Rows" had for each item.
 */
export function exotelWorkflow({ parameters, onError, settings, rows }: Setup): IWorkflowBase {
	const workflow = structuredClone(exotelJson) as unknown as IWorkflowBase; // a file as n8n exports it
	const node = workflow.nodes.find(({ name }) => name === 'Exotel');
	if (node === undefined) throw new Error('The workflow has no node "Exotel"');
	Object.assign(node, settings, onError === undefined ? {} : { onError });
	Object.assign(node.parameters, parameters);
	workflow.pinData = { Rows: rows.map((row) => ({ json: JSON.parse(JSON.stringify(row)) })) };
	return workflow;
}
