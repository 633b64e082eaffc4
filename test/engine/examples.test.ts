import { examplesOf, type Example } from '../fixtures/examples';
import { Simulator } from '../simulator/simulator';
import { runWorkflow } from './n8n';
import { exotelWorkflow } from './workflows';

/** Each published example that concerns destination URIs, as the answer to the node itself. */
let simulator: Simulator;
beforeEach(async () => {
	simulator = await Simulator.start();
});
afterEach(async () => await simulator.stop());

function serve({ request: { method }, status, response }: Example): void {
	simulator.faults.push({ method, answer: { status, body: response } });
}

function entriesOf({ response }: Example): Array<{ data: object; error_data: object }> {
	return JSON.parse(JSON.stringify([response.response].flat()));
}

async function run({ request }: Example, operation: string) {
	const sid = request.path?.split('/')[5] ?? 'trmum1f708622631150902801a1n';
	simulator.state.addTrunk(sid);
	const destinations = JSON.stringify(request.body ?? ['44.248.146.11']);
	const rows = [{ trunk: sid, destinations }];
	const parameters = {
		operation,
		destinationSource: 'json',
		destinationsJson: '={{ $json.destinations }}',
	};
	return await runWorkflow(exotelWorkflow({ rows, parameters }), simulator.credential);
}

const posts = examplesOf('POST', 'destination-uris');
const isBatch = ({ response }: Example) => Array.isArray(response.response);

it('there are four batches, three refused requests and one list to replay', () => {
	expect(posts.filter(isBatch)).toHaveLength(4);
	expect(posts.filter((one) => !isBatch(one))).toHaveLength(3);
	expect(examplesOf('GET', 'destination-uris')).toHaveLength(1);
});

it.each(posts.filter(isBatch))('$name', async (published) => {
	serve(published);
	const done = await run(published, 'add');
	expect(done.error).toBeUndefined();
	const [entry] = entriesOf(published);
	expect(done.output('Exotel').map(({ json }) => json)).toEqual([
		published.status === 200
			? {
					...entry?.data,
					status: 'success',
					code: 200,
					action: 'added',
					request_id: published.response.request_id,
				}
			: expect.objectContaining({
					status: 'failure',
					code: 400,
					action: 'rejected',
					error: { ...entry?.error_data, hint: expect.any(String) },
					request_id: published.response.request_id,
				}),
	]);
	const sent = simulator.requests.find(({ method }) => method === 'POST');
	expect(sent?.body).toEqual(published.request.body);
});

it.each(posts.filter((one) => !isBatch(one)))('$name', async (published) => {
	serve(published);
	const { error } = await run(published, 'add');
	const [entry] = entriesOf(published);
	expect(entry?.error_data).toMatchObject({ message: String(error?.message).split(' (')[0] });
	expect(error).toMatchObject({ name: 'NodeApiError', httpCode: String(published.status) });
	expect(error?.description).toContain(`Request ID: ${published.response.request_id}.`);
});

it.each(examplesOf('GET', 'destination-uris'))('$name', async (published) => {
	serve(published);
	const done = await run(published, 'getAll');
	expect(done.output('Exotel').map(({ json }) => json)).toEqual(
		entriesOf(published).map(({ data }) => data),
	);
});
