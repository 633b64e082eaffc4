import type { IDataObject } from 'n8n-workflow';

/** What the rows of one answer mostly have in common. */
const COMMON = ['trunk_sid', 'type', 'date_created', 'date_updated'] as const;

/**
 * Lets rows of one answer share the texts that they have in common: an answer holds each of them once for
 * every row, which for 100,000 destinations is a third of what their rows need.
 */
export function shareTexts(rows: readonly IDataObject[]): void {
	const texts = new Map<unknown, string>();
	for (const row of rows) {
		for (const name of COMMON) {
			const text = row[name];
			if (typeof text !== 'string') continue;
			const shared = texts.get(text);
			if (shared === undefined) texts.set(text, text);
			else row[name] = shared;
		}
	}
}
