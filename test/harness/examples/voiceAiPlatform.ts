import workflow from '../../../examples/voice-ai-platform.json';
import { fields, once, routes, trunkOf, VOICE } from './look';
import type { ExampleRun } from './model';

export const voiceAiPlatform: ExampleRun = {
	file: 'voice-ai-platform.json',
	workflow,
	prepare({ state }) {
		state.addDestination(state.addTrunk(VOICE), 'pbx.company.com:5061;transport=tls');
	},
	play: once((output, simulator) => {
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
	}),
};
