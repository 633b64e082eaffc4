/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals --
   both sides of a separate process; not part of the package */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Pool } from 'undici';

import type { Request } from './operations';

/** As many requests at a time as the node sends. */
const CONNECTIONS = 5;

/** What to send, with the fields of the credential: first all requests of one step, then all of the next. */
export interface Work {
	readonly credential: Readonly<Record<string, string>>;
	readonly steps: ReadonlyArray<readonly Request[]>;
}

/**
 * Does the node's work with nothing but undici, on as many connections: no node can be faster than this.
 * Runs in a separate process, as new as that of `n8n execute`.
 *
 * @param node the Node.js that n8n runs on
 * @returns the milliseconds from the first request to the last answer
 */
export async function measureFloor(work: Work, node: string): Promise<number> {
	const child = fork(__filename, { execPath: node, execArgv: ['-r', '@swc-node/register'] });
	child.send(work);
	const [took] = (await once(child, 'message')) as [number]; // what it sends below
	return took;
}

async function send({ credential, steps }: Work): Promise<number> {
	const { baseUrl = '', accountSid, apiKey, apiToken } = credential;
	const login = Buffer.from(`${apiKey}:${apiToken}`).toString('base64');
	const authorization = `Basic ${login}`;
	const json = { authorization, 'content-type': 'application/json' };
	const root = `/v2/accounts/${accountSid}`;
	const exotel = new Pool(baseUrl, { connections: CONNECTIONS });
	const begin = performance.now();
	for (const step of steps) {
		await Promise.all(
			step.map(async ({ method, path, body }) => {
				const answer = await exotel.request({
					method,
					path: root + path,
					...(body === undefined
						? { headers: { authorization } }
						: { headers: json, body: JSON.stringify(body) }),
				});
				await answer.body.json();
			}),
		);
	}
	const took = performance.now() - begin;
	await exotel.close();
	return took;
}

if (require.main === module) {
	process.once('message', (work: Work) => {
		void send(work).then((took) => process.send?.(took, () => process.disconnect()));
	});
}
