import type { IDataObject } from 'n8n-workflow';

import type { SipDestination } from '../sip/destination';
import type { ExotelResource, Failure } from '../transport/model';
import type { MaxDeletions, TooMany } from './maxDeletions';
import type { IsProtected } from './protect';

/** What to do with a destination that the trunk has already: leave it, correct its priority and weight, or add it once more. */
export type OnExisting = 'skip' | 'update' | 'add';

/** A destination that a trunk should have. */
export interface Desired {
	/** What `destinationKey` makes of it. */
	readonly key: string;
	readonly destination: SipDestination;
	readonly onExisting: OnExisting;
}

export interface WantedDestination extends Desired {
	/** Whether to put an IPv4 destination on the whitelist of the trunk first. */
	readonly whitelist: boolean;
}

/** What a trunk should have. */
export interface TrunkGoal {
	readonly trunkSid: string;
	/** A destination may be wanted several times. */
	readonly wanted: readonly WantedDestination[];
	/** Whether what is there already gets the priority and weight that are wanted. */
	readonly corrects: boolean;
	/** What to call a destination that is there and needs nothing done. */
	readonly inPlace: 'existing' | 'unchanged';
	/** What to do with destinations that are not wanted. */
	readonly extras: Extras;
	/** What must not be changed or deleted, whatever is wanted. */
	readonly isProtected: IsProtected;
	/** Keys that are not wanted now but were wanted before in the same execution, so they are left alone. */
	readonly earlier: ReadonlySet<string>;
}

/** What to do with destinations that are not wanted; `withhold` is to report them as not deleted. */
export type Extras =
	| { readonly kind: 'leave' }
	| { readonly kind: 'delete' }
	| { readonly kind: 'withhold'; readonly because: Doubt };

/** Why nothing is deleted, although it was asked for. */
export type Doubt =
	/** A row of the list could not be read, so it is not known what is wanted. */
	| 'rowUnreadable'
	/** A trunk that is named could not be read: a destination may have been meant for another one. */
	| 'trunkUnread'
	/** Something wanted is not in place. */
	| 'notInPlace'
	/** The list could not be read again to see what is in place. */
	| 'unchecked'
	/** Exotel lists it without an id, so it can't be named. */
	| 'withoutId';

/** The difference between what a trunk has and what it should have. */
export interface Difference<D extends Desired> {
	/** Not on the trunk yet, or to be added all the same; in the order wanted. */
	readonly add: D[];
	/** On the trunk; `change` is what differs from the priority and weight wanted, if anything. */
	readonly keep: ReadonlyArray<{
		readonly one: D;
		readonly row: ExotelResource;
		readonly change?: IDataObject;
	}>;
	/** On the trunk but not wanted, or there once more than wanted. */
	readonly extra: readonly ExotelResource[];
}

/** A destination that is on its trunk with another priority or weight than wanted. */
export interface RoutingChange {
	readonly one: WantedDestination;
	/** What became of it so far. */
	readonly done: Done;
	readonly change: IDataObject;
}

/** All that is to be done about one trunk; each destination stands once in `add`, `update` or `keep`. */
export interface Plan {
	readonly trunkSid: string;
	/** What the trunk had before. */
	readonly rows: readonly ExotelResource[];
	/** IPv4 addresses to put on the whitelist first. */
	readonly whitelist: readonly string[];
	readonly add: readonly WantedDestination[];
	readonly update: readonly RoutingChange[];
	/** What needs nothing done. */
	readonly keep: ReadonlyArray<{ readonly one: WantedDestination; readonly done: Done }>;
	/** What is to have another priority or weight and is protected. */
	readonly held: ReadonlyArray<{ readonly one: WantedDestination; readonly outcome: NotDone }>;
	/** What is wanted again, with the first that wants it. */
	readonly repeats: ReadonlyArray<{
		readonly one: WantedDestination;
		readonly first: WantedDestination;
	}>;
	/** What to call a destination that is there and needs nothing done. */
	readonly inPlace: 'existing' | 'unchanged';
	/** Whether what turns out to be there already gets the priority and weight that are wanted. */
	readonly corrects: boolean;
	/** What is not wanted, and what to do with it. */
	readonly extra: readonly ExotelResource[];
	readonly extras: Extras;
	/** What is not wanted and would be deleted if it was not protected. */
	readonly spared: readonly ExotelResource[];
	readonly isProtected: IsProtected;
	/** How many rows are left alone only because they were wanted before in the same execution. */
	readonly earlier: number;
}

/** What became of a destination. */
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
	/** The priority and weight that were asked for, if what was there already keeps others. */
	readonly differs?: IDataObject;
}

/** What is not as it should be with a destination that is on its trunk. */
export interface Flaw {
	/** It has not got its priority and weight; or it is there twice, since the later one could not be deleted. */
	readonly kind: 'unrouted' | 'doubled';
	readonly failure: Failure;
}

/** It is not as it should be. */
export type NotDone =
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
	/** It is protected, and the list asks for another priority or weight than it has. */
	| { readonly kind: 'protected'; readonly row: ExotelResource; readonly change: IDataObject }
	/** It is not deleted, since that may be wrong. */
	| { readonly kind: 'withheld'; readonly because: Doubt };

/** What was to be done about a destination. */
export type Purpose = 'added' | 'updated' | 'deleted';

/** What became of one trunk: the same from a preview as from carrying a plan out. */
export interface TrunkOutcome {
	readonly plan: Plan;
	readonly outcomes: Map<WantedDestination, Outcome>;
	/** Of what is not wanted; without those that are left alone. */
	readonly removals: ReadonlyMap<ExotelResource, Outcome>;
	/** Why the list could not be read again, to see whether anything is there twice or gone. */
	readonly unchecked?: Failure;
}

/** What became of one batch. */
export interface BatchOutcome {
	readonly outcomes: ReadonlyMap<WantedDestination, Outcome>;
	/** What has no outcome, because of the failure. */
	readonly open: readonly WantedDestination[];
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
	/** Destinations a request, at least 1. */
	readonly batchSize: number;
	/** Whether to send nothing more, for any trunk, once a request as a whole has failed. */
	readonly stopOnFailure: boolean;
	/** Whether to change nothing and only report what would be done. */
	readonly dryRun: boolean;
	/** Whether to look, after adding, for what another execution has added at the same time. */
	readonly checksDoubles: boolean;
	/** How much may be deleted from all trunks together; no limit if absent. */
	readonly maxDeletions?: MaxDeletions;
	readonly progress: Counting;
	/** Ends the wait for other executions on the same trunks. */
	readonly signal?: AbortSignal;
}

/** What became of all destinations; failures are outcomes too. */
export interface Provisioned {
	/** By trunk SID. */
	readonly outcomes: ReadonlyMap<string, ReadonlyMap<WantedDestination, Outcome>>;
	/** Destinations that are not wanted; without an outcome where they were left alone. */
	readonly extras: ReadonlyArray<{
		readonly trunkSid: string;
		readonly row: ExotelResource;
		readonly outcome?: Outcome;
	}>;
	/** Trunks whose list could not be read again afterwards, with why. */
	readonly unchecked: ReadonlyArray<{ readonly trunkSid: string; readonly failure: Failure }>;
	/** How many destinations were left alone only because they were wanted before in the same execution. */
	readonly earlier: number;
	/** More would be deleted than may be, so that nothing was changed. */
	readonly tooMany?: TooMany;
}
