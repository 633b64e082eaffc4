/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a separate program; not part of the package */
import { Simulator } from '../test/harness/simulator/simulator';
import type { Report, Scene } from './exotel';

/** Serves a simulated Exotel to its parent process until the parent disconnects. */
async function main(): Promise<void> {
	const simulator = await Simulator.start();
	process.on('message', (message: Scene | 'report') => {
		process.send?.(message === 'report' ? report(simulator) : set(simulator, message));
	});
	process.on('disconnect', () => process.exit());
	process.send?.(simulator.credential);
}

function set(simulator: Simulator, { latencyMs, isLimited, trunks }: Scene): 'done' {
	const { state, behaviour } = simulator;
	simulator.forgetRequests();
	behaviour.latencyMs = latencyMs;
	behaviour.requestsPerMinute = isLimited ? 200 : Infinity;
	behaviour.connections = isLimited ? 50 : Infinity;
	state.trunks.clear();
	for (const [sid, destinations] of Object.entries(trunks)) {
		const trunk = state.addTrunk(sid);
		for (const destination of destinations) state.addDestination(trunk, destination);
	}
	return 'done';
}

function report({ requests, state }: Simulator): Report {
	const taken: Record<string, number> = {};
	for (const { method, status } of requests) {
		if (status !== 429) taken[method] = (taken[method] ?? 0) + 1;
	}
	const all = [...state.trunks.values()].flatMap(({ destinations, row }) =>
		destinations.map(({ destination }) => `${row.trunk_sid} ${destination}`),
	);
	return {
		requests: taken,
		refused: requests.filter(({ status }) => status === 429).length,
		destinations: all.length,
		different: new Set(all).size,
	};
}

void main();
