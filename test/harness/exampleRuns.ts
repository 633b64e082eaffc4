import type { IDataObject, INodeExecutionData, IWorkflowBase } from 'n8n-workflow';

import addDestinationUris from '../../examples/add-destination-uris.json';
import approveInChat from '../../examples/approve-in-chat.json';
import failOver from '../../examples/fail-over.json';
import nightlyBackup from '../../examples/nightly-backup.json';
import nightlySync from '../../examples/nightly-sync.json';
import onboardCustomer from '../../examples/onboard-customer.json';
import restoreDrift from '../../examples/restore-drift.json';
import rotateSipCredentials from '../../examples/rotate-sip-credentials.json';
import trunkAlert from '../../examples/trunk-alert.json';
import voiceAiPlatform from '../../examples/voice-ai-platform.json';
import weeklyAudit from '../../examples/weekly-audit.json';
import { ActiveTrigger } from './engine/activeTrigger';
import type { Tables } from './engine/dataTables';
import { isRecord } from './records';
import type { Simulator } from './simulator/simulator';
import type { Trunk } from './simulator/state';

const SUPPORT = 'trmum1f708622631150902801a1n';
const VOICE = 'trmum17d8e9a37a3732ecbf91a3u';

/** What a node returned. */
export type Output = (node: string, output?: number) => INodeExecutionData[];

/** Executes an example, in n8n's engine alone or in a real n8n. */
export interface Player {
	/**
	 * Runs it until it ends or waits.
	 *
	 * @param trigger where to start; by default where n8n starts a workflow that is run by hand
	 * @param posted what the trigger gets, if it is a webhook
	 */
	run(trigger?: string, posted?: object): Promise<Output>;
	/** Runs it from a trigger that has told something. */
	runWith(trigger: string, items: readonly IDataObject[]): Promise<Output>;
	/** Fills in the form for which the last run waits, and lets it go on. */
	answer(form: Readonly<Record<string, string>>): Promise<Output>;
}

/** An example, what the account holds before it runs, and what it must do. */
export interface ExampleRun {
	readonly file: string;
	readonly workflow: object;
	/** The data tables that its note tells to create, by the name under which its nodes show them. */
	readonly tables?: Tables;
	prepare(simulator: Simulator): void;
	play(player: Player, simulator: Simulator): Promise<void>;
}

/** What an example must do in one run by hand. */
const once =
	(check: (output: Output, simulator: Simulator) => void): ExampleRun['play'] =>
	async (player, simulator) =>
		check(await player.run(), simulator);

/**
 * An example whose nodes use the data tables that a user has created.
 *
 * @param idOf the id of a table by the name under which the nodes show it
 */
export function withTables(example: object, idOf: (name: string) => string): IWorkflowBase {
	const workflow = structuredClone(example) as IWorkflowBase; // a file as n8n exports it
	for (const { parameters } of workflow.nodes) {
		const table: unknown = parameters.dataTableId;
		if (isRecord(table)) table.value = idOf(String(table.cachedResultName));
	}
	return workflow;
}

const fields = (items: INodeExecutionData[], ...names: string[]) =>
	items.map(({ json }) => names.map((name) => json[name]));

function trunkOf({ state }: Simulator, sid: string): Trunk {
	const trunk = state.trunks.get(sid);
	if (trunk === undefined) throw new Error(`There is no trunk ${sid}`);
	return trunk;
}

const texts = (items: INodeExecutionData[]) => items.map(({ json }) => json.text);

const routes = (trunk: Trunk) =>
	trunk.destinations.map(({ destination, priority }) => [destination, priority]);

/** All that hangs on a trunk, in an order that does not depend on when it was made. */
function partsOf(trunk: Trunk) {
	return {
		destinations: trunk.destinations
			.map(({ destination, priority, weight }) => `${destination} ${priority} ${weight}`)
			.sort(),
		whitelistedIps: trunk.whitelistedIps.map(({ ip, mask }) => `${ip}/${mask}`).sort(),
		phoneNumbers: trunk.phoneNumbers.map((row) => `${row.phone_number} ${row.mode}`).sort(),
		credentials: trunk.credentials.map((row) => row.user_name).sort(),
		settings: trunk.settings.map(({ name, value }) => `${name} ${value}`).sort(),
	};
}

/** Takes a row out of a list, as somebody else would delete it. */
function take<R>(rows: R[], isIt: (row: R) => boolean): void {
	const index = rows.findIndex(isIt);
	if (index < 0) throw new Error('There is no such row');
	rows.splice(index, 1);
}

/** The requests since a moment that have changed something. */
const changesSince = ({ calls }: Simulator, moment: number) =>
	calls.slice(moment).filter((call) => !call.startsWith('GET'));

/** A run of every workflow in `examples/`. */
export const EXAMPLE_RUNS: readonly ExampleRun[] = [
	{
		file: 'add-destination-uris.json',
		workflow: addDestinationUris,
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
	},
	{
		file: 'onboard-customer.json',
		workflow: onboardCustomer,
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
	},
	{
		file: 'rotate-sip-credentials.json',
		workflow: rotateSipCredentials,
		prepare({ state }) {
			const trunk = state.addTrunk(VOICE);
			state.addCredential(trunk, 'voice_ai_user', 'old_one');
			state.addCredential(trunk, 'fallback_user', 'old_two');
		},
		play: once((output, simulator) => {
			const { credentials, passwords } = trunkOf(simulator, VOICE);
			const handedOver = fields(output('Hand it over'), 'user_name', 'password');
			expect(handedOver).toEqual(
				[...credentials].reverse().map(({ id, user_name }) => [user_name, passwords.get(id)]),
			);
			for (const [, password] of handedOver) expect(password).toMatch(/^[\da-f]{32}$/);
			expect(new Set(handedOver.map(([, password]) => password)).size).toBe(2);
			const exotel = [output('List the credentials'), output('Set the password')].flat();
			expect(exotel.length).toBeGreaterThan(0);
			for (const { json } of exotel) expect(json).not.toHaveProperty('password');
		}),
	},
	{
		file: 'nightly-sync.json',
		workflow: nightlySync,
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
	},
	{
		file: 'voice-ai-platform.json',
		workflow: voiceAiPlatform,
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
	},
	{
		file: 'approve-in-chat.json',
		workflow: approveInChat,
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
	},
	{
		file: 'fail-over.json',
		workflow: failOver,
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
	},
	{
		file: 'nightly-backup.json',
		workflow: nightlyBackup,
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
				expect.stringMatching(
					/^The SIP trunk support is as in its backup of 20[\d-]+ \d\d:\d\d\.$/,
				),
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
			expect(texts(declined('Send the answer'))).toEqual([
				'Declined. The SIP trunk stays as it is.',
			]);
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
	},
	{
		file: 'trunk-alert.json',
		workflow: trunkAlert,
		prepare({ state }) {
			state.addDestination(
				state.addTrunk(SUPPORT, 'support'),
				'sip.company.com:5061;transport=tls',
			);
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
	},
	{
		file: 'restore-drift.json',
		workflow: restoreDrift,
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
			const drift = async () =>
				await player.runWith('Exotel Trigger', (await trigger.poll()) ?? []);
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
	},
	{
		file: 'weekly-audit.json',
		workflow: weeklyAudit,
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
	},
];
