import fastify, { type FastifyInstance } from 'fastify';
import type { IDataObject } from 'n8n-workflow';

import { Instance } from '../harness/n8n/instance';
import { N8N_VERSIONS } from '../harness/n8n/versions';
import { chain, exotel, start } from '../harness/n8n/workflows';
import { isRecord } from '../harness/records';
import { Simulator } from '../harness/simulator/simulator';

const TRUNK = 'trmum1a';
const DESTINATIONS = ['sip.rtc.elevenlabs.io:5060;transport=tcp', 'sip.vapi.ai:5060;transport=tcp'];

/** What an agent is asked for, and what becomes of it. */
interface Task {
	readonly id: string;
	readonly prompt: string;
	/** The parameters of the tool. */
	readonly tool: IDataObject;
	/** What the model fills in. */
	readonly fillsIn: Readonly<Record<string, string>>;
	/** The destinations on the trunk afterwards. */
	readonly leaves: readonly string[];
	/** What the tool tells the model. */
	readonly tells: readonly string[];
}

const OLD = 'sip:old.company.com:5061;transport=tls';
const NEW = DESTINATIONS.map((destination) => `sip:${destination}`);
const LIST = {
	destinationSource: 'json',
	destinationsJson: "={{ $fromAI('destinations', 'The destination URIs', 'string') }}",
};

const TASKS: readonly Task[] = [
	{
		id: 'add',
		prompt: `Send calls to ${DESTINATIONS.join(' and ')}`,
		tool: LIST,
		fillsIn: { destinations: DESTINATIONS.join('\n') },
		leaves: [OLD, ...NEW],
		tells: ['"action":"added","message":"Added","id":"2544"', '"id":"2545"'],
	},
	{
		id: 'sync',
		prompt: `What would change if calls went to ${DESTINATIONS.join(' and ')} alone?`,
		tool: { ...LIST, operation: 'sync', options: { dryRun: true, deleteMissing: true } },
		fillsIn: { destinations: DESTINATIONS.join(', ') },
		leaves: [OLD],
		tells: [
			'"message":"Would be added"',
			`"${OLD}","action":"deleted","message":"Would be deleted"`,
		],
	},
	{
		id: 'delete',
		prompt: 'Send no more calls to old.company.com',
		tool: {
			operation: 'delete',
			trunkSid: { __rl: true, mode: 'name', value: 'support' },
			destinationId: {
				__rl: true,
				mode: 'uri',
				value: "={{ $fromAI('uri', 'The destination URI', 'string') }}",
			},
			options: { onMissing: 'skip' },
		},
		fillsIn: { uri: 'old.company.com' },
		leaves: [],
		tells: [`{"deleted":true,"id":"2543","destination":"${OLD}"}`],
	},
];

/** What the model fills in next. */
let fillsIn: Task['fillsIn'] = {};
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
		function: { name, arguments: JSON.stringify(fillsIn) },
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
function workflow({ id, prompt, tool: parameters }: Task) {
	const tool = exotel(
		{ type: 'n8n-nodes-exotel.exotelTool', name: 'Exotel' },
		{ trunkSid: { __rl: true, mode: 'id', value: TRUNK }, ...parameters },
	);
	const flow = chain(
		id,
		[
			start,
			{
				name: 'Agent',
				type: '@n8n/n8n-nodes-langchain.agent',
				typeVersion: 1.7,
				parameters: { promptType: 'define', text: prompt, options: {} },
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

describe.each(N8N_VERSIONS)('in n8n %s, an AI Agent with the tool', (version) => {
	let n8n: Instance;
	beforeAll(async () => {
		n8n = await Instance.create(version, simulator.credential);
		await n8n.importCredential(
			{ apiKey: 'none', url: modelUrl },
			{ id: 'scriptedModel', name: 'Scripted model', type: 'openAiApi' },
		);
		await n8n.importWorkflow(TASKS.map((task) => workflow(task)));
	});
	afterAll(async () => await n8n?.stop());

	it.each(TASKS)('does what it is asked: $id', async (task) => {
		const { state } = simulator;
		state.trunks.clear();
		state.nextId.destination = 2543;
		const trunk = state.addTrunk(TRUNK, 'support');
		state.addDestination(trunk, 'old.company.com:5061;transport=tls');
		asked.length = 0;
		fillsIn = task.fillsIn;

		const done = await n8n.executeImported(workflow(task).id);
		expect([done.error, done.status]).toEqual([undefined, 'success']);
		expect(trunk.destinations.map(({ destination }) => destination)).toEqual(task.leaves);
		const said = String(done.output('Agent')[0]?.json.output);
		for (const words of task.tells) expect(said).toContain(words);
		const tools = JSON.stringify(asked[0]?.tools);
		for (const name of Object.keys(task.fillsIn)) expect(tools).toContain(name);
		expect(tools).toMatch(/SIP destinations|destination URI|Exotel/);
	});
});
