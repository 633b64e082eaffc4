import type { INode, IWorkflowBase } from 'n8n-workflow';

/** The same workflow with a loop around "Exotel", which runs once for each row. */
export function looped(workflow: IWorkflowBase): IWorkflowBase {
	const loop: INode = {
		id: 'loop',
		name: 'Loop',
		type: 'n8n-nodes-base.splitInBatches',
		typeVersion: 3,
		position: [0, 0],
		parameters: { batchSize: 1, options: {} },
	};
	const to = (node: string) => [{ node, type: 'main' as const, index: 0 }];
	return {
		...workflow,
		nodes: [...workflow.nodes, loop],
		connections: {
			...workflow.connections,
			Rows: { main: [to('Loop')] },
			Loop: { main: [[], to('Exotel')] },
			Exotel: { main: [to('Loop')] },
		},
	};
}
