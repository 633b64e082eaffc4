import { NAMES, type Contender } from './contenders';

/** A piece of work, and who does it. */
export interface Case {
	readonly contender: Contender;
	readonly destinations: number;
	/** How many trunks the destinations are spread over, evenly. */
	readonly trunks: number;
	/** How long Exotel takes to answer. */
	readonly latencyMs: 0 | 50;
	/** Whether the trunks already have all destinations. */
	readonly isSecondRun: boolean;
	/** Whether Exotel's limits apply. */
	readonly isLimited: boolean;
}

/** Destinations per request: the node's default. */
export const BATCH_SIZE = 50;

/** Rows per page of the simulated Exotel. */
export const PAGE_SIZE = 200;

/** Which cases are measured: all of them, those that the goals cover, or the small ones among those. */
export type Selection = 'all' | 'goals' | 'small';

/** The cases of a selection. */
export function casesOf(selection: Selection): Case[] {
	const common = { trunks: 1, isSecondRun: false, isLimited: false };
	const limited = { ...common, destinations: 1_000, latencyMs: 50, isLimited: true } as const;
	const cases: Case[] = [];
	for (const latencyMs of [0, 50] as const) {
		const add = (contender: Contender, destinations: number, more: Partial<Case> = {}) =>
			cases.push({ ...common, contender, destinations, latencyMs, ...more });
		for (const destinations of [1, 10, 100, 1_000, 10_000, 100_000]) {
			add('exotel', destinations);
			if (destinations >= 1_000 && destinations < 100_000) add('exotelChecking', destinations);
			add('undici', destinations);
			if (destinations > 10_000) continue;
			add('httpRequest', destinations);
			if (destinations > 50) add('httpRequestBatched', destinations); // fewer fit in one batch
		}
		for (const trunks of [10, 100, 1_000]) add('exotel', 1_000, { trunks });
		add('exotel', 1_000, { isSecondRun: true });
	}
	for (const contender of ['exotel', 'httpRequest', 'httpRequestPaced'] as const) {
		cases.push({ ...limited, contender });
	}
	const isOfGoals = (one: Case) =>
		one.trunks === 1 &&
		one.contender !== 'httpRequestBatched' &&
		one.contender !== 'httpRequestPaced' &&
		(one.latencyMs === 50
			? one.destinations === 1_000
			: one.destinations >= 10_000 && one.contender === 'exotel');
	if (selection === 'all') return cases;
	return cases.filter(
		(one) => isOfGoals(one) && (selection === 'goals' || one.destinations <= 1_000),
	);
}

/** Whether a run takes minutes and mostly waits, so that several can run side by side. */
export function mostlyWaits({ contender }: Case): boolean {
	return contender === 'httpRequestPaced';
}

/** The name of a case, for reports. */
export function nameOf(one: Case): string {
	return [
		NAMES[one.contender],
		`${one.destinations.toLocaleString('en')} on ${one.trunks.toLocaleString('en')}`,
		`${one.latencyMs} ms`,
		...(one.isSecondRun ? ['second run'] : []),
		...(one.isLimited ? ['limits'] : []),
	].join(', ');
}
