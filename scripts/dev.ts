/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   a command-line program: it starts n8n, watches files and waits for Ctrl-C */
import { watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { npm, PROJECT, say } from '../test/harness/n8n/install';
import { Instance } from '../test/harness/n8n/instance';
import { LATEST_N8N } from '../test/harness/n8n/versions';
import { Simulator } from '../test/harness/simulator/simulator';

/** Where this n8n keeps its workflows and its owner between runs. */
const FOLDER = process.env.EXOTEL_DEV_FOLDER ?? join(PROJECT, '.cache/dev');
const PORT = Number(process.env.N8N_PORT ?? 5678);

/** Runs n8n with the built package, a simulated Exotel, its credential and the examples, until Ctrl-C. */
async function main(): Promise<void> {
	const simulator = await Simulator.start();
	fill(simulator);
	await mkdir(FOLDER, { recursive: true });
	say('Preparing n8n: the package, the credential and the examples…');
	const n8n = await Instance.create(LATEST_N8N, simulator.credential, { folder: FOLDER });
	let ending: Promise<void> | undefined;
	const end = () => {
		ending ??= (async () => {
			await n8n.stop();
			await simulator.stop();
			process.exit();
		})();
	};
	process.on('SIGINT', end);
	process.on('SIGTERM', end);

	await n8n.importWorkflows(join(PROJECT, 'examples'));
	const start = async () => {
		say('Starting n8n…');
		await n8n.start({ port: PORT, signIn: false });
		say(`Ready: ${n8n.url} (press Ctrl-C to stop). The simulated Exotel is at ${simulator.url}.`);
	};
	await start();

	let latest = 0;
	let restarting = Promise.resolve();
	const restart = async (change: number) => {
		if (change !== latest) return;
		say('Files have changed. Building…');
		try {
			await npm(PROJECT, ['run', 'build']);
		} catch (error) {
			// The compiler's output says what is wrong; n8n keeps running with the last build that worked.
			say(error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error));
			return;
		}
		await n8n.stopProcesses();
		await n8n.installPackage();
		await start();
	};
	for (const folder of ['nodes', 'credentials']) {
		watch(join(PROJECT, folder), { recursive: true }, () => {
			const change = ++latest;
			setTimeout(() => {
				restarting = restarting.then(async () => await restart(change));
			}, 300);
		});
	}
}

/** Fills the account with what the examples expect. */
function fill({ state }: Simulator): void {
	const support = state.addTrunk('trmum1f708622631150902801a1n', 'support');
	state.addWhitelistedIp(support, '44.248.146.11');
	state.addDestination(support, 'sip.company.com:5061;transport=tls');
	state.addDestination(support, 'spare.company.com:5061;transport=tls');
	const voice = state.addTrunk('trmum17d8e9a37a3732ecbf91a3u', 'voice_agents');
	state.addDestination(voice, 'sip.vapi.ai:5061;transport=tls');
	state.addCredential(voice, 'voice_ai_user', 'first_password');
	state.addPhoneNumber(support, '+918040264209');
}

void main();
