/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   reads files of this project */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { drawChart } from '../../bench/chart';
import { goalsOf } from '../../bench/goals';
import { withReadmeTable } from '../../bench/report';
import results from '../../bench/results.json';
import type { Results } from '../../bench/types';

const report = results as Results; // as `npm run bench` wrote it
const read = (file: string) => readFileSync(join(__dirname, '../..', file), 'utf8');

it('the README shows what was measured', () => {
	const readme = read('README.md');
	expect(withReadmeTable(readme, report)).toBe(readme);
});

it('the chart shows what was measured', () => {
	expect(drawChart(report)).toBe(read('docs/images/speed.svg'));
});

it('what was measured meets the current goals', () => {
	const goals = goalsOf(report.results, report);
	expect(goals).toEqual(report.goals);
	expect(goals.filter(({ isMet }) => !isMet)).toEqual([]);
});
