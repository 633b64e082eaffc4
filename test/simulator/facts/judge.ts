import type { Account, Fields } from './account';
import { isExoPhonesApi, isOnExoPhone, isOnRow, isOnTrunk, subjectOf, type Call } from './call';
import { JUDGES } from './judges';
import type { Variants } from './rules';

/** What a call that is carried out answers, and what it leaves on the account. */
export type Done =
	| RowDone
	/** The page does not show what comes back. */
	| { readonly kind: 'unsaid'; readonly keep: () => void }
	/** The page shows these fields; there may be others. */
	| { readonly kind: 'part'; readonly part: Fields; readonly keep?: () => void }
	| ListDone
	/** The list of credentials on older pages: the only one, or none. */
	| { readonly kind: 'olderList'; readonly credential: Fields | undefined }
	| {
			readonly kind: 'batch';
			readonly entries: readonly Entry[];
			readonly counts: readonly string[];
	  }
	| { readonly kind: 'exoPhones'; readonly rows: readonly Fields[] };

/** One row comes back. */
export interface RowDone {
	readonly kind: 'row';
	/** Each field of it; jest's matchers where the page gives only the form. */
	readonly row: Fields;
	/** Fields that may be there too. */
	readonly maybe?: Fields;
	/** Takes note of the row as it was answered, without those. */
	readonly keep: (row: Fields) => void;
}

/** One page of these rows. */
export interface ListDone {
	readonly kind: 'list';
	readonly rows: readonly Fields[];
	/** Whether the page says in which order they are. */
	readonly isOrdered: boolean;
	/** Whether its metadata has also `total` and `page`. */
	readonly isCounted: boolean;
}

/** What comes of one entry of a batch: its cases, and the row if it succeeds. */
export interface Entry {
	readonly endpoint: 'one destination' | undefined;
	readonly cases: readonly string[];
	readonly row: Fields;
	readonly keep: (row: Fields) => void;
}

/** What the table says about a call. */
export interface Verdict {
	/** The cases that it falls in; of several reasons, the page does not say which one comes first. */
	readonly cases: readonly string[];
	/** Undefined if it is refused. */
	readonly done?: Done;
}

/**
 * Says what has to come of a call.
 *
 * @param sent how many requests were sent within the last minute, this one included
 * @returns undefined if the page does not say
 */
export function judge(
	call: Call,
	held: Account,
	variants: Variants,
	sent: number,
): Verdict | undefined {
	const body = call.body ?? {};
	const asked = { ...subjectOf(call, held), call, body, held, variants };
	const { isOpen, reasons, done } = JUDGES[call.endpoint];
	if (sent > variants.requestsPerMinute) return { cases: ['over the rate limit'] };
	if (isOpen?.(asked)) return undefined;
	const cases = [
		...spoiltCases(call),
		...missingSubjects(call, held),
		...(call.spoilt === undefined ? (reasons?.(asked) ?? []) : []),
		...pageCases(call, variants),
	];
	if (cases.length > 0) return { cases };
	const [name, outcome] = done(asked);
	return { cases: [name], done: outcome };
}

/** "Basics". */
function spoiltCases({ spoilt }: Call): string[] {
	switch (spoilt) {
		case undefined:
			return [];
		case 'wrong key':
		case 'wrong token':
			return ['wrong key or token'];
		case 'text/plain':
		case 'application/x-www-form-urlencoded':
			return ['another content type'];
		case 'bad JSON':
			return ['bad JSON'];
		case 'list as body':
		case 'text as body':
			return ['a body of another type'];
	}
}

/** "1000: not found (trunk SID, mapping id, …)". */
function missingSubjects(call: Call, held: Account): string[] {
	const { trunk, row, exoPhone } = subjectOf(call, held);
	const { endpoint } = call;
	if (isOnTrunk(endpoint) && trunk === undefined) return ['unknown trunk'];
	const isUnknown =
		(isOnRow(endpoint) && row === undefined) || (isOnExoPhone(endpoint) && exoPhone === undefined);
	return isUnknown ? ['unknown id'] : [];
}

/** "Page size: a maximum exists". */
function pageCases({ endpoint, query }: Call, variants: Variants): string[] {
	const { maxPage, credentials, exoPhonePages } = variants;
	const isOfExoPhones = isExoPhonesApi(endpoint);
	if (isOfExoPhones && exoPhonePages === 'ignored') return [];
	if (endpoint.endsWith('/credentials') && credentials === 'older') return [];
	const asked = Number(query[isOfExoPhones ? 'PageSize' : 'page_size'] ?? 0);
	return maxPage.isRefused && asked > maxPage.size ? ['page too large'] : [];
}
