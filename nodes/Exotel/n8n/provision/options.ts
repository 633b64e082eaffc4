import {
	choiceField,
	flagField,
	numberField,
	shownWith,
	type CollectionField,
	type Field,
	type ValueField,
} from '../field';
import { optionsField, priorityField, weightField } from '../sharedFields';
import { approvedPlan } from './planOptions';
import { destinationUris } from './subjects/destinationUris';
import { whitelistedIps } from './subjects/whitelistedIps';

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

const { refused, ...forPlans } = destinationUris.options;

const shared: readonly ValueField[] = [
	batchSize,
	checkForDoubles,
	defaultTransport,
	maxRetries,
	priority,
	refused,
	requestsPerMinute,
	timeout,
	weight,
	whitelistIps,
];

export const addOptions = optionsOf([...shared, existingDestinations]);

export const syncOptions = optionsOf([
	...shared,
	...Object.values(forPlans),
	approvedPlan,
	existingRouting,
]);

/** The options of a Sync of whitelisted IPs: what only destinations have is not among them. */
export const whitelistSyncOptions = optionsOf([
	...Object.values(whitelistedIps.options),
	approvedPlan,
	maxRetries,
	requestsPerMinute,
	timeout,
]);

/** Options in the order of their labels, as n8n shows them. */
export function optionsOf(fields: readonly ValueField[]): CollectionField {
	const byLabel = (a: Field, b: Field) =>
		a.property.displayName.localeCompare(b.property.displayName);
	return optionsField([...fields].sort(byLabel));
}
