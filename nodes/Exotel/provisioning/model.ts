import type { IDataObject } from 'n8n-workflow';

import type { ExotelResource, Failure, Rows } from '../transport/model';
import type { IsProtected } from './protect';
import type { Elsewhere, PlannedSection, Wanted } from './sections/section';

/** What a trunk should have of one section. */
export interface TrunkGoal {
	/** Of a trunk that does not exist yet, what stands for its SID. */
	readonly trunkSid: string;
	readonly section: PlannedSection;
	/** What the trunk has, where that is known without reading a list of its own. */
	readonly listed?: Rows;
	/** The same may be wanted several times. */
	readonly wanted: readonly Wanted[];
	/** How many rows the trunk will have, as a guess. */
	readonly expected: number;
	/** Whether all of it may be deleted; otherwise an empty list deletes nothing. */
	readonly mayBeEmpty: boolean;
	/** Whether what is there already is corrected, as far as it can be changed in place. */
	readonly corrects: boolean;
	/** What to call what is there and needs nothing done. */
	readonly inPlace: 'existing' | 'unchanged';
	/** What to do with what is not wanted. */
	readonly extras: Extras;
	/** What must not be changed or deleted, whatever is wanted. */
	readonly isProtected: IsProtected;
	/** Keys that are not wanted now but were wanted before in the same execution, so they are left alone. */
	readonly earlier: ReadonlySet<string>;
	/** Keys of what another trunk of the execution wants and only one can have, so they are left alone. */
	readonly claimed: ReadonlySet<string>;
	/** Whether what only one trunk can have is moved here from another one; otherwise it is refused. */
	readonly moves: boolean;
}

/** What to do with what is not wanted; `withhold` is to report them as not deleted. */
export type Extras =
	| { readonly kind: 'leave' }
	| { readonly kind: 'delete' }
	| { readonly kind: 'withhold'; readonly because: Doubt };

/** Why nothing is deleted, although it was asked for. */
export type Doubt =
	/** A row of the list could not be read, so it is not known what is wanted. */
	| 'rowUnreadable'
	/** Nothing at all is wanted, and nobody said that this may be. */
	| 'emptyList'
	/** A trunk that is named could not be read: a destination may have been meant for another one. */
	| 'trunkUnread'
	/** Something wanted is not in place. */
	| 'notInPlace'
	/** The list could not be read again to see what is in place. */
	| 'unchecked'
	/** Exotel lists it without an id, so it can't be named. */
	| 'withoutId';

/** The difference between what a trunk has and what it should have. */
export interface Difference {
	/** Not on the trunk yet, or to be added all the same; in the order wanted. */
	readonly add: Wanted[];
	/** On the trunk; `change` is what differs from what is wanted, of what can be changed in place. */
	readonly keep: ReadonlyArray<{
		readonly one: Wanted;
		readonly row: ExotelResource;
		readonly change?: IDataObject;
	}>;
	/** On the trunk but not wanted, or there once more than wanted. */
	readonly extra: readonly ExotelResource[];
}

/** Something that is on its trunk and to be changed in place. */
export interface Correction {
	readonly one: Wanted;
	/** What became of it so far. */
	readonly done: Done;
	readonly change: IDataObject;
}

/** All that is to be done about one section of a trunk; what is wanted stands once in `add`, `update`, `keep` or `held`. */
export interface Plan {
	readonly trunkSid: string;
	readonly section: PlannedSection;
	/** What the trunk had before. */
	readonly rows: readonly ExotelResource[];
	readonly add: readonly Wanted[];
	readonly update: readonly Correction[];
	/** What needs nothing done. */
	readonly keep: ReadonlyArray<{ readonly one: Wanted; readonly done: Done }>;
	/** What can't be changed, such as what is protected. */
	readonly held: ReadonlyArray<{ readonly one: Wanted; readonly outcome: NotDone }>;
	/** What is wanted again, with the first that wants it. */
	readonly repeats: ReadonlyArray<{
		readonly one: Wanted;
		readonly first: Wanted;
	}>;
	/** What to call what is there and needs nothing done. */
	readonly inPlace: 'existing' | 'unchanged';
	/** Whether what turns out to be there already is corrected. */
	readonly corrects: boolean;
	/** What is not wanted, and what to do with it. */
	readonly extra: readonly ExotelResource[];
	readonly extras: Extras;
	/** What is not wanted and would be deleted if it was not protected. */
	readonly spared: readonly ExotelResource[];
	readonly isProtected: IsProtected;
	/** How many rows are left alone only because they were wanted before in the same execution. */
	readonly earlier: number;
	/** Of what is to be added, what another trunk has and is to give away first. */
	readonly moves: ReadonlyMap<Wanted, Elsewhere>;
}

/** What became of something wanted, or of a row that is not. */
export type Outcome = Done | NotDone;

/** It is as it should be. */
export interface Done {
	readonly kind: 'done';
	/** What was done for that. */
	readonly action: 'added' | 'existing' | 'updated' | 'unchanged' | 'deleted' | 'protected';
	readonly row: ExotelResource;
	readonly requestId: string | null;
	/** The row before, if it was updated. */
	readonly before?: ExotelResource;
	/** What is not as it should be all the same. */
	readonly flaws?: readonly Flaw[];
	/** What was asked for, where what was there already keeps something else. */
	readonly differs?: IDataObject;
	/** The SID of the trunk that it was moved from. */
	readonly movedFrom?: string;
}

/** What is not as it should be with something that is on its trunk. */
export interface Flaw {
	/** It was added and could not be given what it should have; or it is there twice, since the later one could not be deleted. */
	readonly kind: 'incomplete' | 'doubled';
	readonly failure: Failure;
}

/** It is not as it should be. */
export type NotDone = NotDoneBecause & {
	/** What became of it on the trunk that it was taken from. */
	readonly returned?: Returned;
};

/** Something that was taken from another trunk and could not be added to this one. */
export interface Returned {
	readonly trunkSid: string;
	/** Whether that trunk has it again; if not, why, unless it has turned out that a trunk has it. */
	readonly isBack: boolean;
	readonly failure?: Failure;
}

/** Why something is not as it should be. */
type NotDoneBecause =
	/** Exotel refused this one. */
	| { readonly kind: 'refused'; readonly goal: Purpose; readonly failure: Failure }
	/** The request that it was in failed as a whole. */
	| { readonly kind: 'requestFailed'; readonly goal: Purpose; readonly failure: Failure }
	/** Nothing was sent for it, because of the failure of a request before. */
	| { readonly kind: 'notTried'; readonly goal: Purpose; readonly failure: Failure }
	/** Exotel's answers do not say what became of it. */
	| { readonly kind: 'unaccounted'; readonly failure: Failure }
	/** It was in place, and somebody else deleted it again and again. */
	| { readonly kind: 'lost' }
	/** It can't be added, and is not there already. */
	| { readonly kind: 'unaddable' }
	/** It can't be added without a password, and there is none. */
	| { readonly kind: 'needsPassword' }
	/** Another trunk has it, and only one can. */
	| { readonly kind: 'elsewhere'; readonly trunkSid: string; readonly isProtected: boolean }
	/** It would be put behind, and no other destination would be left that takes calls. */
	| { readonly kind: 'last'; readonly row: ExotelResource }
	/** It was to be changed back, and is not on the trunk any more. */
	| { readonly kind: 'gone' }
	/** It can't be changed, because Exotel lists it without an id. */
	| { readonly kind: 'nameless'; readonly row: ExotelResource }
	/** Something before it asks for other values. */
	| { readonly kind: 'contradicted'; readonly row: ExotelResource }
	/** It is protected, and the list asks for something else than it has. */
	| { readonly kind: 'protected'; readonly row: ExotelResource; readonly change: IDataObject }
	/** It is not deleted, since that may be wrong. */
	| { readonly kind: 'withheld'; readonly because: Doubt };

/** What was to be done about something. */
export type Purpose = 'added' | 'updated' | 'deleted';

/** What became of one trunk: the same from a preview as from carrying a plan out. */
export interface TrunkOutcome {
	readonly plan: Plan;
	/** Its SID; if it could not be made, what stands for it. */
	readonly trunkSid: string;
	readonly outcomes: Map<Wanted, Outcome>;
	/** Of what is not wanted; without those that are left alone. */
	readonly removals: ReadonlyMap<ExotelResource, Outcome>;
	/** Why the list could not be read again, to see whether anything is there twice or gone. */
	readonly unchecked?: Failure;
}

/** What became of one batch. */
export interface BatchOutcome {
	readonly outcomes: ReadonlyMap<Wanted, Outcome>;
	/** What has no outcome, because of the failure. */
	readonly open: readonly Wanted[];
	readonly failure?: Failure;
}

/** Counts what is done, so that somebody can tell how far it is. */
export interface Counting {
	/**
	 * Begins a part of the work.
	 *
	 * @param what is counted, with what becomes of it, such as "items done"
	 * @param total how many there will be, each about one request
	 */
	begin(what: string, total: number): void;
	/** Takes note that one more is done. */
	advance(): void;
}

export interface ProvisionOptions {
	/** How many a request may make, at least 1. */
	readonly batchSize: number;
	/** Whether to send nothing more, for any trunk, once a request as a whole has failed. */
	readonly stopOnFailure: boolean;
	/** Whether to change nothing and only report what would be done. */
	readonly dryRun: boolean;
	/** Whether to look, after adding, for what another execution has added at the same time. */
	readonly checksDoubles: boolean;
	readonly progress: Counting;
	/** Ends the wait for other executions on the same trunks. */
	readonly signal?: AbortSignal;
}
