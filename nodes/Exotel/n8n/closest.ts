/** How many close ones are told, so that a message stays short. */
const TOLD = 3;
/** How much of a name is compared, and how many names are. */
const LONGEST = 80;
const MOST_NAMES = 2000;

/**
 * The names that somebody may have meant who wrote another one: those that contain it, give or take a third
 * of its characters; the closest first, no more than three.
 */
export function closestTo(written: string, names: readonly string[]): string[] {
	const wanted = written.toLowerCase().slice(0, LONGEST);
	const most = Math.floor(wanted.length / 3);
	return names
		.slice(0, MOST_NAMES)
		.map((name) => ({ name, steps: stepsInto(wanted, name.toLowerCase().slice(0, LONGEST)) }))
		.filter(({ steps }) => steps <= most)
		.sort((a, b) => a.steps - b.steps || a.name.length - b.name.length)
		.slice(0, TOLD)
		.map(({ name }) => name);
}

/** How many characters of a text have to be put in, taken out or replaced to find it within another one. */
function stepsInto(text: string, other: string): number {
	const letters = [...other];
	let row = [0, ...letters.map(() => 0)]; // it may begin anywhere
	for (const [index, letter] of [...text].entries()) {
		const next = [index + 1];
		for (const [at, one] of letters.entries()) {
			const replaced = (row[at] ?? 0) + (letter === one ? 0 : 1);
			next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
		}
		row = next;
	}
	return Math.min(...row);
}
