import type { INodeProperties } from 'n8n-workflow';

import { trunkField } from '../fields';
import type { Operation } from '../operation';
import { provisioningOptions } from './options';
import { provisionItems } from './provisionItems';
import { destinationFields } from './requested';

const existingDestinations: INodeProperties = {
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
};

export const add: Operation = {
	value: 'add',
	name: 'Add',
	action: 'Add trunk destination URIs',
	description:
		'Put SIP destinations (IP address or FQDN, port, transport) on a trunk, so that Exotel routes calls to them. Returns one item for each destination: added, existing, or rejected with the reason.',
	fields: [trunkField, ...destinationFields, provisioningOptions([existingDestinations])],
	async execute() {
		return await provisionItems(this, { isSync: false });
	},
};
