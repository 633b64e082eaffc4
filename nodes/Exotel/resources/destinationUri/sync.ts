import { syncOptions } from '../../n8n/provision/options';
import { provisionItems } from '../../n8n/provision/provisionItems';
import { destinationUris } from '../../n8n/provision/subjects/destinationUris';
import { trunkField } from '../../n8n/sharedFields';
import type { Operation } from '../../n8n/operation';

export const sync: Operation = {
	value: 'sync',
	name: 'Sync',
	action: 'Sync trunk destination URIs',
	description:
		'Make the destination URIs of a trunk equal to a list: adds what is missing, corrects priority and weight and, with Delete Missing, deletes the rest. Returns one item for each destination: added, updated, unchanged, deleted, or rejected with the reason.',
	builderHint:
		'The whole list must reach the node in one run: no loop, and no Execute Once. It deletes nothing unless deleteMissing is true; preview that with dryRun first.',
	fields: [trunkField, ...destinationUris.source.fields, syncOptions],
	async execute() {
		return await provisionItems(this, destinationUris, { isSync: true });
	},
};
