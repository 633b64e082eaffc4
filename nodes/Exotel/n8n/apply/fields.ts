import { readPatterns } from '../../provisioning/protect';
import { choiceField, flagField, lineField, shownWith, type Field } from '../field';
import {
	batchSize,
	checkForDoubles,
	existingRouting,
	maxRetries,
	optionsOf,
	requestsPerMinute,
	timeout,
} from '../provision/options';
import { approvedPlan, planOptionsFor, type Noun } from '../provision/planOptions';
import { trunkField } from '../sharedFields';

/** What a trunk has, whatever it is, in the middle of a sentence and in a label. */
export const noun: Noun = { one: 'entry', many: 'entries', label: 'Entries' };

export const sourceField = choiceField({
	displayName: 'Configuration From',
	name: 'configurationSource',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Fields Below',
			value: 'fields',
			description: 'Lists entered here or mapped from each item, such as a record of a CRM',
		},
		{ name: 'JSON', value: 'json', description: 'A configuration as Export returns it' },
	],
	default: 'fields',
	description: 'Where to find what the trunk should have',
	builderHint: {
		propertyHint:
			"Use 'fields' to set a customer's trunk up from a record; use 'json' for what Export has returned, with configuration set to an expression on the whole item.",
	},
});

export const appliedTrunkField = shownWith(trunkField, {
	default: { mode: 'name', value: '={{ $json.trunk_name }}' },
	description:
		'The SIP trunk to set up. One with a name that no trunk has yet is created. To rename a trunk, name it by its SID and give the new name in the configuration.',
});

const forFields: Field['property']['displayOptions'] = {
	show: { configurationSource: ['fields'] },
};

function listField(
	displayName: string,
	name: string,
	placeholder: string,
	description: string,
): Field {
	return {
		property: {
			displayName,
			name,
			type: 'string',
			typeOptions: { rows: 2 },
			displayOptions: forFields,
			default: '',
			placeholder,
			description: `${description} Separate several by commas or new lines, or map a list. Leave empty to leave them as they are.`,
		},
	};
}

export const destinationsField = listField(
	'Destinations',
	'destinations',
	'e.g. sip.example.com:5061;transport=tls',
	'The destination URIs that calls go to.',
);

export const whitelistedIpsField = listField(
	'Whitelisted IPs',
	'whitelistedIps',
	'e.g. 44.248.146.11, 44.248.146.12',
	'The public addresses of the PBX, which may send calls to Exotel.',
);

export const phoneNumbersField = listField(
	'Phone Numbers',
	'phoneNumbers',
	'e.g. +918040264208, +918040264209',
	'The ExoPhones whose calls use the trunk, in E.164 format.',
);

export const callerIdField: Field = {
	property: {
		displayName: 'Caller ID',
		name: 'callerId',
		type: 'string',
		displayOptions: forFields,
		default: '',
		placeholder: 'e.g. +918040264208',
		description:
			'The number that outbound calls show, in E.164 format. Leave empty to leave it as it is.',
	},
};

export const sipCredentialsField: Field = {
	property: {
		displayName: 'SIP Credentials',
		name: 'sipCredentials',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		displayOptions: forFields,
		default: {},
		placeholder: 'Add SIP Credential',
		description: 'The users that may register. Without any, they are left as they are.',
		options: [
			{
				displayName: 'SIP Credential',
				name: 'credential',
				values: [
					{
						displayName: 'Friendly Name',
						name: 'friendlyName',
						type: 'string',
						default: '',
						placeholder: 'e.g. voice_ai_platform',
						description: 'What it is for: 1 to 32 letters, digits and underscores',
					},
					{
						displayName: 'Password',
						name: 'password',
						type: 'string',
						typeOptions: { password: true },
						default: '',
						description:
							'Letters, digits and underscores only. Needed for a new user name; it is sent to Exotel and never returned.',
					},
					{
						displayName: 'User Name',
						name: 'userName',
						type: 'string',
						default: '',
						required: true,
						placeholder: 'e.g. voice_ai_user',
						description: 'The user name of the digest credential',
					},
				],
			},
		],
	},
};

export const configurationField: Field = {
	property: {
		displayName: 'Configuration (JSON)',
		name: 'configuration',
		type: 'json',
		displayOptions: { show: { configurationSource: ['json'] } },
		default: '={{ $json }}',
		required: true,
		description:
			'A configuration as Export returns it. A section that is absent is left alone; an empty one means that the trunk should have none. The fields trunk_sid and domain_name are ignored.',
	},
};

export const createMissingField = flagField({
	displayName: 'Create Missing',
	name: 'createMissing',
	type: 'boolean',
	default: true,
	description: 'Whether to create a trunk if none has the name. Otherwise that is refused.',
});

export const elsewhereField = choiceField({
	displayName: 'Numbers on Other Trunks',
	name: 'phoneNumbersElsewhere',
	type: 'options',
	options: [
		{
			name: 'Move',
			value: 'move',
			description: 'Unmap the number from its trunk and map it to this one',
		},
		{ name: 'Refuse', value: 'refuse', description: 'Report the trunk that it is mapped to' },
	],
	default: 'refuse',
	description: 'What to do with a phone number that is mapped to another trunk',
});

export const updatePasswordsField = flagField({
	displayName: 'Update Passwords',
	name: 'updatePasswords',
	type: 'boolean',
	default: false,
	description:
		'Whether to set the password of user names that exist already, where one is given. Exotel never tells a password, so it is then set in every run.',
});

const plans = planOptionsFor(noun);

/** The options of plans, in words for whatever a trunk has. */
export const planOptions = {
	...plans,
	allowEmptyList: shownWith(plans.allowEmptyList, {
		description:
			'Whether a list in the fields may be empty: with Delete Missing, it then deletes all of its kind. Otherwise an empty list deletes nothing. An empty section of a JSON configuration is always meant. Must be the same for all items.',
	}),
	deleteMissing: shownWith(plans.deleteMissing, {
		description:
			'Whether to delete what the trunk has and its configuration does not name, in the sections that it has, once all else is in place. Must be the same for all items.',
	}),
	protect: lineField(
		{
			...plans.protect.property,
			description:
				'What is never changed, moved or deleted, one a line or separated by commas: URIs, hosts with *, addresses with a mask, phone numbers, user names. Must be the same for all items.',
		},
		(text) => readPatterns(text, { inDoubt: true, takesNames: true }),
		{ refusesNothing: true },
	),
};

export const applyOptions = optionsOf([
	...Object.values(planOptions),
	approvedPlan,
	batchSize,
	checkForDoubles,
	createMissingField,
	elsewhereField,
	existingRouting,
	maxRetries,
	requestsPerMinute,
	timeout,
	updatePasswordsField,
]);

/** The parameters of the operation, in the order in which n8n shows them. */
export const applyFields: readonly Field[] = [
	appliedTrunkField,
	sourceField,
	destinationsField,
	whitelistedIpsField,
	phoneNumbersField,
	callerIdField,
	sipCredentialsField,
	configurationField,
	applyOptions,
];
