import type { IWorkflowBase } from 'n8n-workflow';

import addDestinationUris from '../../examples/add-destination-uris.json';
import onboardCustomer from '../../examples/onboard-customer.json';
import rotateSipCredentials from '../../examples/rotate-sip-credentials.json';
import { Simulator } from '../simulator/simulator';
import { runWorkflow } from './n8n';

let simulator: Simulator;
beforeEach(async () => {
	simulator = await Simulator.start();
});
afterEach(async () => await simulator.stop());

async function run(example: object) {
	const workflow = structuredClone(example) as IWorkflowBase; // a file as n8n exports it
	// The engine starts at the first trigger of a file; these are for a person who tries it.
	const isTried = workflow.nodes.some(({ name }) => name === 'Try it');
	if (isTried) workflow.nodes = workflow.nodes.filter(({ type }) => !/webhook|schedule/.test(type));
	const done = await runWorkflow(workflow, simulator.credential);
	expect(done.error).toBeUndefined();
	return done;
}

it('add-destination-uris.json routes what it can and sets aside what was refused', async () => {
	const support = simulator.state.addTrunk('trmum1f708622631150902801a1n');
	simulator.state.addWhitelistedIp(support, '44.248.146.11');
	simulator.state.addTrunk('trmum17d8e9a37a3732ecbf91a3u');
	const done = await run(addDestinationUris);
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

it('onboard-customer.json makes the trunk with all that belongs to it, and can run again', async () => {
	const first = await run(onboardCustomer);
	const [trunk] = simulator.state.trunks.values();
	expect(trunk?.row.trunk_name).toBe('acme_support');
	expect(trunk?.phoneNumbers).toMatchObject([{ phone_number: '+918040264208', mode: 'flow' }]);
	expect(trunk?.whitelistedIps).toMatchObject([{ ip: '44.248.146.11', mask: 32 }]);
	expect(trunk?.destinations).toMatchObject([
		{ destination: 'sip:44.248.146.11:5061;transport=tls', priority: 0 },
		{ destination: 'sip:sip.rtc.elevenlabs.io:5060;transport=tcp', priority: 1 },
	]);
	expect(first.output('Onboarded').map(({ json }) => json.action)).toEqual(['added', 'added']);

	const again = await run(onboardCustomer);
	expect(again.output('Onboarded').map(({ json }) => json.action)).toEqual([
		'existing',
		'existing',
	]);
	expect(simulator.state.trunks.size).toBe(1);
	expect(trunk?.phoneNumbers).toHaveLength(1);
	expect(trunk?.destinations).toHaveLength(2);
});

it('onboard-customer.json sets aside a number that another trunk has', async () => {
	const other = simulator.state.addTrunk('trmum1other');
	simulator.state.addPhoneNumber(other, '+918040264208');
	const done = await run(onboardCustomer);
	expect(done.output('To be looked at').map(({ json }) => json.trunk_sid)).toEqual(['trmum1other']);
	expect(done.output('Onboarded')).toEqual([]);
});

it('rotate-sip-credentials.json gives each credential its new password', async () => {
	const trunk = simulator.state.addTrunk('trmum17d8e9a37a3732ecbf91a3u');
	simulator.state.addCredential(trunk, 'voice_ai_user', 'old_one');
	simulator.state.addCredential(trunk, 'fallback_user', 'old_two');
	const done = await run(rotateSipCredentials);
	const handedOver = done.output('Hand it over').map(({ json }) => [json.user_name, json.password]);
	expect(handedOver).toEqual(
		[...trunk.credentials]
			.reverse()
			.map(({ id, user_name }) => [user_name, trunk.passwords.get(id)]),
	);
	for (const [, password] of handedOver) expect(password).toMatch(/^[\da-f]{32}$/);
	expect(new Set(handedOver.map(([, password]) => password)).size).toBe(2);
	const exotel = [done.output('List the credentials'), done.output('Set it')];
	expect(exotel.flat().map(({ json }) => json)).not.toContainEqual(
		expect.objectContaining({ password: expect.anything() }),
	);
});
