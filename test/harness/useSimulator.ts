import { Simulator } from './simulator/simulator';

/**
 * Starts a simulator before each test of the file or `describe` that it is called in, and stops it
 * afterwards.
 *
 * @param prepare what to do with each simulator before its test, such as adding a trunk to its account
 * @returns the simulator of whichever test is running
 */
export function useSimulator(
	prepare: (simulator: Simulator) => unknown = () => undefined,
): Simulator {
	let current: Simulator | undefined;
	const ofThisTest = () => {
		if (current === undefined) throw new Error('There is a simulator only while a test runs');
		return current;
	};
	beforeEach(async () => {
		current = await Simulator.start();
		await prepare(current);
	});
	afterEach(async () => {
		await current?.stop();
		current = undefined;
	});
	return new Proxy<Simulator>(Object.create(Simulator.prototype), {
		get: (_target, name) => Reflect.get(ofThisTest(), name),
		set: (_target, name, value) => Reflect.set(ofThisTest(), name, value),
	});
}
