import { isObjectEmpty, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import type { OnExisting } from '../../provisioning/model';
import type { Routing, Transport } from '../../sip/destination';
import type { ClientOptions } from '../../transport/model';
import {
	checkMembers,
	choiceField,
	flagField,
	numberField,
	readCollection,
	shownWith,
	type CollectionField,
	type Field,
	type Place,
	type ValueField,
} from '../field';
import { optionsField, priorityField, weightField } from '../sharedFields';

const allowEmptyList = flagField({
	displayName: 'Allow Empty List',
	name: 'allowEmptyList',
	type: 'boolean',
	default: false,
	description:
		'Whether the list of destinations may be empty: with Delete Missing, an empty list deletes every destination of the trunk. Otherwise an empty list is refused. Taken from the first item.',
});

const batchSize = numberField({
	displayName: 'Batch Size',
	name: 'batchSize',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'How many destinations to send in one request. Taken from the first item.',
});

const checkForDoubles = flagField({
	displayName: 'Check for Doubles',
	name: 'checkDoubles',
	type: 'boolean',
	default: true,
	description:
		'Whether to read the list once more after adding, and to delete what this execution added if somebody else added the same at the same time. Costs one request per 200 destinations on the trunk. Taken from the first item.',
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
		'Whether to delete destinations of the trunk that are not in the list, once every destination in the list is in place. Taken from the first item.',
});

const dryRun = flagField({
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'boolean',
	default: false,
	description:
		'Whether to only report what would be done, and change nothing. Taken from the first item.',
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

const maxRetries = numberField({
	displayName: 'Max Retries',
	name: 'maxRetries',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 3,
	description:
		'How often to retry a request after a rate limit, a timeout or a lost connection. What may have been carried out is looked up first, so nothing is added twice. Taken from the first item.',
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
	description: 'What to do when Exotel refuses a destination. Taken from the first item.',
});

const requestsPerMinute = numberField({
	displayName: 'Requests per Minute',
	name: 'requestsPerMinute',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 200,
	description:
		'The most requests that this n8n process sends to the account in a minute. Exotel accepts 200 in total, from all systems that use the account. Taken from the first item.',
});

const timeout = numberField({
	displayName: 'Timeout',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 30000,
	description: 'How long to wait for an answer, in milliseconds. Taken from the first item.',
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

export const syncOptions = optionsOf([...shared, allowEmptyList, deleteMissing, dryRun]);

/** Options in the order of their labels, as n8n shows them. */
function optionsOf(fields: readonly ValueField[]): CollectionField {
	const byLabel = (a: Field, b: Field) =>
		a.property.displayName.localeCompare(b.property.displayName);
	return optionsField([...fields].sort(byLabel));
}

/** What holds for a whole execution, and is taken from its first item. */
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
}

/**
 * Reads the options that hold for the whole execution.
 *
 * @throws NodeOperationError when one is out of its range
 */
export function readExecutionOptions(context: IExecuteFunctions): ExecutionOptions {
	const place: Place = { context, itemIndex: 0 };
	const options = readCollection(place, addOptions);
	const value = <T>({ check, property }: ValueField<T>): T =>
		check(place, options[property.name] ?? property.default);
	return {
		client: {
			timeoutMs: value(timeout),
			maxRetries: value(maxRetries),
			requestsPerMinute: value(requestsPerMinute),
		},
		batchSize: value(batchSize),
		stopsOnRefusal: added(options, refusedDestinations) === 'error',
		checksDoubles: added(options, checkForDoubles) !== false,
		allowsEmptyList: added(options, allowEmptyList) === true,
		deletesMissing: added(options, deleteMissing) === true,
		isDryRun: added(options, dryRun) === true,
	};
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
 * Reads the options of an item.
 *
 * @throws NodeOperationError when priority or weight can't be used
 */
export function itemOptionsOf(options: IDataObject, place: Place): ItemOptions {
	const routing = checkMembers(place, options, [priority, weight]);
	return {
		defaultTransport: added(options, defaultTransport) === 'tcp' ? 'tcp' : 'tls',
		routing: isObjectEmpty(routing) ? undefined : routing,
		onExisting: onExistingOf(added(options, existingDestinations)),
		whitelist: added(options, whitelistIps) === true,
	};
}

function onExistingOf(value: unknown): OnExisting {
	return value === 'add' || value === 'update' ? value : 'skip';
}

/** The options of an item, as n8n gives them. */
export function readOptions(place: Place): IDataObject {
	return readCollection(place, addOptions);
}

function added(options: IDataObject, { property }: Field): unknown {
	return options[property.name];
}
