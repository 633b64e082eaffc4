import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { Field, ListSearch } from './field';

/** One operation: what the user sees of it and what it does, together. */
export interface Operation {
	/** The stored value of the `operation` parameter. */
	readonly value: string;
	/** Label in the operation list, in Title Case. */
	readonly name: string;
	/** Label in the node creator, as a sentence. */
	readonly action: string;
	readonly description: string;
	/** What n8n's AI workflow builder should know besides, where it would err. */
	readonly builderHint?: string;
	/** Its own parameters, without display conditions. */
	readonly fields: readonly Field[];
	/** Handles all input items of one execution; every item it returns names the input it came from. */
	execute(this: IExecuteFunctions): Promise<INodeExecutionData[]>;
}

/** A group of operations on one kind of thing. */
export interface Resource {
	/** The stored value of the `resource` parameter. */
	readonly value: string;
	readonly name: string;
	/** In the order of the list that the user sees; the first is the default. */
	readonly operations: readonly Operation[];
}

/** The parameters that n8n shows for these resources, each under its resource and operation alone. */
export function propertiesOf(resources: readonly Resource[]): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: resources.map(({ name, value }) => ({ name, value })),
			default: firstValue(resources),
		},
		...resources.flatMap((resource) => [
			operationProperty(resource),
			...resource.operations.flatMap((operation) =>
				operation.fields.map(({ property }) => showFor(property, resource.value, operation.value)),
			),
		]),
	];
}

/** What fills the drop-downs of these resources, by the name under which n8n calls it. */
export function listSearchOf(resources: readonly Resource[]): Record<string, ListSearch> {
	const fields = resources.flatMap(({ operations }) => operations.flatMap((one) => one.fields));
	const searches = fields.flatMap(({ search }) => (search === undefined ? [] : [search]));
	return Object.fromEntries(searches.map(({ method, fill }) => [method, fill]));
}

/**
 * The operation a node is set to.
 *
 * @throws Error when there is none of that name, as in a workflow that was made with a newer version
 */
export function findOperation(
	resources: readonly Resource[],
	resource: string,
	operation: string,
): Operation {
	const found = resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
	if (found === undefined) {
		throw new Error(`This version of the node has no operation "${operation}" on "${resource}"`);
	}
	return found;
}

function operationProperty({ value, operations }: Resource): INodeProperties {
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [value] } },
		options: operations.map(({ name, value, action, description, builderHint }) => ({
			name,
			value,
			action,
			description,
			...(builderHint === undefined ? {} : { builderHint: { propertyHint: builderHint } }),
		})),
		default: firstValue(operations),
	};
}

function firstValue(options: ReadonlyArray<{ readonly value: string }>): string {
	return options[0]?.value ?? '';
}

function showFor(property: INodeProperties, resource: string, operation: string): INodeProperties {
	// In this order: n8n shows a parameter as soon as it comes to a condition on one that is an expression.
	const show = { resource: [resource], operation: [operation], ...property.displayOptions?.show };
	return { ...property, displayOptions: { ...property.displayOptions, show } };
}
