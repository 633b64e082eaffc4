/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   reads the files of this repository; not part of the package */
import { readFileSync } from 'node:fs';

import Ajv, { type ValidateFunction } from 'ajv';
import type { INodeExecutionData, IWorkflowBase } from 'n8n-workflow';

import { isRecord } from '../records';
import { schemaFile, TRIGGER } from './files';
import { isSummary, summarySchema } from './summary';

const ajv = new Ajv({ strict: false, allErrors: true });
const validators = new Map<string, ValidateFunction>();

/**
 * Holds the items that the Exotel nodes of a workflow returned to their schemas, in which no field may be
 * missing. Items of the form for n8n's error branch have none.
 *
 * @param output the items of a node, by its name
 * @throws Error that names the item and what is wrong with it
 */
export function checkItems(
	{ nodes }: Pick<IWorkflowBase, 'nodes'>,
	output: (node: string) => readonly INodeExecutionData[],
): void {
	for (const { type, name, parameters } of nodes) {
		if (type === 'n8n-nodes-exotel.exotelTrigger')
			checkEvents(output(name).map(({ json }) => json));
		if (type !== 'n8n-nodes-exotel.exotel') continue;
		const { resource = 'destinationUri', operation = 'add' } = parameters;
		for (const { json } of output(name)) {
			if (isErrorItem(json)) continue;
			const form = isSummary(json) ? 'summary' : 'items';
			checkItem(`${String(resource)}.${String(operation)}`, form, json);
		}
	}
}

/** Holds the events of the trigger to their schema. */
export function checkEvents(events: readonly object[]): void {
	for (const json of events) checkItem(TRIGGER, 'items', json);
}

function checkItem(operation: string, form: 'items' | 'summary', json: object): void {
	const name = `${operation} ${form}`;
	const schema = () =>
		form === 'summary' ? closed(summarySchema(operation)) : strictSchema(operation);
	const validate = validators.get(name) ?? ajv.compile(schema());
	validators.set(name, validate);
	// As data that leaves the node, in which what is undefined is absent.
	const item: unknown = JSON.parse(JSON.stringify(json));
	if (validate(item)) return;
	const found = ajv.errorsText(validate.errors, { dataVar: 'item' });
	throw new Error(`${operation} does not fit its schema: ${found}: ${JSON.stringify(item)}`);
}

function strictSchema(operation: string): object {
	const schema: unknown = JSON.parse(readFileSync(schemaFile(operation), 'utf8'));
	return isRecord(schema) ? closed(schema) : {};
}

/** The same schema, by which a field that it does not have is a mistake. */
function closed(schema: Record<string, unknown>): Record<string, unknown> {
	const parts = Object.entries(schema).map(([name, value]) => {
		if (name === 'properties' && isRecord(value)) {
			const fields = Object.entries(value).map(([field, one]) => [
				field,
				isRecord(one) ? closed(one) : one,
			]);
			return [name, Object.fromEntries(fields)];
		}
		return [name, name === 'items' && isRecord(value) ? closed(value) : value];
	});
	const isObject = isRecord(schema.properties);
	return { ...Object.fromEntries(parts), ...(isObject ? { additionalProperties: false } : {}) };
}

/** Whether an item is of the form for n8n's error branch, which is the same for every operation. */
export function isErrorItem(json: object): boolean {
	return Object.keys(json).sort().join() === 'error,message';
}
