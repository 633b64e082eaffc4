import type { Case } from './cases';
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

/** The median of some numbers, the least and the most. */
export interface Spread {
	readonly median: number;
	readonly least: number;
	readonly most: number;
}

/** What is promised, and what was measured. */
export interface Goal {
	readonly what: string;
	readonly promised: string;
	readonly measured: string;
	readonly isMet: boolean;
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
