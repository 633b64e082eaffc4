import {
	isObjectEmpty,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
} from 'n8n-workflow';

import { readMaxDeletions, type MaxDeletions } from '../../provisioning/maxDeletions';
import type { OnExisting } from '../../provisioning/model';
import { readPatterns, type IsProtected } from '../../provisioning/protect';
import { quote } from '../../sip/characters';
import type { Routing, Transport } from '../../sip/destination';
import type { ClientOptions } from '../../transport/model';
import {
	checkMember,
	checkMembers,
	choiceField,
	flagField,
	lineField,
	numberField,
	shownWith,
	type CollectionField,
	type Field,
	type Place,
	type ValueField,
} from '../field';
import { memberReader, oncePerObject } from '../quickParameters';
import { nodeOfError } from '../secrets';
import { optionsField, priorityField, weightField } from '../sharedFields';
import { sourceField } from './sources';

const allowEmptyList = flagField({
	displayName: 'Allow Empty List',
	name: 'allowEmptyList',
	type: 'boolean',
	default: false,
	description:
		'Whether the list of destinations may be empty: with Delete Missing, an empty list deletes every destination of the trunk. Otherwise an empty list is refused. Must be the same for all items.',
});

const batchSize = numberField({
	displayName: 'Batch Size',
	name: 'batchSize',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 1000 },
	default: 50,
	description: 'How many destinations to send in one request. Must be the same for all items.',
});

const checkForDoubles = flagField({
	displayName: 'Check for Doubles',
	name: 'checkDoubles',
	type: 'boolean',
	default: true,
	description:
		'Whether to read the list once more after adding, and to delete what this execution added if somebody else added the same at the same time. Costs one request per 200 destinations on the trunk. Must be the same for all items.',
});

const defaultTransport = choiceField({
	displayName: 'Default Transport',
	name: 'defaultTransport',
	type: 'options',
	options: [
		{ name: 'TCP', value: 'tcp', description: 'Port 5060 if none is given' },
		{ name: 'TLS', value: 'tls', description: 'Port 5061 if none is given' },
	],
	default: 'tls',
	description: 'The transport of destinations that do not name one',
});

const deleteMissing = flagField({
	displayName: 'Delete Missing',
	name: 'deleteMissing',
	type: 'boolean',
	default: false,
	description:
		'Whether to delete destinations of the trunk that are not in the list, once every destination in the list is in place. Must be the same for all items.',
	builderHint: {
		propertyHint:
			'Leave out unless the user wants destinations deleted. When they do, first add the same node with dryRun true and show its items to a person, then this one after their approval. Everything that is not among the items of this run counts as missing.',
	},
});

const dryRun = flagField({
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'boolean',
	default: false,
	description:
		'Whether to only report what would be done, and change nothing. Must be the same for all items.',
	builderHint: {
		propertyHint:
			'Set to true in a node before the one that deletes: its items have dry_run true, and action says what would be done.',
	},
});

const existingDestinations = choiceField({
	displayName: 'Existing Destinations',
	name: 'onExisting',
	type: 'options',
	options: [
		{
			name: 'Add Again',
			value: 'add',
			description: 'Send it to Exotel anyway, which may list it twice',
		},
		{ name: 'Skip', value: 'skip', description: 'Leave it alone and report it as existing' },
		{
			name: 'Update',
			value: 'update',
			description: 'Correct its priority and weight, where the item or the options name them',
		},
	],
	default: 'skip',
	description: 'What to do with a destination that the trunk already has',
});

const existingRouting = choiceField({
	displayName: 'Existing Routing',
	name: 'existingRouting',
	type: 'options',
	options: [
		{ name: 'Correct', value: 'correct', description: 'Set what the list names' },
		{
			name: 'Keep',
			value: 'keep',
			description: 'Leave it as an operator or a failover has set it',
		},
	],
	default: 'correct',
	description:
		'What to do with the priority and weight of destinations that are there already. Must be the same for all items.',
});

const maxDeletions = lineField(
	{
		displayName: 'Max Deletions',
		name: 'maxDeletions',
		type: 'string',
		default: '30%',
		placeholder: 'e.g. 30% or 5',
		description:
			'How many destinations may be deleted, from all trunks together. If it would be more, nothing at all is changed. A percentage counts from 10 existing destinations on. Leave empty for no limit. Must be the same for all items.',
	},
	readMaxDeletions,
);

const protect = lineField(
	{
		displayName: 'Protect',
		name: 'protect',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. *.company.com, 44.248.0.0/16',
		description:
			'Destinations that are never changed or deleted, one a line or separated by commas: URIs, hosts with *, or addresses with a mask. Must be the same for all items.',
	},
	readPatterns,
);

const maxRetries = numberField({
	displayName: 'Max Retries',
	name: 'maxRetries',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 10 },
	default: 3,
	description:
		'How often to retry a request after a rate limit, a timeout or a lost connection. What may have been carried out is looked up first, so nothing is added twice. Must be the same for all items.',
});

const priority = shownWith(priorityField, {
	description:
		'Set on each added destination that has none of its own; lower numbers are tried first. A value other than 0 costs one extra request per destination.',
});

const refusedDestinations = choiceField({
	displayName: 'Refused Destinations',
	name: 'onRejected',
	type: 'options',
	options: [
		{ name: 'Return as Items', value: 'output', description: 'Report each as an output item' },
		{
			name: 'Stop the Node',
			value: 'error',
			description: 'Stop after everything was tried, if On Error is set to stop the workflow',
		},
	],
	default: 'output',
	description: 'What to do when Exotel refuses a destination. Must be the same for all items.',
});

const requestsPerMinute = numberField({
	displayName: 'Requests per Minute',
	name: 'requestsPerMinute',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 1_000_000 },
	default: 200,
	description:
		'The most requests that this n8n process sends to the account in a minute. Exotel accepts 200 in total, from all systems that use the account. Must be the same for all items.',
});

const timeout = numberField({
	displayName: 'Timeout',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 3_600_000 },
	default: 30000,
	description: 'How long to wait for an answer, in milliseconds. Must be the same for all items.',
});

const weight = shownWith(weightField, {
	description:
		'Set on each added destination that has none of its own; among those with the same priority, higher numbers get more calls. A value other than 1 costs one extra request per destination.',
});

const whitelistIps = flagField({
	displayName: 'Whitelist IPs',
	name: 'whitelistIps',
	type: 'boolean',
	default: false,
	description:
		"Whether to put IPv4 destinations on the trunk's whitelist (mask 32) before adding them",
});

const shared: readonly ValueField[] = [
	batchSize,
	checkForDoubles,
	defaultTransport,
	maxRetries,
	priority,
	refusedDestinations,
	requestsPerMinute,
	timeout,
	weight,
	whitelistIps,
];

export const addOptions = optionsOf([...shared, existingDestinations]);

export const syncOptions = optionsOf([
	...shared,
	allowEmptyList,
	deleteMissing,
	dryRun,
	existingRouting,
	maxDeletions,
	protect,
]);

/** Options in the order of their labels, as n8n shows them. */
function optionsOf(fields: readonly ValueField[]): CollectionField {
	const byLabel = (a: Field, b: Field) =>
		a.property.displayName.localeCompare(b.property.displayName);
	return optionsField([...fields].sort(byLabel));
}

/** The options that hold for a whole execution. */
const forAllItems: readonly ValueField[] = [
	allowEmptyList,
	batchSize,
	checkForDoubles,
	deleteMissing,
	dryRun,
	existingRouting,
	maxDeletions,
	maxRetries,
	protect,
	refusedDestinations,
	requestsPerMinute,
	timeout,
];

/** What holds for a whole execution, the same for all its items. */
export interface ExecutionOptions {
	readonly client: ClientOptions;
	/** Destinations a request. */
	readonly batchSize: number;
	readonly stopsOnRefusal: boolean;
	/** Whether to look for what this and another execution have both added. */
	readonly checksDoubles: boolean;
	readonly allowsEmptyList: boolean;
	readonly deletesMissing: boolean;
	readonly isDryRun: boolean;
	/** Whether a Sync leaves the priority and weight of what is there as they are. */
	readonly keepsRouting: boolean;
	/** How much a Sync may delete; no limit if absent. */
	readonly maxDeletions?: MaxDeletions;
	readonly isProtected: IsProtected;
}

/**
 * Reads the options that hold for the whole execution.
 *
 * @throws NodeOperationError when one can't be used or differs between items, or when items that would make
 * a list never reach the node
 */
export function readExecutionOptions(context: IExecuteFunctions): ExecutionOptions {
	const place: Place = { context, itemIndex: 0 };
	const valuesOf = memberReader(context, addOptions.property.name, forAllItems.map(nameOf));
	const values = valuesOf(0);
	const value = <T>(field: ValueField<T>): T => checkMember(place, values, field);
	const options: ExecutionOptions = {
		client: {
			timeoutMs: value(timeout),
			maxRetries: value(maxRetries),
			requestsPerMinute: value(requestsPerMinute),
		},
		batchSize: value(batchSize),
		stopsOnRefusal: value(refusedDestinations) === 'error',
		checksDoubles: value(checkForDoubles),
		allowsEmptyList: value(allowEmptyList),
		deletesMissing: value(deleteMissing),
		isDryRun: value(dryRun),
		keepsRouting: value(existingRouting) === 'keep',
		maxDeletions: value(maxDeletions),
		isProtected: value(protect).covers,
	};
	refuseDifferences(context, valuesOf, values);
	if (options.deletesMissing) refuseExecuteOnce(place);
	return options;
}

/** @param first the values of the first item */
function refuseDifferences(
	context: IExecuteFunctions,
	valuesOf: (itemIndex: number) => IDataObject,
	first: IDataObject,
): void {
	for (const itemIndex of context.getInputData().keys()) {
		const values = valuesOf(itemIndex);
		if (values === first) return;
		for (const field of forAllItems) {
			if (values[nameOf(field)] === first[nameOf(field)]) continue;
			const one = checkMember({ context, itemIndex: 0 }, first, field);
			const other = checkMember({ context, itemIndex }, values, field);
			if (JSON.stringify(one) === JSON.stringify(other)) continue;
			const { displayName } = field.property;
			const told = tellOption(one, first[nameOf(field)]);
			const toldOther = tellOption(other, values[nameOf(field)]);
			const message = `${displayName} is ${told} for the item with index 0, but ${toldOther} for the item with index ${itemIndex}`;
			const description = `Set "${displayName}" to the same value for all items: it holds for the whole execution. Nothing was sent to Exotel.`;
			throw new NodeOperationError(nodeOfError(context), message, { itemIndex, description });
		}
	}
}

/** A value as a message tells it: what was read, or what it was read from. */
function tellOption(value: unknown, written: unknown): string {
	const isPlain = ['boolean', 'number', 'string'].includes(typeof value);
	return isPlain ? String(value) : quote(String(written ?? ''));
}

/** Whether a list that has a destination in each item is only its first one. */
export function takesFirstItemAlone(context: IExecuteFunctions): boolean {
	const isOnce = context.getNode().executeOnce === true;
	return isOnce && sourceField.read({ context, itemIndex: 0 }) === 'inputItems';
}

/** With Execute Once, n8n hands over the first item alone, and the others would count as missing. */
function refuseExecuteOnce(place: Place): void {
	const { context } = place;
	if (!takesFirstItemAlone(context)) return;
	throw new NodeOperationError(
		nodeOfError(context),
		'With Execute Once, the first input item would be the whole list, and Delete Missing would delete all other destinations',
		{
			description:
				"Turn off Execute Once in the node's settings. Or set Destinations From to JSON, and give the whole list in one item. Nothing was sent to Exotel.",
		},
	);
}

/** What the options of an item say of its destinations. */
export interface ItemOptions {
	readonly defaultTransport: Transport;
	/** Priority and weight for destinations that name none, if the user has set either. */
	readonly routing?: Routing;
	readonly onExisting: OnExisting;
	readonly whitelist: boolean;
}

/**
 * Makes what reads the options of an item; again only if they are not those of an item before. It throws a
 * NodeOperationError when one can't be used.
 */
export function itemOptionsReader(context: IExecuteFunctions): (place: Place) => ItemOptions {
	const members = [defaultTransport, existingDestinations, priority, weight, whitelistIps];
	const valuesOf = memberReader(context, addOptions.property.name, members.map(nameOf));
	const derive = oncePerObject(itemOptionsOf);
	return (place) => derive(valuesOf(place.itemIndex), place);
}

function itemOptionsOf(values: IDataObject, place: Place): ItemOptions {
	const routing = checkMembers(place, values, [priority, weight]);
	return {
		defaultTransport: checkMember(place, values, defaultTransport),
		routing: isObjectEmpty(routing) ? undefined : routing,
		onExisting: checkMember(place, values, existingDestinations),
		whitelist: checkMember(place, values, whitelistIps),
	};
}

function nameOf({ property }: Field): string {
	return property.name;
}
