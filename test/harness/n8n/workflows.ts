import type { IDataObject, INode, IWorkflowBase } from 'n8n-workflow';

/** A workflow whose nodes follow one another, each given by its name and its other fields. */
export function chain(
	id: string,
	nodes: ReadonlyArray<Pick<INode, 'name' | 'type'> & Partial<INode>>,
	branches: Readonly<Record<string, readonly string[]>> = {},
): IWorkflowBase {
	const names = nodes.map(({ name }) => name);
	const next = (names_: readonly string[]) =>
		names_.map((node) => [{ node, type: 'main' as const, index: 0 }]);
	return {
		id,
		name: id,
		active: false,
		isArchived: false,
		activeVersionId: null,
		createdAt: new Date(0),
		updatedAt: new Date(0),
		settings: { executionOrder: 'v1' },
		nodes: nodes.map((node, index) => ({
			id: `${id}-${index}`,
			typeVersion: 1,
			position: [index * 220, 0],
			parameters: {},
			...node,
		})),
		connections: Object.fromEntries(
			names.map((name, index) => {
				const following = branches[name] ?? names.slice(index + 1, index + 2);
				return [name, { main: next(following) }];
			}),
		),
	};
}

/** A manual trigger. */
export const start = { name: 'Start', type: 'n8n-nodes-base.manualTrigger' };

/** Two nodes that return rows, one item per row. */
export function rowsOf(rows: readonly IDataObject[]) {
	return [
		{
			name: 'List',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: JSON.stringify({ rows }), options: {} },
		},
		{
			name: 'Rows',
			type: 'n8n-nodes-base.splitOut',
			parameters: { fieldToSplitOut: 'rows', options: {} },
		},
	];
}

/**
 * Two nodes that return the `rows` posted to a webhook, one item per row.
 *
 * @param answers when the webhook answers: at once, or at the end with what the last node returns
 */
export function postedRows(path: string, answers: 'atOnce' | 'atTheEnd') {
	const response =
		answers === 'atOnce'
			? { responseMode: 'onReceived' }
			: { responseMode: 'lastNode', responseData: 'allEntries' };
	return [
		{
			name: 'Hook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			webhookId: path,
			parameters: { path, httpMethod: 'POST', ...response, options: {} },
		},
		{
			name: 'Rows',
			type: 'n8n-nodes-base.splitOut',
			parameters: { fieldToSplitOut: 'body.rows', options: {} },
		},
	];
}

/** The node Exotel, set to add the `destination` of each row to its `trunk`. */
export function exotel(settings: Partial<INode> = {}, parameters: IDataObject = {}) {
	return {
		name: 'Exotel',
		type: 'n8n-nodes-exotel.exotel',
		credentials: { exotelApi: { id: 'exotelDemo', name: 'Exotel (demo)' } },
		...settings,
		parameters: {
			resource: 'destinationUri',
			operation: 'add',
			trunkSid: { __rl: true, mode: 'id', value: '={{ $json.trunk }}' },
			...parameters,
		} as INode['parameters'], // plain values, as in a file
	};
}

/** A node that looks up what Exotel and Rows had for each of its items. */
export function lookBack(name: string) {
	return {
		name,
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: {
			mode: 'raw',
			jsonOutput: "={{ { exotel: $('Exotel').item.json, row: $('Rows').item.json.row } }}",
			options: {},
		},
	};
}
