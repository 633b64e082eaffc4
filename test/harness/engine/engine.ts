/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   runs n8n's engine on this machine and has to find the built package there; not part of the package */
import 'reflect-metadata';

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
	ExecuteContext,
	ExecutionLifecycleHooks,
	ExternalSecretsProxy,
	getAdditionalKeys,
	LoadOptionsContext,
	PackageDirectoryLoader,
	RoutingNode,
	WorkflowExecute,
} from 'n8n-core';
import {
	createEmptyRunExecutionData,
	ICredentialsHelper,
	NodeHelpers,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialsExpressionResolveValues,
	type IExecuteData,
	type ICredentialType,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodeParameters,
	type INodeProperties,
	type INodeType,
	type INodeTypes,
	type IRequestOptionsSimplified,
	type IRun,
	type IVersionedNodeType,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	type NodeHint,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { isRecord } from '../records';
import { checkItems } from '../schemas/check';
import { DataTables } from './dataTables';

const PROJECT = join(__dirname, '../../..');
// n8n keeps a file of its own, which does not belong in the home folder of whoever runs this.
process.env.N8N_USER_FOLDER ??= join(PROJECT, '.cache/engine');
/** Whether this runs in jest, where every item is held to its schema. */
const isTest = process.env.JEST_WORKER_ID !== undefined;
const EXOTEL = 'n8n-nodes-exotel.';
const BASE = 'n8n-nodes-base.';

/** The fields of the one credential that workflows here refer to. */
export type Credential = Readonly<Record<string, string>>;

let exotelLoader: PackageDirectoryLoader | undefined;
let baseLoader: PackageDirectoryLoader | undefined;

/** The built package, loaded the way n8n loads an installed one. */
async function exotelPackage(): Promise<PackageDirectoryLoader> {
	if (exotelLoader === undefined) {
		exotelLoader = new PackageDirectoryLoader(PROJECT);
		await exotelLoader.loadAll();
	}
	return exotelLoader;
}

/** n8n's own nodes; each is loaded when a workflow uses it, since there are hundreds. */
function loadBaseNode(name: string): INodeType | IVersionedNodeType {
	const directory = dirname(require.resolve('n8n-nodes-base/package.json'));
	baseLoader ??= new PackageDirectoryLoader(directory);
	if (!(name in baseLoader.nodeTypes)) {
		const known: unknown = JSON.parse(
			readFileSync(join(directory, 'dist/known/nodes.json'), 'utf8'),
		);
		const entry = isRecord(known) ? known[name] : undefined;
		if (!isRecord(entry)) throw new Error(`n8n-nodes-base has no node ${name}`);
		baseLoader.loadNodeFromFile(String(entry.sourcePath));
	}
	return baseLoader.getNode(name).type;
}

/** The node and credential type as n8n sees them after loading. */
export async function loadExotel(): Promise<{ node: INodeType; credential: ICredentialType }> {
	const loader = await exotelPackage();
	const { type } = loader.getNode('exotel');
	if (!('execute' in type)) throw new Error('The package has no node that executes');
	return { node: type, credential: loader.getCredential('exotelApi').type };
}

/** The trigger as n8n sees it after loading. */
export async function loadExotelTrigger(): Promise<INodeType> {
	const { type } = (await exotelPackage()).getNode('exotelTrigger');
	if (!('poll' in type)) throw new Error('The package has no node that polls');
	return type;
}

/** The types of the package and of n8n's own nodes. */
export async function makeNodeTypes(): Promise<INodeTypes> {
	const exotel = await exotelPackage();
	const find = (type: string) =>
		type.startsWith(EXOTEL)
			? exotel.getNode(type.slice(EXOTEL.length)).type
			: loadBaseNode(type.slice(BASE.length));
	return {
		getByName: find,
		getByNameAndVersion: (type, version) => NodeHelpers.getVersionedNodeType(find(type), version),
		getKnownTypes: () => ({}),
	};
}

/** Provides one credential and authenticates requests as its type declares, like n8n's own helper. */
class SingleCredentialHelper extends ICredentialsHelper {
	constructor(
		private readonly type: ICredentialType,
		private readonly credential: Credential,
	) {
		super();
	}

	/** Resolves expressions for the item that n8n asks for, like n8n's own helper. */
	async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		_details: INodeCredentialsDetails,
		_type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		_raw?: boolean,
		resolving?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const data = { ...this.credential };
		if (resolving === undefined) return data;
		const { workflow, runExecutionData, runIndex, itemIndex, node, connectionInputData } =
			resolving;
		const resolved = workflow.expression.getParameterValue(
			data,
			runExecutionData,
			runIndex,
			itemIndex,
			node.name,
			connectionInputData,
			mode,
			getAdditionalKeys(additionalData, mode, null, { isCredential: true }),
			executeData,
			false,
			data,
		);
		return resolved as ICredentialDataDecryptedObject; // n8n's own helper takes it for that as well
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		_typeName: string,
		requestOptions: IHttpRequestOptions | IRequestOptionsSimplified,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.type;
		if (typeof authenticate !== 'function') throw new Error('The credential type signs nothing');
		const url = 'url' in requestOptions ? requestOptions.url : '';
		return await authenticate(credentials, { ...requestOptions, url });
	}

	async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	async runPreAuthentication(): Promise<undefined> {
		return undefined;
	}

	getParentTypes(): string[] {
		return [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	getCredentialsProperties(): INodeProperties[] {
		return this.type.properties;
	}

	async getCredentials(_details: INodeCredentialsDetails, type: string): Promise<ICredentials> {
		throw new Error(`Stored credentials of ${type} are not kept here`);
	}

	async updateCredentials(): Promise<void> {}

	async updateCredentialsOauthTokenData(): Promise<void> {}
}

/** What n8n provides to a running workflow. */
export async function makeAdditionalData(
	credential: Credential,
	workflow: IWorkflowBase,
	dataTables = new DataTables({}),
): Promise<IWorkflowExecuteAdditionalData> {
	const { credential: type } = await loadExotel();
	const base = 'http://localhost:5678/';
	const unused = async () => await Promise.reject(new Error('Not part of this engine'));
	return {
		credentialsHelper: new SingleCredentialHelper(type, credential),
		hooks: new ExecutionLifecycleHooks('manual', randomUUID(), workflow),
		currentNodeExecutionIndex: 0,
		executionId: randomUUID(),
		variables: {},
		restApiUrl: `${base}rest`,
		instanceBaseUrl: base,
		formBaseUrl: `${base}form`,
		formWaitingBaseUrl: `${base}form-waiting`,
		formTestBaseUrl: `${base}form-test`,
		webhookBaseUrl: `${base}webhook`,
		webhookWaitingBaseUrl: `${base}webhook-waiting`,
		webhookTestBaseUrl: `${base}webhook-test`,
		mcpBaseUrl: `${base}mcp`,
		mcpTestBaseUrl: `${base}mcp-test`,
		logAiEvent: () => {},
		externalSecretsProxy: new ExternalSecretsProxy(),
		executeWorkflow: unused,
		getRunExecutionData: unused,
		getRuntimeCredential: unused,
		startRunnerTask: unused,
		'data-table': { dataTableProxyProvider: dataTables },
	};
}

/** A run of a workflow, with what tests ask about most. */
export interface WorkflowRun {
	readonly run: IRun;
	/** What a node returned in its last run, by output; `[]` if it did not run. */
	output(nodeName: string, output?: number): INodeExecutionData[];
	/** The messages of a node's execution hints. */
	hints(nodeName: string): string[];
	/** The error that stopped the workflow, as n8n stores it. */
	readonly error: Record<string, unknown> | undefined;
}

/** How a workflow is executed. */
export interface RunOptions {
	readonly signal?: AbortSignal;
	/** The trigger to start at; by default the one that n8n would start at. */
	readonly trigger?: string;
	readonly dataTables?: DataTables;
}

/** Executes a workflow in n8n's own engine. */
export async function runWorkflow(
	data: IWorkflowBase,
	credential: Credential,
	{ signal, trigger, dataTables }: RunOptions = {},
): Promise<WorkflowRun> {
	const nodeTypes = await makeNodeTypes();
	const workflow = new Workflow({ ...data, active: false, nodeTypes });
	const additionalData = await makeAdditionalData(credential, data, dataTables);
	const startNode =
		trigger === undefined ? workflow.getStartNode() : (workflow.getNode(trigger) ?? undefined);
	const execution = new WorkflowExecute(
		additionalData,
		'manual',
		createEmptyRunExecutionData(),
	).run({ workflow, startNode, pinData: data.pinData });
	signal?.addEventListener('abort', () => execution.cancel());
	return readRun(data, await execution);
}

/**
 * Goes on with a workflow that has run up to a node.
 *
 * @param from the node to go on with
 * @param items what it gets
 */
export async function resumeWorkflow(
	data: IWorkflowBase,
	credential: Credential,
	{ run }: WorkflowRun,
	{
		from,
		items,
		dataTables,
	}: { from: string; items: INodeExecutionData[]; dataTables?: DataTables },
): Promise<WorkflowRun> {
	const nodeTypes = await makeNodeTypes();
	const workflow = new Workflow({ ...data, active: false, nodeTypes });
	const additionalData = await makeAdditionalData(credential, data, dataTables);
	const node = workflow.getNode(from);
	if (node === null) throw new Error(`The workflow has no node ${from}`);
	delete run.data.resultData.runData[from];
	run.data.executionData?.nodeExecutionStack.push({ node, data: { main: [items] }, source: null });
	const execution = new WorkflowExecute(additionalData, 'manual', run.data);
	return readRun(data, await execution.processRunExecutionData(workflow));
}

function readRun(data: IWorkflowBase, run: IRun): WorkflowRun {
	const { runData, error } = run.data.resultData;
	const output = (nodeName: string, branch = 0) =>
		runData[nodeName]?.at(-1)?.data?.main?.[branch] ?? [];
	if (isTest) checkItems(data, output);
	return {
		run,
		output,
		hints: (nodeName) =>
			(runData[nodeName]?.at(-1)?.hints ?? []).map((hint) =>
				'message' in hint ? hint.message : '',
			),
		error:
			error === undefined
				? undefined
				: JSON.parse(JSON.stringify({ ...error, ...errorText(error) })),
	};
}

/** What the node "Exotel" did, as data that can be sent to another process. */
export interface Outcome {
	/** Its items, by output. */
	readonly outputs: readonly INodeExecutionData[][];
	readonly hints: readonly string[];
	readonly error?: Readonly<Record<string, unknown>>;
}

export function outcomeOf({ output, hints, error }: WorkflowRun): Outcome {
	const outputs = [output('Exotel', 0), output('Exotel', 1)];
	return JSON.parse(JSON.stringify({ outputs, hints: hints('Exotel'), error }));
}

function errorText(error: { message: string; description?: string | null }) {
	return { message: error.message, description: error.description };
}

/** What the editor warns of beside a node that has not run yet, found the way the editor finds it. */
export async function hintsBeforeRun(parameters: INodeParameters): Promise<string[]> {
	const { node: type } = await loadExotel();
	const { workflow, node } = await oneNodeWorkflow(parameters);
	const isShown = ({ displayCondition = '=true', whenToDisplay }: NodeHint): boolean => {
		if (whenToDisplay === 'afterExecution') return false;
		const shown = workflow.expression.getParameterValue(
			displayCondition,
			null,
			0,
			0,
			node.name,
			[],
			'manual',
			{},
		);
		// The editor shows no hint whose condition gives anything else, and says so in the browser's console.
		if (typeof shown !== 'boolean') throw new Error(`${displayCondition} is not true or false`);
		return shown;
	};
	return (type.description.hints ?? []).filter(isShown).map(({ message }) => message);
}

/** Asks the node for the entries of a drop-down list, as the editor does. */
export async function searchList(
	method: string,
	credential: Credential,
	parameters: INodeParameters,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const { node: type } = await loadExotel();
	const search = type.methods?.listSearch?.[method];
	if (search === undefined) throw new Error(`The node has no list search ${method}`);
	const { data, workflow, node } = await oneNodeWorkflow(parameters);
	const additionalData = await makeAdditionalData(credential, data);
	additionalData.currentNodeParameters = parameters;
	const context = new LoadOptionsContext(workflow, node, additionalData, '');
	return await search.call(context, filter, paginationToken);
}

/** The result of testing a credential, obtained the way n8n's credentials tester does it. */
export async function testCredential(credential: Credential): Promise<string> {
	const { node: nodeType, credential: type } = await loadExotel();
	if (type.test === undefined) throw new Error('The credential type has no test');
	const { request } = type.test;
	const properties: INodeProperties[] = [
		{ displayName: 'Temp', name: 'temp', type: 'string', default: '', routing: { request } },
	];
	const tested = { ...nodeType, description: { ...nodeType.description, properties } };
	const context = await makeContext(credential, { nodeType: tested });
	const details = { id: '1', name: 'Exotel', type: type.name, data: credential };
	try {
		await new RoutingNode(context, tested, details).runNode();
		return 'OK';
	} catch (error) {
		const cause = error instanceof Error && isRecord(error.cause) ? error.cause : {};
		const status = isRecord(cause.response) ? cause.response.status : undefined;
		const rule = type.test.rules?.find(
			({ type: kind, properties: { value } }) => kind === 'responseCode' && value === status,
		);
		return rule?.properties.message ?? String(cause.code ?? error);
	}
}

/** What a node sees as `this` while it executes; by default its input is one empty item. */
export async function makeContext(
	credential: Credential,
	{
		nodeType,
		parameters = {},
		items = [{ json: {} }],
	}: { nodeType?: INodeType; parameters?: INodeParameters; items?: INodeExecutionData[] } = {},
): Promise<ExecuteContext> {
	const { data, workflow, node } = await oneNodeWorkflow(parameters, nodeType);
	const additionalData = await makeAdditionalData(credential, data);
	return new ExecuteContext(
		workflow,
		node,
		additionalData,
		'internal',
		createEmptyRunExecutionData(),
		0,
		items,
		{ main: [items] },
		{ node, data: {}, source: null },
		[],
	);
}

/** The URL that the test of a credential would call, without calling it. */
export async function credentialTestUrl(credential: Credential): Promise<string> {
	const { credential: type } = await loadExotel();
	const { workflow, node } = await oneNodeWorkflow({});
	const { baseURL = '', url = '' } = type.test?.request ?? {};
	const parts = [baseURL, url].map((part) =>
		workflow.expression.getSimpleParameterValue(node, part, 'internal', {
			$credentials: { ...credential },
		}),
	);
	return parts.join('');
}

async function oneNodeWorkflow(parameters: INodeParameters, nodeType?: INodeType) {
	const node: INode = {
		id: '1',
		name: 'Exotel',
		type: `${EXOTEL}exotel`,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: { exotelApi: { id: '1', name: 'Exotel' } },
	};
	const data: IWorkflowBase = {
		id: '1',
		name: 'One node',
		active: false,
		isArchived: false,
		activeVersionId: null,
		createdAt: new Date(0),
		updatedAt: new Date(0),
		nodes: [node],
		connections: {},
	};
	const nodeTypes = await makeNodeTypes();
	if (nodeType !== undefined) nodeTypes.getByNameAndVersion = () => nodeType;
	return { data, node, workflow: new Workflow({ ...data, nodeTypes }) };
}
