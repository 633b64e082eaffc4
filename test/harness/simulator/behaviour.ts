/** Where exotel-api lists two answers, which one to play; and how slow and strict to be. */
export interface Behaviour {
	/** Time before each answer, in milliseconds. */
	latencyMs: number;
	/** A trunk SID that is unknown: 404 / 1000 or 403 / 1003. */
	unknownTrunk: 404 | 403;
	/** A destination that the trunk has already: a second row, or 1008. */
	duplicateDestination: 'append' | 'refuse';
	/** The HTTP status of a duplicate: the one of its entry, or 200. */
	duplicateStatus: 200 | 409;
	/** A trunk asked for by its path: answered, or one of two refusals. */
	trunkByPath: 200 | 404 | 405;
	/** Whether a trunk-map lookup comes in an envelope. */
	trunkMapEnvelope: boolean;
	/** SIP credentials as they are documented now, or as older pages show them, passwords and all. */
	credentials: 'current' | 'older';
	/** Whether the metadata of a batch counts the failed. */
	countsFailed: boolean;
	/** Requests taken in a minute; each further one is answered with 429. */
	requestsPerMinute: number;
	/** Requests at the same time; each further one is answered with 429. */
	connections: number;
	/** In which form a 429 says how long to wait, if at all. */
	retryAfter: 'seconds' | 'date' | undefined;
	/** The form of a 429: that of every other answer, or the one of Exotel's general page on rate limits. */
	limitForm: 'envelope' | 'restException';
	/** Destinations taken in one request, and how more are refused. */
	maxBatch: { readonly size: number; readonly status: 400 | 413 };
	/** Rows of a page at most, and whether a request for more is refused or gets that many. */
	maxPage: { readonly size: number; readonly isRefused: boolean };
}

/** What is played unless a test asks for something else. */
export const USUAL: Readonly<Behaviour> = {
	latencyMs: 0,
	unknownTrunk: 404,
	duplicateDestination: 'append',
	duplicateStatus: 200,
	trunkByPath: 200,
	trunkMapEnvelope: false,
	credentials: 'current',
	countsFailed: true,
	requestsPerMinute: Infinity,
	connections: Infinity,
	retryAfter: undefined,
	limitForm: 'envelope',
	maxBatch: { size: Infinity, status: 413 },
	maxPage: { size: Infinity, isRefused: false },
};
