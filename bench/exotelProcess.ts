/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a separate program; not part of the package */
import { Simulator } from '../test/harness/simulator/simulator';
import type { Report, Scene } from './exotel';
import { FIRST_ID, operationOf } from './operations';

/** Serves a simulated Exotel to its parent process until the parent disconnects. */
async function main(): Promise<void> {
	const simulator = await Simulator.start();
	let scene: Scene = { latencyMs: 0, isLimited: false, operation: 'add', trunks: {} };
	process.on('message', (message: Scene | 'report') => {
		if (message === 'report') return process.send?.(report(simulator, scene));
		scene = message;
		return process.send?.(set(simulator, scene));
	});
	process.on('disconnect', () => process.exit());
	process.send?.(simulator.credential);
}

function set(simulator: Simulator, scene: Scene): 'done' {
	const { state, behaviour } = simulator;
	const { latencyMs, isLimited, maxPage = Infinity, trunks } = scene;
	simulator.forgetRequests();
	behaviour.latencyMs = latencyMs;
	behaviour.requestsPerMinute = isLimited ? 200 : Infinity;
	behaviour.connections = isLimited ? 50 : Infinity;
	behaviour.maxPage = { size: maxPage, isRefused: false };
	state.trunks.clear();
	state.nextId.destination = FIRST_ID;
	for (const [sid, destinations] of Object.entries(trunks)) {
		const trunk = state.addTrunk(sid);
		for (const destination of destinations) state.addDestination(trunk, destination);
	}
	return 'done';
}

function report({ requests, state }: Simulator, { operation }: Scene): Report {
	const taken: Record<string, number> = {};
	const accepted = requests.filter(({ status }) => status !== 429);
	for (const { method } of accepted) taken[method] = (taken[method] ?? 0) + 1;
	const paths = accepted.map(({ path }) => path);
	const all = operationOf({ operation }).done(state, paths);
	return {
		requests: taken,
		refused: requests.length - accepted.length,
		done: all.length,
		different: new Set(all).size,
	};
}

void main();
