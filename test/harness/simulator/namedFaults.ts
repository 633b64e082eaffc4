import { html, refusal } from './answers';
import { misfits, type Fault } from './faults';

const unavailable = refusal(503, { code: 1050, message: 'Unavailable', description: 'Try later' });

/** What may go wrong with a request, by name, so that a counterexample of a random test is readable. */
export const NAMED_FAULTS: Readonly<Record<string, Fault>> = {
	'429': { answer: refusal(429, { code: 1030 }) },
	'429 with seconds': { answer: html(429, { 'retry-after': '7' }) },
	'500 before': { answer: html(500) },
	'502 before': { answer: html(502) },
	'502 after': { answer: html(502), afterCommit: true },
	'503 before': { answer: unavailable },
	'503 after': { answer: unavailable, afterCommit: true },
	'504 after': { answer: { status: 504, body: '' }, afterCommit: true },
	'413': { answer: html(413) },
	'401': { answer: html(401) },
	'200 page after': { answer: html(200), afterCommit: true },
	'null response after': { answer: { status: 200, body: { response: null } }, afterCommit: true },
	'reset before': { answer: 'reset' },
	'reset after': { answer: 'reset', afterCommit: true },
	'truncate after': { answer: 'truncate', afterCommit: true },
	'cut before': { answer: 'cut' },
	'cut after': { answer: 'cut', afterCommit: true },
	...Object.fromEntries(
		Object.entries(misfits).map(([name, change]) => [name, { method: 'POST', change }]),
	),
};

/** The same, but these last until the client gives up, so there should be few of them. */
export const SLOW_FAULTS: Readonly<Record<string, Fault>> = {
	'hang before': { answer: 'hang' },
	'hang after': { answer: 'hang', afterCommit: true },
	'drip after': { answer: 'drip', afterCommit: true },
};

/** What is carried out late: after the client has given up and so many other requests have come. */
export const LATE_FAULTS: Readonly<Record<string, Fault>> = Object.fromEntries(
	[0, 1, 2, 4].map((requests) => [`late by ${requests}`, { late: { requests } }]),
);
