import {
	isObjectEmpty,
	type IDataObject,
	type IExecuteFunctions,
	type INodeProperties,
} from 'n8n-workflow';

import { isRecord } from '../../guards';
import type { WantedDestination } from '../../provisioning/provision';
import {
	formatDestination,
	keyOf,
	parseDestination,
	splitDestinations,
	type Parsed,
	type SipDestination,
	type Transport,
} from '../../sip/destination';
import type { Failure } from '../../transport/types';
import { failureOf } from '../output';
import { checkedMembers, readCollection, readTrunkSid } from '../parameters';
import { withQuickParameters } from '../quickParameters';
import { routing } from './fields';

/** What an input item asks for: a destination, read and checked, or why it can't be used; or none. */
export type Requested = Usable | Unusable | None;

export interface Usable extends Origin, WantedDestination {}

export interface Unusable extends Origin {
	/** The destination as the user gave it, made safe to show. */
	readonly given: string;
	readonly failure: Failure;
}

/** A list without destinations, where one is allowed. */
export interface None extends Origin {
	readonly isEmpty: true;
}

interface Origin {
	readonly itemIndex: number;
	/** Empty if it could not be read. */
	readonly trunkSid: string;
}

/** Where the destinations come from. */
export const destinationFields: INodeProperties[] = [
	{
		displayName: 'Destinations From',
		name: 'destinationSource',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Input Items',
				value: 'inputItems',
				description: 'One destination from each input item',
			},
			{
				name: 'Fields Below',
				value: 'fields',
				description: 'Destinations entered here, for each input item',
			},
			{
				name: 'JSON',
				value: 'json',
				description: 'A list as JSON or as text, for each input item',
			},
		],
		default: 'inputItems',
		description: 'Where the destinations come from',
	},
	{
		displayName: 'Destination',
		name: 'destination',
		type: 'string',
		displayOptions: { show: { destinationSource: ['inputItems'] } },
		default: '={{ $json.destination }}',
		required: true,
		placeholder: 'e.g. sip.example.com:5061;transport=tls',
		description:
			'The destination URI of each item: an IPv4 address or FQDN, with port and transport if they are not the default. Map it from the input.',
	},
	{
		displayName: 'Destinations',
		name: 'destinations',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		displayOptions: { show: { destinationSource: ['fields'] } },
		default: {},
		placeholder: 'Add Destination',
		description: 'The destination URIs to put on the trunk',
		options: [
			{
				displayName: 'Destination',
				name: 'destination',
				values: [
					{
						displayName: 'Host',
						name: 'host',
						type: 'string',
						default: '',
						required: true,
						placeholder: 'e.g. sip.example.com',
						description: 'Public IPv4 address or FQDN',
					},
					{
						displayName: 'Port',
						name: 'port',
						type: 'string',
						default: '',
						placeholder: 'e.g. 5061',
						description: 'Leave empty for 5061 with TLS or 5060 with TCP',
					},
					{
						displayName: 'Priority',
						name: 'priority',
						type: 'string',
						default: '',
						placeholder: 'e.g. 0',
						description: 'Lower numbers are tried first. Leave empty for what Options say.',
					},
					{
						displayName: 'Transport',
						name: 'transport',
						type: 'options',
						options: [
							{ name: 'TCP', value: 'tcp' },
							{ name: 'TLS', value: 'tls' },
						],
						default: 'tls',
						description: 'How the signalling is carried. Exotel recommends TLS.',
					},
					{
						displayName: 'Weight',
						name: 'weight',
						type: 'string',
						default: '',
						placeholder: 'e.g. 1',
						description:
							'Of destinations with the same priority, a higher number gets more calls. Leave empty for what Options say.',
					},
				],
			},
		],
	},
	{
		displayName: 'Destinations (JSON)',
		name: 'destinationsJson',
		type: 'json',
		displayOptions: { show: { destinationSource: ['json'] } },
		default: '[]',
		required: true,
		placeholder: 'e.g. ["sip.example.com:5061;transport=tls"]',
		description:
			'An array of destination URIs as text, or of objects with host, port, transport, priority and weight. One URI, or several separated by commas or new lines, are fine too.',
	},
];

const SOURCES: Readonly<Record<string, { label: string; read: ReadSource }>> = {
	inputItems: {
		label: 'Destination',
		read: (context, itemIndex) => ({ value: [context.getNodeParameter('destination', itemIndex)] }),
	},
	fields: {
		label: 'Destinations',
		read: (context, itemIndex) => {
			const collection: unknown = context.getNodeParameter('destinations', itemIndex, {});
			const rows = isRecord(collection) ? collection.destination : undefined;
			return { value: Array.isArray(rows) ? rows : [] };
		},
	},
	json: {
		label: 'Destinations (JSON)',
		read: (context, itemIndex) =>
			splitDestinations(context.getNodeParameter('destinationsJson', itemIndex)),
	},
};

type ReadSource = (context: IExecuteFunctions, itemIndex: number) => Parsed<unknown[]>;

/**
 * Reads and checks every destination that the input items ask for, in their order. One that can't be
 * used stays in the list with its failure, so that the caller decides what becomes of the others.
 *
 * @param options.mayBeEmpty whether an item may ask for no destination at all
 */
export function readRequested(
	context: IExecuteFunctions,
	options: { mayBeEmpty: boolean },
): Requested[] {
	const quick = withQuickParameters(context);
	const settingsOf = rememberSettings();
	const firsts = new Map<string, Map<string, Usable>>();
	const requested: Requested[] = [];
	for (const itemIndex of context.getInputData().keys()) {
		try {
			for (const one of readItem(quick, itemIndex, { ...options, settingsOf })) {
				requested.push(contradiction(one, firsts) ?? one);
			}
		} catch (error) {
			const failure = failureOf(error);
			requested.push({ itemIndex, trunkSid: '', given: '', failure });
		}
	}
	return requested;
}

/**
 * Refuses a destination that was asked for before with another priority or weight.
 *
 * @param firsts the first of each, by trunk and key; it is kept
 */
function contradiction(
	one: Requested,
	firsts: Map<string, Map<string, Usable>>,
): Unusable | undefined {
	if (!('destination' in one)) return undefined;
	const ofTrunk = firsts.get(one.trunkSid) ?? new Map<string, Usable>();
	firsts.set(one.trunkSid, ofTrunk);
	const first = ofTrunk.get(one.key);
	if (first === undefined) return void ofTrunk.set(one.key, one);
	const { priority, weight } = first.destination;
	if (one.destination.priority === priority && one.destination.weight === weight) return undefined;
	const reason = `the item with index ${first.itemIndex} has it with another priority or weight`;
	const given = formatDestination(one.destination);
	return unusable(one, given, reason, 'Leave one of the two out, or give both the same.');
}

function unusable(
	{ itemIndex, trunkSid }: Origin,
	given: string,
	reason: string,
	hint: string,
): Unusable {
	const failure: Failure = {
		status: null,
		code: null,
		message: `${given === '' ? 'The destination' : `"${given}"`} can't be used: ${reason}`,
		description: '',
		hint,
		requestId: null,
	};
	return { itemIndex, trunkSid, given, failure };
}

function readItem(
	context: IExecuteFunctions,
	itemIndex: number,
	{ mayBeEmpty, settingsOf }: { mayBeEmpty: boolean; settingsOf: ReadSettings },
): Requested[] {
	const trunkSid = readTrunkSid(context, itemIndex);
	const name = String(context.getNodeParameter('destinationSource', itemIndex));
	const source = Object.hasOwn(SOURCES, name) ? SOURCES[name] : undefined;
	if (source === undefined) throw new Error('Destinations From has an unknown value');
	const { defaultTransport, defaults, onExisting, whitelist } = settingsOf(context, itemIndex);

	const refuse = (given: unknown, reason: string) => {
		const hint = `Correct the parameter "${source.label}" of the item with index ${itemIndex}.`;
		return unusable({ itemIndex, trunkSid }, show(given), reason, hint);
	};

	const list = source.read(context, itemIndex);
	if ('reason' in list) return [refuse('', list.reason)];
	if (list.value.length === 0 && mayBeEmpty) return [{ itemIndex, trunkSid, isEmpty: true }];
	if (list.value.length === 0) return [refuse('', 'the list names none')];
	return list.value.map((given) => {
		const parsed = parseDestination(given, defaultTransport);
		if ('reason' in parsed) return refuse(given, parsed.reason);
		const destination = defaults === undefined ? parsed.value : { ...defaults, ...parsed.value };
		return { itemIndex, trunkSid, key: keyOf(destination), destination, onExisting, whitelist };
	});
}

/** What the options of an item say of its destinations. */
interface Settings {
	readonly defaultTransport: Transport;
	/** Priority and weight for destinations that name none, if the user has set either. */
	readonly defaults?: Partial<SipDestination>;
	readonly onExisting: 'skip' | 'add';
	readonly whitelist: boolean;
}

function settingsFrom(
	options: IDataObject,
	context: IExecuteFunctions,
	itemIndex: number,
): Settings {
	const defaults = checkedMembers(context, itemIndex, options, routing);
	return {
		defaultTransport: options.defaultTransport === 'tcp' ? 'tcp' : 'tls',
		defaults: isObjectEmpty(defaults) ? undefined : defaults,
		onExisting: options.onExisting === 'add' ? 'add' : 'skip',
		whitelist: options.whitelistIps === true,
	};
}

type ReadSettings = (context: IExecuteFunctions, itemIndex: number) => Settings;

/** Reads settings anew only if the options of an item are not those of an item before. */
function rememberSettings(): ReadSettings {
	const known = new WeakMap<IDataObject, Settings>();
	return (context, itemIndex) => {
		const options = readCollection(context, itemIndex, 'options');
		const settings = known.get(options) ?? settingsFrom(options, context, itemIndex);
		known.set(options, settings);
		return settings;
	};
}

/** Shows what a user gave on one short line, without the user part of a URI, which may be a secret. */
function show(given: unknown): string {
	const text = typeof given === 'string' ? given : (JSON.stringify(given) ?? '');
	const line = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
	const masked = line.replace(/[^\s"',;]*@/g, '…@');
	return masked.length > 120 ? `${masked.slice(0, 119)}…` : masked;
}
