/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions --
   starts PostgreSQL on this machine; not part of the package */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { needPrograms } from './install';
import { end, freePort, untilReady } from './instance';

const run = promisify(execFile);

/** Where Debian keeps each version of PostgreSQL; its programs are not on the path. */
const DEBIAN = '/usr/lib/postgresql';

const HOST = '127.0.0.1';
const USER = 'n8n';

/** A PostgreSQL server with a new, empty database, which is gone when it stops. */
export class Postgres {
	private constructor(
		private readonly server: ChildProcess,
		private readonly folder: string,
		private readonly port: number,
	) {}

	/** Starts a server on a free port. */
	static async start(): Promise<Postgres> {
		const programs = await programsFolder();
		const [initdb, postgres] = [join(programs, 'initdb'), join(programs, 'postgres')];
		await needPrograms([initdb, postgres], ['postgresql']);
		const owner = await ownerOfData();
		const folder = await mkdtemp(join(tmpdir(), 'exotel-postgres-'));
		if (owner !== undefined) await chown(folder, owner.uid, owner.gid);
		const data = join(folder, 'data');
		await run(initdb, ['-D', data, '-U', USER, '--auth=trust', '--no-sync', '--locale=C'], {
			cwd: folder,
			...owner,
		});
		const port = await freePort();
		const settings = [`listen_addresses=${HOST}`, 'fsync=off'].flatMap((one) => ['-c', one]);
		const server = spawn(postgres, ['-D', data, '-k', folder, '-p', String(port), ...settings], {
			cwd: folder,
			...owner,
		});
		let log = '';
		server.stderr.on('data', (chunk) => (log += String(chunk)));
		const isReady = async () => log.includes('ready to accept connections');
		await untilReady('PostgreSQL', server, isReady, () => log);
		return new Postgres(server, folder, port);
	}

	/** What makes n8n use it. */
	get env(): Record<string, string> {
		return {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: HOST,
			DB_POSTGRESDB_PORT: String(this.port),
			DB_POSTGRESDB_DATABASE: 'postgres',
			DB_POSTGRESDB_USER: USER,
		};
	}

	/** Stops the server at once, whoever is connected, and removes its data. */
	async stop(): Promise<void> {
		await end(this.server, 'SIGINT');
		await rm(this.folder, { recursive: true });
	}
}

/** Where the newest PostgreSQL of this machine is; empty if its programs should be on the path. */
async function programsFolder(): Promise<string> {
	const versions = await readdir(DEBIAN).catch(() => []);
	const newest = versions.map(Number).sort((one, other) => other - one)[0];
	return newest === undefined ? '' : join(DEBIAN, String(newest), 'bin');
}

/** Whom its processes run as: PostgreSQL refuses to run as root, for which it has a user of its own. */
async function ownerOfData(): Promise<{ uid: number; gid: number } | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const idOf = async (kind: string) => Number((await run('id', [kind, 'postgres'])).stdout);
	return { uid: await idOf('-u'), gid: await idOf('-g') };
}
