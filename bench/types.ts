import type { Case } from './cases';
import type { Shares } from './profile';

/** The results of the runs of a case; numbers that vary with their median, least and most. */
export interface Result extends Case {
	readonly runs: number;
	/** The time of the node, or of all requests for the floor; in milliseconds. */
	readonly ms: Spread;
	/** n8n's peak memory while the node ran, minus its memory before the rows were read; in MB. */
	readonly memoryMb?: Spread;
	readonly reads: Spread;
	/** Requests that change something. */
	readonly posts: Spread;
	/** Requests that were refused because of the limits. */
	readonly refused: Spread;
	/** What the operation has done in the end, such as destinations that are on their trunk; each counts once. */
	readonly done: Spread;
	/** Items that the node returned. */
	readonly items: Spread;
}

/** The median, the least and the most of some numbers. */
export interface Spread {
	readonly median: number;
	readonly least: number;
	readonly most: number;
}

/** What a poll of the trigger takes besides reading. */
export interface Watching {
	readonly trunks: number;
	readonly ms: Spread;
	/** How much n8n keeps for it. */
	readonly bytes: number;
}

/** What is promised, and what was measured. */
export interface Goal {
	readonly what: string;
	readonly promised: string;
	readonly measured: string;
	readonly isMet: boolean;
	/** The names of the cases that were compared. */
	readonly cases: readonly string[];
}

/** What `bench/results.json` holds. */
export interface Results {
	/** The day, as YYYY-MM-DD. */
	readonly date: string;
	readonly machine: string;
	readonly n8n: string;
	readonly results: readonly Result[];
	/** Where the time goes, with 100,000 destinations at 0 ms. */
	readonly shares?: Shares;
	/** The trigger; absent in results from before there was one. */
	readonly watching?: Watching;
	readonly goals: readonly Goal[];
}
