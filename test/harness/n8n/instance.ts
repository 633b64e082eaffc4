/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/require-node-api-error --
   starts n8n on this machine; not part of the package */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, open, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { INodeExecutionData, IWorkflowBase } from 'n8n-workflow';
import { request } from 'undici';

import { isRecord } from '../records';
import { readFlatted } from './flatted';
import { installN8n, npm, PROJECT, type Installed } from './install';
import type { N8nVersion } from './versions';

/** The owner that n8n is set up with. */
export const OWNER = {
	email: 'owner@example.com',
	password: 'Owner-of-this-1',
	firstName: 'Test',
	lastName: 'Owner',
};

/** The credential as the example workflows refer to it. */
const DEMO_CREDENTIAL = { id: 'exotelDemo', name: 'Exotel (demo)', type: 'exotelApi' };

/** Packs the current build into a folder; returns the tarball. */
async function pack(folder: string): Promise<string> {
	const name = await npm(PROJECT, ['pack', '--silent', '--pack-destination', folder]);
	return join(folder, name.trim());
}

/** What an execution left behind, as n8n stores it. */
export interface Execution {
	/** What a node returned in its last run; `[]` if it did not run. */
	output(node: string, output?: number): INodeExecutionData[];
	/** When the last run of a node began, in milliseconds since 1970, and how long it took; NaN if it did not run. */
	timeOf(node: string): { startTime: number; executionTime: number };
	/** The message and description of the error that stopped it. */
	readonly error: Record<string, unknown> | undefined;
	readonly status: string;
}

/** A server of an instance, such as a worker. */
export interface ServerProcess {
	readonly pid: number;
	/** What it has printed so far. */
	printed(): string;
}

/** An execution as n8n lists it. */
export interface ListedExecution {
	readonly id: string;
	readonly status: string;
	/** In milliseconds since 1970; NaN as long as it has not begun or ended. */
	readonly startedAt: number;
	readonly stoppedAt: number;
}

/** A real n8n with its own user folder, where the package is installed as a user would install it. */
export class Instance {
	private readonly processes: ChildProcess[] = [];

	/** The id by which n8n recognizes the browser of the owner's session. */
	readonly browserId = 'tests';

	private cookie = '';

	url = '';

	/** Everything its servers have printed, and all errors. */
	log = '';

	private constructor(
		readonly version: N8nVersion,
		readonly installed: Installed,
		readonly folder: string,
		private readonly env: Readonly<Record<string, string>>,
	) {}

	/**
	 * Creates an instance with the package and a credential; it is not running yet.
	 *
	 * @param credential the fields of its "Exotel API" credential
	 * @param options.folder the user folder; by default a new one, which is removed with the instance
	 */
	static async create(
		version: N8nVersion,
		credential: object,
		options: {
			folder?: string;
			env?: Readonly<Record<string, string>>;
		} = {},
	): Promise<Instance> {
		const installed = await installN8n(version);
		const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'exotel-n8n-')));
		const instance = new Instance(version, installed, folder, {
			PATH: installed.path,
			N8N_USER_FOLDER: folder,
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			N8N_TEMPLATES_ENABLED: 'false',
			N8N_PERSONALIZATION_ENABLED: 'false',
			N8N_SECURE_COOKIE: 'false',
			N8N_LOG_LEVEL: 'info',
			...options.env,
		});
		await instance.installPackage();
		await instance.importCredential(credential);
		return instance;
	}

	/** Installs the current build the way n8n installs community nodes. */
	async installPackage(): Promise<void> {
		const nodes = join(this.folder, '.n8n/nodes');
		await mkdir(nodes, { recursive: true });
		await writeFile(join(nodes, 'package.json'), JSON.stringify({ private: true }));
		const flags = ['--omit=peer', '--legacy-peer-deps', '--ignore-scripts'];
		await npm(nodes, ['install', await pack(this.folder), ...flags]);
	}

	/** Stores a credential, by default the one for Exotel. */
	async importCredential(data: object, about: object = DEMO_CREDENTIAL): Promise<void> {
		await this.importCredentials([{ ...about, data }]);
	}

	/** Stores several credentials at once, each with its id, name, type and data. */
	async importCredentials(credentials: readonly object[]): Promise<void> {
		await this.import('credentials', credentials);
	}

	/** Stores a workflow, or several, replacing those with the same ids, if any. */
	async importWorkflow(workflows: object): Promise<void> {
		await this.import('workflow', workflows);
	}

	/** Imports all workflows of a folder. */
	async importWorkflows(folder: string): Promise<void> {
		await this.cli('import:workflow', '--separate', `--input=${folder}`);
	}

	private async import(kind: string, content: unknown): Promise<void> {
		const file = join(this.folder, `import-${kind}.json`);
		await writeFile(file, JSON.stringify(content));
		await this.cli(`import:${kind}`, `--input=${file}`);
	}

	/**
	 * Executes a workflow from its manual trigger: as the editor does if the server is running and signed in to,
	 * else with `n8n execute`, which takes several seconds to start.
	 */
	async execute(workflow: IWorkflowBase): Promise<Execution> {
		if (this.cookie !== '') return await this.runByHand(await this.store(workflow));
		await this.importWorkflow(workflow);
		return await this.executeImported(workflow.id);
	}

	/** Runs a stored workflow in the server from its manual trigger. */
	async runByHand(workflow: IWorkflowBase): Promise<Execution> {
		const trigger = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger');
		return await this.result(await this.runFrom(workflow, String(trigger?.name)));
	}

	/** Stores a new workflow through the server; returns it with the id that n8n gives it. */
	async store(workflow: IWorkflowBase): Promise<IWorkflowBase> {
		const { data, text } = await this.rest('POST', '/workflows', { ...workflow, id: undefined });
		if (!isRecord(data)) throw new Error(`It can't be stored: ${text}`);
		return { ...workflow, id: String(data.id) };
	}

	/** Changes a stored workflow through the server; returns it changed. */
	async change(workflow: IWorkflowBase, changes: Partial<IWorkflowBase>): Promise<IWorkflowBase> {
		const path = `/workflows/${workflow.id}`;
		const versionId = await this.latestVersion(workflow);
		const { status, text } = await this.rest('PATCH', path, { ...changes, versionId });
		if (status !== 200) throw new Error(`It can't be changed: ${text}`);
		return { ...workflow, ...changes };
	}

	private async latestVersion({ id }: IWorkflowBase): Promise<string> {
		const { data } = await this.rest('GET', `/workflows/${id}`);
		return isRecord(data) ? String(data.versionId) : '';
	}

	/**
	 * Copies the database as it is now, for processes that would lock each other out of one SQLite file.
	 *
	 * @returns the environment in which a process of this instance uses the copy
	 */
	async copyDatabase(name: string): Promise<Record<string, string>> {
		const folder = join(this.folder, '.n8n');
		const files = (await readdir(folder)).filter((file) => file.startsWith('database.sqlite'));
		for (const file of files) {
			await copyFile(join(folder, file), join(folder, file.replace('database', name)));
		}
		return { DB_SQLITE_DATABASE: `${name}.sqlite` };
	}

	/**
	 * Executes a stored workflow with `n8n execute`.
	 *
	 * @param options.env what its process gets in addition to the environment of the instance
	 * @param options.onStart is told the id of the process
	 */
	async executeImported(
		id: string,
		{ env, onStart }: { env?: Record<string, string>; onStart?: (pid: number) => void } = {},
	): Promise<Execution> {
		// n8n exits before everything is written to a pipe; writes to a file are synchronous.
		const file = join(this.folder, `execution-${randomUUID()}.json`);
		const output = await open(file, 'w');
		const child = await this.spawn(['execute', `--id=${id}`, '--rawOutput'], env, output.fd);
		onStart?.(child.pid ?? 0);
		await once(child, 'close'); // a workflow that ends with an error is printed as well
		await output.close();
		const printed = await readFile(file, 'utf8');
		await rm(file);
		const start = printed.search(/^\{/m);
		if (start < 0) throw new Error(`n8n execute printed no execution:\n${printed}\n${this.log}`);
		return readExecution(JSON.parse(printed.slice(start, printed.lastIndexOf('}') + 1)));
	}

	/** Runs an n8n command until it ends and returns what it printed. */
	async cli(...args: string[]): Promise<string> {
		const child = await this.spawn(args);
		let printed = '';
		child.stdout?.on('data', (chunk) => (printed += String(chunk)));
		const [code] = (await once(child, 'close')) as [number | null]; // as documented for this event
		if (code !== 0) throw new Error(`n8n ${args.join(' ')}:\n${printed}\n${this.log}`);
		return printed;
	}

	/** Starts the server, by default on a free port, and by default signs in as the owner. */
	async start({ port, signIn = true }: { port?: number; signIn?: boolean } = {}): Promise<void> {
		await this.listen(port ?? (await freePort()));
		if (signIn) await this.signIn();
	}

	private async listen(port: number): Promise<void> {
		this.url = `http://127.0.0.1:${port}`;
		await this.startServer(['start'], { N8N_PORT: String(port) }, async ({ printed }) => {
			const { statusCode } = await request(`${this.url}/rest/settings`);
			return statusCode === 200 && printed().includes('Editor is now accessible');
		});
	}

	/** Starts another process of this instance, e.g. a worker. */
	async startProcess(
		args: string[],
		env: Record<string, string>,
		ready: string,
	): Promise<ServerProcess> {
		return await this.startServer(args, env, async ({ printed }) => printed().includes(ready));
	}

	/** Ends a process of this instance, and what it has started, as a crash or a power cut would: at once. */
	async kill(pid: number): Promise<void> {
		const child = this.processes.find((one) => one.pid === pid);
		if (child === undefined || hasEnded(child)) throw new Error(`Process ${pid} is not running`);
		const closed = once(child, 'close');
		signal(child, 'SIGKILL');
		await closed;
	}

	private async signIn(): Promise<void> {
		const setup = await this.rest('POST', '/owner/setup', OWNER);
		if (setup.status === 200) return;
		const { email, password } = OWNER;
		await this.rest('POST', '/login', { emailOrLdapLoginId: email, email, password });
	}

	/** The cookie of the owner's session. */
	get session(): { name: string; value: string } {
		const [name = '', value = ''] = this.cookie.split('=');
		return { name, value };
	}

	/** Calls the API that the editor uses; returns the status and the `data` of the answer. */
	async rest(method: 'GET' | 'POST' | 'PATCH', path: string, body?: object) {
		const answer = await request(`${this.url}/rest${path}`, {
			method,
			headers: {
				'browser-id': this.browserId,
				cookie: this.cookie,
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const cookies = [answer.headers['set-cookie'] ?? []].flat();
		const login = cookies.find((cookie) => cookie.startsWith('n8n-auth='))?.split(';')[0];
		if (login !== undefined) this.cookie = login;
		const text = await answer.body.text();
		const content: unknown = text.startsWith('{') ? JSON.parse(text) : undefined;
		return { status: answer.statusCode, text, data: isRecord(content) ? content.data : undefined };
	}

	/** Publishes workflows, so that their webhooks listen. */
	async publish(...workflows: readonly IWorkflowBase[]): Promise<void> {
		await this.importWorkflow(workflows);
		for (const workflow of workflows) await this.activate(workflow);
	}

	/** Activates a stored workflow. */
	async activate(workflow: IWorkflowBase): Promise<void> {
		await this.setActive(workflow, true);
		// A listening webhook answers a wrong method differently from a wrong path, and runs nothing for it.
		const hook = workflow.nodes.find(({ type }) => type.endsWith('.webhook'));
		if (hook === undefined) return;
		await until('its webhook listens', async () => {
			const url = `${this.url}/webhook/${String(hook.parameters.path)}`;
			const probe = await request(url, { method: 'DELETE' });
			return (await probe.body.text()).includes('not registered for DELETE');
		});
	}

	/** Deactivates a workflow. */
	async deactivate(workflow: IWorkflowBase): Promise<void> {
		await this.setActive(workflow, false);
	}

	private async setActive(workflow: IWorkflowBase, active: boolean): Promise<void> {
		if (this.version.startsWith('1.')) {
			await this.change(workflow, { active });
			return;
		}
		const action = active ? 'activate' : 'deactivate';
		const versionId = await this.latestVersion(workflow);
		const path = `/workflows/${workflow.id}/${action}`;
		const { status, text } = await this.rest('POST', path, { versionId });
		if (status !== 200) throw new Error(`n8n can't ${action} it: ${text}`);
	}

	/** The node or credential types that n8n offers. */
	async types(kind: string): Promise<Array<Record<string, unknown>>> {
		const answer = await request(`${this.url}/types/${kind}.json`, {
			headers: { cookie: this.cookie },
		});
		const types: unknown = await answer.body.json();
		return Array.isArray(types) ? types.filter(isRecord) : [];
	}

	/** Posts JSON to a published webhook; returns the status, and the answer if that is JSON as well. */
	async post(path: string, content: object): Promise<{ status: number; answer: unknown }> {
		const { statusCode: status, body } = await request(`${this.url}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(content),
		});
		const text = await body.text();
		const answer: unknown = /^[[{]/.test(text) ? JSON.parse(text) : undefined;
		return { status, answer };
	}

	/** Calls a published webhook and returns the id of the execution that it starts. */
	async callWebhook(path: string, workflowId: string): Promise<string> {
		return await this.startedBy(workflowId, async () => {
			const answer = await request(`${this.url}/webhook/${path}`);
			await answer.body.dump();
			if (answer.statusCode !== 200) throw new Error(`The webhook answers ${answer.statusCode}`);
		});
	}

	/** Does something that starts an execution of a workflow, and returns the id of that. */
	async startedBy(workflowId: string, act: () => Promise<void>): Promise<string> {
		const ids = async () => (await this.executions(workflowId)).map(({ id }) => id);
		const before = await ids();
		await act();
		let id: string | undefined;
		await until('the execution is listed', async () => {
			id = (await ids()).find((one) => !before.includes(one));
			return id !== undefined;
		});
		return id ?? '';
	}

	/** Starts a stored workflow from one of its triggers, as the editor does; returns the id of the execution. */
	async runFrom(workflow: IWorkflowBase, trigger: string): Promise<string> {
		const triggerToStartFrom = { name: trigger };
		const body = this.version.startsWith('1.')
			? { workflowData: workflow, triggerToStartFrom }
			: { triggerToStartFrom };
		const { data, text } = await this.rest('POST', `/workflows/${workflow.id}/run`, body);
		if (!isRecord(data) || data.executionId === undefined) throw new Error(`It can't run: ${text}`);
		return String(data.executionId);
	}

	/**
	 * What came of an execution, once it has ended or waits.
	 *
	 * @param options.waits whether waiting is enough
	 */
	async result(id: string, { waits = true } = {}): Promise<Execution> {
		let run: { status: unknown; data: unknown } = { status: '', data: {} };
		await until(`execution ${id} has ended`, async () => {
			const { data: stored } = await this.rest('GET', `/executions/${id}`);
			if (!isRecord(stored) || ['new', 'running'].includes(String(stored.status))) return false;
			run = { status: stored.status, data: readFlatted(String(stored.data)) };
			return isWhole(run) && (waits || stored.status !== 'waiting');
		});
		return readExecution(run);
	}

	/** Creates a data table in the owner's project; returns its id. */
	async createDataTable(name: string, columns: Readonly<Record<string, string>>): Promise<string> {
		const { data: project } = await this.rest('GET', '/projects/personal');
		const projectId = isRecord(project) ? String(project.id) : '';
		const { data, text } = await this.rest('POST', `/projects/${projectId}/data-tables`, {
			name,
			columns: Object.entries(columns).map(([column, type]) => ({ name: column, type })),
		});
		if (!isRecord(data)) throw new Error(`It can't be created: ${text}`);
		return String(data.id);
	}

	/** The latest 100 executions of a workflow, newest first. */
	async executions(workflowId: string): Promise<ListedExecution[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { data } = await this.rest('GET', `/executions?filter=${filter}&limit=100`);
		const results: unknown = isRecord(data) ? data.results : undefined;
		if (!Array.isArray(results)) return [];
		return results.filter(isRecord).map(({ id, status, startedAt, stoppedAt }) => ({
			id: String(id),
			status: String(status),
			startedAt: Date.parse(String(startedAt)),
			stoppedAt: Date.parse(String(stoppedAt)),
		}));
	}

	/** Stops all its processes, and removes its folder if that was created for it. */
	async stop(): Promise<void> {
		await this.stopProcesses();
		if (this.folder.startsWith(tmpdir())) await rm(this.folder, { recursive: true, force: true });
	}

	/** Stops all its processes. */
	async stopProcesses(): Promise<void> {
		await Promise.all(
			this.processes.splice(0).map(async (child) => {
				if (hasEnded(child)) return;
				const closed = once(child, 'close');
				signal(child, 'SIGTERM');
				const late = wait(10_000, undefined, { ref: false }).then(() => signal(child, 'SIGKILL'));
				await Promise.race([closed, late.then(async () => await closed)]);
			}),
		);
		this.log = '';
	}

	/** Starts a server and waits until it is ready. */
	private async startServer(
		args: string[],
		env: Readonly<Record<string, string>>,
		isReady: (server: ServerProcess) => Promise<boolean>,
	): Promise<ServerProcess> {
		const child = await this.spawn(args, env);
		let printed = '';
		child.stdout?.on('data', (chunk) => {
			printed += String(chunk);
			this.log += String(chunk);
		});
		const server = { pid: child.pid ?? 0, printed: () => printed };
		const what = `n8n ${this.version} ${args.join(' ')}`;
		await untilReady(
			what,
			child,
			async () => await isReady(server),
			() => this.log,
		);
		return server;
	}

	private async spawn(
		args: string[],
		env: Readonly<Record<string, string>> = {},
		stdout: number | 'pipe' = 'pipe',
	): Promise<ChildProcess> {
		const { node, script } = this.installed;
		const brokerPort = String(await freePort());
		const child = spawn(node, [script, ...args], {
			cwd: this.folder,
			env: {
				...process.env,
				NODE_ENV: 'production',
				N8N_RUNNERS_BROKER_PORT: brokerPort,
				...this.env,
				...env,
			},
			stdio: ['ignore', stdout, 'pipe'],
			detached: true, // in its own process group, so that whatever it starts can be stopped with it
		});
		child.stderr?.on('data', (chunk) => (this.log += String(chunk)));
		this.processes.push(child);
		return child;
	}
}

/** Reads an execution as n8n prints or stores it. */
export function readExecution(run: unknown): Execution {
	const data = isRecord(run) && isRecord(run.data) ? run.data : {};
	const result = isRecord(data.resultData) ? data.resultData : {};
	const runData = isRecord(result.runData) ? result.runData : {};
	const lastRun = (node: string): Record<string, unknown> => {
		const runs = runData[node];
		const last: unknown = Array.isArray(runs) ? runs.at(-1) : undefined;
		return isRecord(last) ? last : {};
	};
	return {
		output(node, output = 0) {
			const { data: out } = lastRun(node);
			const items: unknown = isRecord(out) && Array.isArray(out.main) ? out.main[output] : [];
			return Array.isArray(items) ? items : [];
		},
		timeOf(node) {
			const { startTime, executionTime } = lastRun(node);
			return { startTime: Number(startTime), executionTime: Number(executionTime) };
		},
		error: isRecord(result.error) ? result.error : undefined,
		status: isRecord(run) ? String(run.status) : '',
	};
}

/** Whether the data of an execution fit its status: n8n stores the status a moment before. */
function isWhole({ status, data }: { status: unknown; data: unknown }): boolean {
	const { executionData, waitTill } = isRecord(data) ? data : {};
	const stack: unknown = isRecord(executionData) ? executionData.nodeExecutionStack : undefined;
	const hasMoreToDo = Array.isArray(stack) && stack.length > 0;
	if (status === 'waiting') return hasMoreToDo && waitTill !== undefined;
	return status !== 'success' || (isRecord(executionData) && !hasMoreToDo);
}

/**
 * Waits until something is true; throws after two minutes.
 *
 * @param evidence what is added to the error
 */
export async function until(
	what: string,
	isSo: () => Promise<boolean>,
	evidence = () => '',
): Promise<void> {
	const end = performance.now() + 120_000;
	while (!(await isSo().catch(() => false))) {
		if (performance.now() > end) {
			throw new Error(`Gave up after waiting two minutes until ${what}${evidence()}`);
		}
		await wait(200);
	}
}

/**
 * Waits until a process that has been started is ready.
 *
 * @throws Error with what it has printed, if it ends before that or takes longer than two minutes
 */
export async function untilReady(
	what: string,
	child: ChildProcess,
	isReady: () => Promise<boolean>,
	printed: () => string,
): Promise<void> {
	await until(
		`${what} is ready`,
		async () => hasEnded(child) || (await isReady()),
		() => `. It printed:\n${printed()}`,
	);
	if (hasEnded(child)) throw new Error(`${what} ended before it was ready:\n${printed()}`);
}

/** Whether a process has ended, by itself or by a signal. */
export function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
	return exitCode !== null || signalCode !== null;
}

/** Ends a process, if it has not ended already, and waits for that. */
export async function end(child: ChildProcess, name: NodeJS.Signals = 'SIGTERM'): Promise<void> {
	if (hasEnded(child)) return;
	const closed = once(child, 'close');
	child.kill(name);
	await closed;
}

function signal({ pid }: ChildProcess, name: 'SIGTERM' | 'SIGKILL'): void {
	if (pid === undefined) return;
	try {
		process.kill(-pid, name);
	} catch {
		// The group has already ended.
	}
}

/** Ports below those that the system gives to whoever asks for any. Chromium refuses some below these. */
const PORTS = { first: 11_000, last: 31_999 };

/** It begins anywhere, so that suites that run at the same time seldom try the same ports. */
let nextPort = randomInt(PORTS.first, PORTS.last + 1);

/**
 * A port that nothing is listening on, and another one at each call: it may take seconds until whoever gets it
 * listens, and nobody else should have it by then.
 */
export async function freePort(): Promise<number> {
	const port = nextPort;
	nextPort = port < PORTS.last ? port + 1 : PORTS.first;
	const server = createServer().listen(port, '127.0.0.1');
	try {
		await once(server, 'listening');
	} catch (error) {
		if (isRecord(error) && error.code === 'EADDRINUSE') return await freePort();
		throw error;
	}
	server.close();
	await once(server, 'close');
	return port;
}
