import type { IWorkflowBase } from 'n8n-workflow';

import { isRecord } from '../records';

/**
 * An example whose nodes use the data tables that a user has created.
 *
 * @param idOf the id of a table by the name under which the nodes show it
 */
export function withTables(example: object, idOf: (name: string) => string): IWorkflowBase {
	const workflow = structuredClone(example) as IWorkflowBase; // a file as n8n exports it
	for (const { parameters } of workflow.nodes) {
		const table: unknown = parameters.dataTableId;
		if (isRecord(table)) table.value = idOf(String(table.cachedResultName));
	}
	return workflow;
}
