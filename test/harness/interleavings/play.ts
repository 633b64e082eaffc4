/* eslint-disable @n8n/community-nodes/no-restricted-imports -- waits in real time, for tests; not part of the package */
import type { INodeParameters, IWorkflowBase } from 'n8n-workflow';
import { setTimeout as wait } from 'node:timers/promises';

import { outcomeOf, runWorkflow, type Credential, type Outcome } from '../engine/engine';
import { exotelWorkflow } from '../engine/exotelWorkflow';
import { USUAL } from '../simulator/behaviour';
import { LATE_FAULTS, NAMED_FAULTS, SLOW_FAULTS } from '../simulator/namedFaults';
import { seeded } from '../simulator/random';
import type { Simulator } from '../simulator/simulator';
import { Journal, type Event, type Row } from './journal';
import { meaningOf } from './meaning';
import { isProvisioning, TRUNKS, type Planned, type Scenario } from './scenario';
import { readTold, type Told } from './told';

const FAULTS = { ...NAMED_FAULTS, ...SLOW_FAULTS, ...LATE_FAULTS };
const SLOW = { ...SLOW_FAULTS, ...LATE_FAULTS };

/** Long enough for anything but what never comes; with faults, as short as the machine allows. */
const TIMEOUT_MS = { calm: 20_000, faulty: 60 };

/** An execution that has ended. */
export interface Played {
	readonly name: string;
	readonly planned: Planned;
	/** What it wants, by trunk; nothing for Update and Delete. */
	readonly wanted: ReadonlyMap<string, ReadonlySet<string>>;
	/** The ids that Update or Delete is for. */
	readonly targets: readonly string[];
	/** Places in the order of events. */
	readonly started: number;
	readonly ended: number;
	readonly told: Told;
}

/** A schedule that has been played to its end. */
export interface Play {
	readonly scenario: Scenario;
	/** Whether nothing went wrong with any request. */
	readonly isCalm: boolean;
	readonly isOneProcess: boolean;
	readonly executions: readonly Played[];
	readonly events: readonly Event[];
	readonly before: readonly Row[];
	readonly after: readonly Row[];
}

/** Executes a workflow in one of the processes. */
export type Process = (workflow: IWorkflowBase, credential: Credential) => Promise<Outcome>;

/** The process that the tests run in. */
export const thisProcess: Process = async (workflow, credential) =>
	outcomeOf(await runWorkflow(workflow, credential));

/** Plays a schedule on a simulator, which has nothing to do besides. */
export async function play(
	simulator: Simulator,
	processes: ReadonlyArray<Process | undefined>,
	scenario: Scenario,
): Promise<Play> {
	const isCalm = scenario.faults.every((name) => name === 'none');
	prepare(simulator, scenario);
	const journal = new Journal(simulator);
	const executions = await Promise.all(
		scenario.executions.map(async (planned, index): Promise<Played> => {
			const name = `e${index}`;
			const targets = isProvisioning(planned) ? [] : targetsOf(planned.targets, journal.before);
			const rows = isProvisioning(planned)
				? planned.rows.map(({ trunk, host }) => ({ trunk, destination: host }))
				: targets.map(({ id, trunk }) => ({ id, trunk }));
			const timeout = isCalm ? TIMEOUT_MS.calm : TIMEOUT_MS.faulty;
			const workflow = workflowOf(planned, rows, timeout);
			await wait(planned.startMs);
			const started = journal.now;
			const run = processes[planned.process] ?? thisProcess;
			const told = readTold(await run(workflow, simulator.credentialOf(name)));
			return {
				name,
				planned,
				wanted: wantedBy(planned),
				targets: targets.map(({ id }) => id),
				started,
				ended: journal.now,
				told,
			};
		}),
	);
	simulator.schedule.length = 0;
	if (!isCalm) await settle(simulator);
	const isOneProcess = new Set(scenario.executions.map(({ process }) => process)).size === 1;
	const { events, before } = journal;
	return { scenario, isCalm, isOneProcess, executions, events, before, after: journal.rowsNow() };
}

function prepare(simulator: Simulator, scenario: Scenario): void {
	const { executions, initial, behaviour, seed, faults } = scenario;
	const { state, schedule } = simulator;
	Object.assign(simulator.behaviour, USUAL, behaviour, { random: seeded(seed) });
	simulator.forgetRequests();
	state.trunks.clear();
	for (const sid of TRUNKS) state.addTrunk(sid);
	for (const { trunk: sid, host, priority } of initial) {
		const trunk = state.trunks.get(sid);
		if (trunk === undefined) throw new Error(`There is no trunk ${sid}`);
		state.addDestination(trunk, `${host}:5061;transport=tls`).priority = priority;
	}
	// Update and Delete have no Timeout option: they would wait for half a minute.
	const isPlayed = (name: string) => executions.every(isProvisioning) || !(name in SLOW);
	schedule.splice(
		0,
		Infinity,
		...faults.map((name) => (isPlayed(name) ? FAULTS[name] : undefined)),
	);
}

/** Lets happen what may still happen after the executions have ended. */
async function settle(simulator: Simulator): Promise<void> {
	const { handling } = simulator.behaviour.delayMs;
	await wait(handling + 2);
	simulator.carryOutLate();
}

/** The rows that were there first, or one that has never been there. */
function targetsOf(
	indexes: readonly number[],
	before: readonly Row[],
): Array<Pick<Row, 'id' | 'trunk'>> {
	return indexes.map((index) => before[index % before.length] ?? { id: '1', trunk: TRUNKS[0] });
}

function wantedBy(planned: Planned): Map<string, Set<string>> {
	const wanted = new Map<string, Set<string>>();
	if (!isProvisioning(planned)) return wanted;
	for (const { trunk, host } of planned.rows) {
		const keys = wanted.get(trunk) ?? new Set();
		wanted.set(trunk, keys.add(meaningOf(host)));
	}
	return wanted;
}

/** "Rows" and "Exotel" alone. */
function workflowOf(
	planned: Planned,
	rows: ReadonlyArray<Record<string, unknown>>,
	timeout: number,
): IWorkflowBase {
	const onError = planned.stops ? undefined : 'continueRegularOutput';
	const parameters = parametersOf(planned, timeout);
	const workflow = exotelWorkflow({ rows, onError, parameters });
	workflow.nodes = workflow.nodes.filter(({ name }) => name === 'Rows' || name === 'Exotel');
	workflow.connections = { Rows: workflow.connections.Rows ?? {} };
	return workflow;
}

function parametersOf(planned: Planned, timeout: number): INodeParameters {
	const { maxRetries, priority } = planned;
	const routing = priority === undefined ? {} : { priority };
	const client = { timeout, maxRetries, requestsPerMinute: 100_000 };
	if (isProvisioning(planned)) {
		const { operation, onExisting, batchSize } = planned;
		const own =
			operation === 'add'
				? { onExisting }
				: { deleteMissing: operation === 'syncDelete', maxDeletions: '' };
		const options = { ...client, ...own, ...routing, batchSize };
		return { operation: operation === 'add' ? 'add' : 'sync', options };
	}
	const destinationId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
	if (planned.operation === 'delete') return { operation: 'delete', destinationId };
	const { weight } = planned;
	const updateFields = weight === undefined ? { priority: priority ?? 1 } : { weight };
	return { operation: 'update', destinationId, updateFields };
}
