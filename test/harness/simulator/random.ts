/**
 * Random numbers from 0 up to 1 that are the same for the same seed (the generator "mulberry32").
 *
 * @param seed an integer
 */
export function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** The same items in a random order. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
	const drawn = items.map((item) => [random(), item] as const);
	return drawn.sort(([a], [b]) => a - b).map(([, item]) => item);
}
