import type { Case } from './cases';
import type { Contender } from './contenders';
import type { Goal } from './goals';
import type { Shares } from './profile';

/** What the runs of a case have shown; of numbers that differ the median, with the least and the most. */
export interface Result extends Case {
	readonly runs: number;
	/** The time of the node, or of all requests for the floor; in milliseconds. */
	readonly ms: Spread;
	/** The most memory of n8n while the node ran, beyond that of n8n before the workflow; in MB. */
	readonly memoryMb?: Spread;
	readonly reads: Spread;
	readonly posts: Spread;
	/** Requests that were refused for the limits. */
	readonly refused: Spread;
	/** Destinations that were added and are on their trunk. */
	readonly added: Spread;
	/** Items that came out of the node. */
	readonly items: Spread;
}

export interface Spread {
	readonly median: number;
	readonly least: number;
	readonly most: number;
}

export function spreadOf(values: readonly number[]): Spread {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = (sorted.length - 1) / 2;
	const at = (index: number) => sorted[index] ?? NaN;
	const median = (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2;
	return { median, least: at(0), most: at(sorted.length - 1) };
}

/** What `bench/results.json` holds. */
export interface Results {
	/** The day, as YYYY-MM-DD. */
	readonly date: string;
	readonly machine: string;
	readonly n8n: string;
	readonly results: readonly Result[];
	/** Where the time goes with 100,000 destinations at 0 ms. */
	readonly shares?: Shares;
	readonly goals: readonly Goal[];
}

/** The results of a contender for some work; on one trunk, the first run and without limits unless asked otherwise. */
export function findResults(
	results: readonly Result[],
	contender: Contender,
	work: Partial<Case>,
): Result[] {
	const usual = { trunks: 1, isSecondRun: false, isLimited: false };
	const wanted = Object.entries({ ...usual, ...work, contender });
	return results.filter(
		(one) => wanted.every(([name, value]) => one[name as keyof Case] === value), // its own names
	);
}

/** The first of these, for work that is measured once. */
export function findResult(...asked: Parameters<typeof findResults>): Result | undefined {
	return findResults(...asked)[0];
}
