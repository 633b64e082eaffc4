import { BATCH_SIZE, nameOf, pagesOf, PAGE_SIZE, type Case } from './cases';
import { isNode, type Contender } from './contenders';
import { destinationsOf, isOfTrunks, operationOf, OPERATIONS, rowsOf } from './operations';
import { findResult } from './result';
import type { Goal, Result, Results, Watching } from './types';

/** Adds a goal if there are results for both sides of it. */
type AddGoal = (
	what: string,
	promised: string,
	sides: readonly [Result | undefined, Result | undefined],
	check: (one: Result, other: Result) => readonly [measured: string, isMet: boolean],
) => void;

const THOUSAND = { count: 1_000, latencyMs: 50 } as const;

/** The goals for which there are results. */
export function goalsOf(
	results: readonly Result[],
	{ shares, watching }: Pick<Results, 'shares' | 'watching'> = {},
): Goal[] {
	const goals: Goal[] = [];
	const promise: AddGoal = (what, promised, [one, other], check) => {
		if (one === undefined || other === undefined) return;
		const [measured, isMet] = check(one, other);
		goals.push({ what, promised, measured, isMet, cases: [one, other].map(nameOf) });
	};
	promiseAdd(results, promise);
	promiseItemByItem(results, promise);
	goals.push(requestsGoal(results));

	const most = findResult(results, 'exotel', { count: 100_000, latencyMs: 0 });
	promise(
		'Time per destination with 100,000 destinations, compared with 10,000 (0 ms)',
		'at most 1.2 times as long',
		[most, findResult(results, 'exotel', { count: 10_000, latencyMs: 0 })],
		(many, fewer) => {
			const each = ({ ms, count }: Result) => ms.median / count;
			return times(each(many) / each(fewer), 2, (ratio) => ratio <= 1.2);
		},
	);
	promise(
		'The plan of 10,000 changes, compared with adding 10,000 destinations (0 ms)',
		'under a second more',
		[
			findResult(results, 'exotelPlanning', { count: 10_000, latencyMs: 0, isSecondRun: true }),
			findResult(results, 'exotel', { count: 10_000, latencyMs: 0 }),
		],
		(plan, adding) => {
			const more = (plan.ms.median - adding.ms.median) / 1000;
			const ratio = (plan.ms.median / adding.ms.median).toFixed(2);
			return [`${ratio} times as long (${more.toFixed(2)} s more)`, more < 1];
		},
	);
	const memory = most?.memoryMb?.median;
	if (most !== undefined && memory !== undefined) {
		goals.push({
			what: 'Peak memory above that of an idle n8n, with 100,000 destinations',
			promised: 'under 250 MB',
			measured: `${memory.toFixed(0)} MB`,
			isMet: memory < 250,
			cases: [nameOf(most)],
		});
	}
	if (shares !== undefined) {
		goals.push({
			what: "The node's own code in the CPU profile of a run with 100,000 destinations",
			promised: 'under 15%',
			measured: `${percent(shares.ofRun)} (${percent(shares.node)} of the node's time)`,
			isMet: shares.ofRun < 0.15,
			cases: [],
		});
	}
	if (watching !== undefined) goals.push(...watchingGoals(watching));
	return goals;
}

function watchingGoals({ trunks, ms, bytes }: Watching): Goal[] {
	const what = `Watching ${trunks.toLocaleString('en')} trunks with 5 of everything`;
	const size = bytes / 1_000_000;
	return [
		{
			what: `${what}: a poll's time besides reading`,
			promised: 'under 200 ms',
			measured: `${ms.median.toFixed(0)} ms`,
			isMet: ms.median < 200,
			cases: [],
		},
		{
			what: `${what}: what n8n keeps`,
			promised: 'under 2 MB',
			measured: `${size.toFixed(2)} MB`,
			isMet: size < 2,
			cases: [],
		},
	];
}

function promiseAdd(results: readonly Result[], promise: AddGoal): void {
	const httpRequest = findResult(results, 'httpRequest', THOUSAND);
	const own = findResult(results, 'exotel', THOUSAND);
	const checking = findResult(results, 'exotelChecking', THOUSAND);
	promise(
		'1,000 destinations at 50 ms, compared with the HTTP Request node',
		'at least 10 times faster',
		[own, httpRequest],
		(node, other) => times(other.ms.median / node.ms.median, 1, (ratio) => ratio >= 10),
	);
	promise(
		'The same with Check for Doubles',
		'at least 8 times faster',
		[checking, httpRequest],
		(node, other) => times(other.ms.median / node.ms.median, 1, (ratio) => ratio >= 8),
	);
	promise(
		'1,000 destinations at 50 ms, compared with undici without n8n',
		'at most 1.3 times as long',
		[own, findResult(results, 'undici', THOUSAND)],
		atMost(1.3),
	);
	promise(
		'The same with Check for Doubles, compared with undici that reads the list again',
		'at most 1.3 times as long',
		[checking, findResult(results, 'undiciChecking', THOUSAND)],
		atMost(1.3),
	);
	promise(
		'1,000 destinations that are there already, compared with the first run',
		'at most as long',
		[findResult(results, 'exotel', { ...THOUSAND, isSecondRun: true }), own],
		atMost(1),
	);
	promise(
		'The same with pages of 50 rows',
		'at most 1.3 times as long',
		[findResult(results, 'exotel', { ...THOUSAND, isSecondRun: true, maxPage: 50 }), own],
		atMost(1.3),
	);
	promiseUnderLimits(results, promise, 'add', '1,000 destinations');
}

/**
 * Against five at a time. The HTTP Request node sends the requests of all items at once, which on a fast
 * machine takes less time, so that its rows are measured and shown, but nothing is promised.
 */
function promiseItemByItem(results: readonly Result[], promise: AddGoal): void {
	for (const [operation, { name }] of Object.entries(OPERATIONS)) {
		if (operation === 'add') continue;
		const isWhole = operation === 'export' || operation === 'apply';
		const find = (contender: Contender) =>
			results.find(
				(one) => one.contender === contender && one.operation === operation && !one.isLimited,
			);
		const own = find('exotel');
		promise(
			`${own?.count ?? 0} items at 50 ms, ${name}, compared with undici, five at a time`,
			`at most ${isWhole ? 1.5 : 1.3} times as long`,
			[own, find('undici')],
			atMost(isWhole ? 1.5 : 1.3),
		);
		promiseUnderLimits(results, promise, operation, `1,000 items, ${name}`);
	}
}

function promiseUnderLimits(
	results: readonly Result[],
	promise: AddGoal,
	operation: string,
	what: string,
): void {
	const find = (contender: Contender) =>
		results.find(
			(one) => one.contender === contender && one.operation === operation && one.isLimited,
		);
	promise(
		`${what} under the limits`,
		'all done, where the HTTP Request node leaves 800 behind',
		[find('exotel'), find('httpRequest')],
		({ done }, other) => [
			`${done.least} done; ${other.done.most} by the HTTP Request node`,
			done.least === 1_000 && done.most === 1_000 && other.done.most <= 200,
		],
	);
}

function requestsGoal(results: readonly Result[]): Goal {
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
	return {
		what: `Requests in ${nodes.length} cases`,
		promised: "one per batch or item, and no more pages than the server's page size requires",
		measured: wasteful.length === 0 ? 'exactly that' : `not in ${wasteful.map(nameOf).join('; ')}`,
		isMet: nodes.length > 0 && wasteful.length === 0,
		cases: wasteful.map(nameOf),
	};
}

/**
 * The requests that a case needs: one POST per batch, and one read per page (an empty list has one page).
 * What looks for doubles reads the pages once more afterwards. Item by item, it is one request per item.
 */
function requestsOf(one: Case): { posts: number; reads: number } {
	if (isOfTrunks(one.operation)) {
		const requests = operationOf(one).steps(rowsOf(one)).flat();
		const reads = requests.filter(({ method }) => method === 'GET').length;
		return { posts: requests.length - reads, reads };
	}
	if (one.operation === 'getMany') return { posts: 0, reads: one.count };
	if (one.operation !== 'add') return { posts: one.count, reads: 0 };
	const counts = Array.from(destinationsOf(one).values(), ({ length }) => length);
	const sum = (numbers: number[]) => numbers.reduce((all, count) => all + count, 0);
	const pages = sum(counts.map((count) => pagesOf(count, one.maxPage ?? PAGE_SIZE)));
	// A summary names its trunks, for which their list is read once.
	if (one.contender === 'exotelPlanning') return { posts: 0, reads: pages + 1 };
	if (one.isSecondRun) return { posts: 0, reads: pages };
	return {
		posts: sum(counts.map((count) => Math.ceil(count / BATCH_SIZE))),
		reads: counts.length + (one.contender === 'exotelChecking' ? pages : 0),
	};
}

/** How much longer the first took than the second, and whether that is not too long. */
function atMost(most: number): (one: Result, other: Result) => readonly [string, boolean] {
	return (one, other) => times(one.ms.median / other.ms.median, 2, (ratio) => ratio <= most);
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
	const { watching } = now;
	return { ...now, results, shares, goals: goalsOf(results, { shares, watching }) };
}
