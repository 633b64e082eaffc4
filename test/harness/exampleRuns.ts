import type { INodeExecutionData } from 'n8n-workflow';

import addDestinationUris from '../../examples/add-destination-uris.json';
import failOver from '../../examples/fail-over.json';
import nightlySync from '../../examples/nightly-sync.json';
import onboardCustomer from '../../examples/onboard-customer.json';
import rotateSipCredentials from '../../examples/rotate-sip-credentials.json';
import voiceAiPlatform from '../../examples/voice-ai-platform.json';
import type { Simulator } from './simulator/simulator';
import type { Trunk } from './simulator/state';

const SUPPORT = 'trmum1f708622631150902801a1n';
const VOICE = 'trmum17d8e9a37a3732ecbf91a3u';

/** What a node returned. */
export type Output = (node: string, output?: number) => INodeExecutionData[];

/** An example, what the account holds before it runs, and what it must return. */
export interface ExampleRun {
	readonly file: string;
	readonly workflow: object;
	prepare(simulator: Simulator): void;
	check(output: Output, simulator: Simulator): void;
}

const fields = (items: INodeExecutionData[], ...names: string[]) =>
	items.map(({ json }) => names.map((name) => json[name]));

function trunkOf({ state }: Simulator, sid: string): Trunk {
	const trunk = state.trunks.get(sid);
	if (trunk === undefined) throw new Error(`There is no trunk ${sid}`);
	return trunk;
}

const routes = (trunk: Trunk) =>
	trunk.destinations.map(({ destination, priority }) => [destination, priority]);

/** A run of every workflow in `examples/`. */
export const EXAMPLE_RUNS: readonly ExampleRun[] = [
	{
		file: 'add-destination-uris.json',
		workflow: addDestinationUris,
		prepare({ state }) {
			state.addWhitelistedIp(state.addTrunk(SUPPORT), '44.248.146.11');
			state.addTrunk(VOICE);
		},
		check(output) {
			expect(fields(output('Routed'), 'team', 'destination', 'action')).toEqual([
				['Support', 'sip:44.248.146.11:5061;transport=tls', 'added'],
				['Sales', 'sip:sip.company.com:5061;transport=tls', 'added'],
				['Voice agent', 'sip:sip.rtc.elevenlabs.io:5060;transport=tcp', 'added'],
				['Voice agent, spare', 'sip:sip.vapi.ai:5061;transport=tls', 'added'],
			]);
			expect(fields(output('Needs review'), 'team', 'message')).toEqual([
				[
					'Support, second line',
					'sip:44.248.146.12:5061;transport=tls was refused: Destination not whitelisted',
				],
				[
					'Lab',
					'sip:pbx.customer.invalid:5061;transport=tls was refused: Destination is not a valid Ip or Fqdn',
				],
			]);
		},
	},
	{
		file: 'onboard-customer.json',
		workflow: onboardCustomer,
		prepare() {},
		check(output, { state }) {
			expect(fields(output('Onboarded'), 'action')).toEqual([['added'], ['added']]);
			const [trunk] = state.trunks.values();
			expect(trunk?.row.trunk_name).toBe('acme_support');
			expect(trunk?.phoneNumbers).toMatchObject([{ phone_number: '+918040264208', mode: 'flow' }]);
			expect(trunk?.whitelistedIps).toMatchObject([{ ip: '44.248.146.11', mask: 32 }]);
			expect(trunk?.destinations).toMatchObject([
				{ destination: 'sip:44.248.146.11:5061;transport=tls', priority: 0 },
				{ destination: 'sip:sip.rtc.elevenlabs.io:5060;transport=tcp', priority: 1 },
			]);
		},
	},
	{
		file: 'rotate-sip-credentials.json',
		workflow: rotateSipCredentials,
		prepare({ state }) {
			const trunk = state.addTrunk(VOICE);
			state.addCredential(trunk, 'voice_ai_user', 'old_one');
			state.addCredential(trunk, 'fallback_user', 'old_two');
		},
		check(output, simulator) {
			const { credentials, passwords } = trunkOf(simulator, VOICE);
			const handedOver = fields(output('Hand it over'), 'user_name', 'password');
			expect(handedOver).toEqual(
				[...credentials].reverse().map(({ id, user_name }) => [user_name, passwords.get(id)]),
			);
			for (const [, password] of handedOver) expect(password).toMatch(/^[\da-f]{32}$/);
			expect(new Set(handedOver.map(([, password]) => password)).size).toBe(2);
			const exotel = [output('List the credentials'), output('Set the password')].flat();
			expect(exotel.length).toBeGreaterThan(0);
			for (const { json } of exotel) expect(json).not.toHaveProperty('password');
		},
	},
	{
		file: 'nightly-sync.json',
		workflow: nightlySync,
		prepare({ state }) {
			const support = state.addTrunk(SUPPORT);
			state.addDestination(support, 'old.company.com:5061;transport=tls');
			state.addDestination(support, 'sip.company.com:5061;transport=tls');
			state.addTrunk(VOICE);
		},
		check(output, simulator) {
			expect(fields(output('In place'), 'destination', 'action', 'priority')).toEqual([
				['sip:44.248.146.11:5061;transport=tls', 'added', 0],
				['sip:sip.company.com:5061;transport=tls', 'updated', 1],
				['sip:sip.rtc.elevenlabs.io:5060;transport=tcp', 'added', 0],
				['sip:old.company.com:5061;transport=tls', 'deleted', 0],
			]);
			expect(output('Needs review')).toEqual([]);
			expect(routes(trunkOf(simulator, SUPPORT))).toEqual([
				['sip:sip.company.com:5061;transport=tls', 1],
				['sip:44.248.146.11:5061;transport=tls', 0],
			]);
			expect(routes(trunkOf(simulator, VOICE))).toEqual([
				['sip:sip.rtc.elevenlabs.io:5060;transport=tcp', 0],
			]);
		},
	},
	{
		file: 'voice-ai-platform.json',
		workflow: voiceAiPlatform,
		prepare({ state }) {
			state.addDestination(state.addTrunk(VOICE), 'pbx.company.com:5061;transport=tls');
		},
		check(output, simulator) {
			const trunk = trunkOf(simulator, VOICE);
			expect(fields(output('Send calls to the platform'), 'destination', 'action')).toEqual([
				['sip:sip.rtc.elevenlabs.io:5060;transport=tcp', 'added'],
				['sip:pbx.company.com:5061;transport=tls', 'deleted'],
			]);
			expect(routes(trunk)).toEqual([['sip:sip.rtc.elevenlabs.io:5060;transport=tcp', 0]]);
			expect(fields(output('Show the caller ID'), 'name', 'value')).toEqual([
				['trunk_external_alias', '+918040264208'],
			]);
			expect(trunk.settings).toMatchObject([{ value: '+918040264208' }]);
		},
	},
	{
		file: 'fail-over.json',
		workflow: failOver,
		prepare({ state }) {
			const support = state.addTrunk(SUPPORT);
			state.addDestination(support, 'sip.company.com:5061;transport=tls');
			state.addDestination(support, 'spare.company.com:5061;transport=tls');
		},
		check(output, simulator) {
			expect(fields(output('Set the priority'), 'destination', 'priority')).toEqual([
				['sip:sip.company.com:5061;transport=tls', 10],
			]);
			expect(routes(trunkOf(simulator, SUPPORT))).toEqual([
				['sip:sip.company.com:5061;transport=tls', 10],
				['sip:spare.company.com:5061;transport=tls', 0],
			]);
		},
	},
];
