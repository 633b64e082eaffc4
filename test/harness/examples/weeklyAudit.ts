import workflow from '../../../examples/weekly-audit.json';
import { changesSince, SUPPORT, texts, trunkOf, VOICE } from './look';
import type { ExampleRun } from './model';

export const weeklyAudit: ExampleRun = {
	file: 'weekly-audit.json',
	workflow,
	prepare({ state }) {
		const support = state.addTrunk(SUPPORT, 'support');
		state.addDestination(support, '44.248.146.11:5061;transport=tls');
		state.addDestination(support, 'sip.company.com:5060;transport=tcp');
		state.addPhoneNumber(support, '+918040264208');
		state.addCredential(support, 'pbx_user', 'of_the_pbx');
		const agents = state.addTrunk(VOICE, 'agents');
		for (const host of ['sip.vapi.ai', 'spare.company.com']) {
			state.addDestination(agents, `${host}:5061;transport=tls`);
		}
		state.addPhoneNumber(agents, '+918040264209');
		state.setSetting(agents, 'trunk_external_alias', '+918040264209');
		for (const number of ['+918040264208', '+918040264209']) state.addExoPhone(number);
	},
	async play(player, simulator) {
		const { state } = simulator;
		const audit = async () => texts((await player.run('Every Monday at eight'))('Send to chat'));
		expect(await audit()).toEqual([
			[
				'Weekly audit of the SIP trunks: 1 error, 2 warnings.',
				'',
				'support',
				"- Error: sip:44.248.146.11:5061;transport=tls: Its address is not on the trunk's whitelist, as Exotel requires of IPv4 destinations. Add the address with the operation Whitelisted IP: Add.",
				"- Warning: The trunk has no caller ID for outbound calls. Set one of the account's ExoPhones with the operation Setting: Set.",
				'',
				'agents',
				'- Warning: Nobody can call out over the trunk: it has neither a whitelisted IP nor a SIP credential. Add the address that calls come from with the operation Whitelisted IP: Add, or a user name and password with SIP Credential: Create.',
			].join('\n'),
		]);

		// A healthy account: no message.
		const [support, agents] = [trunkOf(simulator, SUPPORT), trunkOf(simulator, VOICE)];
		state.addWhitelistedIp(support, '44.248.146.11');
		state.setSetting(support, 'trunk_external_alias', '+918040264208');
		state.addCredential(agents, 'voice_ai_user', 'of_the_platform');
		expect(await audit()).toEqual([]);
		expect(changesSince(simulator, 0)).toEqual([]);
	},
};
