/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   saves pictures if asked to; not part of the package */
import { join } from 'node:path';
import type { IWorkflowBase } from 'n8n-workflow';
import type { Locator } from 'playwright-core';

import { EXAMPLE_RUNS } from '../harness/examples';
import { Editor } from '../harness/n8n/editor';
import { needPrograms, PROJECT } from '../harness/n8n/install';
import { Instance } from '../harness/n8n/instance';
import { LATEST_N8N } from '../harness/n8n/versions';
import { chain, exotel, rowsOf, start } from '../harness/n8n/workflows';
import { Simulator } from '../harness/simulator/simulator';

/** `EXOTEL_PICTURES=1 npm run test:e2e -- editor` updates the pictures in the documentation. */
const TAKES_PICTURES = process.env.EXOTEL_PICTURES === '1';

// The editor applies what is typed after a delay, which may be longer on a busy machine.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

const WARNINGS = [
	['add', { onExisting: 'add' }, 'Add Again sends destinations that are on the trunk already'],
	['sync', { deleteMissing: true }, 'Delete Missing deletes every destination'],
] as const;

const ROWS = ['44.248.146.11', '44.248.146.12', 'sip.company.com'];
const REROUTE = { operation: 'reroute', match: '*.company.com', priority: '10' };
const APPLY = {
	...{ resource: 'trunk', operation: 'apply' },
	trunkSid: { __rl: true, mode: 'name', value: 'support' },
	...{ destinations: 'sip.company.com', phoneNumbers: '+918040264208' },
};
const AFTER = { name: 'After', type: 'n8n-nodes-base.set', typeVersion: 3.4, parameters: {} };

/** What is opened in the editor, imported at once, since each import takes seconds. */
const WORKFLOWS: readonly IWorkflowBase[] = [
	chain('editor', [start, ...rowsOf(ROWS.map((host) => ({ team: 'Support', host })))]),
	chain('fields', [start, exotel(), AFTER]),
	...WARNINGS.map(([operation, options]) =>
		chain(`warns-${operation}`, [start, exotel({}, { operation, options })]),
	),
	chain('reroute', [start, exotel({}, REROUTE)]),
	chain('apply', [start, exotel({}, APPLY)]),
	chain('trigger', []),
	...EXAMPLE_RUNS.map(({ workflow }) => workflow as IWorkflowBase), // files as n8n exports them
];

let simulator: Simulator;
let n8n: Instance;
let editor: Editor;
beforeAll(async () => {
	await needPrograms(['chromium']);
	simulator = await Simulator.start();
	n8n = await Instance.create(LATEST_N8N, simulator.credential);
	await n8n.importWorkflow(WORKFLOWS);
	await n8n.start();
	editor = await Editor.open(n8n);
});
afterAll(async () => {
	await editor?.close();
	await n8n?.stop();
	await simulator.stop();
});

async function picture(name: string): Promise<void> {
	if (!TAKES_PICTURES) return;
	await editor.page.waitForTimeout(800); // n8n animates panels
	await editor.page.screenshot({ path: join(PROJECT, 'docs/images', `${name}.png`) });
}

it('finds the node, fills it in, runs it, and shows what was refused and why', async () => {
	const { state } = simulator;
	state.addWhitelistedIp(state.addTrunk('trmum1a', 'support'), '44.248.146.11');
	state.addTrunk('trmum1b', 'voice_agents');
	await editor.openWorkflow('editor', 'Rows');
	const { page } = editor;

	await editor.click('Rows');
	await page.keyboard.press('n');
	await page.getByText('What happens next?').waitFor();
	await page.keyboard.type('exotel');
	const actions = editor.part('node-creator-item-name');
	await actions.filter({ hasText: 'Exotel' }).first().click();
	await actions.filter({ hasText: 'Add trunk destination URIs' }).waitFor();
	await page.getByText('Actions (33)').waitFor();
	await picture('actions');
	await actions.filter({ hasText: 'Add trunk destination URIs' }).click();

	await editor.part('rlc-input').click();
	const trunks = editor.part('rlc-item');
	await trunks.first().waitFor();
	expect(await trunks.allInnerTexts()).toEqual(['support (trmum1a)', 'voice_agents (trmum1b)']);
	await trunks.filter({ hasText: 'support' }).click();

	await editor.part('parameter-input-destination').locator('.cm-content').click();
	await page.keyboard.press('Control+A');
	await page.keyboard.insertText('{{ $json.host }}');
	await page.waitForTimeout(1500); // the editor applies it once the typing has stopped
	await editor.part('node-execute-button').click();

	const output = editor.part('output-panel');
	await output.getByText('1 of 3 destinations was refused').waitFor();
	await output.getByText('sip:sip.company.com:5061;transport=tls').waitFor();
	const table = await output.innerText();
	expect(table.match(/\b(added|rejected)\b/g)).toEqual(['added', 'rejected', 'added']);
	expect(table).toContain('Destination not whitelisted');
	expect(await outOfSight(output, ['destination', 'action', 'message'])).toEqual([]);
	await picture('refused');

	await editor.part('tab-settings').click();
	await editor.part('parameter-input-onError').click();
	await page.getByText('Continue (using error output)').click();
	await editor.part('node-execute-button').click();
	await output.getByText('Error', { exact: false }).first().waitFor();
	await output.getByText(/^Error Branch/).click();
	await output.getByText('was refused: Destination not whitelisted').waitFor();
	await picture('error-branch');
});

/** Which columns of a table can't be seen whole without scrolling. */
async function outOfSight(panel: Locator, columns: readonly string[]): Promise<string[]> {
	const frame = await panel.boundingBox();
	const end = (frame?.x ?? 0) + (frame?.width ?? 0);
	const hidden = await Promise.all(
		columns.map(async (column) => {
			const cell = await panel.locator('th', { hasText: column }).first().boundingBox();
			return cell === null || cell.x + cell.width > end ? [column] : [];
		}),
	);
	return hidden.flat();
}

it('shows the fields of the items before the node has run', async () => {
	await editor.openWorkflow('fields', 'After');
	await editor.click('After', { twice: true });
	const input = editor.part('ndv-input-panel');
	await input.getByText('destination', { exact: true }).waitFor();
	const fields = (await input.innerText()).split('\n');
	expect(fields).toEqual(
		expect.arrayContaining(['destination', 'action', 'message', 'id', 'trunk_sid', 'status']),
	);
	await picture('fields');
	const path = 'schemas/n8n-nodes-exotel.exotel/1.0.0/destinationUri/add.json';
	const served = await editor.page.request.get(`${n8n.url}/${path}`);
	expect(await served.json()).toMatchObject({ properties: { destination: { type: 'string' } } });
});

it.each(WARNINGS)('warns before a run: %s %j', async (operation, _options, words) => {
	const id = `warns-${operation}`;
	await editor.openWorkflow(id, 'Exotel');
	await editor.click('Exotel', { twice: true });
	await editor.part('output-panel').getByText(words).waitFor();
	await picture(id);
});

it('asks for what Reroute needs, and after Restore is chosen for none of it', async () => {
	await editor.openWorkflow('reroute', 'Exotel');
	await editor.click('Exotel', { twice: true });
	const match = editor.part('parameter-input-match');
	await match.waitFor();
	for (const name of ['scope', 'trunkSid', 'priority', 'weight']) {
		expect([name, await editor.part(`parameter-input-${name}`).count()]).toEqual([name, 1]);
	}
	expect(await editor.part('node-issues').count()).toBe(0);
	await picture('reroute');
	await editor.part('parameter-input-mode').click();
	await editor.page.getByText('Set again what was before').click();
	await match.waitFor({ state: 'detached' });
	expect(await editor.part('parameter-input-trunkSid').count()).toBe(0);
});

it('asks for the lists of Apply, or for a configuration, and for nothing else', async () => {
	await editor.openWorkflow('apply', 'Exotel');
	await editor.click('Exotel', { twice: true });
	const lists = ['destinations', 'whitelistedIps', 'phoneNumbers', 'callerId'];
	await editor.part('parameter-input-destinations').waitFor();
	for (const name of lists) {
		expect([name, await editor.part(`parameter-input-${name}`).count()]).toEqual([name, 1]);
	}
	expect(await editor.part('node-issues').count()).toBe(0);
	await picture('apply');
	await editor.part('parameter-input-configurationSource').click();
	await editor.page.getByText('A configuration as Export returns it').first().click();
	await editor.part('parameter-input-configuration').waitFor();
	for (const name of lists) {
		expect([name, await editor.part(`parameter-input-${name}`).count()]).toEqual([name, 0]);
	}
});

it('finds the trigger by "exotel", and shows what an event looks like with Fetch Test Event', async () => {
	const { state } = simulator;
	state.trunks.clear();
	const trunk = state.addTrunk('trmum1a', 'support');
	state.addDestination(trunk, 'sip.company.com:5061;transport=tls');
	await editor.goTo('trigger');
	const { page } = editor;
	await editor.part('canvas-add-button').click();
	await page.keyboard.type('exotel');
	const found = editor.part('node-creator-item-name');
	await page.getByText('Provision Exotel SIP trunks, and start').first().waitFor();
	await found.filter({ hasText: 'Exotel' }).first().click();
	await found.filter({ hasText: 'On new Exotel event' }).click();
	await page.getByText('Fetch Test Event').first().click();
	const output = editor.part('output-panel');
	await output.getByText('destinationUri.added').waitFor();
	await output.getByText('Sample: Destination URI').waitFor();
	expect(await outOfSight(output, ['event', 'message'])).toEqual([]);
	expect(await editor.part('node-issues').count()).toBe(0);
	await output.getByText('1 item').click(); // n8n points at the pin until something is clicked
	await picture('trigger');
});

describe.each(EXAMPLE_RUNS)('the example $file', ({ file, workflow }) => {
	it('opens with its note, and no node shows an issue', async () => {
		const example = workflow as IWorkflowBase; // a file as n8n exports it
		const [last] = example.nodes.slice(-1);
		await editor.openWorkflow(String(example.id), String(last?.name));
		await editor.page.getByText('To use it:', { exact: false }).first().waitFor();
		expect(await editor.part('node-issues').count()).toBe(0);
		await picture(file.replace('.json', ''));
	});
});

it('has an icon for dark mode, too', async () => {
	const [example] = EXAMPLE_RUNS;
	const dark = await Editor.open(n8n, 'dark');
	try {
		await dark.openWorkflow(String(Object(example?.workflow).id), 'Needs review');
		const icons = await dark.page
			.locator('img[src*="exotel"]')
			.evaluateAll((images) => images.map((image) => image.getAttribute('src')));
		expect(icons).toEqual([expect.stringContaining('exotel.dark.svg')]);
	} finally {
		await dark.close();
	}
});
