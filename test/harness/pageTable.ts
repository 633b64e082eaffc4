/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads the documentation; not part of the package */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A row of a table that says what happens, what the user sees, and what is on the trunk afterwards. */
export interface PageRow {
	readonly what: string;
	readonly sees: string;
	readonly after: string;
}

/** The rows of a table in `docs/reliability.md`, by the heading of its first column. */
export function pageTable(heading: string): PageRow[] {
	const page = readFileSync(join(__dirname, '../../docs/reliability.md'), 'utf8');
	const table = page.split(`| ${heading} |`)[1]?.split('\n\n')[0] ?? '';
	return table
		.split('\n')
		.slice(2)
		.map((line) => line.split('|').map((cell) => cell.trim()))
		.map(([, what = '', sees = '', after = '']) => ({ what, sees, after }));
}

/** The actions that a row says its items have, each once. */
export function actionsIn(sees: string): string[] {
	return [...sees.matchAll(/`([a-z]+)`/g)].map(([, action = '']) => action);
}

/** The words that a row says are shown. */
export function wordsIn(sees: string): string[] {
	return [...sees.matchAll(/"([^"]+)"/g)].map(([, words = '']) => words);
}
