/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   installs n8n on this machine; not part of the package */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { LATEST_N8N, N8N_VERSIONS, NODE_VERSION, PREVIOUS_N8N, type N8nVersion } from './versions';

const run = promisify(execFile);

/** The root of this project. */
export const PROJECT = join(__dirname, '../../..');
/** Where n8n and its Node.js are kept between runs; git ignores it. */
const CACHE = join(PROJECT, '.cache');

/** How each version of n8n is installed: with which flags, what else it needs, and which of its parts are compiled. */
const N8N = {
	[LATEST_N8N]: {
		// To find out which peer dependencies would fit takes npm many minutes; this n8n does without.
		flags: ['--legacy-peer-deps'],
		overrides: {},
		compiled: ['sqlite3', 'isolated-vm'],
		size: '2.2 GB',
	},
	[PREVIOUS_N8N]: {
		flags: [],
		// n8n's own address for xlsx is not on an npm registry.
		overrides: { xlsx: '0.18.5' },
		compiled: ['sqlite3'],
		size: '1.8 GB',
	},
} as const;

/** An n8n on this machine, and the Node.js that runs it. */
export interface Installed {
	/** The script of the `n8n` command. */
	readonly script: string;
	readonly node: string;
	/** For processes that are to find this Node.js first. */
	readonly path: string;
}

/** Installs all versions of n8n that the package is tested in, side by side. */
export async function installAll(): Promise<void> {
	await Promise.all(N8N_VERSIONS.map(async (version) => await installN8n(version)));
}

/**
 * Installs a version of n8n and Node.js 24 into the cache folder, unless they are already there: n8n 2
 * needs this version of Node.js, while this project also runs on older ones. Says what it is doing,
 * because it takes minutes.
 */
export async function installN8n(version: N8nVersion): Promise<Installed> {
	const installing = installs.get(version) ?? install(version);
	installs.set(version, installing);
	return await installing;
}

/** By version, what is being installed or has been; two at once would be in each other's way. */
const installs = new Map<N8nVersion, Promise<Installed>>();

async function install(version: N8nVersion): Promise<Installed> {
	const node = await installNode();
	const path = [dirname(node), process.env.PATH].join(delimiter);
	const folder = join(CACHE, 'n8n', version);
	const script = join(folder, 'node_modules/n8n/bin/n8n');
	const ready = join(folder, 'ready');
	if (!existsSync(ready)) {
		const { flags, overrides, compiled, size } = N8N[version];
		await needPrograms(['python3', 'make', 'g++']);
		say(`Installing n8n ${version} into .cache (${size}, about 4 minutes)…`);
		await prepare(folder, { overrides });
		await npm(folder, ['install', `n8n@${version}`, '--ignore-scripts', ...flags]);
		say(`Compiling ${compiled.join(' and ')} for Node.js ${NODE_VERSION} (about 2 minutes)…`);
		const env = { PATH: path, JOBS: 'max', npm_config_nodedir: dirname(dirname(node)) };
		await npm(folder, ['rebuild', ...compiled], env);
		// Otherwise, a part that was not compiled would only be noticed when n8n starts.
		for (const part of compiled) await run(node, ['-e', `require('${part}')`], { cwd: folder });
		await writeFile(ready, '');
	}
	return { script, node, path };
}

/** Installs Node.js from its npm package, once, whoever asks for it. */
async function installNode(): Promise<string> {
	installingNode ??= downloadNode();
	return await installingNode;
}

let installingNode: Promise<string> | undefined;

async function downloadNode(): Promise<string> {
	const folder = join(CACHE, 'node');
	const platform = `node-${process.platform}-${process.arch}`;
	const node = join(folder, 'node_modules', platform, 'bin/node');
	if (!existsSync(node)) {
		say(`Installing Node.js ${NODE_VERSION} into .cache…`);
		await prepare(folder, {});
		await npm(folder, ['install', `${platform}@${NODE_VERSION}`]);
	}
	return node;
}

/**
 * Makes sure that programs are installed on this machine.
 *
 * @param packages of Debian that they are in, if these have other names
 * @throws Error that says how to install those that are missing
 */
export async function needPrograms(
	programs: readonly string[],
	packages?: readonly string[],
): Promise<void> {
	const missing: string[] = [];
	for (const program of programs) {
		await run(program, ['--version']).catch(() => missing.push(program));
	}
	if (missing.length === 0) return;
	const are = missing.length === 1 ? 'is' : 'are';
	const toInstall = (packages ?? missing).join(' ');
	throw new Error(`${missing.join(', ')} ${are} needed. On Debian: apt-get install ${toInstall}`);
}

/** Tells the user what is going on. */
export function say(message: string): void {
	process.stderr.write(`${message}\n`);
}

/** Creates an empty package for npm to install into. */
async function prepare(folder: string, manifest: object): Promise<void> {
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, ...manifest }));
}

/**
 * Runs npm in a folder. Under `npm run`, the environment holds this project's own npm settings, which
 * forbid install scripts; they must not apply to n8n.
 */
export async function npm(
	folder: string,
	args: readonly string[],
	env: Readonly<Record<string, string>> = {},
): Promise<string> {
	const own = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
	const { stdout } = await run('npm', [...args, '--no-audit', '--no-fund'], {
		cwd: folder,
		env: { ...Object.fromEntries(own), ...env },
		maxBuffer: 64 * 1024 * 1024,
	});
	return stdout;
}
