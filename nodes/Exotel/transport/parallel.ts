/** Requests of one execution in flight, well under the 50 connections of an account (exotel-api: "Basics"). */
const MAX_IN_FLIGHT = 5;

/**
 * Does a job for each of some items, a few at a time.
 * Items are taken when their turn comes, so an iterator may still change its mind about the later ones.
 *
 * @param most how many jobs may be under way at the same time
 * @throws what the first job that throws has thrown
 */
export async function inParallel<T>(
	items: Iterable<T>,
	job: (item: T) => Promise<void>,
	most = MAX_IN_FLIGHT,
): Promise<void> {
	const queue = items[Symbol.iterator]();
	const work = async () => {
		for (let next = queue.next(); !next.done; next = queue.next()) await job(next.value);
	};
	await Promise.all(Array.from({ length: most }, work));
}

/** Makes what does jobs no more than a few at a time, however many are asked for; the others wait in line. */
export function createSlots(most = MAX_IN_FLIGHT): <T>(job: () => Promise<T>) => Promise<T> {
	let free = most;
	const line: Array<() => void> = [];
	return async (job) => {
		if (free > 0) free--;
		else await new Promise<void>((resolve) => line.push(resolve));
		try {
			return await job();
		} finally {
			const next = line.shift();
			if (next === undefined) free++;
			else next();
		}
	};
}
