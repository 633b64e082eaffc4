import type { IDataObject, IWorkflowBase } from 'n8n-workflow';
import { FormData, fetch } from 'undici';

import type { ExampleRun, Output, Player } from '../examples/model';
import { withTables } from '../examples/tables';
import type { Execution, Instance } from './instance';

/** Runs an example in a real n8n that is running. */
export class N8nPlayer implements Player {
	private last: Execution | undefined;
	private lastId = '';
	private isPublished = false;

	private constructor(
		private readonly n8n: Instance,
		private readonly workflow: IWorkflowBase,
	) {}

	/** Imports an example, and does what its note says about data tables. */
	static async of(n8n: Instance, { workflow, tables = {} }: ExampleRun): Promise<N8nPlayer> {
		const ids = new Map<string, string>();
		for (const [name, columns] of Object.entries(tables)) {
			ids.set(name, await n8n.createDataTable(name, columns));
		}
		const filledIn = withTables(workflow, (name) => ids.get(name) ?? name);
		return new N8nPlayer(n8n, await n8n.store(filledIn));
	}

	async run(trigger?: string, posted?: object): Promise<Output> {
		if (trigger === undefined) return this.see(await this.n8n.runByHand(this.workflow));
		this.lastId = await (posted === undefined
			? this.n8n.runFrom(this.workflow, trigger)
			: this.post(trigger, posted));
		return this.see(await this.n8n.result(this.lastId));
	}

	async runWith(trigger: string, items: readonly IDataObject[]): Promise<Output> {
		const pinData = { [trigger]: items.map((json) => ({ json: { ...json } })) };
		const pinned = await this.n8n.change(this.workflow, { pinData });
		this.lastId = await this.n8n.runFrom(pinned, trigger);
		return this.see(await this.n8n.result(this.lastId));
	}

	/** Opens the link that the chat was sent, and submits the form. */
	async answer(form: Readonly<Record<string, string>>): Promise<Output> {
		const [message] = this.last?.output('Send to chat') ?? [];
		const link = /http:\S+$/.exec(String(message?.json.text))?.[0] ?? '';
		const page = await (await fetch(link)).text();
		const body = new FormData();
		for (const [index, [label, value]] of Object.entries(form).entries()) {
			const name = `field-${index}`;
			for (const shown of [label, value, `name='${name}'`]) {
				expect([shown, page.includes(shown)]).toEqual([shown, true]);
			}
			body.set(name, value);
		}
		const { status } = await fetch(link, { method: 'POST', body });
		expect(status).toBe(200);
		return this.see(await this.n8n.result(this.lastId, { waits: false }));
	}

	private async post(trigger: string, content: object): Promise<string> {
		if (!this.isPublished) await this.n8n.activate(this.workflow);
		this.isPublished = true;
		const hook = this.workflow.nodes.find(({ name }) => name === trigger);
		return await this.n8n.startedBy(this.workflow.id, async () => {
			const { status } = await this.n8n.post(String(hook?.parameters.path), content);
			expect(status).toBe(200);
		});
	}

	private see(done: Execution): Output {
		expect(done.error).toBeUndefined();
		expect(['success', 'waiting']).toContain(done.status);
		this.last = done;
		return done.output;
	}
}
