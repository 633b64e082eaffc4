const hits = new Map<string, number>();

/** Takes note that a rule of the table, `endpoint: case`, was played, and no other one could have been. */
export function count(rule: string): void {
	hits.set(rule, timesOf(rule) + 1);
}

/** How often a rule was played. */
export function timesOf(rule: string): number {
	return hits.get(rule) ?? 0;
}
