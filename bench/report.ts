import Table from 'cli-table3';

import { CROWDS, type Case } from './cases';
import { isFloor, NAMES, type Contender } from './contenders';
import { operationOf, OPERATIONS } from './operations';
import { findResult } from './result';
import type { Goal, Result, Results } from './types';

/** All results, one line per case, with contenders that did the same work next to each other. */
export function resultsTable(results: readonly Result[]): string {
	const table = new Table({
		head: [
			'Operation',
			'Items',
			'Trunks',
			'Latency',
			'Who',
			'Time',
			'Requests',
			'Memory',
			'Done',
			'Returned',
		],
		style: { head: [], border: [], compact: true },
	});
	const names = Object.keys(OPERATIONS);
	const work = ({
		operation,
		isLimited,
		isSecondRun,
		maxPage = 0,
		latencyMs,
		trunks,
		count,
	}: Case) =>
		[
			names.indexOf(operation),
			Number(isLimited),
			latencyMs,
			Number(isSecondRun),
			maxPage,
			trunks,
			count,
		] as const;
	const sorted = [...results].sort((a, b) => {
		const other = work(b);
		return (
			work(a)
				.map((value, index) => value - (other[index] ?? 0))
				.find(Boolean) ?? 0
		);
	});
	for (const one of sorted) {
		const { memoryMb, reads, posts, refused, done, items } = one;
		const seen = [
			one.isSecondRun ? ' (again)' : '',
			one.maxPage === undefined ? '' : ` (pages of ${one.maxPage})`,
			one.isLimited ? ' (limits)' : '',
			one.crowd === undefined ? '' : ` (at once in ${one.crowd})`,
		].join('');
		table.push([
			OPERATIONS[one.operation].name,
			count(one.count) + seen,
			count(one.trunks),
			`${one.latencyMs} ms`,
			NAMES[one.contender],
			`${seconds(one.ms.median)} (${seconds(one.ms.least)}–${seconds(one.ms.most)})`,
			count(reads.median + posts.median) +
				(refused.median > 0 ? ` + ${count(refused.median)} refused` : ''),
			memoryMb === undefined ? '' : `${count(memoryMb.median)} MB`,
			count(done.median),
			isFloor(one) ? '' : count(items.median),
		]);
	}
	return table.toString();
}

/** What is promised, and what was measured. */
export function goalsTable(goals: readonly Goal[]): string {
	const table = new Table({
		head: ['Goal', 'Promised', 'Measured', ''],
		style: { head: [], border: [], compact: true },
	});
	for (const { what, promised, measured, isMet } of goals) {
		table.push([what, promised, measured, isMet ? 'met' : 'MISSED']);
	}
	return table.toString();
}

const BEGIN = '<!-- written by npm run bench -->\n';
const END = '<!-- end -->';

/** The README with its speed table rewritten. */
export function withReadmeTable(readme: string, report: Results): string {
	const [before, rest] = readme.split(BEGIN);
	const after = rest?.split(END)[1];
	if (before === undefined || after === undefined) {
		throw new Error('The README has no place for the table');
	}
	return `${before}${BEGIN}${readmeTable(report)}${END}${after}`;
}

function readmeTable({ results }: Results): string {
	const line = (what: string, work: Partial<Case>, contenders: readonly Contender[]) => {
		const found = [0, 1, 2].map((column) => {
			const contender = contenders[column];
			return contender && findResult(results, contender, { latencyMs: 50, ...work });
		});
		const cells = found.map((result) => (result === undefined ? '' : told(result)));
		return `| ${[what, ...cells].join(' | ')} |\n`;
	};
	const usual = ['exotel', 'httpRequest', 'httpRequestBatched'] as const;
	return [
		'| Items | This node | HTTP Request node | The same with batching |\n',
		'| --- | --- | --- | --- |\n',
		...[1_000, 10_000, 100_000].map((destinations) =>
			line(count(destinations), { count: destinations }, usual),
		),
		line('1,000, with Check for Doubles', { count: 1_000 }, ['exotelChecking']),
		line('1,000, all there already', { count: 1_000, isSecondRun: true }, usual),
		line('1,000, with the limit of 200 requests a minute', { count: 1_000, isLimited: true }, [
			'exotel',
			'httpRequest',
			'httpRequestPaced',
		]),
		...CROWDS.map((crowd) =>
			line(`1,000 in ten executions at once, in ${crowd}`, { count: 1_000, trunks: 10, crowd }, [
				'exotel',
				'httpRequest',
			]),
		),
		...itemByItem(results).map((own) => {
			const { operation, count: items, trunks, isLimited } = own;
			const limit = isLimited ? ', with the limit' : '';
			const what = `${count(items)}: ${OPERATIONS[operation].name}${limit}`;
			return line(what, { operation, count: items, trunks, isLimited }, ['exotel', 'httpRequest']);
		}),
	].join('');
}

/** The results of this node for operations other than Add, in the order of the operations. */
function itemByItem(results: readonly Result[]): Result[] {
	const names = Object.keys(OPERATIONS);
	const rank = ({ operation, isLimited }: Result) =>
		names.indexOf(operation) + (isLimited ? names.length : 0);
	return results
		.filter(({ contender, operation }) => contender === 'exotel' && operation !== 'add')
		.sort((one, other) => rank(one) - rank(other));
}

function told({
	operation,
	ms,
	reads,
	posts,
	done,
	items,
	isSecondRun,
	count: total,
}: Result): string {
	const lost = isSecondRun ? 0 : total - done.median;
	const { itemsPerRow = 1 } = operationOf({ operation });
	return lost === 0 && items.median === total * itemsPerRow
		? `${seconds(ms.median)}, ${count(reads.median + posts.median)} requests`
		: `stops; ${count(done.median)} done, ${count(lost)} not, no output`;
}

function count(value: number): string {
	return value.toLocaleString('en');
}

function seconds(ms: number): string {
	return ms < 9_950 ? `${(ms / 1000).toFixed(2)} s` : `${(ms / 1000).toFixed(0)} s`;
}
