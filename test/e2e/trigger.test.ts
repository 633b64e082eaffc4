import { sleep, type IDataObject } from 'n8n-workflow';

import { Instance, until } from '../harness/n8n/instance';
import { LATEST_N8N, N8N_VERSIONS, type N8nVersion } from '../harness/n8n/versions';
import { chain } from '../harness/n8n/workflows';
import { html } from '../harness/simulator/answers';
import { Simulator } from '../harness/simulator/simulator';
import type { Trunk } from '../harness/simulator/state';

/** Real polls, a minute apart. The instances are idle most of the time, so they run side by side. */
const DURABLE = {
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
	N8N_USE_WORKFLOW_PUBLICATION_SERVICE: 'true',
	N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
};

const workflow = chain('watch', [
	{
		name: 'Exotel Trigger',
		type: 'n8n-nodes-exotel.exotelTrigger',
		credentials: { exotelApi: { id: 'exotelDemo', name: 'Exotel (demo)' } },
		parameters: { pollTimes: { item: [{ mode: 'everyMinute' }] } },
	},
	{ name: 'Told', type: 'n8n-nodes-base.noOp' },
]);

/** A workflow with the trigger in a real n8n, and the account that it watches. */
class Watch {
	/** All events that have started the workflow, in that order. */
	readonly events: IDataObject[] = [];

	/** The errors of polls that failed. */
	readonly errors: unknown[] = [];

	private readonly known = new Set<string>();

	private constructor(
		readonly n8n: Instance,
		readonly simulator: Simulator,
		readonly trunk: Trunk,
	) {}

	static async start(version: N8nVersion, env: Readonly<Record<string, string>>): Promise<Watch> {
		const simulator = await Simulator.start();
		const trunk = simulator.state.addTrunk('trmum1a', 'support');
		simulator.state.addDestination(trunk, 'sip.company.com:5061;transport=tls');
		const n8n = await Instance.create(version, simulator.credential, { env });
		await n8n.start();
		await n8n.importWorkflow(workflow);
		return new Watch(n8n, simulator, trunk);
	}

	async stop(): Promise<void> {
		await this.n8n.stop();
		await this.simulator.stop();
	}

	/** How often the trunks have been listed, which each poll does once. */
	get polls(): number {
		return this.simulator.calls.filter((call) => call === 'GET trunks').length;
	}

	/** Waits for polls that begin from now on, and have ended. */
	async nextPolls(count: number): Promise<void> {
		const before = this.polls;
		for (let part = 0; part < count; part++) {
			await until('it has polled', async () => this.polls > before + part);
		}
		await this.settle();
	}

	/** Waits until the requests of a poll are through, and reads the executions that have ended. */
	async settle(): Promise<void> {
		const calls = () => this.simulator.calls.length;
		for (let seen = -1; seen !== calls(); ) {
			seen = calls();
			await sleep(3_000);
		}
		for (const { id, status } of (await this.n8n.executions(workflow.id)).reverse()) {
			if (this.known.has(id) || ['new', 'running'].includes(status)) continue;
			this.known.add(id);
			const done = await this.n8n.result(id);
			if (done.error !== undefined) this.errors.push(done.error);
			this.events.push(...done.output('Told').map(({ json }) => json));
		}
	}

	/** What has been told since the last call. */
	take(): unknown[] {
		const told = this.events.slice(this.taken);
		this.taken = this.events.length;
		return told.map(({ event, key }) => `${String(event)} ${String(key)}`);
	}

	private taken = 0;
}

it.concurrent.each<[string, N8nVersion, Readonly<Record<string, string>>]>([
	...N8N_VERSIONS.map((version): [string, N8nVersion, Readonly<Record<string, string>>] => [
		version,
		version,
		{},
	]),
	[`${LATEST_N8N} with its durable scheduler`, LATEST_N8N, DURABLE],
])('n8n %s tells each change once', async (_name, version, env) => {
	const watch = await Watch.start(version, env);
	try {
		const { n8n, simulator, trunk } = watch;
		const { state } = simulator;

		// The baseline, at activation or at the first poll.
		await n8n.activate(workflow);
		await watch.nextPolls(1);
		await watch.nextPolls(1);
		expect([watch.take(), watch.errors]).toEqual([[], []]);

		// Behind its back.
		state.addWhitelistedIp(trunk, '52.1.1.1');
		Object.assign(trunk.destinations[0] ?? {}, { priority: 5 });
		await watch.nextPolls(1);
		expect(watch.take()).toEqual([
			'destinationUri.changed sip:sip.company.com:5061;transport=tls',
			'whitelistedIp.added 52.1.1.1/32',
		]);

		// Exotel fails for two polls, while something changes; then it is back.
		simulator.faults.push({ path: /trunks/, answer: html(503), times: 9999 });
		state.addPhoneNumber(trunk, '+918040264208');
		await until('a poll has failed', async () => (await watch.settle(), watch.errors.length > 0));
		if (env !== DURABLE)
			await until('another one has', async () => (await watch.settle(), watch.errors.length > 1));
		expect(watch.take()).toEqual([]);
		for (const error of watch.errors) {
			expect(error).toMatchObject({
				message: 'The answer is not a valid answer of the Exotel API (HTTP 503)',
				description: expect.stringContaining('Tried 4 times.'),
			});
		}
		simulator.faults.length = 0;

		// n8n is restarted; meanwhile, more changes.
		await n8n.stopProcesses();
		trunk.whitelistedIps.pop();
		await n8n.start();
		await watch.nextPolls(1);
		await watch.settle();
		expect(watch.take()).toEqual([
			'whitelistedIp.removed 52.1.1.1/32',
			'phoneNumber.added +918040264208',
		]);

		// Off and on again.
		await n8n.deactivate(workflow);
		state.addTrunk('trmum1b', 'sales');
		await n8n.activate(workflow);
		await watch.nextPolls(1);
		expect(watch.take()).toEqual(['trunk.added sales']);

		await watch.nextPolls(1);
		expect(watch.take()).toEqual([]);
		expect(new Set(watch.events.map(({ event_id: id }) => id)).size).toBe(watch.events.length);
		expect(simulator.calls.filter((call) => !call.startsWith('GET '))).toEqual([]);
	} finally {
		await watch.stop();
	}
});
