import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { addDestinations, type Outcome } from '../../provisioning/addDestinations';
import { formatDestination } from '../../sip/destination';
import { nodeOfError } from '../../secrets';
import { createClient } from '../../transport/client';
import { troubleFailure } from '../../transport/errors';
import type { Failure } from '../../transport/types';
import { trunkField } from '../fields';
import type { Operation } from '../operation';
import { apiError, errorDetails, failureItem } from '../output';
import { checkedNumber, readCollection } from '../parameters';
import { destinationFields, readRequested, type Requested, type Unusable } from './requested';

const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
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
	],
};

export const add: Operation = {
	value: 'add',
	name: 'Add',
	action: 'Add trunk destination URIs',
	description:
		'Put SIP destinations (IP address or FQDN, port, transport) on a trunk, so that Exotel routes calls to them. Returns one item for each destination: added, existing, or rejected with the reason.',
	fields: [trunkField, ...destinationFields, optionsField],
	async execute(this: IExecuteFunctions) {
		const stops = !this.continueOnFail();
		const requested = readRequested(this);
		const unusable = requested.filter((one) => 'failure' in one);
		if (stops && unusable.length > 0) throw unusableInput(this, unusable);
		const usable = requested.filter((one) => 'destination' in one);
		if (requested.length === 0) return [];

		const options = readCollection(this, 0, 'options');
		const number = (label: string, value: unknown) =>
			checkedNumber({ context: this, itemIndex: 0, label }, value, { min: 1 });
		const timeout = number('Timeout', options.timeout ?? 30_000);
		const batchSize = number('Batch Size', options.batchSize ?? 50);
		const client = await createClient(this, timeout);
		const outcomes = await addDestinations(client, usable, { batchSize, stopOnFailure: stops });
		const results = requested.map((one) => ({ one, outcome: outcomeOf(one, outcomes) }));
		if (stops) throwIfFailed(this, results, options.onRejected === 'error');

		const refused = results.filter(({ outcome }) => 'failure' in outcome).length;
		if (refused > 0) {
			this.addExecutionHints({ message: refusedMessage(refused, results.length), type: 'warning' });
		}
		const unrouted = results.filter(({ outcome }) => 'routingFailure' in outcome).length;
		if (unrouted > 0) {
			const message = `${unrouted} of ${results.length} destinations were added without their priority and weight`;
			this.addExecutionHints({ message, type: 'warning' });
		}
		return results.map((result) => toItem(this, result));
	},
};

interface AddResult {
	readonly one: Requested;
	readonly outcome: Outcome;
}

function outcomeOf(one: Requested, outcomes: ReadonlyMap<object, Outcome>): Outcome {
	const outcome = outcomes.get(one);
	if (outcome !== undefined) return outcome;
	const failure = 'failure' in one ? one.failure : troubleFailure('unaccounted', '');
	return { action: 'rejected', failure, single: true };
}

function toItem(context: IExecuteFunctions, { one, outcome }: AddResult): INodeExecutionData {
	const { itemIndex } = one;
	const destination = 'destination' in one ? formatDestination(one.destination) : one.given;
	if ('row' in outcome) {
		const { row, action, requestId, routingFailure } = outcome;
		const json: IDataObject = {
			destination: row.destination ?? destination,
			status: 'success',
			code: 200,
			action,
			id: row.id,
			type: row.type,
			priority: row.priority,
			weight: row.weight,
			trunk_sid: row.trunk_sid ?? one.trunkSid,
			date_created: row.date_created,
			date_updated: row.date_updated,
			request_id: requestId,
			...(routingFailure === undefined ? {} : { error: errorDetails(routingFailure) }),
		};
		return { json, pairedItem: { item: itemIndex } };
	}

	const { failure, action } = outcome;
	const about = { destination, trunk_sid: one.trunkSid };
	return failureItem(context, itemIndex, {
		failure,
		about,
		message: refusal(one, failure),
		regular: {
			destination,
			status: 'failure',
			code: failure.status,
			action,
			trunk_sid: one.trunkSid,
			error: errorDetails(failure),
			request_id: failure.requestId,
		},
	});
}

/** Says in one line which destination was refused and why. */
function refusal(one: Requested, failure: Failure): string {
	if (!('destination' in one)) return failure.message;
	const reason = failure.description === '' ? failure.message : failure.description;
	return `${formatDestination(one.destination)} was refused: ${reason}`;
}

function refusedMessage(refused: number, total: number): string {
	return `${refused} of ${total} ${total === 1 ? 'destination was' : 'destinations were'} refused`;
}

function unusableInput(
	context: IExecuteFunctions,
	unusable: readonly Unusable[],
): NodeOperationError {
	const [first, ...others] = unusable;
	const lines = [
		first?.failure.hint ?? '',
		'Nothing was sent to Exotel.',
		...(others.length > 0 ? [`${others.length} more can't be used:`] : []),
		...others.map(({ itemIndex, failure }) => `Item ${itemIndex}: ${failure.message}.`),
	];
	return new NodeOperationError(nodeOfError(context), first?.failure.message ?? '', {
		itemIndex: first?.itemIndex,
		description: summarize(lines, ' '),
	});
}

/**
 * Stops the node when a request as a whole failed, or when destinations were refused and the user
 * wants that to stop it. The error tells what had been added by then.
 */
function throwIfFailed(
	context: IExecuteFunctions,
	results: readonly AddResult[],
	stopOnRejected: boolean,
): void {
	const refused = results.flatMap(({ one, outcome }) =>
		'failure' in outcome ? [{ one, ...outcome }] : [],
	);
	const failedRequest = refused.find(({ single, action }) => !single && action === 'rejected');
	const culprit = failedRequest ?? (stopOnRejected ? refused[0] : undefined);
	if (culprit === undefined) return;

	const added = results.flatMap(({ one, outcome }) =>
		'row' in outcome && outcome.action === 'added'
			? [{ destination: outcome.row.destination, id: outcome.row.id, trunk_sid: one.trunkSid }]
			: [],
	);
	const progress = [
		added.length === 0
			? 'No destination is known to have been added.'
			: `${added.length} added before this: ${summarize(
					added.map(({ destination, trunk_sid }) => `${String(destination)} on ${trunk_sid}`),
					', ',
				)}. Run the workflow again with Existing Destinations set to Skip to continue from there.`,
		...(failedRequest === undefined
			? [
					`Refused: ${summarize(
						refused.map(({ one, failure }) => refusal(one, failure)),
						'; ',
					)}.`,
				]
			: []),
	].join(' ');
	throw apiError(context, culprit.failure, {
		itemIndex: culprit.one.itemIndex,
		message:
			failedRequest === undefined ? refusedMessage(refused.length, results.length) : undefined,
		progress,
		data: { added },
	});
}

/** Joins lines, leaving out what no reader would get through. */
function summarize(lines: readonly string[], separator: string): string {
	const shown = lines.slice(0, 20);
	const more = lines.length - shown.length;
	return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(separator);
}
