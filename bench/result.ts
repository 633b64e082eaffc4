import type { Case } from './cases';
import type { Contender } from './contenders';
import type { Result, Spread } from './types';

/** The spread of some numbers. */
export function spreadOf(values: readonly number[]): Spread {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = (sorted.length - 1) / 2;
	const at = (index: number) => sorted[index] ?? NaN;
	const median = (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2;
	return { median, least: at(0), most: at(sorted.length - 1) };
}

/** The results of a contender for some work; by default on one trunk, in a first run, without limits. */
export function findResults(
	results: readonly Result[],
	contender: Contender,
	work: Partial<Case>,
): Result[] {
	const usual = {
		operation: 'add',
		trunks: 1,
		isSecondRun: false,
		isLimited: false,
		maxPage: undefined,
		crowd: undefined,
	};
	const wanted = Object.entries({ ...usual, ...work, contender });
	return results.filter(
		(one) => wanted.every(([name, value]) => one[name as keyof Case] === value), // its own keys
	);
}

/** The first of these, for work that is measured once. */
export function findResult(...asked: Parameters<typeof findResults>): Result | undefined {
	return findResults(...asked)[0];
}
