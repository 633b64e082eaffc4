import workflow from '../../../examples/onboard-customer.json';
import { changesSince, fields, partsOf } from './look';
import type { ExampleRun } from './model';

export const onboardCustomer: ExampleRun = {
	file: 'onboard-customer.json',
	workflow,
	prepare() {},
	async play(player, simulator) {
		const { state } = simulator;
		const output = await player.run();
		expect(fields(output('Onboarded'), 'trunk_name', 'in_sync', 'message')).toEqual([
			['acme_support', true, 'Added 7'],
		]);
		expect(output('Needs review')).toEqual([]);
		const [trunk, ...others] = state.trunks.values();
		if (trunk === undefined) throw new Error('No trunk was created');
		expect(others).toEqual([]);
		expect(trunk.row.trunk_name).toBe('acme_support');
		expect(partsOf(trunk)).toEqual({
			destinations: [
				'sip:44.248.146.11:5061;transport=tls 0 1',
				'sip:sip.rtc.elevenlabs.io:5060;transport=tcp 1 1',
			],
			whitelistedIps: ['44.248.146.11/32'],
			phoneNumbers: ['+918040264208 flow'],
			credentials: ['acme_pbx'],
			settings: ['trunk_external_alias +918040264208'],
		});
		expect([...trunk.passwords.values()]).toEqual(['Sample_password_1']);
		expect(JSON.stringify(output('Set up the trunk'))).not.toContain('Sample_password_1');

		const moment = simulator.calls.length;
		const again = await player.run();
		expect(fields(again('Onboarded'), 'plan')).toEqual([
			['acme_support: in sync; 7 entries unchanged'],
		]);
		expect(again('Needs review')).toEqual([]);
		expect(changesSince(simulator, moment)).toEqual([]);
	},
};
