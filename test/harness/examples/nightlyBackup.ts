import workflow from '../../../examples/nightly-backup.json';
import { fields, partsOf, SUPPORT, take, texts, trunkOf, VOICE } from './look';
import type { ExampleRun } from './model';

export const nightlyBackup: ExampleRun = {
	file: 'nightly-backup.json',
	workflow,
	tables: {
		exotel_backup: { trunk_name: 'string', configuration: 'string', saved_on: 'string' },
	},
	prepare({ state }) {
		const support = state.addTrunk(SUPPORT, 'support');
		state.addWhitelistedIp(support, '44.248.146.11');
		Object.assign(state.addDestination(support, '44.248.146.11:5061;transport=tls'), {
			...{ priority: 1, weight: 3 },
		});
		state.addDestination(support, 'sip.company.com:5061;transport=tls');
		state.addPhoneNumber(support, '+918040264208', 'flow');
		state.setSetting(support, 'trunk_external_alias', '+918040264208');
		state.addCredential(support, 'pbx_user', 'of_the_pbx');
		const voice = state.addTrunk(VOICE, 'agents');
		state.addDestination(voice, 'sip.vapi.ai:5061;transport=tls');
	},
	async play(player, simulator) {
		const { state } = simulator;
		const trunks = [SUPPORT, VOICE].map((sid) => trunkOf(simulator, sid));
		const [support, voice] = [trunkOf(simulator, SUPPORT), trunkOf(simulator, VOICE)];
		const has = () => trunks.map(partsOf);
		const backUp = async () => await player.run('Every night at one');
		const restore = async () => await player.run('Restore a trunk');
		const disturb = () => {
			take(support.destinations, (row) => row.destination.includes('44.248.146.11'));
			take(support.phoneNumbers, (row) => row.phone_number === '+918040264208');
			state.addWhitelistedIp(support, '52.1.1.1');
		};

		expect(texts((await restore())('Send the answer'))).toEqual([
			'There is no backup of a SIP trunk support.',
		]);
		await backUp();
		// The next night's backup takes the place of this one.
		const second = state.addDestination(support, 'second.company.com:5061;transport=tls');
		const saved = (await backUp())('Save the backups');
		const before = has();
		expect(fields(saved, 'trunk_name')).toEqual([['agents'], ['support']]);
		expect(JSON.parse(String(saved[1]?.json.configuration))).toMatchObject({
			trunk_name: 'support',
			destinations: [{}, { destination: second.destination }, {}],
			sip_credentials: [{ user_name: 'pbx_user' }],
		});
		expect(JSON.stringify(saved)).not.toContain('of_the_pbx');
		expect(texts((await restore())('Send the answer'))).toEqual([
			expect.stringMatching(/^The SIP trunk support is as in its backup of 20[\d-]+ \d\d:\d\d\.$/),
		]);

		// Restored as approved.
		disturb();
		Object.assign(second, { priority: 7 });
		take(voice.destinations, () => true);
		const disturbed = has();
		const asked = await restore();
		const [question, ...more] = texts(asked('Send to chat'));
		expect(more).toEqual([]);
		expect(question).toMatch(
			/^The SIP trunk support differs from its backup of 20[\d-]+ \d\d:\d\d\. Restored, /,
		);
		expect(question).toContain(
			[
				'',
				'support: would add 2, change 1, delete 1; 5 entries unchanged',
				'```',
				'− whitelisted IP 52.1.1.1/32',
				'± destination sip:second.company.com:5061;transport=tls (priority 7 → 0)',
				'+ destination sip:44.248.146.11:5061;transport=tls (priority 1, weight 3)',
				'+ phone number +918040264208 (mode flow)',
				'```',
				'',
			].join('\n'),
		);
		expect(question).toMatch(/\n\nApprove or decline within an hour: http:\S+$/);
		expect(has()).toEqual(disturbed);
		const done = await player.answer({ Decision: 'Approve' });
		expect(texts(done('Send the answer'))).toEqual([
			expect.stringMatching(/^Restored\. support: added 2, changed 1, deleted 1; 5 entries /),
		]);
		expect(has()).toEqual([before[0], disturbed[1]]);

		// Declined.
		disturb();
		const left = has();
		await restore();
		const declined = await player.answer({ Decision: 'Leave the trunk as it is' });
		expect(texts(declined('Send the answer'))).toEqual(['Declined. The SIP trunk stays as it is.']);
		expect(has()).toEqual(left);

		// Changed since the question.
		await restore();
		state.addDestination(support, 'late.company.com:5061;transport=tls');
		const changed = has();
		const refused = await player.answer({ Decision: 'Approve' });
		const [told] = texts(refused('Send the answer'));
		expect(told).toMatch(/^Not restored\. What would be done now is not the approved plan/);
		expect(told).toContain('\n− destination sip:late.company.com:5061;transport=tls\n');
		expect(has()).toEqual(changed);

		// A backup holds no password, so a SIP user can't be restored, and nothing is deleted.
		take(support.credentials, () => true);
		await restore();
		const [part] = texts((await player.answer({ Decision: 'Approve' }))('Send the answer'));
		expect(part).toMatch(/^Restored in part\. support: added 2; .* 3 refused\n/);
		expect(part).toContain(
			'\n! SIP credential pbx_user: Not added: Exotel makes a SIP credential ',
		);
		expect(partsOf(support)).toEqual({
			...before[0],
			destinations: [
				...(before[0]?.destinations ?? []),
				'sip:late.company.com:5061;transport=tls 0 1',
			].sort(),
			whitelistedIps: ['44.248.146.11/32', '52.1.1.1/32'],
			credentials: [],
		});
		state.addCredential(support, 'pbx_user', 'new_password');
		await restore();
		await player.answer({ Decision: 'Approve' });
		expect(partsOf(support)).toEqual(before[0]);
	},
};
