import type { ExotelResource, Result } from '../transport/model';
import type { Report } from './report';

/** What is to be done for one input item, its parameters read and checked. */
export interface Task {
	/** What it changes, if anything. Tasks for the same thing run one after the other, in the order of their items. */
	readonly thing?: string;
	/** Gives the rows to output, or why there are none. */
	run(): Promise<Result<readonly ExotelResource[]>>;
}

/** What became of a task. */
export type Outcome =
	| { readonly kind: 'done'; readonly rows: readonly ExotelResource[] }
	| { readonly kind: 'failed'; readonly report: Report; readonly mayBeDone: boolean }
	/** Another one had failed, and the workflow is not set to continue. */
	| { readonly kind: 'notTried' };

/** A task of an item, or why the item has none. */
export type Planned =
	| { readonly itemIndex: number; readonly task: Task }
	| { readonly itemIndex: number; readonly unusable: Report; readonly isInput: boolean };

/** A task and what became of it. */
export interface Told {
	readonly itemIndex: number;
	readonly outcome: Outcome;
}

/** Whether a task failed, or could not be begun because its item can't be used. */
export function isFailed(outcome: Outcome): outcome is Extract<Outcome, { kind: 'failed' }> {
	return outcome.kind === 'failed';
}
