/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions --
   starts a separate process; not part of the package */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { OperationName } from './operations';

/** How the simulated Exotel behaves in one run. */
export interface Scene {
	readonly latencyMs: number;
	/** Whether Exotel's limits apply: 200 requests a minute and 50 at the same time. */
	readonly isLimited: boolean;
	readonly operation: OperationName;
	readonly maxPage?: number;
	/** The destinations that each trunk already has, by trunk SID. */
	readonly trunks: Readonly<Record<string, readonly string[]>>;
}

/** What has happened since the scene was set. */
export interface Report {
	/** Requests that were accepted, by method. */
	readonly requests: Readonly<Record<string, number>>;
	/** Requests that were refused because of the limits. */
	readonly refused: number;
	/** How many things the operation has done, and how many of them differ from each other. */
	readonly done: number;
	readonly different: number;
}

/** A simulated Exotel in a separate process, so that its work is not counted as n8n's. */
export class ExotelProcess {
	private constructor(
		private readonly child: ChildProcess,
		/** The fields of an "Exotel API" credential that leads there. */
		readonly credential: Readonly<Record<string, string>>,
	) {}

	/** Starts the process and waits until it serves. */
	static async start(): Promise<ExotelProcess> {
		const child = fork(join(__dirname, 'exotelProcess.ts'), {
			execArgv: ['-r', '@swc-node/register'],
		});
		const [credential] = (await once(child, 'message')) as [Record<string, string>]; // its first message
		return new ExotelProcess(child, credential);
	}

	/** Starts over with other trunks. */
	async set(scene: Scene): Promise<void> {
		this.child.send(scene);
		await once(this.child, 'message');
	}

	/** Reports what has happened since the scene was set. */
	async report(): Promise<Report> {
		this.child.send('report');
		const [report] = (await once(this.child, 'message')) as [Report]; // its answer to this message
		return report;
	}

	/** Disconnects from the process, which then ends. */
	stop(): void {
		this.child.disconnect();
	}
}
