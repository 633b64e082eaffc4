/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   a separate program that loads n8n's engine; not part of the package */
import { createRequire } from 'node:module';

import { Clock } from '../clock';
import type { Delivery, Order } from './otherProcess';

const load = createRequire(__filename);
const realNow = Date.now.bind(Date);

/** How far the clock was behind that of the other process, all in all. */
let behindMs = 0;
const clock = new Clock(() => realNow() + behindMs);

/** Lets the node wait on the clock, like `test/harness/setup.js` in the process of the tests. */
function setClock(): void {
	Date.now = clock.now;
	const path = load.resolve('n8n-workflow');
	const actual: object = load(path);
	const cached = load.cache[path];
	if (cached === undefined) throw new Error('n8n-workflow was not loaded');
	cached.exports = { ...actual, sleep: clock.sleep };
}

/** Executes the workflows that its parent process sends, until the parent disconnects. */
async function main(): Promise<void> {
	setClock();
	const { loadExotel, outcomeOf, runWorkflow } = await import('./engine');
	await loadExotel();
	process.on('message', ({ number, workflow, credential, now }: Order) => {
		behindMs += Math.max(0, now - clock.now());
		void runWorkflow(workflow, credential).then((done) => {
			const delivery: Delivery = { number, outcome: outcomeOf(done), now: clock.now() };
			process.send?.(delivery);
		});
	});
	process.on('disconnect', () => process.exit());
	process.send?.('ready');
}

void main();
