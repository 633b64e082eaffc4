/** How many close ones are told, so that a message stays short. */
const TOLD = 3;

/**
 * The names that somebody may have meant who wrote another one: those that it is a part of, or that differ
 * from it in at most a third of its characters; the closest first, no more than three.
 */
export function closestTo(written: string, names: readonly string[]): string[] {
	const wanted = written.toLowerCase();
	const most = Math.max(1, Math.floor(wanted.length / 3));
	return names
		.map((name) => ({ name, steps: stepsBetween(wanted, name.toLowerCase()) }))
		.filter(({ name, steps }) => steps <= most || name.toLowerCase().includes(wanted))
		.sort((a, b) => a.steps - b.steps)
		.slice(0, TOLD)
		.map(({ name }) => name);
}

/** How many characters have to be put in, taken out or replaced to make one text of the other. */
function stepsBetween(a: string, b: string): number {
	const others = [...b];
	let row = [0, ...others.map((_, index) => index + 1)];
	for (const [i, letter] of [...a].entries()) {
		const next = [i + 1];
		for (const [j, other] of others.entries()) {
			const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
			next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
		}
		row = next;
	}
	return row[others.length] ?? 0;
}
