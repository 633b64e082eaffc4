/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-dangerous-functions --
   starts Redis on this machine; not part of the package */
import { spawn, type ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { needPrograms } from './install';
import { end, freePort, Instance, untilReady, type ServerProcess } from './instance';
import { Postgres } from './postgres';
import { LATEST_N8N } from './versions';

/**
 * An n8n in queue mode: a main process and workers, with a Redis and a PostgreSQL of their own. On SQLite, which
 * n8n does not support there, they lock each other out now and then, and an execution is lost.
 */
export class QueueMode {
	readonly workers: ServerProcess[] = [];

	private constructor(
		readonly n8n: Instance,
		private readonly redis: ChildProcess,
		private readonly postgres: Postgres,
		private readonly concurrency: number,
	) {}

	/**
	 * Starts Redis, PostgreSQL, the main process and workers.
	 *
	 * @param credential the fields of its "Exotel API" credential
	 * @param options.concurrency executions of a worker at the same time
	 */
	static async start(
		credential: object,
		options: {
			workers: number;
			concurrency: number;
			env?: Readonly<Record<string, string>>;
		},
	): Promise<QueueMode> {
		await needPrograms(['redis-server']);
		const postgres = await Postgres.start();
		const port = String(await freePort());
		const redis = spawn('redis-server', ['--port', port, '--save', '', '--appendonly', 'no']);
		let log = '';
		for (const stream of [redis.stdout, redis.stderr]) {
			stream.on('data', (chunk) => (log += String(chunk)));
		}
		const isReady = async () => log.includes('Ready to accept connections');
		const env = {
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: port,
			...postgres.env,
			...options.env,
		};
		let n8n: Instance | undefined;
		let queue: QueueMode | undefined;
		try {
			await untilReady('Redis', redis, isReady, () => log);
			n8n = await Instance.create(LATEST_N8N, credential, { env });
			await n8n.start();
			const started = new QueueMode(n8n, redis, postgres, options.concurrency);
			while (started.workers.length < options.workers) await started.startWorker();
			queue = started;
			return queue;
		} finally {
			if (queue === undefined) await stopAll(n8n, redis, postgres);
		}
	}

	/** Starts one more worker. */
	async startWorker(): Promise<void> {
		// By this file a worker takes the main process, which is running, for one that has crashed; it would
		// wait 10 s.
		await rm(join(this.n8n.folder, '.n8n/crash.journal'), { force: true });
		const args = ['worker', `--concurrency=${this.concurrency}`];
		const health = { QUEUE_HEALTH_CHECK_PORT: String(await freePort()) };
		this.workers.push(await this.n8n.startProcess(args, health, 'n8n worker is now ready'));
	}

	/** Kills the worker that is running an execution; another has to be started in its place. */
	async killBusyWorker(): Promise<void> {
		const busy = this.workers.findIndex((worker) => isBusy(worker));
		const [worker] = busy < 0 ? [] : this.workers.splice(busy, 1);
		if (worker === undefined) throw new Error('No worker is running an execution');
		await this.n8n.kill(worker.pid);
	}

	/** Stops everything. */
	async stop(): Promise<void> {
		await stopAll(this.n8n, this.redis, this.postgres);
	}
}

async function stopAll(n8n: Instance | undefined, redis: ChildProcess, postgres: Postgres) {
	try {
		await n8n?.stop();
	} finally {
		await end(redis);
		await postgres.stop();
	}
}

function isBusy(worker: ServerProcess): boolean {
	const times = (what: string) => worker.printed().split(`Worker ${what} execution`).length;
	return times('started') > times('finished');
}
