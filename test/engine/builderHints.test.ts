/* eslint-disable @n8n/community-nodes/no-restricted-imports -- reads which nodes n8n has; not part of the package */
import { readFileSync } from 'node:fs';

import { type IDataObject, type INodeParameters, NodeConnectionTypes } from 'n8n-workflow';

import { loadExotel, runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { isRecord } from '../harness/records';
import { useSimulator } from '../harness/useSimulator';

const TRUNK = 'trmum1a';

const simulator = useSimulator(({ state }) => state.addTrunk(TRUNK));

/** What the node, or a part of it, tells n8n's AI workflow builder. */
function builderHintsIn(value: unknown): unknown[] {
	if (Array.isArray(value)) return value.flatMap(builderHintsIn);
	if (!isRecord(value)) return [];
	return Object.entries(value).flatMap(([key, part]) =>
		key === 'builderHint' ? [part] : builderHintsIn(part),
	);
}

/** The parameters of the node that a pattern makes. */
function parametersOf(pattern: string): INodeParameters {
	const expression = "expr\\('([^']*)'\\)";
	const [, literal] = /parameters: (\{[^]*\})\s*\}\s*\}\);/.exec(pattern) ?? [];
	const json = String(literal)
		.replace(new RegExp(expression, 'g'), (_, text: string) => JSON.stringify(`=${text}`))
		.replace(/'([^']*)'/g, (_, text: string) => JSON.stringify(text))
		.replace(/([{,]\s*)(\w+):/g, '$1"$2":');
	return JSON.parse(json);
}

describe("n8n's AI workflow builder", () => {
	it('is told where it would err', async () => {
		const { node } = await loadExotel();
		const told = (name: string) =>
			builderHintsIn(node.description.properties.filter((property) => property.name === name));
		for (const name of ['operation', 'destinationSource', 'destination', 'options']) {
			expect([name, told(name)]).not.toEqual([name, []]);
		}
		const { searchHint = '', relatedNodes = [] } = node.description.builderHint ?? {};
		expect(searchHint).toMatch(/do not put it behind Loop Over Items/);
		expect(JSON.stringify(told('options'))).toMatch(/dryRun true .* person/);
		expect(relatedNodes.map(({ nodeType }) => nodeType)).toContain(
			'n8n-nodes-base.scheduleTrigger',
		);
	});

	it('reads no expression as it is stored, and no name of a connection type', async () => {
		const { node } = await loadExotel();
		const texts = JSON.stringify(builderHintsIn(node.description));
		const names = Object.values(NodeConnectionTypes).filter((name) => name.startsWith('ai_'));
		for (const forbidden of ['={{', ...names]) expect(texts).not.toContain(forbidden);
	});

	it('is pointed to nodes that n8n has', async () => {
		const { node } = await loadExotel();
		const path = require.resolve('n8n-nodes-base/dist/known/nodes.json');
		const known = Object.keys(JSON.parse(readFileSync(path, 'utf8')));
		const related = node.description.builderHint?.relatedNodes ?? [];
		const base = related.flatMap(({ nodeType }) => nodeType.split('n8n-nodes-base.')[1] ?? []);
		expect(base).not.toEqual([]);
		expect(known).toEqual(expect.arrayContaining(base));
	});

	it('gets patterns that work', async () => {
		const { node } = await loadExotel();
		const record = {
			...{ trunk_name: 'sales', destinations: ['c.example'], pbx_addresses: '44.248.146.11' },
			...{ phone_numbers: '+918040264208', caller_id: '+918040264208' },
			configuration: '{"destinations":[]}',
		};
		const rows = [{ trunk_sid: TRUNK, destination: 'a.example', ...record }];
		const patterns = node.description.builderHint?.extraTypeDefContent ?? [];
		const outcomes = [];
		const run = async (parameters: INodeParameters, input: IDataObject[]) => {
			const { output } = await runWorkflow(
				exotelWorkflow({ rows: input, parameters }),
				simulator.credential,
			);
			return output('Exotel').map(({ json }) => json);
		};
		for (const { content, displayOptions } of patterns) {
			for (const pattern of content.split('<pattern ').slice(1)) {
				const parameters = parametersOf(pattern);
				expect(displayOptions?.show).toEqual({
					resource: [parameters.resource],
					operation: [parameters.operation],
				});
				const { approvedPlan, ...options } = Object(parameters.options);
				// What is approved is the summary of a dry run.
				const preview = { ...parameters, options: { ...options, dryRun: true } };
				const wanted = ['a.example', 'b.example'];
				const input =
					approvedPlan === undefined ? rows : await run(preview, [{ trunk_sid: TRUNK, wanted }]);
				const [item = {}] = await run(parameters, input);
				outcomes.push([parameters.operation, item.action ?? item.message, item.dry_run]);
			}
		}
		expect(outcomes).toEqual([
			['add', 'added', undefined],
			['apply', 'added', undefined],
			['apply', 'Would delete 1; 1 entry unchanged', true],
			['sync', 'unchanged', true],
			['sync', 'Added 1; 1 destination unchanged', undefined],
		]);
	});
});

/**
 * n8n makes the tool "Exotel Tool" itself and lists it under AI > Tools. If the node itself were listed there,
 * the editor would show none of its actions, and would offer on its fields to let a model fill them, which
 * works in a tool alone.
 */
it('the node leaves the category of tools to its tool variant', async () => {
	const { node } = await loadExotel();
	const { categories, subcategories } = node.description.codex ?? {};
	expect(node.description.usableAsTool).toBe(true);
	expect(categories).toContain('Communication');
	expect(categories).not.toContain('AI');
	expect(subcategories?.AI).toBeUndefined();
});
