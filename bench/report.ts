import Table from 'cli-table3';

import type { Case } from './cases';
import { NAMES, type Contender } from './contenders';
import { findResult } from './result';
import type { Goal, Result, Results } from './types';

/** All results, one line per case, with contenders that did the same work next to each other. */
export function resultsTable(results: readonly Result[]): string {
	const table = new Table({
		head: [
			'Destinations',
			'Trunks',
			'Latency',
			'Who',
			'Time',
			'Requests',
			'Memory',
			'Added',
			'Items',
		],
		style: { head: [], border: [], compact: true },
	});
	const work = ({ isLimited, isSecondRun, latencyMs, trunks, destinations }: Case) =>
		[Number(isLimited), latencyMs, Number(isSecondRun), trunks, destinations] as const;
	const sorted = [...results].sort((a, b) => {
		const other = work(b);
		return (
			work(a)
				.map((value, index) => value - (other[index] ?? 0))
				.find(Boolean) ?? 0
		);
	});
	for (const one of sorted) {
		const { memoryMb, reads, posts, refused, added, items } = one;
		const seen = [one.isSecondRun ? ' (again)' : '', one.isLimited ? ' (limits)' : ''].join('');
		table.push([
			count(one.destinations) + seen,
			count(one.trunks),
			`${one.latencyMs} ms`,
			NAMES[one.contender],
			`${seconds(one.ms.median)} (${seconds(one.ms.least)}–${seconds(one.ms.most)})`,
			count(reads.median + posts.median) +
				(refused.median > 0 ? ` + ${count(refused.median)} refused` : ''),
			memoryMb === undefined ? '' : `${count(memoryMb.median)} MB`,
			count(added.median),
			one.contender === 'undici' ? '' : count(items.median),
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
		'| Destinations | This node | HTTP Request node | The same with batching |\n',
		'| --- | --- | --- | --- |\n',
		...[1_000, 10_000, 100_000].map((destinations) =>
			line(count(destinations), { destinations }, usual),
		),
		line('1,000, with Check for Doubles', { destinations: 1_000 }, ['exotelChecking']),
		line('1,000, all there already', { destinations: 1_000, isSecondRun: true }, usual),
		line(
			'1,000, with the limit of 200 requests a minute',
			{ destinations: 1_000, isLimited: true },
			['exotel', 'httpRequest', 'httpRequestPaced'],
		),
	].join('');
}

function told({ ms, reads, posts, added, items, isSecondRun, destinations }: Result): string {
	const lost = isSecondRun ? 0 : destinations - added.median;
	return lost === 0 && items.median === destinations
		? `${seconds(ms.median)}, ${count(reads.median + posts.median)} requests`
		: `stops; ${count(added.median)} added, ${count(lost)} not, no output`;
}

function count(value: number): string {
	return value.toLocaleString('en');
}

function seconds(ms: number): string {
	return ms < 9_950 ? `${(ms / 1000).toFixed(2)} s` : `${(ms / 1000).toFixed(0)} s`;
}
