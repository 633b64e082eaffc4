import { profileTime, sharesOf, type Profile } from '../../bench/profile';

const OWN = 'file:///x/node_modules/n8n-nodes-exotel/dist/nodes/Exotel/sip/destination.js';
const frame = (id: number, functionName: string, url = '', children: number[] = []) => ({
	id,
	children,
	callFrame: { functionName, url },
});

const nodes: Profile['nodes'] = [
	frame(1, '(root)', '', [2, 3, 4, 5, 10]),
	frame(2, '(idle)'),
	frame(3, '(garbage collector)'),
	frame(4, 'runNode', 'file:///n8n-core/workflow-execute.js', [6]),
	frame(5, 'emit', 'node:events', [9]),
	frame(6, 'parseUri', OWN, [7, 8]),
	frame(7, 'test'),
	frame(8, '_getNodeParameter', 'file:///n8n-core/node-execution-context.js', [11]),
	frame(9, 'parserOnBody', 'node:_http_common', [12]),
	frame(10, '(program)'),
	frame(11, 'evaluate', 'file:///n8n-workflow/expression.js'),
	frame(12, 'parse'),
];

/** Shares of samples of one millisecond each; the node took the last `ofNode` of them. */
function shares(samples: number[], ofNode = samples.length) {
	const startTime = 5_000_000;
	const to = startTime + samples.length * 1_000;
	const profile: Profile = { nodes, samples, timeDeltas: samples.map(() => 1_000), startTime };
	return sharesOf(profile, { from: to - ofNode * 1_000 + 1, to });
}

it.each([
	['node', 6],
	['node', 7],
	['parameters', 8],
	['parameters', 11],
	['http', 9],
	['http', 12],
	['garbage', 3],
	['waiting', 2],
	['rest', 4],
	['rest', 5],
	['rest', 10],
] as const)('attributes the time to %s (frame %i)', (owner, sample) => {
	expect(shares([sample, sample])[owner]).toBe(1);
});

it("leaves waiting out of the share of the run, and the time before the node out of the node's", () => {
	const { ofRun, node, rest, waiting } = shares([4, 4, 4, 2, 6, 4], 3);
	expect(ofRun).toBeCloseTo(1 / 5);
	expect([node, rest, waiting].map((share) => share.toFixed(2))).toEqual(['0.33', '0.33', '0.33']);
});

it('converts to microseconds, counted from a different start', () => {
	expect(profileTime(2_000) - profileTime(1_000)).toBeCloseTo(1_000_000, -5);
});
