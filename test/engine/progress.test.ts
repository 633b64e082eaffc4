/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   reads n8n's log file; not part of the package */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { INodeParameters } from 'n8n-workflow';

import { clock } from '../harness/clock';
import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { useSimulator } from '../harness/useSimulator';

const folder = mkdtempSync(join(tmpdir(), 'exotel-log-'));
const file = join(folder, 'n8n.log');
// n8n reads this when it first logs anything.
Object.assign(process.env, {
	N8N_LOG_LEVEL: 'info',
	N8N_LOG_OUTPUT: 'file',
	N8N_LOG_FILE_LOCATION: file,
});
afterAll(() => rmSync(folder, { recursive: true }));

const simulator = useSimulator(({ state }) => state.addTrunk('trmum1a'));

const logged = () => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** n8n writes its log without anybody waiting for it; waits until nothing more comes. */
async function flushed(): Promise<void> {
	for (let size = -1; size !== logged().length; await wait(300)) size = logged().length;
}

/** Runs the node for some rows; returns what it writes to n8n's log. */
async function linesOf(parameters: INodeParameters, rows: readonly object[]): Promise<string[]> {
	const before = logged().length;
	const workflow = exotelWorkflow({
		rows: rows.map((row) => ({ trunk: 'trmum1a', ...row })),
		parameters,
	});
	const done = await runWorkflow(workflow, simulator.credential);
	expect(done.error).toBeUndefined();
	await flushed();
	return logged()
		.slice(before)
		.split('\n')
		.filter((line) => line.includes('Exotel'));
}

const messages = (lines: readonly string[]) =>
	lines.map((line) => String((JSON.parse(line) as { message: unknown }).message)); // one JSON object a line

const MAP = { resource: 'phoneNumber', operation: 'map', phoneNumber: '={{ $json.number }}' };
const numbers = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ number: `+9180${10_000_000 + index}` }));

it('a run that the limit makes a long one says how long it will take, and then how far it is', async () => {
	const begin = clock.now();
	const lines = await linesOf(MAP, numbers(450));
	const [first, ...others] = messages(lines);
	expect(first).toBe('Exotel: 0 of 450 items done, about 2 minutes left');
	expect(others.length).toBeGreaterThan(0);
	for (const line of others) {
		expect(line).toMatch(/^Exotel: (2|4)\d\d of 450 items done, about \d+ seconds left$/);
	}
	const seconds = (clock.now() - begin) / 1000;
	expect(seconds).toBeGreaterThan(120); // as it was said
	expect(lines.length).toBeLessThanOrEqual(1 + seconds / 10);
});

it('an Add tells of the lists it reads and of the requests it sends', async () => {
	const trunks = Array.from({ length: 250 }, (_, index) => `trmum1n${index}`);
	for (const sid of trunks) simulator.state.addTrunk(sid);
	const rows = trunks.map((trunk) => ({ trunk, destination: 'a.example' }));
	const told = messages(await linesOf({ options: { checkDoubles: false } }, rows));
	expect(told).toContainEqual('Exotel: 0 of 250 lists read, about 61 seconds left');
	expect(told).toContainEqual(
		expect.stringMatching(/^Exotel: 0 of 250 requests sent, about \d+ (seconds|minutes) left$/),
	);
});

it('a run of less than ten seconds says nothing', async () => {
	expect(await linesOf(MAP, numbers(30))).toEqual([]);
});

it('a run that is slow for another reason tells how far it is once ten seconds have passed', async () => {
	const answer = { status: 429, body: '', headers: { 'retry-after': '12' } };
	simulator.faults.push({ times: 5, answer });
	const told = messages(await linesOf(MAP, numbers(8)));
	expect(told).toHaveLength(1);
	expect(told[0]).toMatch(/^Exotel: [1-7] of 8 items done, about \d+ seconds? left$/);
});
