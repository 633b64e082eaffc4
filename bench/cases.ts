import { NAMES, type Contender } from './contenders';
import { isOfTrunks, OPERATIONS, type OperationName } from './operations';

/** A piece of work, and who does it. */
export interface Case {
	readonly contender: Contender;
	readonly operation: OperationName;
	/** How many items there are; for Add, how many destinations. */
	readonly count: number;
	/** How many trunks the items are spread over, evenly. */
	readonly trunks: number;
	/** How long Exotel takes to answer. */
	readonly latencyMs: 0 | 50;
	/** Whether the trunks already have all destinations. */
	readonly isSecondRun: boolean;
	/** Whether Exotel's limits apply. */
	readonly isLimited: boolean;
	/** The most rows that Exotel gives on a page, if those are fewer than usual. */
	readonly maxPage?: number;
	/** If each trunk has an execution of its own, all at the same time: where these run. */
	readonly crowd?: Crowd;
}

/** Where many executions run at once, one for each trunk. */
export type Crowd = 'one process' | 'two workers';

export const CROWDS: readonly Crowd[] = ['one process', 'two workers'];

/** Destinations per request: the node's default. */
export const BATCH_SIZE = 50;

/** Rows per page of the simulated Exotel. */
export const PAGE_SIZE = 200;

/** The pages of a list; each page after the first begins with the last row of the previous one. */
export function pagesOf(rows: number, size: number): number {
	return Math.max(1, Math.ceil((rows - 1) / (size - 1)));
}

/** Which cases are measured: all of them, those that the goals cover, or the small ones among those. */
export type Selection = 'all' | 'goals' | 'small';

/** The cases of a selection. */
export function casesOf(selection: Selection): Case[] {
	const common = { operation: 'add', trunks: 1, isSecondRun: false, isLimited: false } as const;
	const limited = { ...common, count: 1_000, latencyMs: 50, isLimited: true } as const;
	const cases: Case[] = [];
	for (const latencyMs of [0, 50] as const) {
		const add = (contender: Contender, count: number, more: Partial<Case> = {}) =>
			cases.push({ ...common, contender, count, latencyMs, ...more });
		for (const count of [1, 10, 100, 1_000, 10_000, 100_000]) {
			add('exotel', count);
			add('undici', count);
			if (count > 10_000) continue;
			if (count >= 1_000) add('exotelChecking', count);
			if (count >= 1_000) add('undiciChecking', count);
			add('httpRequest', count);
			if (count > 50) add('httpRequestBatched', count); // fewer fit in one batch
		}
		for (const trunks of [10, 100, 1_000]) add('exotel', 1_000, { trunks });
		add('exotelPlanning', 10_000, { isSecondRun: true });
		add('exotel', 1_000, { isSecondRun: true });
		add('exotel', 1_000, { isSecondRun: true, maxPage: 50 });
	}
	for (const contender of ['exotel', 'httpRequest', 'httpRequestPaced'] as const) {
		cases.push({ ...limited, contender });
	}
	for (const operation of ['export', 'apply'] as const) {
		for (const contender of ['exotel', 'undici'] as const) {
			cases.push({ ...common, contender, operation, count: 100, trunks: 100, latencyMs: 50 });
		}
	}
	for (const operation of ITEM_BY_ITEM) {
		const isList = operation === 'getMany';
		const work = { operation, count: isList ? 100 : 150, trunks: isList ? 100 : 1 };
		for (const contender of ['exotel', 'undici', 'httpRequest'] as const) {
			cases.push({ ...common, ...work, contender, latencyMs: 50 });
		}
		// More than 200 requests take more than a minute, whatever the limit of the simulated Exotel.
		if (isList) continue;
		for (const contender of ['exotel', 'httpRequest'] as const) {
			cases.push({ ...limited, operation, contender });
		}
	}
	for (const crowd of CROWDS) {
		for (const contender of ['exotel', 'exotelChecking', 'httpRequest'] as const) {
			cases.push({ ...common, contender, crowd, count: 1_000, trunks: 10, latencyMs: 50 });
		}
	}
	if (selection === 'all') return cases;
	return cases.filter((one) => isOfGoals(one) && (selection === 'goals' || isSmall(one)));
}

const ITEM_BY_ITEM = (Object.keys(OPERATIONS) as OperationName[]) // its own keys
	.filter((name) => name !== 'add' && !isOfTrunks(name));

function isOfGoals({ operation, contender, count, trunks, latencyMs, isLimited }: Case): boolean {
	if (operation !== 'add') return !isLimited || operation === 'map';
	if (trunks > 1 || contender === 'httpRequestBatched' || contender === 'httpRequestPaced') {
		return false;
	}
	if (latencyMs === 50) return count === 1_000;
	return count >= 10_000 && (contender === 'exotel' || contender === 'exotelPlanning');
}

/** Small ones fit into the time of a CI run, and are needed for a goal. */
function isSmall({ operation, contender, count, isLimited }: Case): boolean {
	if (operation === 'add') return count <= 1_000;
	return (
		count <= 150 && !isLimited && contender !== 'httpRequest' && operation !== 'export' // takes a minute
	);
}

/** Whether a run takes minutes and mostly waits, so that several can run side by side. */
export function mostlyWaits({ contender, operation, isLimited }: Case): boolean {
	return (
		contender === 'httpRequestPaced' || (contender === 'exotel' && operation !== 'add' && isLimited)
	);
}

/** The name of a case, for reports. */
export function nameOf(one: Case): string {
	return [
		NAMES[one.contender],
		...(one.operation === 'add' ? [] : [OPERATIONS[one.operation].name]),
		`${one.count.toLocaleString('en')} on ${one.trunks.toLocaleString('en')}`,
		`${one.latencyMs} ms`,
		...(one.isSecondRun ? ['second run'] : []),
		...(one.maxPage === undefined ? [] : [`pages of ${one.maxPage}`]),
		...(one.isLimited ? ['limits'] : []),
		...(one.crowd === undefined ? [] : [`at once in ${one.crowd}`]),
	].join(', ');
}
