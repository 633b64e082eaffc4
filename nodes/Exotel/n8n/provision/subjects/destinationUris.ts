import { isRecord } from '../../../guards';
import { destinationUris as section } from '../../../provisioning/sections/destinationUris';
import type { Fields } from '../../../provisioning/sections/section';
import { destinationKey, keyOf, type Routing } from '../../../sip/destination';
import { DESTINATION_FIELDS, parseDestination, parseListed } from '../../../sip/parse';
import { parsed, refused, type Parsed } from '../../../sip/parsed';
import { showDestination, showListed } from '../../../sip/show';
import { DESTINATIONS, splitDestinations } from '../../../sip/split';
import { choiceField, type Field } from '../../field';
import { planOptionsFor, type Noun } from '../planOptions';
import { sourceOf, type ListSubject } from '../subject';

const sourceField = choiceField({
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
	builderHint: {
		propertyHint:
			"Use 'inputItems' when the rows come from another node, all in one run: do not loop, and do not gather them into one JSON first. Use 'json' when one item holds a whole list, or when an AI agent gives it; 'fields' only for a few destinations that never change.",
	},
});

const destinationField: Field = {
	property: {
		displayName: 'Destination',
		name: 'destination',
		type: 'string',
		displayOptions: { show: { destinationSource: ['inputItems'] } },
		default: '={{ $json.destination }}',
		required: true,
		placeholder: 'e.g. sip.example.com:5061;transport=tls',
		builderHint: {
			propertyHint:
				'An expression on the field of the input item, resolved for every item. Leave port and transport out if they are the default (TLS on 5061).',
		},
		description:
			'The destination URI of each item: an IPv4 address or FQDN, with port and transport if they are not the default. Map it from the input.',
	},
};

const destinationsField: Field = {
	property: {
		displayName: 'Destinations',
		name: 'destinations',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		displayOptions: { show: { destinationSource: ['fields'] } },
		default: {},
		placeholder: 'Add Destination',
		description: 'The destination URIs that the trunk should have',
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
						description: 'Leave empty to use 5061 for TLS or 5060 for TCP',
					},
					{
						displayName: 'Priority',
						name: 'priority',
						type: 'string',
						default: '',
						placeholder: 'e.g. 0',
						description:
							'Lower numbers are tried first. Leave empty to use the value from Options.',
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
						description: 'How SIP signalling is transported. Exotel recommends TLS.',
					},
					{
						displayName: 'Weight',
						name: 'weight',
						type: 'string',
						default: '',
						placeholder: 'e.g. 1',
						description:
							'Among destinations with the same priority, a higher number gets more calls. Leave empty to use the value from Options.',
					},
				],
			},
		],
	},
};

const destinationsJsonField: Field = {
	property: {
		displayName: 'Destinations (JSON)',
		name: 'destinationsJson',
		type: 'json',
		displayOptions: { show: { destinationSource: ['json'] } },
		default: '[]',
		required: true,
		placeholder: 'e.g. ["sip.example.com:5061;transport=tls"]',
		builderHint: {
			propertyHint:
				'For an AI agent, let the model fill this with a string: several URIs separated by commas are fine.',
		},
		description:
			'An array of destination URIs as text, or of objects with host, port, transport, priority and weight. A single URI, or several separated by commas or new lines, also works.',
	},
};

const noun: Noun = { one: 'destination', many: 'destinations', label: 'Destinations' };

/** Destination URIs, as users write them. */
export const destinationUris: ListSubject = {
	section,
	noun,
	fields: DESTINATION_FIELDS,
	form: DESTINATIONS,
	options: planOptionsFor(noun),
	source: sourceOf(sourceField, {
		inputItems: { field: destinationField, read: (value) => parsed([value]) },
		fields: { field: destinationsField, read: readRows },
		json: { field: destinationsJsonField, read: splitDestinations },
	}),
	read(given, { defaultTransport, routing, whitelist }) {
		const read = parseDestination(given, defaultTransport);
		if (!read.ok) return read;
		const destination = read.value;
		const written = keyOf(destination);
		return parsed({
			key: given === written ? given : written, // the same text is in memory once
			fields: fieldsOf(destination, routing),
			whitelist: whitelist && destination.hostType === 'ipv4',
		});
	},
	readListed(given) {
		const listed = parseListed(given);
		if (listed === undefined) return undefined;
		const { uri, priority, weight } = listed;
		return { key: destinationKey(uri), fields: { priority, weight } };
	},
	show: showDestination,
	showListed,
	about: section.fieldsOfName,
};

/** What a destination is to have: what it names itself, or else what the options do. */
function fieldsOf({ priority, weight }: Routing, routing: Fields): Fields {
	if (priority === undefined && weight === undefined) return routing;
	return { priority: priority ?? routing.priority, weight: weight ?? routing.weight };
}

function readRows(value: unknown): Parsed<unknown[]> {
	const { destination: rows = [] }: { destination?: unknown } = isRecord(value) ? value : {};
	if (isRecord(value) && Array.isArray(rows)) return parsed(rows);
	return refused('it is not a list of rows; without any row, it is an empty list');
}
