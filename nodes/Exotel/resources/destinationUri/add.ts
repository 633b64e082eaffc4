import { addOptions } from '../../n8n/provision/options';
import { provisionItems } from '../../n8n/provision/provisionItems';
import { destinationUris } from '../../n8n/provision/subjects/destinationUris';
import { trunkField } from '../../n8n/sharedFields';
import type { Operation } from '../../n8n/operation';

export const add: Operation = {
	value: 'add',
	name: 'Add',
	action: 'Add trunk destination URIs',
	description:
		'Put SIP destinations (IP address or FQDN, port, transport) on a trunk, so that Exotel routes calls to them. Returns one item for each destination: added, existing, or rejected with the reason.',
	builderHint:
		'One node handles all input items and all trunks at once: never loop over items for it. Running it again is safe, since what is on the trunk already comes out as existing.',
	fields: [trunkField, ...destinationUris.source.fields, addOptions],
	async execute() {
		return await provisionItems(this, destinationUris, { isSync: false });
	},
};
