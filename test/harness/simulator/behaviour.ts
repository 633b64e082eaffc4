/** Which answer to play where exotel-api lists two, and how slow and strict to be. */
export interface Behaviour {
	/** Time before each answer, in milliseconds. */
	latencyMs: number;
	/** A trunk SID that is unknown: 404 / 1000 or 403 / 1003. */
	unknownTrunk: 404 | 403;
	/** A destination that the trunk already has: a second row, or 1008. */
	duplicateDestination: 'append' | 'refuse';
	/** The HTTP status of a duplicate: that of its entry, or 200. */
	duplicateStatus: 200 | 409;
	/** A trunk requested by its path: answered, or refused in one of two ways. */
	trunkByPath: 200 | 404 | 405;
	/** Whether the answer to a trunk-map lookup comes in an envelope. */
	trunkMapEnvelope: boolean;
	/** SIP credentials as documented now, or as older pages show them, passwords and all. */
	credentials: 'current' | 'older';
	/** Whether the metadata of a batch counts failed entries. */
	countsFailed: boolean;
	/** Requests accepted per minute; any more are answered with 429. */
	requestsPerMinute: number;
	/** Requests accepted at the same time; any more are answered with 429. */
	connections: number;
	/** How a 429 says how long to wait, if at all. */
	retryAfter: 'seconds' | 'date' | undefined;
	/** The form of a 429: that of every other answer, or that on Exotel's general page about rate limits. */
	limitForm: 'envelope' | 'restException';
	/** Destinations accepted in one request, and how a larger batch is refused. */
	maxBatch: { readonly size: number; readonly status: 400 | 413 };
	/** The most rows per page, and whether a request for more is refused or gets that many. */
	maxPage: { readonly size: number; readonly isRefused: boolean };
}

/** The default, unless a test asks for something else. */
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
