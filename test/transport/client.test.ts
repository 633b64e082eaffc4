import fc from 'fast-check';

import { connect } from '../../nodes/Exotel/n8n/connect';
import { makeContext } from '../harness/engine/engine';
import { Simulator } from '../harness/simulator/simulator';

let simulator: Simulator;
beforeAll(async () => {
	simulator = await Simulator.start();
});
afterAll(async () => await simulator.stop());

/** Sends one request and returns the target that arrived, if one did. */
async function targetOf(path: string[], query: Record<string, string> = {}): Promise<string> {
	let target = '';
	simulator.onRequest = (request) => {
		target = request.path;
	};
	const client = await connect(await makeContext(simulator.credential), {
		requestsPerMinute: 100_000,
	});
	await client.send({ method: 'GET', path, query });
	return target;
}

const hostile = fc.oneof(
	fc.string({ unit: 'binary', minLength: 1 }),
	fc.webPath(),
	fc.constantFrom(
		'a/b',
		'?x=1',
		'#x',
		'a\r\nHost: evil.example',
		'%2e%2e',
		'\\',
		';',
		'😀',
		'/../..',
	),
);

it('sends a request to the right place, whatever its path segments and query values', async () => {
	await fc.assert(
		fc.asyncProperty(hostile, hostile, async (segment, value) => {
			fc.pre(!/^\.\.?$/.test(segment));
			const target = await targetOf(['trunks', segment, 'settings'], { name: value });
			const [path = '', query = '', ...more] = target.split('?');
			expect(more).toEqual([]);
			expect(path.split('/').map(decodeURIComponent)).toEqual([
				...['', 'v2', 'accounts', 'ameyo5m', 'trunks'],
				segment,
				'settings',
			]);
			expect(query.split('=').map(decodeURIComponent)).toEqual(['name', value]);
		}),
		{ numRuns: 200, seed: 1 },
	);
});
