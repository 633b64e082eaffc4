import { BATCH_SIZE, nameOf, PAGE_SIZE, type Case } from './cases';
import { isNode } from './contenders';
import type { Shares } from './profile';
import { findResult } from './result';
import { byTrunk, rowsOf } from './rows';
import type { Goal, Result, Results } from './types';

/** The goals for which there are results. */
export function goalsOf(results: readonly Result[], shares?: Shares): Goal[] {
	const goals: Goal[] = [];
	const promise = (
		what: string,
		promised: string,
		[one, other]: readonly [Result | undefined, Result | undefined],
		check: (one: Result, other: Result) => readonly [measured: string, isMet: boolean],
	) => {
		if (one === undefined || other === undefined) return;
		const [measured, isMet] = check(one, other);
		goals.push({ what, promised, measured, isMet });
	};
	const thousand = { destinations: 1_000, latencyMs: 50 } as const;
	const limited = { ...thousand, isLimited: true } as const;
	const own = findResult(results, 'exotel', thousand);
	promise(
		'1,000 destinations at 50 ms, compared with the HTTP Request node',
		'at least 10 times faster',
		[own, findResult(results, 'httpRequest', thousand)],
		(node, other) => times(other.ms.median / node.ms.median, 1, (ratio) => ratio >= 10),
	);
	promise(
		'1,000 destinations at 50 ms, compared with undici without n8n',
		'at most 1.3 times as long',
		[own, findResult(results, 'undici', thousand)],
		(node, floor) => times(node.ms.median / floor.ms.median, 2, (ratio) => ratio <= 1.3),
	);
	promise(
		'1,000 destinations under the limits',
		'all added, where the HTTP Request node leaves 800 behind',
		[findResult(results, 'exotel', limited), findResult(results, 'httpRequest', limited)],
		({ added }, other) => [
			`${added.least} added; ${other.added.most} by the HTTP Request node`,
			added.least === 1_000 && added.most === 1_000 && other.added.most <= 200,
		],
	);

	const nodes = results.filter(({ contender }) => isNode(contender));
	const wasteful = nodes.filter((one) => {
		const needed = requestsOf(one);
		const { posts, reads, refused } = one;
		return (
			[posts.least, posts.most].some((posted) => posted !== needed.posts) ||
			[reads.least, reads.most].some((read) => read !== needed.reads) ||
			refused.most > 0
		);
	});
	goals.push({
		what: `Requests in ${nodes.length} cases`,
		promised: "one POST per batch, and no more pages than the server's page size requires",
		measured: wasteful.length === 0 ? 'exactly that' : `not in ${wasteful.map(nameOf).join('; ')}`,
		isMet: nodes.length > 0 && wasteful.length === 0,
	});

	const most = findResult(results, 'exotel', { destinations: 100_000, latencyMs: 0 });
	promise(
		'Time per destination with 100,000 destinations, compared with 10,000 (0 ms)',
		'at most 1.2 times as long',
		[most, findResult(results, 'exotel', { destinations: 10_000, latencyMs: 0 })],
		(many, fewer) => {
			const each = ({ ms, destinations }: Result) => ms.median / destinations;
			return times(each(many) / each(fewer), 2, (ratio) => ratio <= 1.2);
		},
	);
	const memory = most?.memoryMb?.median;
	if (memory !== undefined) {
		goals.push({
			what: 'Peak memory above that of an idle n8n, with 100,000 destinations',
			promised: 'under 250 MB',
			measured: `${memory.toFixed(0)} MB`,
			isMet: memory < 250,
		});
	}
	if (shares !== undefined) {
		goals.push({
			what: "The node's own code in the CPU profile of a run with 100,000 destinations",
			promised: 'under 15%',
			measured: `${percent(shares.ofRun)} (${percent(shares.node)} of the node's time)`,
			isMet: shares.ofRun < 0.15,
		});
	}
	return goals;
}

/**
 * The requests that a case needs: one POST per batch, and one read per page (an empty list has one page).
 * What looks for doubles reads the pages once more afterwards.
 */
function requestsOf(one: Case): { posts: number; reads: number } {
	const counts = byTrunk(rowsOf(one)).map(([, destinations]) => destinations.length);
	const sum = (numbers: number[]) => numbers.reduce((all, count) => all + count, 0);
	const pages = sum(counts.map(pagesOf));
	if (one.isSecondRun) return { posts: 0, reads: pages };
	return {
		posts: sum(counts.map((count) => Math.ceil(count / BATCH_SIZE))),
		reads: counts.length + (one.contender === 'exotelChecking' ? pages : 0),
	};
}

/** The pages of a list; each page after the first begins with the last row of the previous one. */
function pagesOf(rows: number): number {
	return Math.max(1, Math.ceil((rows - 1) / (PAGE_SIZE - 1)));
}

function times(
	ratio: number,
	digits: number,
	isMet: (ratio: number) => boolean,
): readonly [measured: string, isMet: boolean] {
	return [`${ratio.toFixed(digits)} times`, isMet(ratio)];
}

function percent(share: number): string {
	return `${(share * 100).toFixed(0)}%`;
}

/**
 * Earlier results, with those that were measured anew instead of their predecessors.
 *
 * @throws Error when the two were measured on different machines or with different versions of n8n
 */
export function renewed(before: Results, now: Results): Results {
	if (before.machine !== now.machine || before.n8n !== now.n8n) {
		throw new Error('Results of another machine or n8n can only be renewed as a whole');
	}
	const measured = new Set(now.results.map(nameOf));
	const results = [...before.results.filter((one) => !measured.has(nameOf(one))), ...now.results];
	const shares = now.shares ?? before.shares;
	return { ...now, results, shares, goals: goalsOf(results, shares) };
}
