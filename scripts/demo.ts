/* eslint-disable no-console, @n8n/community-nodes/no-restricted-globals --
   a command-line program: it prints, and reads its arguments */
import Table from 'cli-table3';
import type { IDataObject, IWorkflowBase } from 'n8n-workflow';

import example from '../examples/add-destination-uris.json';
import { runWorkflow } from '../test/harness/engine/engine';
import { isRecord } from '../test/harness/records';
import { Simulator } from '../test/harness/simulator/simulator';

/** Runs an example in n8n's engine against the simulator and prints the requests and the output. */
async function main(): Promise<void> {
	const simulator = await Simulator.start();
	try {
		const support = simulator.state.addTrunk('trmum1f708622631150902801a1n', 'support');
		simulator.state.addWhitelistedIp(support, '44.248.146.11');
		const voice = simulator.state.addTrunk('trmum17d8e9a37a3732ecbf91a3u', 'voice_agents');
		simulator.state.addDestination(voice, 'sip.vapi.ai:5061;transport=tls');

		const workflow = example as unknown as IWorkflowBase; // a file as n8n exports it
		const done = await runWorkflow(workflow, simulator.credential);
		if (done.error !== undefined) throw new Error(JSON.stringify(done.error));
		const [routed, refused] = [0, 1].map((output) => done.output('Exotel', output));
		const items = { routed, refused };
		if (process.argv.includes('--json')) {
			console.log(JSON.stringify(items, null, 2));
			return;
		}

		console.log(`Workflow: ${workflow.name}\n\nRequests to the Exotel API (simulated):\n`);
		printTable(
			['Request', 'Destinations', 'HTTP'],
			simulator.requests.map(({ method, path, body, status }) => [
				`${method} ${path.replace(/^.*\/trunks/, '…/trunks')}`,
				isRecord(body) && Array.isArray(body.destinations) ? String(body.destinations.length) : '',
				String(status),
			]),
		);
		console.log('\nOutput items of the node "Exotel":\n');
		printTable(
			['Input item', 'Destination', 'Action', 'ID', 'What Exotel says, and what to do'],
			[...(routed ?? []), ...(refused ?? [])]
				.map(({ json, pairedItem }) => {
					const item = isRecord(pairedItem) ? Number(pairedItem.item) : 0;
					return { item, row: [String(item), ...describe(json)] };
				})
				.sort((a, b) => a.item - b.item)
				.map(({ row }) => row),
		);
		for (const hint of done.hints('Exotel')) console.log(`\nHint in the editor: ${hint}`);
	} finally {
		await simulator.stop();
	}
}

function describe(json: IDataObject): string[] {
	if (!isRecord(json.error)) {
		return [String(json.destination), String(json.action), String(json.id), ''];
	}
	const { destination, description, hint } = json.error;
	return [String(destination), 'rejected', '', `${String(description)}. ${String(hint)}`];
}

/** cli-table3's names for the parts of the lines around cells. */
const LINES =
	'top top-mid top-left top-right mid mid-mid left left-mid right right-mid bottom bottom-mid bottom-left bottom-right';

function printTable(head: string[], rows: string[][]): void {
	const widths = head.map((title) => (title.startsWith('What') ? 60 : null));
	const table = new Table({
		head,
		colWidths: widths,
		wordWrap: true,
		chars: { ...Object.fromEntries(LINES.split(' ').map((part) => [part, ''])), middle: '   ' },
		style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
	});
	table.push(...rows);
	console.log(table.toString().replace(/ +$/gm, ''));
}

void main();
