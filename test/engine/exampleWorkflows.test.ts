import type { IWorkflowBase } from 'n8n-workflow';

import addDestinationUris from '../../examples/add-destination-uris.json';
import { Simulator } from '../simulator/simulator';
import { runWorkflow } from './n8n';

let simulator: Simulator;
beforeEach(async () => {
	simulator = await Simulator.start();
});
afterEach(async () => await simulator.stop());

it('examples/add-destination-uris.json routes what it can and sets aside what was refused', async () => {
	const support = simulator.state.addTrunk('trmum1f708622631150902801a1n');
	simulator.state.addWhitelistedIp(support, '44.248.146.11');
	simulator.state.addTrunk('trmum17d8e9a37a3732ecbf91a3u');
	const workflow = addDestinationUris as unknown as IWorkflowBase; // a file as n8n exports it
	const done = await runWorkflow(workflow, simulator.credential);
	expect(done.error).toBeUndefined();
	expect(
		done.output('Routed').map(({ json }) => [json.team, json.destination, json.action]),
	).toEqual([
		['Support', 'sip:44.248.146.11:5061;transport=tls', 'added'],
		['Sales', 'sip:sip.company.com:5061;transport=tls', 'added'],
		['Voice agent', 'sip:sip.rtc.elevenlabs.io:5060;transport=tcp', 'added'],
		['Voice agent, spare', 'sip:sip.vapi.ai:5061;transport=tls', 'added'],
	]);
	expect(done.output('To be looked at').map(({ json }) => [json.team, json.message])).toEqual([
		[
			'Support, second line',
			'sip:44.248.146.12:5061;transport=tls was refused: Destination not whitelisted',
		],
		[
			'Lab',
			'sip:203.0.113.50:5061;transport=tls was refused: Destination is not a valid Ip or Fqdn',
		],
	]);
});
