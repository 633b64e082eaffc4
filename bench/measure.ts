/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   watches processes on this machine; not part of the package */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Instance, type Execution } from '../test/harness/n8n/instance';
import { LATEST_N8N } from '../test/harness/n8n/versions';
import {
	BATCH_SIZE,
	mostlyWaits,
	nameOf,
	pagesOf,
	PAGE_SIZE,
	type Case,
	type Crowd,
} from './cases';
import { isFloor, READS, workflowOf, WORKS, type Account } from './contenders';
import { CrowdServer } from './crowd';
import { ExotelProcess, type Report } from './exotel';
import { measureFloor } from './floor';
import { profileTime, sharesOf, type Profile, type Shares } from './profile';
import { destinationsOf, operationOf, rowsOf, type Request } from './operations';

/** The result of one run of a case. */
export interface Run extends Report {
	/** The time of the node, or of all requests for the floor; in milliseconds. */
	readonly ms: number;
	/** n8n's peak memory while the node ran, minus its memory before the rows were read; in MB. */
	readonly memoryMb?: number;
	/** Items that the node returned. */
	readonly items: number;
	/** What stopped the workflow, if anything did. */
	readonly error?: string;
	readonly shares?: Shares;
}

const SAMPLE_MS = 10;

/** What one of the runs that go side by side has to itself. */
interface BenchAccount {
	readonly exotel: ExotelProcess;
	/** Makes n8n use a database that no other run writes to. */
	readonly database: Readonly<Record<string, string>>;
}

/** A real n8n with the package, and simulated Exotel accounts for it, each in its own process. */
export class Bench {
	private constructor(
		private readonly n8n: Instance,
		private readonly accounts: readonly BenchAccount[],
		/** Where the rows of the cases are stored. */
		private readonly folder: string,
	) {}

	/**
	 * @param cases what will be measured
	 * @param accounts how many runs will go side by side in cases that mostly wait
	 */
	static async start(cases: readonly Case[], accounts: number): Promise<Bench> {
		const exotels = await Promise.all(
			Array.from({ length: accounts }, async () => await ExotelProcess.start()),
		);
		const [first] = exotels;
		const folder = await mkdtemp(join(tmpdir(), 'exotel-bench-'));
		const env = { N8N_RESTRICT_FILE_ACCESS_TO: folder };
		const n8n = await Instance.create(LATEST_N8N, first?.credential ?? {}, { env });
		const workflows = join(folder, 'workflows');
		await mkdir(workflows);
		await n8n.importCredentials(
			exotels.map(({ credential }, index) => {
				const { id } = accountOf(index, credential);
				return { id, name: id, type: 'exotelApi', data: credential };
			}),
		);
		for (const [index, { credential }] of exotels.entries()) {
			const { id, baseUrl } = accountOf(index, credential);
			for (const one of cases) {
				if (isFloor(one) || one.crowd !== undefined || (index > 0 && !mostlyWaits(one))) continue;
				const file = join(folder, `${one.operation}-${one.count}-on-${one.trunks}.json`);
				await writeFile(file, JSON.stringify(rowsOf(one)));
				const workflow = workflowOf(workflowId(one, id), one, file, { id, baseUrl });
				await writeFile(join(workflows, `${workflow.id}.json`), JSON.stringify(workflow));
			}
		}
		await n8n.importWorkflows(workflows);
		const owned = await Promise.all(
			exotels.map(async (exotel, index) => {
				return { exotel, database: await n8n.copyDatabase(`account${index}`) };
			}),
		);
		return new Bench(n8n, owned, folder);
	}

	/** Stops n8n and the simulated accounts, and removes the rows. */
	async stop(): Promise<void> {
		await this.n8n.stop();
		for (const { exotel } of this.accounts) exotel.stop();
		await rm(this.folder, { recursive: true });
	}

	/** Starts an n8n where many executions run at once; returns what runs a case there. */
	async openCrowd(kind: Crowd, cases: readonly Case[]) {
		const { exotel } = this.account(0);
		const server = await CrowdServer.start(kind, exotel.credential, cases);
		const run = async (one: Case): Promise<Run> => {
			await this.setScene(exotel, one);
			const seen = await server.run(one);
			return { ...seen, ...(await exotel.report()) };
		};
		return { run, stop: async () => await server.stop() };
	}

	/**
	 * Runs a case once.
	 *
	 * @param options.account which of the accounts to use, starting at 0
	 * @param options.isProfiled whether to find out whose code took the time, which makes the run slower
	 */
	async run(one: Case, { account = 0, isProfiled = false } = {}): Promise<Run> {
		const { exotel, database } = this.account(account);
		await this.setScene(exotel, one);
		const id = workflowId(one, accountOf(account, exotel.credential).id);
		const seen = isFloor(one)
			? await this.runFloor(one, exotel)
			: await this.runNode(id, database, isProfiled);
		return { ...seen, ...(await exotel.report()) };
	}

	private account(index: number): BenchAccount {
		const account = this.accounts[index];
		if (account === undefined) throw new Error(`There is no account ${index}`);
		return account;
	}

	private async setScene(exotel: ExotelProcess, one: Case): Promise<void> {
		const { latencyMs, isLimited, operation, maxPage } = one;
		const isFull = one.isSecondRun || operationOf(one).needsDestinations;
		const trunks = Object.fromEntries(
			Array.from(destinationsOf(one), ([sid, all]) => [sid, isFull ? all : []]),
		);
		await exotel.set({ latencyMs, isLimited, operation, maxPage, trunks });
	}

	private async runFloor(one: Case, { credential }: ExotelProcess) {
		const { node } = this.n8n.installed;
		return { ms: await measureFloor({ credential, steps: stepsOf(one) }, node), items: 0 };
	}

	private async runNode(id: string, database: BenchAccount['database'], isProfiled: boolean) {
		const folder = isProfiled ? await mkdtemp(join(tmpdir(), 'exotel-profile-')) : undefined;
		const profiling: Record<string, string> =
			folder === undefined
				? {}
				: { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder} --cpu-prof-interval=1000` };
		const env = { ...database, ...profiling };
		const memory: Sample[] = [];
		let timer: NodeJS.Timeout | undefined;
		const done = await this.n8n.executeImported(id, {
			env,
			onStart(pid) {
				timer = setInterval(() => void sample(pid, memory), SAMPLE_MS);
			},
		});
		clearInterval(timer);
		const { startTime, executionTime } = done.timeOf(WORKS);
		const shares =
			folder === undefined ? undefined : await readProfile(folder, startTime, executionTime);
		return {
			ms: executionTime,
			memoryMb: peakMb(memory, done),
			items: done.output(WORKS).length,
			error: messageOf(done),
			shares,
		};
	}
}

/** The requests of a case, step by step: those that the node can't do without. */
function stepsOf(one: Case): Request[][] {
	if (one.operation !== 'add') return operationOf(one).steps(rowsOf(one));
	const trunks = [...destinationsOf(one)];
	const pathOf = (sid: string) => `/trunks/${sid}/destination-uris`;
	const read = (sid: string, offset: number): Request => ({
		method: 'GET',
		path: `${pathOf(sid)}?offset=${offset}&page_size=${PAGE_SIZE}`,
	});
	const lists = trunks.map(([sid]) => read(sid, 0));
	const batches = trunks.flatMap(([sid, destinations]) =>
		chunks(destinations, BATCH_SIZE).map((some): Request => {
			const body = { destinations: some.map((destination) => ({ destination })) };
			return { method: 'POST', path: pathOf(sid), body };
		}),
	);
	if (one.contender === 'undici') return [lists, batches];
	const pages = trunks.flatMap(([sid, { length }]) =>
		Array.from({ length: pagesOf(length, PAGE_SIZE) }, (_, page) =>
			read(sid, page * (PAGE_SIZE - 1)),
		),
	);
	return [lists, batches, pages];
}

function chunks<T>(items: readonly T[], size: number): T[][] {
	return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
		items.slice(index * size, (index + 1) * size),
	);
}

function accountOf(index: number, { baseUrl = '' }: Readonly<Record<string, string>>): Account {
	return { id: `exotel${index}`, baseUrl };
}

/** A name that can be used in a URL; it leaves out what does not change the workflow. */
function workflowId(one: Case, accountId: string): string {
	return `${nameOf({ ...one, latencyMs: 0, maxPage: undefined })} ${accountId}`.replace(
		/\W+/g,
		'-',
	);
}

function messageOf({ error }: Execution): string | undefined {
	return error === undefined ? undefined : String(error.message);
}

interface Sample {
	readonly at: number;
	readonly mb: number;
}

const PAGE_BYTES = 4096;

/** Records the resident memory of a process, where the system reports it (Linux). */
async function sample(pid: number, samples: Sample[]): Promise<void> {
	const at = Date.now();
	const text = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
	const pages = Number(text.split(' ')[1]);
	if (pages > 0) samples.push({ at, mb: (pages * PAGE_BYTES) / 1024 ** 2 });
}

function peakMb(samples: readonly Sample[], execution: Execution): number | undefined {
	const { startTime: idleAt } = execution.timeOf(READS);
	const { startTime, executionTime } = execution.timeOf(WORKS);
	const idle = samples.filter(({ at }) => at <= idleAt).at(-1);
	const during = samples.filter(({ at }) => at >= startTime && at <= startTime + executionTime);
	if (idle === undefined || during.length === 0) return undefined;
	return Math.max(...during.map(({ mb }) => mb)) - idle.mb;
}

/** Reads the profile of n8n that Node.js has left in a folder, and removes the folder. */
async function readProfile(folder: string, startTime: number, ms: number): Promise<Shares> {
	const files = await readdir(folder);
	const texts = await Promise.all(
		files.map(async (file) => await readFile(join(folder, file), 'utf8')),
	);
	await rm(folder, { recursive: true });
	// The largest profile is n8n's; the others belong to processes that it started.
	const [text = ''] = texts.sort((a, b) => b.length - a.length);
	const profile = JSON.parse(text) as Profile; // the file has this form
	return sharesOf(profile, { from: profileTime(startTime), to: profileTime(startTime + ms) });
}
