import fc from 'fast-check';
import type { IDataObject, IExecuteFunctions, INodeParameters } from 'n8n-workflow';

import {
	memberReader,
	oncePerObject,
	withQuickParameters,
} from '../../nodes/Exotel/n8n/quickParameters';
import { makeContext } from '../harness/engine/engine';
import account from '../harness/fixtures/account.json';

const LOCATOR = { extractValue: true };

/** The context of a node that reads these parameters, with these items. */
async function contextOf(
	expressions: { destination?: unknown; trunk?: unknown; options?: IDataObject },
	rows: IDataObject[],
) {
	const { destination, trunk, options = {} } = expressions;
	return await makeContext(account, {
		parameters: {
			resource: 'destinationUri',
			operation: 'add',
			trunkSid: { __rl: true, mode: 'id', value: trunk },
			destinationSource: 'inputItems',
			destination,
			options,
		} as INodeParameters, // plain values, as in a file
		items: rows.map((json) => ({ json })),
	});
}

/** What a context returns for an item: each value, or the message of the error. */
function readAll(context: IExecuteFunctions, itemIndex: number) {
	const read = (get: () => unknown) => {
		try {
			return { value: get() };
		} catch (error) {
			return { error: error instanceof Error ? error.message : String(error) };
		}
	};
	return {
		trunk: read(() => context.getNodeParameter('trunkSid', itemIndex, '', LOCATOR)),
		destination: read(() => context.getNodeParameter('destination', itemIndex)),
		source: read(() => context.getNodeParameter('destinationSource', itemIndex)),
		options: read(() => context.getNodeParameter('options', itemIndex, {})),
	};
}

// Not those that n8n forbids in expressions, such as `constructor`: as fields of an item they are harmless.
const names = [
	...['destination', 'a', 'SIP URI', 'host name', "it's", 'größe', '0', 'hasOwnProperty'],
	...['length', 'toString', 'a.b', '$json', '', 'x}}y', '{{', 'tab\tbed', 'quo"te', 'back\\slash'],
];
const name = fc.constantFrom(...names);
const value = fc.oneof(
	fc.string(),
	fc.constantFrom('=1', '={{ 1 }}', '2026-01-01T00:00:00Z', 'true', '0', ' ', ''),
	fc.double(),
	fc.boolean(),
	fc.constant(null),
	fc.array(fc.integer(), { maxLength: 2 }),
);
const json = fc.dictionary(name, fc.oneof(value, fc.dictionary(name, value, { maxKeys: 3 })), {
	maxKeys: 5,
});
const step = fc.oneof(
	name.map((key) => `.${key}`),
	name.map((key) => `[${JSON.stringify(key)}]`),
	name.map((key) => `['${key}']`),
);
const path = fc.array(step, { maxLength: 2 }).map((steps) => `$json${steps.join('')}`);
const expression = fc.oneof(
	path.map((text) => `={{ ${text} }}`),
	path.map((text) => `={{${text}}}`),
	path.map((text) => `=sip:{{ ${text} }}`),
	path.map((text) => `={{ ${text} }} `),
	path.map((text) => `={{ ${text}.trim() }}`),
	fc.constantFrom(
		'={{ $itemIndex }}',
		'={{ $input.all().length }}',
		'fixed',
		'={{ 1 }}{{ 2 }}',
		'=',
	),
);

it('returns what n8n returns for every expression and item', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.record({
				destination: expression,
				trunk: expression,
				options: fc.dictionary(fc.constantFrom('priority', 'weight'), expression),
			}),
			fc.array(json, { minLength: 1, maxLength: 3 }),
			async (expressions, rows) => {
				const context = await contextOf(expressions, rows);
				const quick = withQuickParameters(context);
				const members = memberReader(context, 'options', ['weight', 'timeout', 'priority']);
				for (const itemIndex of rows.keys()) {
					const own = readAll(context, itemIndex);
					expect(readAll(quick, itemIndex)).toEqual(own);
					expect(members(itemIndex)).toEqual(own.options.value);
				}
			},
		),
		{ numRuns: 1_000, seed: 1 },
	);
});

it.each([
	['a field of the item', '={{ $json.destination }}', 0],
	['a field in brackets', '={{ $json["destination"] }}', 0],
	['fixed text', 'sip.example.com', 1],
	['anything else', '={{ $json.destination.trim() }}', 100],
])('asks n8n for %s only as often as necessary', async (_what, destination, asked) => {
	const rows = Array.from({ length: 100 }, (_, row) => ({ destination: `sip${row}.example.com` }));
	const context = await contextOf({ destination, trunk: 'trmum1f708622631150902801a1n' }, rows);
	const ask = jest.spyOn(context, 'getNodeParameter');
	const quick = withQuickParameters(context);
	for (const itemIndex of rows.keys()) quick.getNodeParameter('destination', itemIndex);
	const resolved = ask.mock.calls.filter(([, , , options]) => options?.rawExpressions !== true);
	expect(resolved).toHaveLength(asked);
});

it.each([
	['without expressions are the same object', { priority: 1 }, 1],
	['with an expression are a separate object', { priority: '={{ $itemIndex }}' }, 3],
])('options %s for every item', async (_what, options, objects) => {
	const context = await contextOf({ options }, [{}, {}, {}]);
	const quick = withQuickParameters(context);
	const read = [0, 1, 2].map((itemIndex) => quick.getNodeParameter('options', itemIndex, {}));
	expect(new Set(read).size).toBe(objects);
});

it('derives a value from an object only once', () => {
	const derive = jest.fn((from: IDataObject, more: string) => `${String(from.a)} ${more}`);
	const once = oncePerObject(derive);
	const [one, other] = [{ a: 1 }, { a: 1 }];
	expect([once(one, 'x'), once(one, 'y'), once(other, 'z')]).toEqual(['1 x', '1 x', '1 z']);
	expect(derive).toHaveBeenCalledTimes(2);
});
