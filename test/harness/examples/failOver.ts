import workflow from '../../../examples/fail-over.json';
import { routes, SUPPORT, texts, trunkOf, VOICE } from './look';
import type { ExampleRun } from './model';

export const failOver: ExampleRun = {
	file: 'fail-over.json',
	workflow,
	tables: {
		exotel_fail_over: {
			host: 'string',
			failures: 'number',
			successes: 'number',
			moved: 'string',
		},
	},
	prepare({ state }) {
		const support = state.addTrunk(SUPPORT, 'support');
		Object.assign(state.addDestination(support, 'sip.company.com:5061;transport=tls'), {
			...{ priority: 1, weight: 3 },
		});
		Object.assign(state.addDestination(support, 'spare.company.com:5061;transport=tls'), {
			priority: 2,
		});
		const alone = state.addTrunk(VOICE, 'voice_agents');
		state.addDestination(alone, 'sip.company.com:5061;transport=tls');
	},
	async play(player, simulator) {
		const trunks = [SUPPORT, VOICE].map((sid) => trunkOf(simulator, sid));
		const has = () => trunks.map(routes);
		const before = has();
		const moved = [
			[
				['sip:sip.company.com:5061;transport=tls', 10],
				['sip:spare.company.com:5061;transport=tls', 2],
			],
			before[1],
		];
		/** Reports a host several times; returns what the chat was told each time. */
		const report = async (state: string, times: number, host = 'sip.company.com') => {
			const told: unknown[][] = [];
			for (let time = 0; time < times; time++) {
				told.push(texts((await player.run('Monitoring', { host, state }))('Send to chat')));
			}
			return told;
		};

		const silent = (times: number) => Array.from({ length: times }, () => []);

		// Counted in a row, and each host by itself.
		expect(await report('down', 2)).toEqual(silent(2));
		expect(await report('up', 1)).toEqual(silent(1));
		expect(await report('down', 2)).toEqual(silent(2));
		expect(await report('down', 2, 'other.company.com')).toEqual(silent(2));
		expect(has()).toEqual(before);

		const uri = 'sip:sip.company.com:5061;transport=tls';
		const last =
			'it is the last destination of the trunk that takes calls and is not put behind, so calls would have nowhere else to go';
		expect(await report('down', 1)).toEqual([
			[
				[
					'sip.company.com is down.',
					`Moved behind: support, ${uri}, Updated: priority 1 → 10`,
					`Not moved: voice_agents, ${uri}, Not changed: ${last}`,
				].join('\n'),
			],
		]);
		expect(has()).toEqual(moved);

		// Later failures, and a host that goes up and down, overwrite nothing of what was kept.
		expect(await report('down', 2)).toEqual(silent(2));
		expect(await report('up', 2)).toEqual(silent(2));
		expect(await report('down', 2)).toEqual(silent(2));
		const [[again] = []] = await report('down', 1);
		expect(again).toContain(`\nWas behind already: support, ${uri}, `);
		expect(has()).toEqual(moved);

		expect(await report('up', 2)).toEqual(silent(2));
		const [[up] = [], ...more] = await report('up', 4);
		expect(up).toBe(
			`sip.company.com is up again.\nRestored: support, ${uri}, Updated: priority 10 → 1`,
		);
		expect(more).toEqual(silent(3));
		expect(has()).toEqual(before);

		// A host that is on no trunk.
		expect(await report('down', 1, 'other.company.com')).toEqual([
			[
				'other.company.com is down.\nNot moved: No destination of any trunk matches "other.company.com"',
			],
		]);
		expect(has()).toEqual(before);
	},
};
