import type { Failure as Cause } from 'n8n-workflow';

import type { Failure, Trouble } from '../transport/model';

export type { Cause };

interface Row {
	readonly cause: Cause['cause'];
	readonly code?: number;
	/** From the first to the last. */
	readonly status?: readonly [number, number];
	readonly trouble?: readonly Trouble[];
}

/**
 * What n8n calls the cause of each failure: the first row that fits in all it names. What stands in no row
 * has none: above all a refused value (1002), which is a matter of one item, not of how the node is set up.
 * Codes and meanings: exotel-api, "Error codes".
 */
const CAUSES: readonly Row[] = [
	{ cause: 'rate-limited', code: 1030 },
	{ cause: 'credential-invalid', code: 1010 },
	{ cause: 'configuration-invalid', code: 1000 },
	{ cause: 'configuration-invalid', code: 1003 },
	{ cause: 'rate-limited', status: [429, 429] },
	{ cause: 'credential-invalid', status: [401, 401] },
	{ cause: 'configuration-invalid', status: [403, 404] },
	{ cause: 'temporarily-unavailable', status: [408, 408] },
	{ cause: 'temporarily-unavailable', status: [500, 599] },
	{ cause: 'temporarily-unavailable', trouble: ['timeout', 'dropped', 'dns', 'refused'] },
	{ cause: 'configuration-invalid', trouble: ['blocked'] },
];

/** The cause of a failure in n8n's words, with the time that Exotel asks to wait. n8n 1 has no such words. */
export function causeOf(failure: Failure): Cause | undefined {
	const cause = CAUSES.find((row) => fits(row, failure))?.cause;
	switch (cause) {
		case 'rate-limited':
		case 'quota-exhausted':
		case 'temporarily-unavailable': {
			const { retryAfterMs } = failure;
			return retryAfterMs === undefined ? { cause } : { cause, retryAfterMs };
		}
		case undefined:
			return undefined;
		default:
			return { cause };
	}
}

function fits(row: Row, { code, status, trouble }: Failure): boolean {
	return (
		(row.code === undefined || row.code === code) &&
		(row.status === undefined ||
			(status !== null && row.status[0] <= status && status <= row.status[1])) &&
		(row.trouble === undefined || (trouble !== undefined && row.trouble.includes(trouble)))
	);
}
