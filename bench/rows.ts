import type { IDataObject } from 'n8n-workflow';

import type { Case } from './cases';

/** A destination and its trunk, as a row of a sheet. */
export interface Row extends IDataObject {
	readonly trunk: string;
	readonly destination: string;
}

const TRUNK = 'trmum1bench';
const REST = '.example.com:5061;transport=tls';

/** The rows of a case. */
export function rowsOf({ destinations, trunks }: Case): Row[] {
	return Array.from({ length: destinations }, (_, index) => ({
		trunk: `${TRUNK}${index % trunks}`,
		destination: `sip${index}${REST}`,
	}));
}

/** Each trunk with its destinations. */
export type TrunkRows = ReadonlyArray<readonly [sid: string, destinations: readonly string[]]>;

/** Groups rows by their trunk, in the order in which the trunks first appear. */
export function byTrunk(rows: readonly Row[]): TrunkRows {
	const trunks = new Map<string, string[]>();
	for (const { trunk, destination } of rows) {
		const known = trunks.get(trunk);
		if (known === undefined) trunks.set(trunk, [destination]);
		else known.push(destination);
	}
	return [...trunks];
}
