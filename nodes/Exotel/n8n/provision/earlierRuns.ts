import type { IExecuteFunctions } from 'n8n-workflow';

import { isRecord } from '../../guards';

/** The name under which n8n keeps it for the node, until the execution ends. */
const KEPT = 'wantedDestinations';

/**
 * What this node has wanted before in the same execution, as in a loop or with several branches into it. A
 * sync must not delete it. Takes note of what is wanted now, for the runs to come.
 *
 * @param wanted keys by trunk SID
 * @param options.isKept whether to take note; of a dry run nothing is
 * @returns keys by trunk SID, without those that are wanted now
 */
export function wantedEarlier(
	context: Pick<IExecuteFunctions, 'getContext'>,
	wanted: ReadonlyMap<string, ReadonlySet<string>>,
	{ isKept }: { readonly isKept: boolean },
): ReadonlyMap<string, ReadonlySet<string>> {
	const kept = context.getContext('node');
	const known = isRecord(kept[KEPT]) ? kept[KEPT] : {};
	const earlier = new Map<string, ReadonlySet<string>>();
	const all = { ...known };
	for (const [trunkSid, keys] of wanted) {
		const before = known[trunkSid];
		const others = Array.isArray(before) ? before.map(String).filter((key) => !keys.has(key)) : [];
		earlier.set(trunkSid, new Set(others));
		all[trunkSid] = [...others, ...keys];
	}
	if (isKept) kept[KEPT] = all;
	return earlier;
}
