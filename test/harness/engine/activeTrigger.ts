/* eslint-disable @n8n/community-nodes/no-restricted-globals -- has to know whether this is a test */
import { PollContext, TriggersAndPollers } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type INode,
	type INodeParameters,
	type IWorkflowBase,
	type Logger,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { checkEvents } from '../schemas/check';
import { makeAdditionalData, makeNodeTypes, type Credential } from './engine';

/** How a workflow with the trigger is run. */
export interface Activation {
	readonly parameters?: INodeParameters;
	/**
	 * How n8n keeps what the trigger keeps: in the workflow in memory, stored when a poll tells something; or, with its
	 * durable scheduler, stored with every poll.
	 */
	readonly keeps?: 'memory' | 'cursor';
	/** How long n8n lets a poll take, in milliseconds. */
	readonly budgetMs?: number;
}

/** Whether this runs in jest, where every event is held to its schema. */
const isTest = process.env.JEST_WORKER_ID !== undefined;

const NODE: INode = {
	id: 'watch',
	name: 'Exotel Trigger',
	type: 'n8n-nodes-exotel.exotelTrigger',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
	credentials: { exotelApi: { id: '1', name: 'Exotel' } },
};

const DATA: IWorkflowBase = {
	id: 'watching',
	name: 'Watching',
	active: true,
	isArchived: false,
	activeVersionId: null,
	createdAt: new Date(0),
	updatedAt: new Date(0),
	nodes: [],
	connections: {},
};

/** An active workflow that begins with the trigger, polled by n8n's own engine whenever a test says so. */
export class ActiveTrigger {
	/** What is in n8n's database, as JSON. */
	private stored = '{}';

	/** What the trigger has written to n8n's log. */
	readonly log: string[] = [];

	private readonly pollers = new TriggersAndPollers();

	private constructor(
		private credential: Credential,
		private activation: Activation,
		private workflow: Workflow,
	) {}

	/** Makes a workflow that has never been polled. */
	static async of(credential: Credential, activation: Activation = {}): Promise<ActiveTrigger> {
		return new ActiveTrigger(credential, activation, await makeWorkflow(activation, '{}'));
	}

	/**
	 * Polls once. What comes out is held to its schema.
	 *
	 * @returns what would start the workflow; null for nothing
	 */
	async poll(): Promise<IDataObject[] | null> {
		const isCursor = this.activation.keeps === 'cursor';
		try {
			const events = await this.run('trigger');
			if (events !== null || isCursor) this.save();
			return events;
		} finally {
			if (isCursor) await this.restart();
		}
	}

	/** Polls once, and n8n is killed before anything is stored. */
	async pollAndCrash(): Promise<IDataObject[] | null> {
		try {
			return await this.run('trigger');
		} finally {
			await this.restart();
		}
	}

	/** Polls as "Fetch Test Event" does. */
	async test(): Promise<IDataObject[] | null> {
		return await this.run('manual');
	}

	/** Ends n8n and starts it again: what is only in memory is gone. */
	async restart(): Promise<void> {
		this.workflow = await makeWorkflow(this.activation, this.stored);
	}

	/** Deactivates the workflow, changes its parameters or credential, and activates it. */
	async change(change: { activation?: Activation; credential?: Credential }): Promise<void> {
		this.save();
		this.activation = { ...this.activation, ...change.activation };
		this.credential = change.credential ?? this.credential;
		await this.restart();
	}

	/** What the trigger keeps, as JSON. */
	get kept(): string {
		return JSON.stringify(this.workflow.getStaticData('node', NODE));
	}

	private save(): void {
		this.stored = JSON.stringify(this.workflow.staticData);
	}

	private async run(mode: WorkflowExecuteMode): Promise<IDataObject[] | null> {
		const { workflow, activation } = this;
		const node = workflow.getNode(NODE.name) ?? NODE;
		const additionalData = await makeAdditionalData(this.credential, DATA);
		const context = new PollContext(
			workflow,
			node,
			additionalData,
			mode,
			mode === 'manual' ? 'manual' : 'update',
			undefined,
			undefined,
			undefined,
			undefined,
			undefined,
			activation.budgetMs === undefined ? undefined : () => activation.budgetMs ?? 0,
		);
		Object.defineProperty(context, 'logger', { value: this.logger });
		const polled = await this.pollers.runPollFunction(workflow, node, context);
		if (polled === null) return null;
		const [output = [], ...others] = polled;
		if (others.length > 0) throw new Error('The trigger has one output');
		const events = output.map(({ json }) => json);
		if (events.length === 0) throw new Error('Nothing new is null, not an empty list (n8n#30581)');
		if (isTest) checkEvents(events);
		return events;
	}

	private get logger(): Logger {
		const write = (message: string) => void this.log.push(message);
		return { error: write, warn: write, info: write, debug: write };
	}
}

async function makeWorkflow({ parameters = {} }: Activation, stored: string): Promise<Workflow> {
	return new Workflow({
		...{ id: DATA.id, name: DATA.name, active: true, connections: {} },
		nodes: [{ ...NODE, parameters }],
		nodeTypes: await makeNodeTypes(),
		staticData: JSON.parse(stored),
	});
}
