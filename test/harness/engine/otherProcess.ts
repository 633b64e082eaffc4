/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions --
   starts a separate process; not part of the package */
import type { IWorkflowBase } from 'n8n-workflow';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { clock } from '../clock';
import type { Credential, Outcome } from './engine';

/** A workflow to execute, and what time it is. */
export interface Order {
	readonly number: number;
	readonly workflow: IWorkflowBase;
	readonly credential: Credential;
	readonly now: number;
}

/** What came of an order, and what time it is there. */
export interface Delivery {
	readonly number: number;
	readonly outcome: Outcome;
	readonly now: number;
}

/** n8n's engine with the built package in a process of its own, as in n8n's queue mode. */
export class OtherProcess {
	private readonly waiting = new Map<number, (delivery: Delivery) => void>();

	private ordered = 0;

	private constructor(private readonly child: ChildProcess) {
		child.on('message', (delivery: Delivery) => {
			this.waiting.get(delivery.number)?.(delivery);
			this.waiting.delete(delivery.number);
		});
	}

	/** Starts the process and waits until it can execute workflows. */
	static async start(): Promise<OtherProcess> {
		const child = fork(join(__dirname, 'otherProcessMain.ts'), {
			execArgv: ['-r', '@swc-node/register'],
			env: { ...process.env, NODE_ENV: 'test', N8N_LOG_LEVEL: 'silent' },
		});
		await once(child, 'message');
		return new OtherProcess(child);
	}

	/**
	 * Executes a workflow, at the same time as others that are not done yet. Each process lets waits pass on
	 * its own clock; before and after, the clock that is behind is set to the other.
	 */
	async run(workflow: IWorkflowBase, credential: Credential): Promise<Outcome> {
		const number = this.ordered++;
		const delivered = new Promise<Delivery>((resolve) => this.waiting.set(number, resolve));
		const order: Order = { number, workflow, credential, now: Date.now() };
		this.child.send(order);
		const { outcome, now } = await delivered;
		const behindMs = now - Date.now();
		if (behindMs > 0) await clock.sleep(behindMs);
		return outcome;
	}

	/** Ends the process at once, whatever it is doing. */
	async kill(): Promise<void> {
		const closed = once(this.child, 'exit');
		this.child.kill('SIGKILL');
		await closed;
	}

	/** Disconnects from the process, which then ends. */
	stop(): void {
		this.child.disconnect();
	}
}
