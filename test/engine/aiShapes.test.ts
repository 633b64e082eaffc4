import type { INodeParameters } from 'n8n-workflow';

import { loadExotel, runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { useSimulator } from '../harness/useSimulator';

/** The node with parameters as a language model fills them in: loosely typed, with some left out. */
const simulator = useSimulator(({ state }) => {
	const trunk = state.addTrunk('trmum1a');
	state.addDestination(trunk, 'a.example:5061;transport=tls');
});

async function run(parameters: INodeParameters, said: Record<string, unknown> = {}) {
	const done = await runWorkflow(
		exotelWorkflow({ rows: [said], parameters }),
		simulator.credential,
	);
	return { ...done, items: done.output('Exotel').map(({ json }) => json) };
}

const said = (name: string) => ({ __rl: true, mode: 'id', value: `={{ $json.${name} }}` });

describe('locators', () => {
	const update = { operation: 'update', updateFields: { priority: 3 } };

	it.each([
		['a number as text', '2543'],
		['a number', 2543],
		['text with spaces', ' 2543 '],
	])('accept %s', async (_name, id) => {
		const parameters = { ...update, trunkSid: said('trunk'), destinationId: said('id') };
		const { items } = await run(parameters, { trunk: 'trmum1a', id });
		expect(items).toEqual([expect.objectContaining({ id: '2543', priority: 3 })]);
	});

	it('accept plain text in place of the locator', async () => {
		const { items } = await run({ ...update, trunkSid: 'trmum1a', destinationId: '2543' });
		expect(items).toEqual([expect.objectContaining({ id: '2543', priority: 3 })]);
	});

	it.each([null, {}, [], true])('refuse %j with a message that a model can act on', async (id) => {
		const parameters = { ...update, trunkSid: 'trmum1a', destinationId: said('id') };
		const { error } = await run(parameters, { id });
		expect(error?.message).toBe('Destination URI is empty');
		expect(error?.description).toContain('Correct the parameter "Destination URI"');
	});
});

describe('Destinations (JSON)', () => {
	const add = {
		destinationSource: 'json',
		destinationsJson: '={{ $json.said }}',
		trunkSid: 'trmum1a',
	};

	it.each([
		['text', 'b.example'],
		['a text with a scheme', 'sip:b.example:5061;transport=tls'],
		['an array of strings', ['b.example']],
		['an array of objects', [{ host: 'b.example', port: 5061, transport: 'tls' }]],
		['objects with strings for numbers', [{ host: 'b.example', port: '5061', priority: '0' }]],
		['objects with empty optional fields', [{ host: 'b.example', port: '', transport: null }]],
		['one object', { host: 'b.example' }],
		['JSON in a string', '[{"host": "b.example"}]'],
		['JSON in JSON in a string', JSON.stringify('["b.example"]')],
		['the body of the API', { destinations: [{ destination: 'b.example:5061;transport=tls' }] }],
		['a list with one destination per line', 'b.example\n'],
		['JSON in a Markdown fence', '```json\n["b.example"]\n```'],
		['lines in a Markdown fence', '```\nb.example\n```'],
		['a bullet', '- b.example:5061;transport=tls'],
		['a number', '1. b.example'],
	])('accepts %s', async (_name, list) => {
		const { items, error } = await run(add, { said: list });
		expect(error).toBeUndefined();
		expect(items).toEqual([
			expect.objectContaining({ destination: 'sip:b.example:5061;transport=tls', action: 'added' }),
		]);
	});

	it.each([
		"['b.example', 'c.example']",
		'["b.example",]',
		'Here you are:\n- b.example\n- c.example',
		'Sure, take these: b.example, c.example',
		'- b.example\nc.example',
		"'b.example', 'c.example'",
		'- **b.example**, - `c.example`',
		'["b.example"] and ["c.example"]',
	])('refuses %j once, as a whole, and says which form to use', async (list) => {
		const done = await run(add, { said: list });
		expect(done.error?.message).toMatch(
			/^The destination can't be used: it is n.+; write one destination per line, or JSON such as \["sip\.example\.com:5061;transport=tls"\]$/,
		);
		expect(done.error?.description).not.toContain('more can');
		const continuing = await runWorkflow(
			exotelWorkflow({
				rows: [{ said: list }],
				parameters: add,
				onError: 'continueRegularOutput',
			}),
			simulator.credential,
		);
		expect(continuing.output('Exotel')).toHaveLength(1);
		expect(simulator.calls.filter((call) => call.startsWith('POST'))).toEqual([]);
	});

	it.each([null, [], '', 42, [[]], [{}], [null]])('refuses %j with a reason', async (list) => {
		const { error } = await run(add, { said: list });
		expect(error?.message).toMatch(/can't be used: /);
		expect(simulator.requests).toEqual([]);
	});
});

it('accepts numbers as text', async () => {
	const parameters = { operation: 'getAll', trunkSid: 'trmum1a', limit: '={{ $json.limit }}' };
	expect((await run(parameters, { limit: '1' })).items).toHaveLength(1);
});

it('tells a model for each operation when to use it and what it returns', async () => {
	const { node } = await loadExotel();
	const options = node.description.properties
		.filter(({ name }) => name === 'operation')
		.flatMap((property) => property.options ?? []);
	expect(options).toHaveLength(33);
	for (const option of options) {
		expect('description' in option ? option.description : '').toMatch(/ Returns .+\.$/);
	}
});
