/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   reads a page of this repository; not part of the package */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

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

/** The block behind such a remark. */
const block = (what: string) => /```\w+\n([^]*?)\n```/.exec(shown(what) ?? '')?.[1];

/** The same trunk in order, with more of everything. */
function prepareMore(): void {
	const { state } = simulator;
	const trunk = state.addTrunk('trmum1f708622631150902801a1n', 'sales_mumbai');
	state.addDestination(trunk, 'sip.company.com:5061;transport=tls');
	state.addDestination(trunk, 'spare.company.com:5061;transport=tls').priority = 10;
	state.addWhitelistedIp(trunk, '44.248.146.11');
	state.addPhoneNumber(trunk, '+918040264209', 'flow');
	state.addCredential(trunk, 'voice_ai', 'Tr0ub4dor_3', 'platform');
	state.setSetting(trunk, 'trunk_external_alias', '+918040264209');
}

async function runOn(operation: string, parameters: INodeParameters): Promise<IDataObject[]> {
	prepareMore();
	const trunkSid = { __rl: true, mode: 'name', value: 'sales_mumbai' };
	const { output } = await runWorkflow(
		exotelWorkflow({
			rows: [{}],
			parameters: { resource: 'trunk', operation, trunkSid, ...parameters },
		}),
		simulator.credential,
	);
	return output('Exotel').map(({ json }) => json);
}

it('docs/trunks.md shows a real export', async () => {
	const [exported] = await runOn('export', {});
	expect(JSON.parse(block('the export') ?? '')).toEqual(exported);
	expect(Object.keys(JSON.parse(block('the export') ?? ''))).toEqual(Object.keys(exported ?? {}));
});

it('docs/trunks.md shows a real plan', async () => {
	const [summary] = await runOn('apply', {
		configurationSource: 'json',
		configuration: JSON.stringify({
			destinations: [
				{ destination: 'sip.company.com', priority: 5 },
				{ destination: 'pbx.company.com' },
			],
			whitelisted_ips: ['44.248.146.11', '44.248.146.12'],
			phone_numbers: ['+918040264209', '+918040264208'],
			sip_credentials: [{ user_name: 'voice_ai' }, { user_name: 'backup_ai' }],
		}),
		options: {
			...{ deleteMissing: true, maxDeletions: '', dryRun: true, resultFormat: 'summary' },
			phoneNumbersElsewhere: 'move',
		},
	});
	expect(block('the plan')).toBe(
		String(summary?.plan).replaceAll('```\n', '').replaceAll('\n```', ''),
	);
});

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
