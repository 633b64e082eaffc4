/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   looks up which examples there are; not part of the package */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeExecutionData, IWorkflowBase } from 'n8n-workflow';

import onboardCustomer from '../../examples/onboard-customer.json';
import { DataTables } from '../harness/engine/dataTables';
import { resumeWorkflow, runWorkflow, type WorkflowRun } from '../harness/engine/engine';
import { EXAMPLE_RUNS } from '../harness/examples';
import type { ExampleRun, Player } from '../harness/examples/model';
import { withTables } from '../harness/examples/tables';
import { html } from '../harness/simulator/answers';
import { useSimulator } from '../harness/useSimulator';

const simulator = useSimulator();

const WAIT = 'n8n-nodes-base.wait';

/**
 * Runs an example in the engine, where a webhook starts with what was posted. n8n-core alone can't wait:
 * that is for the tests in real n8n. Here, a run ends before it waits, and goes on with what ends the wait.
 */
class EnginePlayer implements Player {
	private readonly dataTables: DataTables;
	private readonly wait: string;
	private last: WorkflowRun | undefined;

	constructor(private readonly example: Pick<ExampleRun, 'workflow' | 'tables'>) {
		this.dataTables = new DataTables(example.tables ?? {});
		const { nodes } = example.workflow as IWorkflowBase; // a file as n8n exports it
		this.wait = nodes.find(({ type }) => type === WAIT)?.name ?? '';
	}

	async run(trigger?: string, posted?: object) {
		const workflow = this.copy();
		// The engine starts at the first trigger of a file, so webhooks and schedules make way for "Try it".
		const isTried = workflow.nodes.some(({ name }) => name === 'Try it');
		if (trigger === undefined && isTried)
			workflow.nodes = workflow.nodes.filter(({ type }) => !/webhook|schedule/.test(type));
		if (trigger !== undefined && posted !== undefined)
			workflow.pinData = { [trigger]: [{ json: { body: { ...posted } } }] };
		return await this.start(workflow, trigger);
	}

	async runWith(trigger: string, items: readonly IDataObject[]) {
		const workflow = this.copy();
		workflow.pinData = { [trigger]: items.map((json) => ({ json: { ...json } })) };
		return await this.start(workflow, trigger);
	}

	private async start(workflow: IWorkflowBase, trigger?: string) {
		delete workflow.connections[this.wait];
		const { dataTables } = this;
		return this.see(await runWorkflow(workflow, simulator.credential, { trigger, dataTables }));
	}

	async answer(form: Readonly<Record<string, string>>) {
		return await this.resume([{ json: { ...form } }]);
	}

	/** Goes on as n8n does when the time is up for which the last run waits: with what the node got. */
	async letTimeGoBy() {
		return await this.resume(this.last?.output(this.wait) ?? []);
	}

	private async resume(items: INodeExecutionData[]) {
		const { dataTables, last, wait: from } = this;
		if (last?.output(from).length !== 1) throw new Error('Nothing waits');
		const more = { from, items, dataTables };
		return this.see(await resumeWorkflow(this.copy(), simulator.credential, last, more));
	}

	/** The example with the data tables that its note tells to create, and nothing that waits. */
	private copy(): IWorkflowBase {
		const workflow = withTables(this.example.workflow, (name) => name);
		for (const node of workflow.nodes) {
			if (node.type === WAIT) Object.assign(node, { type: 'n8n-nodes-base.noOp', typeVersion: 1 });
		}
		return workflow;
	}

	private see(done: WorkflowRun) {
		expect(done.error).toBeUndefined();
		this.last = done;
		return done.output;
	}
}

function exampleOf(name: string): ExampleRun {
	const example = EXAMPLE_RUNS.find(({ file }) => file === name);
	if (example === undefined) throw new Error('There is no such example');
	return example;
}

it('runs every example', () => {
	const files = readdirSync(join(__dirname, '../../examples')).filter((name) => /json$/.test(name));
	expect(EXAMPLE_RUNS.map(({ file }) => file).sort()).toEqual(files.sort());
});

describe.each(EXAMPLE_RUNS)('$file', (example) => {
	const { workflow, prepare, play } = example;

	it('does what its note says', async () => {
		prepare(simulator);
		await play(new EnginePlayer(example), simulator);
	});

	it('has a note that explains it, and one credential to pick', () => {
		const { nodes } = workflow as IWorkflowBase;
		const note = nodes.find(({ type }) => type.endsWith('.stickyNote'));
		expect(String(note?.parameters.content)).toMatch(/^## .+\n\n[^]+To use it: /);
		const exotel = nodes.filter(({ type }) => type.startsWith('n8n-nodes-exotel.'));
		const ids = exotel.map(({ credentials }) => credentials?.exotelApi?.id);
		expect(new Set(ids)).toEqual(new Set(['exotelDemo']));
	});

	it('can run again', async () => {
		prepare(simulator);
		const player = new EnginePlayer(example);
		await player.run();
		const rows = () =>
			[...simulator.state.trunks.values()].map(({ destinations, phoneNumbers, row }) => [
				row.trunk_name,
				destinations.map(({ id, priority }) => [id, priority]),
				phoneNumbers.map(({ id }) => id),
			]);
		const after = JSON.stringify(rows());
		await player.run();
		expect(JSON.stringify(rows())).toBe(after);
	});
});

describe('onboard-customer.json sends a customer to review, and nobody sees the SIP password', () => {
	const onboard = async () => {
		const output = await new EnginePlayer({ workflow: onboardCustomer }).run();
		expect(output('Onboarded')).toEqual([]);
		const review = output('Needs review').map(({ json }) => json);
		expect(review).toHaveLength(1);
		expect(JSON.stringify(review)).not.toContain('Sample_password_1');
		return review[0];
	};

	it('whose number is on another trunk', async () => {
		const other = simulator.state.addTrunk('trmum1other', 'sales');
		simulator.state.addPhoneNumber(other, '+918040264208');
		expect((await onboard())?.plan).toMatch(
			/^acme_support: added 6; 1 refused\n```\n! phone number \+918040264208: Refused: it is mapped to another trunk, .*trmum1other/,
		);
		expect(other.phoneNumbers).toHaveLength(1);
	});

	it("whose trunk can't be read", async () => {
		simulator.faults.push({ method: 'GET', path: /trunks/, times: 99, answer: html(400) });
		const review = await onboard();
		expect(review?.plan ?? review?.message).toBe(
			'The answer is not a valid answer of the Exotel API',
		);
		expect(simulator.state.trunks.size).toBe(0);
	});
});

it('approve-in-chat.json does nothing if nobody approves in time', async () => {
	const example = exampleOf('approve-in-chat.json');
	example.prepare(simulator);
	const player = new EnginePlayer(example);
	await player.run('Every night at two');
	const output = await player.letTimeGoBy();
	expect(output('Send the answer').map(({ json }) => json.text)).toEqual([
		'Nobody approved in time. The SIP trunks stay as they are.',
	]);
	expect(simulator.calls.filter((call) => !call.startsWith('GET'))).toEqual([]);
});

it('nightly-backup.json restores nothing if nobody approves in time', async () => {
	const example = exampleOf('nightly-backup.json');
	example.prepare(simulator);
	const player = new EnginePlayer(example);
	await player.run('Every night at one');
	simulator.state.trunks.get('trmum1f708622631150902801a1n')?.destinations.pop();
	await player.run('Restore a trunk');
	const output = await player.letTimeGoBy();
	expect(output('Send the answer').map(({ json }) => json.text)).toEqual([
		'Nobody approved in time. The SIP trunk stays as it is.',
	]);
	expect(simulator.calls.filter((call) => !call.startsWith('GET'))).toEqual([]);
});

it("weekly-audit.json tells that a trunk can't be read, and what is wrong with the others", async () => {
	const example = exampleOf('weekly-audit.json');
	example.prepare(simulator);
	const path = /trmum17d8e9a37a3732ecbf91a3u\/settings/;
	simulator.faults.push({ method: 'GET', path, times: 99, answer: html(400) });
	const output = await new EnginePlayer(example).run();
	const [text, ...more] = output('Send to chat').map(({ json }) => json.text);
	expect(more).toEqual([]);
	expect(text).toMatch(/^Weekly audit of the SIP trunks: 2 errors, 1 warning\.\n\n/);
	expect(text).toMatch(
		/\n\nNot checked\n- Error: Trunk agents \(trmum17d8e9a37a3732ecbf91a3u\): The answer is not a valid answer of the Exotel API\. HTTP 400 /,
	);
	expect(text).toContain('\n\nsupport\n- Error: sip:44.248.146.11:5061;transport=tls: ');
});
