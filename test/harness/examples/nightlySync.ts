import workflow from '../../../examples/nightly-sync.json';
import { fields, once, routes, SUPPORT, trunkOf, VOICE } from './look';
import type { ExampleRun } from './model';

export const nightlySync: ExampleRun = {
	file: 'nightly-sync.json',
	workflow,
	prepare({ state }) {
		const support = state.addTrunk(SUPPORT);
		state.addDestination(support, 'old.company.com:5061;transport=tls');
		state.addDestination(support, 'sip.company.com:5061;transport=tls');
		state.addTrunk(VOICE);
	},
	play: once((output, simulator) => {
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
	}),
};
