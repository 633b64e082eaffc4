import workflow from '../../../examples/restore-drift.json';
import { ActiveTrigger } from '../engine/activeTrigger';
import { partsOf, SUPPORT, take, texts, trunkOf, VOICE } from './look';
import type { ExampleRun } from './model';

export const restoreDrift: ExampleRun = {
	file: 'restore-drift.json',
	workflow,
	tables: {
		exotel_drift_backup: { trunk_sid: 'string', configuration: 'string', saved_on: 'string' },
	},
	prepare({ state }) {
		const support = state.addTrunk(SUPPORT, 'support');
		state.addDestination(support, 'sip.company.com:5061;transport=tls');
		state.addWhitelistedIp(support, '44.248.146.11');
		state.addPhoneNumber(support, '+918040264208', 'flow');
		const agents = state.addTrunk(VOICE, 'agents');
		state.addDestination(agents, 'sip.vapi.ai:5061;transport=tls');
	},
	async play(player, simulator) {
		const { state } = simulator;
		const trunks = [SUPPORT, VOICE].map((sid) => trunkOf(simulator, sid));
		const [support, agents] = [trunkOf(simulator, SUPPORT), trunkOf(simulator, VOICE)];
		const has = () => trunks.map((trunk) => [trunk.row.trunk_name, partsOf(trunk)]);
		const before = has();
		await player.run('Every night at one');
		const trigger = await ActiveTrigger.of(simulator.credential);
		await trigger.poll();
		const drift = async () => await player.runWith('Exotel Trigger', (await trigger.poll()) ?? []);
		const intrude = () => {
			state.addWhitelistedIp(support, '52.1.1.1');
			take(support.phoneNumbers, () => true);
			Object.assign(agents.destinations[0] ?? {}, { priority: 9 });
			agents.row.trunk_name = 'taken';
		};

		// One question for both trunks; restored as approved.
		intrude();
		const asked = await drift();
		expect(texts(asked('Tell the chat'))).toEqual([
			[
				'SIP trunks have changed.',
				'- Whitelisted IP 52.1.1.1/32 was added to trunk support',
				'- Phone number mapping +918040264208 was removed from trunk support',
				'- Trunk taken was changed: trunk name agents → taken',
				'- Destination URI sip:sip.vapi.ai:5061;transport=tls of trunk taken was changed: priority 0 → 9',
			].join('\n'),
		]);
		const [question, ...more] = texts(asked('Send to chat'));
		expect(more).toEqual([]);
		expect(question).toMatch(
			/^SIP trunks differ from their backup of 20[\d-]+ \d\d:\d\d\. Restored, /,
		);
		expect(question).toContain('\nsupport: would add 1, delete 1; 3 entries unchanged\n');
		expect(question).toContain('\n− whitelisted IP 52.1.1.1/32\n');
		expect(question).toContain('would change 2\n');
		expect(question).toMatch(/\n\nApprove or decline within four hours: http:\S+$/);
		const done = await player.answer({ Decision: 'Approve' });
		expect(texts(done('Send the answer'))).toEqual([
			expect.stringMatching(/^Restored\. support: added 1, deleted 1;[^]+\n\nRestored\. /),
		]);
		expect(has()).toEqual(before);

		// The restore itself is told, and nothing is asked.
		const restored = await drift();
		expect(texts(restored('Tell the chat'))).toHaveLength(1);
		expect(restored('Send to chat')).toEqual([]);

		// Declined.
		intrude();
		const left = has();
		await drift();
		const declined = await player.answer({ Decision: 'Leave everything as it is' });
		expect(texts(declined('Send the answer'))).toEqual([
			'Declined. The SIP trunks stay as they are.',
		]);
		expect(has()).toEqual(left);

		// Changed since the question. A new trunk is told, and has no backup.
		state.addTrunk('trmum1new', 'new');
		agents.row.status = 'inactive';
		const again = await drift();
		expect(texts(again('Tell the chat'))[0]).toContain('\n- Trunk new was added');
		expect(texts(again('Send to chat'))[0]).not.toContain('new:');
		const late = state.addDestination(agents, 'late.company.com:5061;transport=tls');
		const changed = has();
		const refused = await player.answer({ Decision: 'Approve' });
		const [told] = texts(refused('Send the answer'));
		expect(told).toMatch(/^Not restored\. What would be done now is not the approved plan/);
		expect(told).toContain(`\n− destination ${late.destination}\n`);
		expect(has()).toEqual(changed);
		await drift();
		await player.answer({ Decision: 'Approve' });
		expect(has()).toEqual([changed[0], before[1]]);

		// One that is gone is told.
		state.trunks.delete(VOICE);
		const gone = await drift();
		expect(texts(gone('Tell the chat'))[0]).toContain('\n- Trunk taken was removed\n');
		expect(gone('Send to chat')).toEqual([]);
	},
};
