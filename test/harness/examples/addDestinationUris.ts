import workflow from '../../../examples/add-destination-uris.json';
import { fields, once, SUPPORT, VOICE } from './look';
import type { ExampleRun } from './model';

export const addDestinationUris: ExampleRun = {
	file: 'add-destination-uris.json',
	workflow,
	prepare({ state }) {
		state.addWhitelistedIp(state.addTrunk(SUPPORT), '44.248.146.11');
		state.addTrunk(VOICE);
	},
	play: once((output) => {
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
	}),
};
