/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions --
   runs a command of this project; not part of the package */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, utimesSync } from 'node:fs';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';

import { PROJECT } from '../harness/n8n/install';
import { freePort, hasEnded, until, untilReady } from '../harness/n8n/instance';

let folder = '';
let project = '';
let dev: ChildProcess;
let printed = '';
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'exotel-dev-'));
	project = await copyOfProject(join(folder, 'project'));
});
afterAll(async () => {
	if (!hasEnded(dev)) process.kill(-Number(dev.pid), 'SIGKILL');
	await rm(folder, { recursive: true, force: true });
});

/** A copy of the project for what builds in it, since other tests use the build of the project itself. */
async function copyOfProject(to: string): Promise<string> {
	const shared = ['node_modules', '.cache'];
	const left = [...shared, '.git', 'coverage'].map((name) => join(PROJECT, name));
	await cp(PROJECT, to, { recursive: true, filter: (path) => !left.includes(path) });
	for (const name of shared) await symlink(join(PROJECT, name), join(to, name));
	return to;
}

/** The processes that belong to this n8n. */
function processes(): string[] {
	return readdirSync('/proc')
		.filter((entry) => /^\d+$/.test(entry))
		.filter((pid) => {
			try {
				return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder);
			} catch {
				return false; // it has ended or is not ours
			}
		});
}

const timesReady = () => printed.match(/Ready: /g)?.length ?? 0;

it('npm run dev starts within a minute, picks up changes, and leaves nothing behind', async () => {
	const port = String(await freePort());
	const env = { ...process.env, EXOTEL_DEV_FOLDER: join(folder, 'n8n'), N8N_PORT: port };
	const began = performance.now();
	// In its own process group, because Ctrl-C goes to a whole group.
	dev = spawn('npm', ['run', 'dev'], { cwd: project, env, detached: true });
	for (const stream of [dev.stdout, dev.stderr]) {
		stream?.on('data', (chunk) => (printed += String(chunk)));
	}
	await untilReady(
		'npm run dev',
		dev,
		async () => timesReady() === 1,
		() => printed,
	);
	process.stderr.write(`Ready after ${Math.round((performance.now() - began) / 1000)} s\n`);
	const healthy = async () =>
		(await request(`http://127.0.0.1:${port}/healthz`)).statusCode === 200;
	expect(await healthy()).toBe(true);

	const now = new Date();
	utimesSync(join(project, 'nodes/Exotel/Exotel.node.ts'), now, now);
	await until('it is ready again', async () => timesReady() === 2);
	expect(await healthy()).toBe(true);

	expect(processes().length).toBeGreaterThan(0);
	const closed = once(dev, 'close');
	process.kill(-Number(dev.pid), 'SIGINT');
	await closed;
	expect(processes()).toEqual([]);
});
