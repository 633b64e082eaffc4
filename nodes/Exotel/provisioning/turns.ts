import { createGate, type Gate } from './gate';

/** The gates of trunks that something is happening to, and how many hold or await each; for all nodes of this process. */
const gates = new Map<string, { readonly gate: Gate; users: number }>();

/** Says that the execution was cancelled before its turn came. */
export const CANCELLED = Symbol('cancelled');

/**
 * Does something while no other execution of this process changes any of some trunks. Trunks are taken in
 * one order, so that no two executions wait for each other.
 *
 * @param trunks what tells them apart: host, account and trunk, by {@link turnKey}
 * @param signal ends the wait, not the task
 */
export async function inTurn<T>(
	trunks: Iterable<string>,
	signal: AbortSignal | undefined,
	task: () => Promise<T>,
): Promise<T | typeof CANCELLED> {
	const sorted = [...new Set(trunks)].sort();
	const from = async (index: number): Promise<T | typeof CANCELLED> => {
		const trunk = sorted[index];
		if (trunk === undefined) return await task();
		return await queue(trunk, 'alone', signal, async () => await from(index + 1));
	};
	return await from(0);
}

/** Does something to one trunk together with others of its kind, but not during anything that is done {@link inTurn}. */
export async function together<T>(
	trunk: string,
	signal: AbortSignal | undefined,
	task: () => Promise<T>,
): Promise<T | typeof CANCELLED> {
	return await queue(trunk, 'together', signal, task);
}

/** What tells one trunk from all others. SIDs that differ in case alone are taken for one, to be safe. */
export function turnKey(account: string, trunkSid: string): string {
	return `${account} ${trunkSid.toLowerCase()}`;
}

async function queue<T>(
	trunk: string,
	manner: keyof Gate,
	signal: AbortSignal | undefined,
	task: () => Promise<T>,
): Promise<T | typeof CANCELLED> {
	const entry = gates.get(trunk) ?? { gate: createGate(), users: 0 };
	gates.set(trunk, entry);
	entry.users++;
	let hasBegun = false;
	const done = entry.gate[manner](async () => {
		if (signal?.aborted) return CANCELLED;
		hasBegun = true;
		return await task();
	}).finally(() => {
		if (--entry.users === 0) gates.delete(trunk);
	});
	if (signal === undefined) return await done;
	let leave = () => {};
	const cancelled = new Promise<typeof CANCELLED>((resolve) => {
		leave = () => void (hasBegun || resolve(CANCELLED));
		signal.addEventListener('abort', leave, { once: true });
	});
	return await Promise.race([done, cancelled]).finally(() => {
		signal.removeEventListener('abort', leave);
	});
}
