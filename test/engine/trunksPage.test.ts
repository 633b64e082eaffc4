/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   reads a page of this repository; not part of the package */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { rules } from '../../nodes/Exotel/provisioning/check/rules';
import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { useSimulator } from '../harness/useSimulator';

const TRUNK = 'trmum1a';
const page = readFileSync(join(__dirname, '../../docs/trunks.md'), 'utf8');

const simulator = useSimulator(({ state }) => {
	const trunk = state.addTrunk(TRUNK, 'support_mumbai');
	state.addDestination(trunk, 'sip.company.com:5060;transport=tcp');
	state.addDestination(trunk, '44.248.146.11:5061;transport=tls');
	state.addWhitelistedIp(trunk, '52.1.0.0', 24);
	state.addPhoneNumber(trunk, '+918040264208');
	state.addExoPhone('+918040264208');
});

/** The table behind a remark that names this test and what it makes. */
function shown(what: string): string | undefined {
	return new RegExp(`<!-- ${what} that[^>]*trunksPage[^>]*-->\\n([^]*?)\\n\\n`).exec(page)?.[1];
}

function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	return [head, head.map(() => '---'), ...rows]
		.map((cells) => `| ${cells.join(' | ')} |`)
		.join('\n');
}

it('docs/trunks.md lists all that Check looks for', () => {
	const rows = rules.map(({ rule, levels, finds }) => [`\`${rule}\``, levels.join(' or '), finds]);
	expect(shown('the rules')).toBe(table(['Rule', 'Level', 'What it finds'], rows));
});

it('docs/trunks.md shows what Check returns', async () => {
	const { output } = await runWorkflow(
		exotelWorkflow({
			rows: [{}],
			parameters: {
				...{ resource: 'trunk', operation: 'check' },
				trunkSid: { __rl: true, mode: 'id', value: TRUNK },
			},
		}),
		simulator.credential,
	);
	const names = ['level', 'rule', 'about', 'message', 'hint'];
	const rows = output('Exotel').map(({ json }) => names.map((name) => String(json[name])));
	const head = names.map((name) => `\`${name}\``);
	expect(shown('the items')).toBe(table(head, rows));
});
