import workflow from '../../../examples/trunk-alert.json';
import { ActiveTrigger } from '../engine/activeTrigger';
import { SUPPORT, texts, trunkOf } from './look';
import type { ExampleRun } from './model';

export const trunkAlert: ExampleRun = {
	file: 'trunk-alert.json',
	workflow,
	prepare({ state }) {
		state.addDestination(state.addTrunk(SUPPORT, 'support'), 'sip.company.com:5061;transport=tls');
	},
	async play(player, simulator) {
		const [sample, ...more] = texts((await player.run('Exotel Trigger'))('Send to chat'));
		expect([sample, more]).toEqual([
			'SIP trunks have changed.\n- Sample: Destination URI sip:sip.company.com:5061;transport=tls was added to trunk support. Not you? Ask whoever looks after the SIP trunks.',
			[],
		]);
		const trigger = await ActiveTrigger.of(simulator.credential);
		expect(await trigger.poll()).toBeNull();
		const support = trunkOf(simulator, SUPPORT);
		simulator.state.addWhitelistedIp(support, '52.1.1.1');
		Object.assign(support.destinations[0] ?? {}, { priority: 3 });
		const events = (await trigger.poll()) ?? [];
		const told = await player.runWith('Exotel Trigger', events);
		expect(texts(told('Send to chat'))).toEqual([
			[
				'SIP trunks have changed.',
				'- Destination URI sip:sip.company.com:5061;transport=tls of trunk support was changed: priority 0 → 3. Not you? Ask whoever looks after the SIP trunks.',
				'- Whitelisted IP 52.1.1.1/32 was added to trunk support. Not you? Ask the security team.',
			].join('\n'),
		]);
	},
};
