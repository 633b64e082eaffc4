/* eslint-disable @n8n/community-nodes/no-restricted-globals --
   reads the environment; not part of the package */

/** How a random test plays. */
export interface Fuzz {
	readonly runs: number;
	readonly seed: number;
	/** How long the test may take, in milliseconds. */
	readonly timeoutMs: number;
}

/**
 * How often a random test plays, and from which seed: as usual, or as the environment says, e.g.
 * `EXOTEL_FUZZ_RUNS=3000 EXOTEL_FUZZ_SEED=7 npx jest interleavings`.
 *
 * @throws Error if the environment names no whole number
 */
export function fuzz(usualRuns: number, usualSeed: number): Fuzz {
	const runs = numberIn('EXOTEL_FUZZ_RUNS') ?? usualRuns;
	const seed = numberIn('EXOTEL_FUZZ_SEED') ?? usualSeed;
	return { runs, seed, timeoutMs: 300_000 + runs * 1_000 };
}

function numberIn(name: string): number | undefined {
	const text = process.env[name];
	if (text === undefined) return undefined;
	if (!/^[1-9]\d{0,9}$/.test(text)) throw new Error(`${name} must be a whole number: "${text}"`);
	return Number(text);
}
