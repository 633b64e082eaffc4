import type { IDataObject } from 'n8n-workflow';

import { ActiveTrigger } from '../engine/activeTrigger';
import { runWorkflow } from '../engine/engine';
import { exotelWorkflow } from '../engine/exotelWorkflow';
import { Simulator } from '../simulator/simulator';
import { isErrorItem } from './check';
import { TRIGGER } from './files';
import { isSummary } from './summary';
import { inferSchema, type Schema } from './infer';
import { changeAll, prepareAll, SCHEMA_RUNS, TRUNK, type SchemaRun } from './runs';

/** A schema as n8n reads it. */
export type ItemSchema = Schema & { readonly version: number };

/** Runs every operation against the simulator and describes the items that come out by default, by operation. */
export async function makeSchemas(): Promise<Map<string, ItemSchema>> {
	const items = new Map<string, IDataObject[]>();
	for (const run of SCHEMA_RUNS) {
		const known = items.get(run.operation) ?? [];
		items.set(run.operation, [...known, ...(await itemsOf(run))]);
	}
	items.set(TRIGGER, await eventsOfAll());
	return new Map(
		Array.from(items, ([operation, found]) => [operation, { ...inferSchema(found), version: 1 }]),
	);
}

/** Events of every kind, and the sample. */
async function eventsOfAll(): Promise<IDataObject[]> {
	const simulator = await Simulator.start();
	try {
		const trunk = prepareAll(simulator);
		const resources = ['destinationUri', 'phoneNumber', 'setting', 'sipCredential', 'trunk'];
		const trigger = await ActiveTrigger.of(simulator.credential, {
			parameters: { resources: [...resources, 'whitelistedIp'] },
		});
		await trigger.poll();
		changeAll(simulator, trunk);
		// What Exotel may leave out.
		Object.assign(simulator.state.setSetting(trunk, 'other', ''), { value: null });
		const { row } = simulator.state.addTrunk('trmum1bare');
		Object.assign(row, { trunk_name: null, status: null });
		const events = [await trigger.poll(), await trigger.test()];
		simulator.state.trunks.clear();
		return [...events, await trigger.poll()].flatMap((told) => told ?? []);
	} finally {
		await simulator.stop();
	}
}

async function itemsOf({ operation, parameters, prepare }: SchemaRun): Promise<IDataObject[]> {
	const simulator = await Simulator.start();
	try {
		const trunk = prepareAll(simulator);
		prepare?.(trunk, simulator);
		const [resource = '', name = ''] = operation.split('.');
		const trunkSid = { __rl: true, mode: 'id', value: TRUNK };
		const workflow = exotelWorkflow({
			rows: [{}],
			parameters: { trunkSid, ...parameters, resource, operation: name },
			onError: 'continueRegularOutput',
		});
		const done = await runWorkflow(workflow, simulator.credential);
		return done
			.output('Exotel')
			.flatMap(({ json }) => (isErrorItem(json) || isSummary(json) ? [] : [json]));
	} finally {
		await simulator.stop();
	}
}
