import type { IExecuteFunctions } from 'n8n-workflow';

import { addDestinations } from '../../provisioning/addDestinations';
import { createClient } from '../../transport/client';
import { optionsField, trunkField } from '../fields';
import type { Operation } from '../operation';
import { checkedNumber, readCollection } from '../parameters';
import { destinationFields, readRequested } from './requested';
import { hintAt, resultsOf, throwIfFailed, toItem, unusableInput } from './results';

const options = optionsField([
	{
		displayName: 'Batch Size',
		name: 'batchSize',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'How many destinations to send in one request. Taken from the first item.',
	},
	{
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
	{
		displayName: 'Existing Destinations',
		name: 'onExisting',
		type: 'options',
		options: [
			{
				name: 'Add Again',
				value: 'add',
				description: 'Send it to Exotel all the same, which may list it twice',
			},
			{ name: 'Skip', value: 'skip', description: 'Leave it and report it as existing' },
		],
		default: 'skip',
		description: 'What to do with a destination that the trunk has already',
	},
	{
		displayName: 'Priority',
		name: 'priority',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description:
			'Set on each added destination that names none; lower numbers are tried first. Takes a request each if it is not 0.',
	},
	{
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
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 30000,
		description: 'How long to wait for an answer, in milliseconds. Taken from the first item.',
	},
	{
		displayName: 'Weight',
		name: 'weight',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 1,
		description:
			'Set on each added destination that names none; of the same priority, higher numbers get more calls. Takes a request each if it is not 1.',
	},
	{
		displayName: 'Whitelist IPs',
		name: 'whitelistIps',
		type: 'boolean',
		default: false,
		description:
			'Whether to put IPv4 destinations on the whitelist of the trunk (mask 32) before adding them',
	},
]);

export const add: Operation = {
	value: 'add',
	name: 'Add',
	action: 'Add trunk destination URIs',
	description:
		'Put SIP destinations (IP address or FQDN, port, transport) on a trunk, so that Exotel routes calls to them. Returns one item for each destination: added, existing, or rejected with the reason.',
	fields: [trunkField, ...destinationFields, options],
	async execute(this: IExecuteFunctions) {
		const stops = !this.continueOnFail();
		const requested = readRequested(this);
		const unusable = requested.filter((one) => 'failure' in one);
		if (stops && unusable.length > 0) throw unusableInput(this, unusable);
		const usable = requested.filter((one) => 'destination' in one);
		if (requested.length === 0) return [];

		const { onRejected, ...limits } = readCollection(this, 0, 'options');
		const number = (label: string, value: unknown) =>
			checkedNumber({ context: this, itemIndex: 0, label }, value, { min: 1 });
		const timeout = number('Timeout', limits.timeout ?? 30_000);
		const batchSize = number('Batch Size', limits.batchSize ?? 50);
		const client = await createClient(this, timeout);
		const outcomes = await addDestinations(client, usable, { batchSize, stopOnFailure: stops });
		const results = resultsOf(requested, outcomes);
		if (stops) throwIfFailed(this, results, onRejected === 'error');
		hintAt(this, results);
		return results.map((result) => toItem(this, result));
	},
};
