import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { ClientOptions } from '../../transport/client';
import { optionsField } from '../fields';
import { checkedNumber, readCollection } from '../parameters';

/** The options that adding and syncing share. */
const shared = {
	batchSize: {
		displayName: 'Batch Size',
		name: 'batchSize',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'How many destinations to send in one request. Taken from the first item.',
	},
	defaultTransport: {
		displayName: 'Default Transport',
		name: 'defaultTransport',
		type: 'options',
		options: [
			{ name: 'TCP', value: 'tcp', description: 'Port 5060 if none is given' },
			{ name: 'TLS', value: 'tls', description: 'Port 5061 if none is given' },
		],
		default: 'tls',
		description: 'The transport for destinations that name none',
	},
	maxRetries: {
		displayName: 'Max Retries',
		name: 'maxRetries',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 3,
		description:
			'How often to try a request again after a limit, a timeout or a lost connection. What may have been carried out is looked up first, so nothing is added twice. Taken from the first item.',
	},
	priority: {
		displayName: 'Priority',
		name: 'priority',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description:
			'Set on each added destination that names none; lower numbers are tried first. Takes a request each if it is not 0.',
	},
	onRejected: {
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
	},
	requestsPerMinute: {
		displayName: 'Requests per Minute',
		name: 'requestsPerMinute',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 200,
		description:
			'How many requests this n8n process sends to the account in a minute at most. Exotel takes 200, from all that use the account. Taken from the first item.',
	},
	timeout: {
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 30000,
		description: 'How long to wait for an answer, in milliseconds. Taken from the first item.',
	},
	weight: {
		displayName: 'Weight',
		name: 'weight',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 1,
		description:
			'Set on each added destination that names none; of the same priority, higher numbers get more calls. Takes a request each if it is not 1.',
	},
	whitelistIps: {
		displayName: 'Whitelist IPs',
		name: 'whitelistIps',
		type: 'boolean',
		default: false,
		description:
			'Whether to put IPv4 destinations on the whitelist of the trunk (mask 32) before adding them',
	},
} satisfies Record<string, INodeProperties>;

/** The options of an operation: those that adding and syncing share and its own, by their labels. */
export function provisioningOptions(own: readonly INodeProperties[]): INodeProperties {
	const all = [...Object.values<INodeProperties>(shared), ...own];
	return optionsField(all.sort((a, b) => a.displayName.localeCompare(b.displayName)));
}

/** What holds for a whole execution, and is taken from its first item. */
export interface Limits {
	readonly client: ClientOptions;
	/** Destinations a request. */
	readonly batchSize: number;
	readonly stopsOnRefusal: boolean;
	/** All options of the first item. */
	readonly options: IDataObject;
}

/**
 * Reads the options of the first item that hold for the whole execution.
 *
 * @throws NodeOperationError when one is out of its range
 */
export function readLimits(context: IExecuteFunctions): Limits {
	const options = readCollection(context, 0, 'options');
	const number = (option: keyof typeof shared, min: number) => {
		const { displayName: label, default: usual } = shared[option];
		return checkedNumber({ context, itemIndex: 0, label }, options[option] ?? usual, { min });
	};
	return {
		client: {
			timeoutMs: number('timeout', 1),
			maxRetries: number('maxRetries', 0),
			requestsPerMinute: number('requestsPerMinute', 1),
		},
		batchSize: number('batchSize', 1),
		stopsOnRefusal: options.onRejected === 'error',
		options,
	};
}
