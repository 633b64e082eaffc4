/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   looks up which examples there are; not part of the package */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { IWorkflowBase } from 'n8n-workflow';

import onboardCustomer from '../../examples/onboard-customer.json';
import { runWorkflow } from '../harness/engine/engine';
import { EXAMPLE_RUNS } from '../harness/exampleRuns';
import { useSimulator } from '../harness/useSimulator';

const simulator = useSimulator();

async function run(example: object) {
	const workflow = structuredClone(example) as IWorkflowBase; // a file as n8n exports it
	// The engine starts at the first trigger of a file, so webhooks and schedules make way for "Try it".
	const isTried = workflow.nodes.some(({ name }) => name === 'Try it');
	if (isTried) workflow.nodes = workflow.nodes.filter(({ type }) => !/webhook|schedule/.test(type));
	const done = await runWorkflow(workflow, simulator.credential);
	expect(done.error).toBeUndefined();
	return done;
}

it('runs every example', () => {
	const files = readdirSync(join(__dirname, '../../examples')).filter((name) => /json$/.test(name));
	expect(EXAMPLE_RUNS.map(({ file }) => file).sort()).toEqual(files.sort());
});

describe.each(EXAMPLE_RUNS)('$file', ({ workflow, prepare, check }) => {
	it('does what its note says', async () => {
		prepare(simulator);
		check((await run(workflow)).output, simulator);
	});

	it('has a note that explains it, and one credential to pick', () => {
		const { nodes } = workflow as IWorkflowBase;
		const note = nodes.find(({ type }) => type.endsWith('.stickyNote'));
		expect(String(note?.parameters.content)).toMatch(/^## .+\n\n[^]+To use it: /);
		const exotel = nodes.filter(({ type }) => type === 'n8n-nodes-exotel.exotel');
		const ids = exotel.map(({ credentials }) => credentials?.exotelApi?.id);
		expect(new Set(ids)).toEqual(new Set(['exotelDemo']));
	});

	it('can run again', async () => {
		prepare(simulator);
		await run(workflow);
		const rows = () =>
			[...simulator.state.trunks.values()].map(({ destinations, phoneNumbers, row }) => [
				row.trunk_name,
				destinations.map(({ id, priority }) => [id, priority]),
				phoneNumbers.map(({ id }) => id),
			]);
		const after = JSON.stringify(rows());
		await run(workflow);
		expect(JSON.stringify(rows())).toBe(after);
	});
});

it('onboard-customer.json sends a number that another trunk has to review', async () => {
	const other = simulator.state.addTrunk('trmum1other', 'sales');
	simulator.state.addPhoneNumber(other, '+918040264208');
	const done = await run(onboardCustomer);
	expect(done.output('Needs review').map(({ json }) => json.message)).toEqual([
		'The phone number is mapped to another trunk, sales (trmum1other)',
	]);
	expect(done.output('Onboarded')).toEqual([]);
});
