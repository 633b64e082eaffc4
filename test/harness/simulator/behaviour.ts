import type { Form } from './forms';
import type { Lag } from './history';
import { seeded } from './random';

/** Which answer to play where exotel-api lists two, and how slow and strict to be. */
export interface Behaviour {
	/** Time before each answer, in milliseconds. */
	latencyMs: number;
	/** The longest time before each request is carried out, and before it is answered; the times are random. */
	delayMs: { readonly handling: number; readonly answering: number };
	/** What all that is random here is drawn from. */
	random: () => number;
	/** A trunk SID that is unknown: 404 / 1000 or 403 / 1003. */
	unknownTrunk: 404 | 403;
	/** A destination that the trunk already has: a second row, 1008, or a success with the row that is there. */
	duplicateDestination: 'append' | 'refuse' | 'existing';
	/** The HTTP status of a duplicate: that of its entry, or 200. */
	duplicateStatus: 200 | 409;
	/** A trunk requested by its path: answered, or refused in one of two ways. */
	trunkByPath: 200 | 404 | 405;
	/** Whether the answer to a trunk-map lookup comes in an envelope. */
	trunkMapEnvelope: boolean;
	/** SIP credentials as documented now, or as older pages show them, passwords and all. */
	credentials: 'current' | 'older';
	/** Whether the password and the name of a SIP credential may have hyphens. */
	credentialHyphens: boolean;
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
	/** In which order rows are listed. If it is random, it is so for each page. */
	listOrder: 'usual' | 'random';
	/** How far lists, and everything else that is only read, lag behind what has been carried out. */
	listLag: Lag | undefined;
	/** What goes with a list: links as text, links as objects, or nothing. */
	listMetadata: 'usual' | 'objects' | 'none';
	/**
	 * How destinations are written that were there before the request: each in one of these forms, which its
	 * id decides; as they were sent if there are none.
	 */
	listedForms: readonly Form[];
	/** Whether ids are texts or, as far as their digits go, numbers. */
	ids: 'text' | 'number';
	/** The most rows per page, and whether a request for more is refused or gets that many. */
	maxPage: { readonly size: number; readonly isRefused: boolean };
	/** How the ExoPhones API writes Indian numbers: +91 and ten digits, 0 and ten digits, or ten digits. */
	exoPhoneForm: 'e164' | 'zeroPrefixed' | 'national';
	/** Whether a list of ExoPhones has links, which lead to another host and without TLS, as on older pages. */
	exoPhoneLinks: 'absent' | 'otherHost';
	/**
	 * What the page of ExoPhones is that is asked for: the usual; always all of them, on page 0; or beyond the
	 * end the last one again, so that pages never end by themselves: if they have links, each has a next one.
	 */
	exoPhonePages: 'usual' | 'ignored' | 'lastRepeats';
}

/** The default, unless a test asks for something else. */
export const USUAL: Readonly<Behaviour> = {
	latencyMs: 0,
	delayMs: { handling: 0, answering: 0 },
	random: seeded(1),
	unknownTrunk: 404,
	duplicateDestination: 'append',
	duplicateStatus: 200,
	trunkByPath: 200,
	trunkMapEnvelope: false,
	credentials: 'current',
	credentialHyphens: false,
	countsFailed: true,
	requestsPerMinute: Infinity,
	connections: Infinity,
	retryAfter: undefined,
	limitForm: 'envelope',
	maxBatch: { size: Infinity, status: 413 },
	listOrder: 'usual',
	listLag: undefined,
	listMetadata: 'usual',
	listedForms: [],
	ids: 'text',
	maxPage: { size: Infinity, isRefused: false },
	exoPhoneForm: 'e164',
	exoPhoneLinks: 'absent',
	exoPhonePages: 'usual',
};
