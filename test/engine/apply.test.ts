import type { INode, INodeParameters } from 'n8n-workflow';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

/** A whole trunk brought to what a record or a configuration says. */
const TRUNK = 'trmum1f708622631150902801a1n';
const NUMBER = '+918040264208';
const OTHER = '+918040264209';

const simulator = useSimulator();

interface Run {
	readonly rows?: ReadonlyArray<Readonly<Record<string, unknown>>>;
	readonly options?: INodeParameters;
	readonly parameters?: INodeParameters;
	readonly onError?: INode['onError'];
}

async function apply({ rows = [{}], options = {}, parameters = {}, onError }: Run) {
	simulator.requests.length = 0;
	const done = await runWorkflow(
		exotelWorkflow({
			rows,
			onError,
			parameters: {
				resource: 'trunk',
				operation: 'apply',
				trunkSid: { __rl: true, mode: 'name', value: '={{ $json.trunk_name }}' },
				configurationSource: 'fields',
				options,
				...parameters,
			},
		}),
		simulator.credential,
	);
	const output = done.output('Exotel');
	return { ...done, items: output.map(({ json }) => json), output };
}

const FIELDS: INodeParameters = {
	destinations: '={{ $json.destinations }}',
	whitelistedIps: '={{ $json.addresses }}',
	phoneNumbers: '={{ $json.numbers }}',
	callerId: '={{ $json.callerId }}',
	sipCredentials: {
		credential: [{ userName: '={{ $json.user }}', password: '={{ $json.secret }}' }],
	},
};
const RECORD = {
	trunk_name: 'sales',
	destinations: 'sip.example.com, 44.248.146.11',
	addresses: ['44.248.146.11', '44.248.146.12'],
	numbers: `${NUMBER}\n${OTHER}`,
	callerId: NUMBER,
	user: 'voice_ai',
	secret: 'Tr0ub4dor_3',
};
const told = (items: ReadonlyArray<Record<string, unknown>>) =>
	items.map(({ resource, key, action, message }) => [resource, key, action, message]);
const changes = () => simulator.calls.filter((call) => !call.startsWith('GET'));

describe('Apply', () => {
	it('sets a customer up from one record, each thing in its order', async () => {
		const { items } = await apply({ rows: [RECORD], parameters: FIELDS });
		console.log(JSON.stringify(items, null, 1));
		console.log(simulator.calls);
		expect(told(items)).toEqual([]);
	});
});
