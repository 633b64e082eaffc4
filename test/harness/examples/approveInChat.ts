import workflow from '../../../examples/approve-in-chat.json';
import { fields, routes, SUPPORT, texts, trunkOf, VOICE } from './look';
import type { ExampleRun } from './model';

export const approveInChat: ExampleRun = {
	file: 'approve-in-chat.json',
	workflow,
	tables: { exotel_undo: { approved_at: 'string', trunk_sid: 'string', before: 'string' } },
	prepare({ state }) {
		const support = state.addTrunk(SUPPORT, 'support');
		state.addDestination(support, 'old.company.com:5061;transport=tls');
		state.addDestination(support, 'sip.company.com:5061;transport=tls');
		state.addTrunk(VOICE, 'voice_agents');
	},
	async play(player, simulator) {
		const support = trunkOf(simulator, SUPPORT);
		const both = () => [support, trunkOf(simulator, VOICE)].map((trunk) => routes(trunk).sort());
		const before = both();
		const synced = [
			[
				['sip:44.248.146.11:5061;transport=tls', 0],
				['sip:sip.company.com:5061;transport=tls', 1],
			],
			[['sip:sip.rtc.elevenlabs.io:5060;transport=tcp', 0]],
		];
		const ask = async () => await player.run('Every night at two');

		const [question, ...more] = texts((await ask())('Question'));
		expect(more).toEqual([]);
		expect(question).toMatch(
			/^SIP trunks differ from the sheet\.\n\nsupport: would add 1, change 1, delete 1\n/,
		);
		expect(question).toContain('\n− sip:old.company.com:5061;transport=tls\n');
		expect(question).toContain('\n\nvoice_agents: would add 1\n');
		expect(question).toMatch(/\n\nApprove or decline within 12 hours: http:\S+$/);
		expect(both()).toEqual(before);

		const done = await player.answer({ Decision: 'Approve' });
		expect(both()).toEqual(synced);
		const [answer] = texts(done('Send the answer'));
		expect(answer).toMatch(
			/^Done\. support: added 1, changed 1, deleted 1\n[^]+\n\nDone\. voice_agents: added 1\n/,
		);
		expect(fields(done('Keep how it was'), 'trunk_sid')).toEqual([[SUPPORT], [VOICE]]);
		expect((await ask())('Question')).toEqual([]);

		const undone = await player.run('Undo');
		expect(fields(undone('Put it back'), 'trunk_name', 'in_sync')).toEqual([
			['support', true],
			['voice_agents', true],
		]);
		expect(both()).toEqual(before);

		await ask();
		const declined = await player.answer({ Decision: 'Leave everything as it is' });
		expect(texts(declined('Send the answer'))).toEqual([
			'Declined. The SIP trunks stay as they are.',
		]);
		expect(both()).toEqual(before);

		await ask();
		simulator.state.addDestination(support, 'late.company.com:5061;transport=tls');
		const changed = both();
		const refused = await player.answer({ Decision: 'Approve' });
		const [told] = texts(refused('Send the answer'));
		expect(told).toMatch(/^Not done\. What would be done now is not the approved plan/);
		expect(told).toContain('\n− sip:late.company.com:5061;transport=tls\n');
		expect(told).not.toContain('Done. ');
		expect(refused('Keep how it was')).toEqual([]);
		expect(both()).toEqual(changed);

		await ask();
		await player.answer({ Decision: 'Approve' });
		expect(both()).toEqual(synced);
		await player.run('Undo');
		expect(both()).toEqual(changed);
	},
};
