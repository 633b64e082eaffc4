import type { Parsed } from '../../sip/parsed';
import type { Parts } from '../protect';

/** How bad a finding is, the worst first. */
export const LEVELS = ['error', 'warning', 'info'] as const;

export type Level = (typeof LEVELS)[number];

/** Something about a trunk that its owner should know. */
export interface Finding {
	readonly level: Level;
	/** What it is about: a URI, an address or a number; the name of the trunk if it is about all of it. */
	readonly about: string;
	/** What is wrong, in a sentence. */
	readonly message: string;
	/** What to do next; names the operation that does it. */
	readonly hint: string;
}

/** What a trunk is checked for. */
export interface Rule {
	readonly rule: string;
	/** The levels that its findings may have. */
	readonly levels: readonly Level[];
	/** What it finds, in a sentence for the documentation. */
	readonly finds: string;
	find(trunk: CheckedTrunk): readonly Finding[];
}

/** A trunk as the rules look at it, in whatever forms Exotel lists its parts. */
export interface CheckedTrunk {
	/** Its name, or its SID if it has none. */
	readonly name: string;
	/** Empty if Exotel names none. */
	readonly status: string;
	readonly destinations: readonly CheckedDestination[];
	readonly networks: readonly Network[];
	/** How many SIP credentials and phone numbers it has. */
	readonly credentials: number;
	readonly numbers: number;
	/** As it is written; empty if none is set. */
	readonly callerId: string;
	/** Absent if nothing depends on them. */
	readonly exoPhones?: ExoPhones;
}

/** A row of the trunk's destinations. */
export interface CheckedDestination {
	/** The URI, without anything that could be a secret. */
	readonly shown: string;
	/** What it has in common with every other way of writing it. */
	readonly key: string;
	readonly parts: Parts;
	readonly priority: number;
	readonly takesCalls: boolean;
}

/** An entry of the trunk's whitelist. */
export interface Network {
	readonly shown: string;
	/** The number that its address is; absent if it is none. */
	readonly address?: number;
	/** How many bits of the address count; 0 if that can't be read, for then it may be any. */
	readonly mask: number;
}

/** The numbers of the account. */
export type ExoPhones = Parsed<readonly string[]>;
