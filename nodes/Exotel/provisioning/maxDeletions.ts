import { parsed, readWhole, refused, type Parsed } from '../sip/parsed';
import type { Plan } from './model';
import { deletionsIn } from './plan';
import { sum } from './sum';

/** How much an execution may delete: a number, or a percentage of what its trunks have. */
export interface MaxDeletions {
	/** As the user wrote it. */
	readonly written: string;
	readonly count: number;
	readonly isPercentage: boolean;
}

/** A percentage counts from so many existing rows on: of fewer, a single one may be more. */
const FIRST_COUNTED = 10;

/** More deletions than an execution may make. */
export interface TooMany {
	readonly deletions: number;
	readonly existing: number;
	readonly allowed: string;
}

/**
 * Reads how much may be deleted.
 *
 * @param text a whole number, a percentage such as `30%`, or nothing for no limit
 */
export function readMaxDeletions(text: string): Parsed<MaxDeletions | undefined> {
	const written = text.trim();
	if (written === '') return parsed(undefined);
	const isPercentage = written.endsWith('%');
	const count = readWhole(isPercentage ? written.slice(0, -1) : written);
	return count === undefined
		? refused('write a whole number, a percentage such as 30%, or nothing for no limit')
		: parsed({ written, count, isPercentage });
}

/** Says how many rows the plans of an execution would delete, if that is more than it may. Pure. */
export function tooManyDeletions(
	plans: readonly Plan[],
	limit: MaxDeletions | undefined,
): TooMany | undefined {
	if (limit === undefined) return undefined;
	const concerned = plans.filter(({ extras }) => extras.kind !== 'leave');
	const existing = sum(concerned.map(({ rows }) => rows.length));
	const deletions = sum(plans.map(deletionsIn));
	const { count, isPercentage, written: allowed } = limit;
	if (isPercentage && existing < FIRST_COUNTED) return undefined;
	const most = isPercentage ? (existing * count) / 100 : count;
	return deletions > most ? { deletions, existing, allowed } : undefined;
}
