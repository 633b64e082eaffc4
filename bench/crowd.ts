import { Instance } from '../test/harness/n8n/instance';
import { QueueMode } from '../test/harness/n8n/queue';
import { LATEST_N8N } from '../test/harness/n8n/versions';
import { chain, postedRows } from '../test/harness/n8n/workflows';
import type { Case, Crowd } from './cases';
import { nodeOf } from './contenders';
import { rowsOf, type Row } from './operations';

/** An n8n that serves webhooks, in one process or with two workers. */
export class CrowdServer {
	private constructor(
		private readonly n8n: Instance,
		private readonly stopAll: () => Promise<void>,
	) {}

	/**
	 * Starts n8n with the workflows of some cases.
	 *
	 * @param credential the fields of its "Exotel API" credential
	 */
	static async start(
		kind: Crowd,
		credential: Readonly<Record<string, string>>,
		cases: readonly Case[],
	): Promise<CrowdServer> {
		const server = await CrowdServer.open(kind, credential);
		const account = { id: 'exotelDemo', baseUrl: credential.baseUrl ?? '' };
		const workflows = cases.map((one) => {
			const id = idOf(one);
			return chain(id, [...postedRows(id, 'atTheEnd'), nodeOf(one, account)]);
		});
		let isReady = false;
		try {
			await server.n8n.publish(...workflows);
			isReady = true;
			return server;
		} finally {
			if (!isReady) await server.stop();
		}
	}

	private static async open(kind: Crowd, credential: object): Promise<CrowdServer> {
		if (kind === 'two workers') {
			const queue = await QueueMode.start(credential, { workers: 2, concurrency: 10 });
			return new CrowdServer(queue.n8n, async () => await queue.stop());
		}
		const n8n = await Instance.create(LATEST_N8N, credential);
		await n8n.start();
		return new CrowdServer(n8n, async () => await n8n.stop());
	}

	/**
	 * Starts an execution for each trunk of a case, all at the same moment.
	 *
	 * @returns the milliseconds until the last has answered, and how many items all of them returned
	 */
	async run(one: Case): Promise<{ ms: number; items: number }> {
		const begin = performance.now();
		const answers = await Promise.all(
			byTrunk(rowsOf(one)).map(async (rows) => await this.n8n.post(idOf(one), { rows })),
		);
		const ms = performance.now() - begin;
		const items = answers.reduce(
			(sum, { answer }) => sum + (Array.isArray(answer) ? answer.length : 0),
			0,
		);
		return { ms, items };
	}

	async stop(): Promise<void> {
		await this.stopAll();
	}
}

function byTrunk(rows: readonly Row[]): Row[][] {
	const trunks = new Map<string, Row[]>();
	for (const row of rows) trunks.set(row.trunk, [...(trunks.get(row.trunk) ?? []), row]);
	return [...trunks.values()];
}

/** An id that can be used in a URL, of at most the 36 characters that n8n stores in PostgreSQL. */
function idOf({ contender, operation, count, trunks }: Case): string {
	return [contender, operation, count, trunks].join('-');
}
