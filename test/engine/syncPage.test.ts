/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   reads a page of this repository; not part of the package */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { useSimulator } from '../harness/useSimulator';

const TRUNK = 'trmum1a';
const page = readFileSync(join(__dirname, '../../docs/sync.md'), 'utf8');

const simulator = useSimulator(({ state }) => {
	const trunk = state.addTrunk(TRUNK, 'support_mumbai');
	for (const name of ['sip', 'backup', 'sbc', 'old']) {
		state.addDestination(trunk, `${name}.company.com:5061;transport=tls`);
	}
});

it('docs/sync.md shows the plan that comes out', async () => {
	const { output } = await runWorkflow(
		exotelWorkflow({
			rows: [
				{ destination: 'sip.company.com', priority: 10 },
				{ destination: 'backup.company.com' },
				{ destination: 'pbx.company.com', priority: 5 },
			],
			parameters: {
				operation: 'sync',
				trunkSid: { __rl: true, mode: 'id', value: TRUNK },
				destination: '={{ $json }}',
				options: {
					...{ deleteMissing: true, dryRun: true, resultFormat: 'summary' },
					protect: 'sbc.company.com',
				},
			},
		}),
		simulator.credential,
	);
	const shown = /syncPage[^]*?```text\n([^]*?)\n```/.exec(page)?.[1];
	const [item] = output('Exotel');
	const plan = String(item?.json.plan);
	expect(
		plan
			.split('\n')
			.filter((line) => line !== '```')
			.join('\n'),
	).toBe(shown);
});
