/* eslint-disable @n8n/community-nodes/no-restricted-imports -- reads the files of this repository */
import { existsSync, readFileSync } from 'node:fs';

import { loadExotel } from '../harness/engine/engine';
import { checkItems } from '../harness/schemas/check';
import { schemaFile, SCHEMA_FOLDER, TRIGGER } from '../harness/schemas/files';
import { inferSchema } from '../harness/schemas/infer';
import { makeSchemas } from '../harness/schemas/make';

/** The fields that n8n shows of an item before the node has run. Every engine test holds its items to them. */
const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

async function operations(): Promise<string[]> {
	const { node } = await loadExotel();
	return node.description.properties.flatMap(({ name, displayOptions, options = [] }) =>
		name === 'operation'
			? options.map((option) => {
					const resource = displayOptions?.show?.resource?.[0];
					return `${String(resource)}.${'value' in option ? String(option.value) : ''}`;
				})
			: [],
	);
}

it('the trigger and every operation have a schema that n8n can show, in the package too', async () => {
	const published = SCHEMA_FOLDER.replace('/nodes/', '/dist/nodes/');
	for (const operation of [TRIGGER, ...(await operations())]) {
		const schema = read(schemaFile(operation));
		expect(schema).toMatchObject({ type: 'object', version: 1 });
		expect(Object.keys(Object(schema).properties).length).toBeGreaterThan(1);
		expect(existsSync(schemaFile(operation, published))).toBe(true);
		expect(read(schemaFile(operation, published))).toEqual(schema);
	}
});

it('no operation shows a field of a type that is not known', async () => {
	for (const operation of [TRIGGER, ...(await operations())]) {
		const text = readFileSync(schemaFile(operation), 'utf8');
		expect([operation, text]).toEqual([operation, expect.not.stringContaining('"type": "null"')]);
	}
});

it('is made from runs of every operation, with npm run schemas', async () => {
	const made = await makeSchemas();
	expect([...made.keys()].sort()).toEqual([TRIGGER, ...(await operations())].sort());
	for (const [operation, schema] of made) {
		expect([operation, JSON.stringify(schema)]).toEqual([
			operation,
			JSON.stringify(read(schemaFile(operation))), // in the same order, too
		]);
	}
});

describe('an item', () => {
	const check = (json: Record<string, unknown>) => {
		const parameters = { resource: 'phoneNumber', operation: 'findTrunk' };
		const node = { type: 'n8n-nodes-exotel.exotel', name: 'Exotel', parameters };
		checkItems({ nodes: [node as never] }, () => [{ json: json as never }]);
	};

	it('fits its schema, with any of the fields missing', () => {
		expect(() => check({ exophone: '+918040264208', mode: null })).not.toThrow();
	});

	it.each([
		[{ exophone: 1 }, 'item/exophone must be string'],
		[{ other: 'x' }, 'item must NOT have additional properties'],
	])('%j does not fit', (json, words) => {
		expect(() => check(json)).toThrow(words);
	});
});

it('is inferred with every type and field that was seen, in the order of the items', () => {
	const items = [
		{ a: 1, c: null, list: [{ x: 'y' }] },
		{ a: 2.5, b: 'text', c: true, gone: undefined, list: [] },
	];
	expect(JSON.stringify(inferSchema(items))).toBe(
		JSON.stringify({
			type: 'object',
			properties: {
				a: { type: 'number' },
				b: { type: 'string' },
				c: { type: ['boolean', 'null'] },
				list: {
					type: 'array',
					items: { type: 'object', properties: { x: { type: 'string' } } },
				},
			},
		}),
	);
});
