/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   reads and renews a file of this repository; not part of the package */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
	NodeHelpers,
	type INodeParameters,
	type INodeProperties,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { loadExotel } from '../harness/engine/engine';

const FILE = join(__dirname, 'visibleParameters.json');
const NODE = { typeVersion: 1 };

/** A parameter that is shown, and where it is. */
interface Shown {
	readonly path: string;
	readonly property: INodeProperties;
}

/** What n8n shows of a node from top to bottom, with the defaults for all that is not given. */
function shownFor(description: INodeTypeDescription, given: INodeParameters): Shown[] {
	const { properties } = description;
	const values = NodeHelpers.getNodeParameters(properties, given, true, true, NODE, description);
	const list = (of: readonly INodeProperties[], parent: string): Shown[] =>
		of
			.filter((property) =>
				NodeHelpers.displayParameterPath(values ?? {}, property, parent, NODE, description),
			)
			.flatMap((property) => {
				const path = parent === '' ? property.name : `${parent}.${property.name}`;
				return [{ path, property }, ...list(membersOf(property), path)];
			});
	return list(properties, '').filter(({ path }) => path !== 'resource' && path !== 'operation');
}

/** The parameters in a collection, or in the groups of one. */
function membersOf({ options = [] }: INodeProperties): INodeProperties[] {
	return options.flatMap((option) =>
		'values' in option ? option.values : 'type' in option ? [option] : [],
	);
}

/** The label of each parameter by its path; required ones have an asterisk. */
function labels(shown: readonly Shown[]): Record<string, string> {
	const byPath = new Map<string, string>();
	for (const { path, property } of shown) {
		if (byPath.has(path)) throw new Error(`${path} is shown twice`);
		byPath.set(path, property.displayName + (property.required === true ? ' *' : ''));
	}
	return Object.fromEntries(byPath);
}

/** What one operation shows with its defaults and, for each other choice, what is shown besides. */
function tableFor(description: INodeTypeDescription, operation: INodeParameters) {
	const usual = shownFor(description, operation);
	const table: Record<string, unknown> = labels(usual);
	const isUsual = (path: string) => usual.some((one) => one.path === path);
	for (const { path, property } of usual) {
		if (path !== property.name) continue;
		for (const value of choicesOf(property)) {
			const chosen = shownFor(description, { ...operation, [path]: value });
			const besides = chosen.filter((one) => !isUsual(one.path));
			if (besides.length > 0) table[`${path} = ${value}`] = labels(besides);
		}
	}
	return table;
}

function choicesOf({ type, options = [], default: usual }: INodeProperties) {
	if (type === 'boolean') return [usual !== true];
	if (type !== 'options') return [];
	const values = options.flatMap((option) => ('value' in option ? [option.value] : []));
	return values.filter((value) => value !== usual);
}

async function allTables() {
	const { description } = (await loadExotel()).node;
	const operations = description.properties.filter(({ name }) => name === 'operation');
	return Object.fromEntries(
		operations.map(({ displayOptions, options = [] }) => {
			const resource = String(displayOptions?.show?.resource?.[0]);
			const tables = options.flatMap((option) => {
				if (!('value' in option)) return [];
				const operation = String(option.value);
				return [[operation, tableFor(description, { resource, operation })]];
			});
			return [resource, Object.fromEntries(tables)];
		}),
	);
}

it('each operation shows the parameters of visibleParameters.json, in its order, and no others', async () => {
	const text = `${JSON.stringify(await allTables(), null, '\t')}\n`;
	if (process.env.EXOTEL_RENEW === '1') writeFileSync(FILE, text);
	// Line by line, so that a difference names the parameter; an object would not mind another order.
	expect(text.split('\n')).toEqual(readFileSync(FILE, 'utf8').split('\n'));
});
