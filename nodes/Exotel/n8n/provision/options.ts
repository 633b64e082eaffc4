import { readMaxDeletions } from '../../provisioning/maxDeletions';
import { readPatterns } from '../../provisioning/protect';
import {
	choiceField,
	flagField,
	lineField,
	numberField,
	shownWith,
	type CollectionField,
	type Field,
	type ValueField,
} from '../field';
import { optionsField, priorityField, weightField } from '../sharedFields';
import { approvedPlan } from './approval';

export const allowEmptyList = flagField({
	displayName: 'Allow Empty List',
	name: 'allowEmptyList',
	type: 'boolean',
	default: false,
	description:
		'Whether the list of destinations may be empty: with Delete Missing, an empty list deletes every destination of the trunk. Otherwise an empty list is refused. Must be the same for all items.',
});

export const batchSize = numberField({
	displayName: 'Batch Size',
	name: 'batchSize',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 1000 },
	default: 50,
	description: 'How many destinations to send in one request. Must be the same for all items.',
});

export const checkForDoubles = flagField({
	displayName: 'Check for Doubles',
	name: 'checkDoubles',
	type: 'boolean',
	default: true,
	description:
		'Whether to read the list once more after adding, and to delete what this execution added if somebody else added the same at the same time. Costs one request per 200 destinations on the trunk. Must be the same for all items.',
});

export const defaultTransport = choiceField({
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

export const deleteMissing = flagField({
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

export const dryRun = flagField({
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

export const existingDestinations = choiceField({
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

export const existingRouting = choiceField({
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

export const maxDeletions = lineField(
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

export const protect = lineField(
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

export const maxRetries = numberField({
	displayName: 'Max Retries',
	name: 'maxRetries',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 10 },
	default: 3,
	description:
		'How often to retry a request after a rate limit, a timeout or a lost connection. What may have been carried out is looked up first, so nothing is added twice. Must be the same for all items.',
});

export const priority = shownWith(priorityField, {
	description:
		'Set on each added destination that has none of its own; lower numbers are tried first. A value other than 0 costs one extra request per destination.',
});

export const refusedDestinations = choiceField({
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

export const resultFormat = choiceField({
	displayName: 'Result Format',
	name: 'resultFormat',
	type: 'options',
	options: [
		{ name: 'Items', value: 'items', description: 'One item for each destination' },
		{
			name: 'Summary',
			value: 'summary',
			description:
				'One item for each trunk: what changes in figures, the plan as text for a chat message, and lists to carry it out or to undo it',
		},
	],
	default: 'items',
	description: 'What to return. Must be the same for all items.',
});

export const requestsPerMinute = numberField({
	displayName: 'Requests per Minute',
	name: 'requestsPerMinute',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 1_000_000 },
	default: 200,
	description:
		'The most requests that this n8n process sends to the account in a minute. Exotel accepts 200 in total, from all systems that use the account. Must be the same for all items.',
});

export const timeout = numberField({
	displayName: 'Timeout',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 3_600_000 },
	default: 30000,
	description: 'How long to wait for an answer, in milliseconds. Must be the same for all items.',
});

export const weight = shownWith(weightField, {
	description:
		'Set on each added destination that has none of its own; among those with the same priority, higher numbers get more calls. A value other than 1 costs one extra request per destination.',
});

export const whitelistIps = flagField({
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
	approvedPlan,
	deleteMissing,
	dryRun,
	existingRouting,
	maxDeletions,
	protect,
	resultFormat,
]);

/** Options in the order of their labels, as n8n shows them. */
function optionsOf(fields: readonly ValueField[]): CollectionField {
	const byLabel = (a: Field, b: Field) =>
		a.property.displayName.localeCompare(b.property.displayName);
	return optionsField([...fields].sort(byLabel));
}
