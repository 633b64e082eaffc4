import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { fuzz } from '../harness/fuzz';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

/** What holds for any list of a trunk and any list that is wanted, over real HTTP. */
const { runs: RUNS, seed: SEED, timeoutMs } = fuzz(100, 20261128);
const TRUNK = 'trmum1a';

const simulator = useSimulator();
let trunk: Trunk;
let count = 0;

interface Row {
	readonly host: string;
	readonly priority?: number;
	readonly weight?: number;
}

const hosts = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f').map((name) => `${name}.example`);
const small = fc.integer({ min: 0, max: 3 });
const onTrunk = fc.record({ host: hosts, priority: small, weight: small });
const wanted = fc.record(
	{ host: hosts, priority: small, weight: small },
	{ requiredKeys: ['host'] },
);
const listOf = (rows: fc.Arbitrary<Row>, minLength = 0) =>
	fc.uniqueArray(rows, { minLength, maxLength: 6, selector: ({ host }) => host });

/** A trunk with these rows; of those that are there twice, the second is the younger one. */
function have(rows: readonly Row[]): void {
	trunk = simulator.state.addTrunk(`${TRUNK}${count++}`);
	for (const { host, ...routing } of rows) {
		const row = simulator.state.addDestination(trunk, `${host}:5061;transport=tls`);
		Object.assign(row, routing);
	}
	simulator.requests.length = 0;
}

const has = () =>
	trunk.destinations
		.map(({ destination, priority, weight }) => `${destination} ${priority} ${weight}`)
		.sort();
const hostsOn = () => trunk.destinations.map(({ destination }) => destination.split(':')[1]).sort();
const writes = () => simulator.requests.filter(({ method }) => method !== 'GET');

async function sync(list: unknown, options: INodeParameters = {}): Promise<IDataObject> {
	simulator.requests.length = 0;
	const { error, output } = await runWorkflow(
		exotelWorkflow({
			rows: [{}],
			parameters: {
				operation: 'sync',
				trunkSid: { __rl: true, mode: 'id', value: trunk.row.trunk_sid },
				destinationSource: 'json',
				destinationsJson: JSON.stringify(list),
				options: {
					...{ deleteMissing: true, resultFormat: 'summary', maxDeletions: '' },
					...{ allowEmptyList: true, ...options },
				},
			},
		}),
		simulator.credential,
	);
	expect(error).toBeUndefined();
	const [{ json } = { json: {} }] = output('Exotel');
	return json;
}

const entries = (rows: readonly Row[]) =>
	rows.map(({ host, ...routing }) => ({ destination: host, ...routing }));

it(
	'a plan that was approved is what is done; then the trunk is in sync, and the next plan is empty',
	async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(onTrunk, { maxLength: 7 }), listOf(wanted), async (rows, list) => {
				have(rows);
				const before = has();
				const plan = await sync(entries(list), { dryRun: true });
				expect(writes()).toEqual([]);
				expect(has()).toEqual(before);
				const approvedPlan = String(plan.plan_id);
				const done = await sync(plan.wanted, { approvedPlan });
				const { counts, changes, plan_id: id } = plan;
				expect(done).toMatchObject({ in_sync: true, counts, plan_id: id });
				expect(Object(done.changes)).toHaveLength(Object(changes).length);
				expect(hostsOn()).toEqual(list.map(({ host }) => host).sort());
				for (const { host, priority, weight } of list) {
					const row = trunk.destinations.find(({ destination }) =>
						destination.includes(`:${host}:`),
					);
					if (priority !== undefined) expect(row?.priority).toBe(priority);
					if (weight !== undefined) expect(row?.weight).toBe(weight);
				}
				const again = await sync(entries(list));
				expect(again).toMatchObject({
					...{ in_sync: true, changes: [] },
					counts: { add: 0, update: 0, delete: 0, keep: list.length, refused: 0 },
				});
				expect(writes()).toEqual([]);
			}),
			{ numRuns: RUNS, seed: SEED },
		);
	},
	timeoutMs,
);

it(
	'deletes come after all that is added and changed, and the trunk is never without what is wanted',
	async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(onTrunk, { maxLength: 7 }),
				listOf(wanted, 1),
				async (rows, list) => {
					have(rows);
					await sync(entries(list));
					const methods = writes().map(({ method }) => method);
					const firstDelete = methods.indexOf('DELETE');
					if (firstDelete >= 0) {
						expect(new Set(methods.slice(firstDelete))).toEqual(new Set(['DELETE']));
					}
				},
			),
			{ numRuns: RUNS, seed: SEED },
		);
	},
	timeoutMs,
);

it(
	'nothing that is protected is changed or deleted, and what is held back is told',
	async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(onTrunk, { maxLength: 7 }),
				listOf(wanted),
				fc.uniqueArray(hosts, { minLength: 1, maxLength: 3 }),
				async (rows, list, safe) => {
					have(rows);
					const isSafe = (uri: string) => safe.some((host) => uri.includes(`:${host}:`));
					const safeBefore = has().filter(isSafe);
					const { counts, changes } = await sync(entries(list), { protect: safe.join('\n') });
					const safeAfter = has().filter(isSafe);
					for (const row of safeBefore) expect(safeAfter).toContain(row);
					const told = Object(changes) as IDataObject[]; // a list, by the schema
					const spared = told.filter(({ action }) => action === 'protected');
					expect(spared).toHaveLength(Number(Object(counts).protected));
					for (const { destination } of spared) expect(isSafe(String(destination))).toBe(true);
					for (const { action, destination } of told) {
						if (action === 'update' || action === 'delete') {
							expect(isSafe(String(destination))).toBe(false);
						}
					}
				},
			),
			{ numRuns: RUNS, seed: SEED },
		);
	},
	timeoutMs,
);

it(
	'from any list to any list, undo gives the first again, with priorities and weights',
	async () => {
		await fc.assert(
			fc.asyncProperty(listOf(onTrunk), listOf(wanted), async (rows, list) => {
				have(rows);
				const before = has();
				const { before: undo } = await sync(entries(list));
				const undone = await sync(undo);
				expect(undone.in_sync).toBe(true);
				expect(has()).toEqual(before);
			}),
			{ numRuns: RUNS, seed: SEED },
		);
	},
	timeoutMs,
);
