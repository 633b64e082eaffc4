/** Keeps the changes of a list and the reading of it apart. */
export interface Gate {
	/** Does something together with others of its kind, but not during a reading. */
	together<T>(task: () => Promise<T>): Promise<T>;
	/** Does something alone: after all that is under way, before all that comes. */
	alone<T>(task: () => Promise<T>): Promise<T>;
}

export function createGate(): Gate {
	const underWay = new Set<Promise<unknown>>();
	let reading: Promise<unknown> = Promise.resolve();
	return {
		async together(task) {
			for (let awaited: unknown; awaited !== reading; await awaited) awaited = reading;
			const running = task();
			underWay.add(running);
			return await running.finally(() => underWay.delete(running));
		},
		async alone(task) {
			const before = Promise.allSettled([...underWay, reading]);
			const running = before.then(task);
			reading = running.catch(() => {});
			return await running;
		},
	};
}
