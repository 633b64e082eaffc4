import type { IDataObject, IWorkflowBase } from 'n8n-workflow';

import { chain, exotel, start } from '../test/harness/n8n/workflows';
import { ACCOUNT } from '../test/harness/simulator/state';
import type { Case } from './cases';
import { isOfTrunks, operationOf } from './operations';

/** Who does the work: this package's node, n8n's own HTTP Request node, or undici without n8n. */
export type Contender =
	| 'exotel'
	| 'exotelChecking'
	| 'exotelPlanning'
	| 'httpRequest'
	| 'httpRequestBatched'
	| 'httpRequestPaced'
	| 'undici'
	| 'undiciChecking';

/** What each contender is called in the results, with any settings that are not the default. */
export const NAMES: Readonly<Record<Contender, string>> = {
	exotel: 'This node',
	exotelChecking: 'This node, with Check for Doubles',
	exotelPlanning: 'This node, plan of a Sync',
	httpRequest: 'HTTP Request',
	httpRequestBatched: 'HTTP Request, 50 every 100 ms',
	httpRequestPaced: 'HTTP Request, 50 every 15 s',
	undici: 'undici, no n8n',
	undiciChecking: 'undici, no n8n, with the list read again',
};

/** What the nodes are called whose times count: the first that reads the rows, and the one that does the work. */
export const READS = 'File';
export const WORKS = 'Work';

/**
 * The workflow of a contender: it reads the rows from a file, and one node does the work.
 *
 * Unless Exotel's limits apply, the own limit of Add is lifted; otherwise, nothing else would be measured.
 */
export function workflowOf(id: string, one: Case, file: string, account: Account): IWorkflowBase {
	return {
		...chain(id, [start, ...SETTLE, ...rowsOfFile(file), nodeOf(one, account)]),
		settings: { executionOrder: 'v1', saveDataSuccessExecution: 'none' },
	};
}

/** The node that does the work. */
export function nodeOf(one: Case, account: Account) {
	const node = isNode(one.contender)
		? exotel({}, { ...operationOf(one).parameters, ...planningOf(one), ...optionsOf(one) })
		: httpRequest(one, account);
	const credentials = { exotelApi: { id: account.id, name: account.id } };
	return { ...node, name: WORKS, credentials };
}

function optionsOf({ operation, contender, isLimited }: Case): IDataObject {
	if (isOfTrunks(operation)) return { options: { requestsPerMinute: 1_000_000 } };
	if (operation !== 'add') return {};
	const options: IDataObject = { checkDoubles: contender === 'exotelChecking' };
	// Every destination is to get another weight than it has, so that there is something to plan.
	if (contender === 'exotelPlanning') {
		Object.assign(options, {
			dryRun: true,
			resultFormat: 'summary',
			deleteMissing: true,
			weight: 7,
		});
	}
	if (!isLimited) options.requestsPerMinute = 1_000_000;
	return { options };
}

/** A plan is made by Sync, of the same rows. */
function planningOf({ contender }: Case): IDataObject {
	return contender === 'exotelPlanning' ? { operation: 'sync' } : {};
}

/** Whether a contender sends its requests without n8n. */
export function isFloor({ contender }: Case): boolean {
	return contender === 'undici' || contender === 'undiciChecking';
}

/** Whether a contender is this package's node, whatever its options. */
export function isNode(contender: Contender): boolean {
	return ['exotel', 'exotelChecking', 'exotelPlanning'].includes(contender);
}

/** Reads the rows from a file; in the workflow itself, they would fill n8n's memory before it begins. */
function rowsOfFile(fileSelector: string) {
	return [
		{ name: READS, type: 'n8n-nodes-base.readWriteFile', parameters: { fileSelector } },
		{
			name: 'List',
			type: 'n8n-nodes-base.extractFromFile',
			parameters: { operation: 'fromJson', destinationKey: 'rows' },
		},
		{
			name: 'Rows',
			type: 'n8n-nodes-base.splitOut',
			parameters: { fieldToSplitOut: 'rows', options: {} },
		},
	];
}

/**
 * Gives n8n, which has just started, time to settle before the node that is measured. The garbage of its start is
 * collected first, which would otherwise fall to whichever node is the first to need memory. Debug Helper does that
 * before it takes memory, here 1 MB.
 */
const SETTLE = [
	{
		name: 'Tidy',
		type: 'n8n-nodes-base.debugHelper',
		parameters: { category: 'oom', memorySizeValue: 1 },
	},
	{ name: 'Settle', type: 'n8n-nodes-base.wait', typeVersion: 1.1, parameters: { amount: 1 } },
];

/** A credential in the n8n that is measured, and the address it leads to. */
export interface Account {
	readonly id: string;
	readonly baseUrl: string;
}

/** One request per item, as somebody without the node would build it. */
function httpRequest(one: Case, { baseUrl }: Account) {
	const root = `${baseUrl}/v2/accounts/${ACCOUNT.accountSid}/trunks/`;
	const { method, path, body } = operationOf(one).http ?? { method: '', path: '' };
	const batchInterval = { httpRequestBatched: 100, httpRequestPaced: 15_000 }[
		String(one.contender)
	];
	const batch = { batchSize: 50, batchInterval };
	return {
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.5,
		parameters: {
			method,
			url: `=${root}{{ $json.trunk }}${path}`,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'exotelApi',
			...(body === undefined ? {} : { sendBody: true, specifyBody: 'json', jsonBody: body }),
			options: batchInterval === undefined ? {} : { batching: { batch } },
		},
	};
}
