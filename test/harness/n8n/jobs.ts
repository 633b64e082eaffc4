import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../records';
import type { Simulator } from '../simulator/simulator';
import type { DestinationRow, Trunk } from '../simulator/state';

/** A destination as its host, at the default port and transport, and with a priority. */
interface Destination {
	readonly host: string;
	readonly priority: number;
}

/** What an execution has to do on its trunk, and from where it starts. */
export interface Job {
	readonly name: string;
	/** Of the node Exotel. */
	readonly parameters: { readonly operation: string; readonly options: IDataObject };
	readonly wanted: readonly Destination[];
	/** What the trunk has before, in the order of its creation. */
	readonly before: readonly Destination[];
	/** Whether what is not wanted is to be deleted. */
	readonly deletes: boolean;
	/** Whether the priority of what is there already is only reported, not corrected. */
	readonly leavesPriorities: boolean;
}

const TRUNK = 'trmum1job';

/** 200 destinations, of which every tenth is only a spare. */
const WANTED = destinations('wanted', 200, (index) => (index % 10 === 9 ? 10 : 0));
/** Small batches make many moments; there is nobody else in the account, so nothing has to wait. */
const OPTIONS = { batchSize: 10, requestsPerMinute: 100_000 };

const SOME = WANTED.slice(0, 10).map(({ host }) => ({ host, priority: 0 }));
const OTHERS = destinations('other', 20, () => 3);

/** Adds all, and corrects what is there. */
export const ADD: Job = {
	name: 'Add',
	parameters: { operation: 'add', options: { ...OPTIONS, onExisting: 'update' } },
	wanted: WANTED,
	before: [...SOME, ...OTHERS.slice(0, 3)],
	deletes: false,
	leavesPriorities: false,
};

/** Adds all, and leaves alone what is there. */
export const ADD_SKIPPING: Job = {
	...ADD,
	name: 'Add that skips what is there',
	parameters: { operation: 'add', options: { ...OPTIONS, onExisting: 'skip' } },
	leavesPriorities: true,
};

/** Adds 140, corrects 20 and deletes 25: 20 that are not wanted, and five that are listed twice. */
export const SYNC: Job = {
	name: 'Sync',
	parameters: { operation: 'sync', options: { ...OPTIONS, deleteMissing: true, maxDeletions: '' } },
	wanted: WANTED,
	before: [
		...WANTED.slice(0, 40),
		...WANTED.slice(40, 60).map(({ host }) => ({ host, priority: 7 })),
		...OTHERS,
		...WANTED.slice(0, 5),
	],
	deletes: true,
	leavesPriorities: false,
};

/** The input rows of a job. */
export function rowsFor({ wanted }: Job): IDataObject[] {
	return wanted.map((destination) => ({ trunk: TRUNK, destination: { ...destination } }));
}

/** A trunk that a job is done on, and what it had before. */
export interface Site {
	readonly trunk: Trunk;
	readonly had: readonly DestinationRow[];
}

/** Gives the account of a simulator the trunk of a job, as it is before, and no other. */
export function prepare(simulator: Simulator, { before }: Job): Site {
	const { state } = simulator;
	state.trunks.clear();
	const trunk = state.addTrunk(TRUNK);
	for (const { host, priority } of before) {
		Object.assign(state.addDestination(trunk, `${host}:5061;transport=tls`), { priority });
	}
	return { trunk, had: trunk.destinations.map((row) => ({ ...row })) };
}

/** Fails unless what was there and is wanted is still there, each once, and deletes came last. */
export function checkAfterKill(job: Job, { trunk, had }: Site): void {
	const ids = new Set(trunk.destinations.map(({ id }) => id));
	const isSomeDeleted = had.some(({ id }) => !ids.has(id));
	if (isSomeDeleted) expect(job.deletes).toBe(true);
	for (const { host, priority } of job.wanted) {
		const rows = rowsOf(trunk.destinations, host);
		const earlier = rowsOf(had, host);
		expect(rows.length).toBeLessThanOrEqual(Math.max(earlier.length, 1));
		if (earlier.length > 0 || isSomeDeleted) expect([host, rows.length]).not.toEqual([host, 0]);
		for (const row of isSomeDeleted ? rows.slice(0, 1) : []) {
			expect([host, row.priority]).toEqual([host, priority]);
		}
	}
}

/** Fails unless a job is done: nothing is lost, doubled or left over, and the items say how it is. */
export function checkDone(job: Job, { trunk, had }: Site, items: unknown): void {
	const others = job.deletes ? [] : job.before.filter(({ host }) => !isWanted(job, host));
	const listed = trunk.destinations.map(({ destination }) => destination);
	expect(listed.sort()).toEqual([...job.wanted, ...others].map(({ host }) => uri(host)).sort());

	const told = new Map(
		(Array.isArray(items) ? items.filter(isRecord) : [])
			.filter(({ action }) => action !== 'deleted')
			.map((item) => [item.destination, item]),
	);
	expect(told.size).toBe(job.wanted.length);
	for (const { host, priority } of job.wanted) {
		const [row] = rowsOf(trunk.destinations, host);
		const item = told.get(uri(host));
		const { id } = row ?? {};
		expect(item).toMatchObject({ status: 'success', id, priority: row?.priority });
		if (job.leavesPriorities && row?.priority !== priority) {
			expect(item).toMatchObject({
				action: 'existing',
				message: expect.stringMatching(/priority/i),
			});
		} else {
			expect(row).toMatchObject({ destination: uri(host), priority, weight: 1 });
		}
		const earlier = rowsOf(had, host).map((one) => one.id);
		if (earlier.length > 0) expect(earlier).toContain(id);
	}
}

function destinations(
	name: string,
	count: number,
	priorityOf: (index: number) => number,
): Destination[] {
	return Array.from({ length: count }, (_, index) => ({
		host: `${name}${index}.example`,
		priority: priorityOf(index),
	}));
}

function uri(host: string): string {
	return `sip:${host}:5061;transport=tls`;
}

function rowsOf(rows: readonly DestinationRow[], host: string): DestinationRow[] {
	return rows.filter(({ destination }) => destination === uri(host));
}

function isWanted({ wanted }: Job, host: string): boolean {
	return wanted.some((one) => one.host === host);
}
