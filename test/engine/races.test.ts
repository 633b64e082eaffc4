/* eslint-disable @n8n/community-nodes/no-restricted-globals -- lets the event loop turn; not part of the package */
import type { IDataObject, IWorkflowBase } from 'n8n-workflow';

import { runWorkflow, type WorkflowRun } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { looped } from '../harness/engine/loopWorkflow';
import { refusal } from '../harness/simulator/answers';
import type { DestinationRow, Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

const TRUNK = 'trmum1a';
const PORT = ':5061;transport=tls';
const LIST = `GET trunks/${TRUNK}/destination-uris`;
const ADD = `POST trunks/${TRUNK}/destination-uris`;
const DELETE = `DELETE trunks/${TRUNK}/destination-uris`;

let trunk: Trunk;
const simulator = useSimulator(({ state }) => {
	trunk = state.addTrunk(TRUNK);
});

const has = (host: string) => simulator.state.addDestination(trunk, `${host}${PORT}`);
const hosts = (on = trunk) => on.destinations.map(({ destination }) => destination.split(':')[1]);

function workflowFor(
	operation: 'add' | 'sync',
	list: readonly unknown[],
	options: IDataObject = {},
	sid = TRUNK,
): IWorkflowBase {
	const parameters = {
		operation,
		destinationSource: 'json',
		destinationsJson: '={{ $json.list }}',
		options: options as Record<string, string>, // options of a node are expressions or plain values
	};
	const rows = [{ trunk: sid, list: JSON.stringify(list) }];
	return exotelWorkflow({ rows, parameters });
}

async function run(...about: Parameters<typeof workflowFor>): Promise<WorkflowRun> {
	return await runWorkflow(workflowFor(...about), simulator.credential);
}

const itemsOf = (done: WorkflowRun) => done.output('Exotel').map(({ json }) => json);
const actions = (done: WorkflowRun) => itemsOf(done).map(({ action }) => action);

/** Lets somebody else do something between the arrival of a request and its being carried out. */
function meanwhile(method: string, act: () => void, afterRequests = 0): void {
	let seen = 0;
	simulator.onRequest = (request) => {
		if (request.method !== method || seen++ !== afterRequests) return;
		simulator.faults.push({ method, meanwhile: act });
	};
}

const DELETING = { deleteMissing: true };

describe('executions of one process that meet on a trunk', () => {
	beforeEach(() => Object.assign(simulator.behaviour, { latencyMs: 2 }));

	it('never empty it by syncing different lists: it has one of them', async () => {
		has('old.example');
		await Promise.all([
			run('sync', ['a.example', 'b.example'], DELETING),
			run('sync', ['c.example', 'd.example'], DELETING),
		]);
		expect([
			['a.example', 'b.example'],
			['c.example', 'd.example'],
		]).toContainEqual(hosts());
	});

	it('add the same only once, however many of them there are', async () => {
		const list = Array.from({ length: 20 }, (_, index) => `s${index}.example`);
		const all = await Promise.all(
			Array.from({ length: 10 }, async () => await run('add', list, { batchSize: 7 })),
		);
		expect(hosts().sort()).toEqual([...list].sort());
		const ids = trunk.destinations.map(({ id }) => id).sort();
		for (const done of all) {
			expect(
				itemsOf(done)
					.map(({ id }) => id)
					.sort(),
			).toEqual(ids);
		}
		expect(all.filter((done) => actions(done).includes('added'))).toHaveLength(1);
	});

	it('do not wait for each other if they name several trunks in different orders', async () => {
		const other = simulator.state.addTrunk('trmum1b');
		const both = (sids: string[], host: string) =>
			exotelWorkflow({
				rows: sids.map((sid) => ({ trunk: sid, destination: host })),
				parameters: { operation: 'sync', options: DELETING },
			});
		const runs = ['a', 'b', 'c', 'd'].map(async (name, index) => {
			const sids = index % 2 === 0 ? [TRUNK, 'trmum1b'] : ['trmum1b', TRUNK];
			return await runWorkflow(both(sids, `${name}.example`), simulator.credential);
		});
		for (const done of await Promise.all(runs)) expect(done.error).toBeUndefined();
		expect(hosts()).toHaveLength(1);
		expect(hosts(other)).toEqual(hosts());
	});

	it('stop waiting when they are cancelled, and change nothing', async () => {
		const cancel = new AbortController();
		simulator.behaviour.latencyMs = 30;
		const first = run('add', ['a.example']);
		const second = runWorkflow(workflowFor('add', ['b.example']), simulator.credential, {
			signal: cancel.signal,
		});
		setTimeout(() => cancel.abort(), 20);
		expect((await second).run.status).toBe('canceled');
		await first;
		expect(hosts()).toEqual(['a.example']);
		expect(simulator.calls).toEqual([LIST, ADD, LIST]);
	});

	it('may update and delete single destinations, but not in the middle of a sync', async () => {
		const row = has('old.example');
		const remove = exotelWorkflow({
			rows: [{ trunk: TRUNK }],
			parameters: {
				operation: 'delete',
				destinationId: { __rl: true, mode: 'id', value: row.id },
			},
		});
		const [synced] = await Promise.all([
			run('sync', ['old.example', 'new.example']),
			runWorkflow(remove, simulator.credential),
		]);
		expect(actions(synced)).toEqual(['unchanged', 'added']);
		expect(simulator.calls.at(-1)).toBe(DELETE);
		expect(hosts()).toEqual(['new.example']);
	});
});

describe('another process', () => {
	const addedBy = (others: DestinationRow[]) => () => others.push(has('a.example'));

	it('that adds the same first keeps its row: the own one is deleted and reported as existing', async () => {
		const others: DestinationRow[] = [];
		meanwhile('POST', addedBy(others));
		const done = await run('add', ['a.example', 'b.example']);
		expect(itemsOf(done)).toMatchObject([
			{ action: 'existing', id: others[0]?.id },
			{ action: 'added', destination: `sip:b.example${PORT}` },
		]);
		expect(hosts()).toEqual(['a.example', 'b.example']);
		expect(simulator.calls).toEqual([LIST, ADD, LIST, DELETE, LIST]);
	});

	it('that adds the same later loses its row to nobody here', async () => {
		let gets = 0;
		simulator.onRequest = ({ method }) => {
			if (method === 'GET' && ++gets === 2) has('a.example');
		};
		const done = await run('add', ['a.example']);
		expect(actions(done)).toEqual(['added']);
		expect(trunk.destinations).toHaveLength(2);
		expect(simulator.calls).not.toContain(DELETE);
	});

	it.each([{ checkDoubles: false }, { onExisting: 'add' }])(
		'that adds the same is not looked for with %j',
		async (options) => {
			meanwhile('POST', () => has('a.example'));
			expect(actions(await run('add', ['a.example'], options))).toEqual(['added']);
			expect(trunk.destinations).toHaveLength(2);
			expect(simulator.calls).toEqual([LIST, ADD]);
		},
	);

	it('that adds the same first with another priority has it corrected by a sync', async () => {
		meanwhile('POST', () => Object.assign(has('a.example'), { priority: 7 }));
		const done = await run('sync', [{ host: 'a.example', priority: 2 }]);
		expect(itemsOf(done)).toMatchObject([{ action: 'updated', priority: 2 }]);
		expect(trunk.destinations).toMatchObject([{ priority: 2 }]);
	});

	it('that deletes what a sync has wanted gets it back, if that sync has deleted as well', async () => {
		has('old.example');
		meanwhile('DELETE', () => trunk.destinations.splice(0, Infinity, has('b.example')));
		const done = await run('sync', ['a.example'], DELETING);
		expect(actions(done)).toEqual(['added', 'deleted']);
		expect(hosts()).toContain('a.example');
		expect(trunk.destinations.map(({ id }) => id)).toContain(itemsOf(done)[0]?.id);
	});

	it('that deletes what an add has just added, and no longer, gets it back as well', async () => {
		let gets = 0;
		simulator.onRequest = ({ method }) => {
			if (method === 'GET' && ++gets === 2) trunk.destinations.splice(0, Infinity);
		};
		const done = await run('add', ['a.example']);
		expect(actions(done)).toEqual(['added']);
		expect(trunk.destinations.map(({ id }) => id)).toEqual([itemsOf(done)[0]?.id]);
	});

	it('that deletes it again and again makes it fail, and says so', async () => {
		has('old.example');
		simulator.faults.push({
			method: 'GET',
			times: Infinity,
			meanwhile: () => {
				const index = trunk.destinations.findIndex(({ destination }) =>
					destination.includes('a.ex'),
				);
				if (simulator.calls.includes(DELETE) && index >= 0) trunk.destinations.splice(index, 1);
			},
		});
		const done = await run('sync', ['a.example'], DELETING);
		expect(itemsOf(done)[0]).toMatchObject({
			action: 'rejected',
			error: { message: expect.stringContaining('Somebody else deleted it') },
		});
		expect(done.hints('Exotel')).toContain(
			'1 of 2 destinations was deleted by somebody else at the same time',
		);
	});

	it('is not seen if the list can’t be read again, and a hint says so; nothing is deleted then', async () => {
		has('old.example');
		meanwhile('POST', () =>
			simulator.faults.push({ method: 'GET', times: 9, answer: refusal(401, { code: 1010 }) }),
		);
		const done = await run('sync', ['a.example'], DELETING);
		expect(actions(done)).toEqual(['added', 'skipped']);
		expect(done.hints('Exotel')).toContainEqual(
			expect.stringContaining(`The list of trunk ${TRUNK} could not be read again afterwards`),
		);
		expect(hosts()).toEqual(['old.example', 'a.example']);
	});
});

describe('what is carried out after it had been given up', () => {
	const options = { timeout: 400, maxRetries: 1 };

	it.each([0, 1])('is there only once if it came after %i other requests', async (requests) => {
		simulator.faults.push({ method: 'POST', late: { requests } });
		const done = await run('add', ['a.example', 'b.example'], options);
		expect(actions(done)).toEqual(['added', 'added']);
		expect(hosts().sort()).toEqual(['a.example', 'b.example']);
		const ids = trunk.destinations.map(({ id }) => id).sort();
		expect(
			itemsOf(done)
				.map(({ id }) => id)
				.sort(),
		).toEqual(ids);
	});

	it('is there only once even if other executions are not looked for', async () => {
		simulator.faults.push({ method: 'POST', late: { requests: 2 } });
		const done = await run('add', ['a.example'], { ...options, checkDoubles: false });
		expect(actions(done)).toEqual(['added']);
		expect(hosts()).toEqual(['a.example']);
	});

	it('is told with all else that went wrong, if the later one can not be deleted', async () => {
		simulator.faults.push(
			{ method: 'POST', late: { requests: 2 } },
			{ method: 'DELETE', times: 9, answer: refusal(403, { code: 1011, message: 'No deleting' }) },
			{ method: 'PUT', times: 9, answer: refusal(401, { code: 1010, message: 'No setting' }) },
		);
		const done = await run('add', [{ host: 'a.example', priority: 3 }], options);
		expect(hosts()).toEqual(['a.example', 'a.example']);
		const [item] = itemsOf(done);
		expect(item).toMatchObject({ action: 'added', id: trunk.destinations[0]?.id, priority: 0 });
		expect(item?.message).toMatch(
			/^Was added twice, and the later one could not be deleted: .+ Was added without priority and weight: /,
		);
		expect(done.hints('Exotel')).toEqual(
			expect.arrayContaining([
				'1 of 1 destination was added without priority and weight',
				'1 of 1 destination was added twice',
			]),
		);
	});

	it('is deleted even if a request for another destination has failed for good', async () => {
		simulator.faults.push(
			{ method: 'POST', late: { requests: 2 } },
			{ method: 'POST', answer: refusal(401, { code: 1010 }) },
		);
		const workflow = workflowFor('add', ['a.example', 'b.example'], { ...options, batchSize: 1 });
		for (const node of workflow.nodes) node.onError = 'continueRegularOutput';
		const done = await runWorkflow(workflow, simulator.credential);
		expect(actions(done)).toEqual(['added', 'rejected']);
		expect(hosts()).toEqual(['a.example']);
		expect(simulator.calls.at(-1)).toBe(DELETE);
	});

	it('is reported as added if it came after the last try', async () => {
		simulator.faults.push({ method: 'POST', late: { requests: 1 } });
		const done = await run('add', ['a.example'], { ...options, maxRetries: 0 });
		expect(actions(done)).toEqual(['added']);
		expect(hosts()).toEqual(['a.example']);
	});
});

it('part of a batch that was refused as too large is not sent again if it was carried out', async () => {
	simulator.faults.push({
		method: 'POST',
		meanwhile: () => ['s0.example', 's1.example', 's2.example'].forEach(has),
		answer: refusal(400, { code: 1002, message: 'Maximum allowed destinations is 3' }),
	});
	const list = Array.from({ length: 8 }, (_, index) => `s${index}.example`);
	const done = await run('add', list);
	expect(actions(done)).toEqual(list.map(() => 'added'));
	expect(hosts().sort()).toEqual(list);
});

it('a row that Exotel answers an add with, though it was there before, is kept and called existing', async () => {
	simulator.behaviour.duplicateDestination = 'existing';
	const row = simulator.state.addDestination(trunk, 'a.example:5061');
	simulator.faults.push({
		method: 'POST',
		answer: {
			status: 200,
			body: {
				request_id: 'r',
				response: [
					{
						code: 200,
						status: 'success',
						error_data: null,
						data: { ...row, destination: `sip:a.example${PORT}` },
					},
				],
			},
		},
	});
	const done = await run('sync', ['a.example'], DELETING);
	expect(itemsOf(done)).toMatchObject([{ action: 'existing', id: row.id }]);
	expect(simulator.calls).not.toContain(DELETE);
});

describe('a sync in a loop', () => {
	const loopOver = (list: readonly string[], options: IDataObject) =>
		looped(
			exotelWorkflow({
				rows: list.map((destination) => ({ trunk: TRUNK, destination })),
				parameters: { operation: 'sync', options: options as Record<string, string> },
			}),
		);

	it('does not delete what a pass before has wanted, and says why', async () => {
		has('old.example');
		const list = ['a.example', 'b.example', 'c.example'];
		const done = await runWorkflow(loopOver(list, DELETING), simulator.credential);
		expect(done.error).toBeUndefined();
		expect(hosts()).toEqual(list);
		expect(done.hints('Exotel')).toEqual([
			expect.stringContaining(
				'2 destinations are not in this list, but an earlier run of this node',
			),
		]);
	});

	it('does not keep anything for the next execution', async () => {
		await runWorkflow(loopOver(['a.example', 'b.example'], DELETING), simulator.credential);
		await runWorkflow(loopOver(['c.example'], DELETING), simulator.credential);
		expect(hosts()).toEqual(['c.example']);
	});
});
