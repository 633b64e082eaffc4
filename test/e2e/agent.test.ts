import fastify, { type FastifyInstance } from 'fastify';

import { N8N_VERSIONS } from '../harness/n8n/install';
import { Instance } from '../harness/n8n/instance';
import { chain, exotel, start } from '../harness/n8n/workflows';
import { isRecord } from '../harness/records';
import { Simulator } from '../harness/simulator/simulator';

const TRUNK = 'trmum1a';
const DESTINATIONS = ['sip.rtc.elevenlabs.io:5060;transport=tcp', 'sip.vapi.ai:5060;transport=tcp'];

/** What the fake model was asked, request by request. */
const asked: Array<Record<string, unknown>> = [];
let simulator: Simulator;
let model: FastifyInstance;
let modelUrl = '';

/**
 * Answers like an OpenAI model, in one piece or as a stream: first with a call to the only tool it is
 * offered, then with a sentence.
 */
function answer(body: Record<string, unknown>): string {
	const messages = Array.isArray(body.messages) ? body.messages.filter(isRecord) : [];
	const result = messages.find(({ role }) => role === 'tool');
	const [tool] = Array.isArray(body.tools) ? body.tools.filter(isRecord) : [];
	const name = isRecord(tool?.function) ? tool.function.name : '';
	const call = {
		id: 'call_1',
		type: 'function',
		function: { name, arguments: JSON.stringify({ destinations: DESTINATIONS.join('\n') }) },
	};
	const delta =
		result === undefined
			? { role: 'assistant', content: null, tool_calls: [{ index: 0, ...call }] }
			: { role: 'assistant', content: `The tool said: ${String(result.content)}` };
	const reason = result === undefined ? 'tool_calls' : 'stop';
	const about = { id: 'chatcmpl-1', created: 1, model: 'scripted' };
	const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
	if (body.stream !== true) {
		const choice = { index: 0, message: delta, finish_reason: reason };
		return JSON.stringify({ ...about, object: 'chat.completion', choices: [choice], usage });
	}
	const chunks = [
		{ delta, finish_reason: null },
		{ delta: {}, finish_reason: reason },
	].map((choice) =>
		JSON.stringify({
			...about,
			object: 'chat.completion.chunk',
			choices: [{ index: 0, ...choice }],
		}),
	);
	return [...chunks, '[DONE]'].map((chunk) => `data: ${chunk}\n\n`).join('');
}

beforeAll(async () => {
	simulator = await Simulator.start();
	model = fastify({ forceCloseConnections: true });
	model.post('/v1/chat/completions', async ({ body }, reply) => {
		const request = isRecord(body) ? body : {};
		asked.push(request);
		const type = request.stream === true ? 'text/event-stream' : 'application/json';
		return await reply.type(type).send(answer(request));
	});
	modelUrl = `${await model.listen({ host: '127.0.0.1', port: 0 })}/v1`;
});
afterAll(async () => {
	await model.close();
	await simulator.stop();
});

/** "Start" prompts the agent, which has the model and the tool variant of Exotel. */
function workflow() {
	const tool = exotel(
		{ type: 'n8n-nodes-exotel.exotelTool', name: 'Exotel' },
		{
			trunkSid: { __rl: true, mode: 'id', value: TRUNK },
			destinationSource: 'json',
			destinationsJson: "={{ $fromAI('destinations', 'The destination URIs', 'string') }}",
		},
	);
	const flow = chain(
		'agent',
		[
			start,
			{
				name: 'Agent',
				type: '@n8n/n8n-nodes-langchain.agent',
				typeVersion: 1.7,
				parameters: {
					promptType: 'define',
					text: `Send calls to ${DESTINATIONS.join(' and ')}`,
					options: {},
				},
			},
			{
				name: 'Model',
				type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
				typeVersion: 1.2,
				parameters: {
					model: { __rl: true, mode: 'id', value: 'scripted' },
					options: { baseURL: modelUrl },
				},
				credentials: { openAiApi: { id: 'scriptedModel', name: 'Scripted model' } },
			},
			tool,
		],
		{ Agent: [], Model: [], Exotel: [] },
	);
	flow.connections.Model = {
		ai_languageModel: [[{ node: 'Agent', type: 'ai_languageModel', index: 0 }]],
	};
	flow.connections.Exotel = { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] };
	return flow;
}

it.each(N8N_VERSIONS)(
	'n8n %s: an AI Agent adds two destinations with the tool',
	async (version) => {
		simulator.state.trunks.clear();
		const trunk = simulator.state.addTrunk(TRUNK);
		asked.length = 0;
		const n8n = await Instance.create(version, simulator.credential);
		try {
			await n8n.importCredential(
				{ apiKey: 'none', url: modelUrl },
				{ id: 'scriptedModel', name: 'Scripted model', type: 'openAiApi' },
			);
			const done = await n8n.execute(workflow());
			expect([done.error, done.status]).toEqual([undefined, 'success']);
			expect(trunk.destinations.map(({ destination }) => destination)).toEqual(
				DESTINATIONS.map((destination) => `sip:${destination}`),
			);
			const said = String(done.output('Agent')[0]?.json.output);
			for (const { id } of trunk.destinations) expect(said).toContain(`"id":"${id}"`);
			const tools = JSON.stringify(asked[0]?.tools);
			expect(tools).toContain('destinations');
			expect(tools).toMatch(/SIP destinations|Exotel/);
		} finally {
			await n8n.stop();
		}
	},
);
