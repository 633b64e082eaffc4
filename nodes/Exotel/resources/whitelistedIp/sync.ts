import type { Operation } from '../../n8n/operation';
import { whitelistSyncOptions } from '../../n8n/provision/options';
import { provisionItems } from '../../n8n/provision/provisionItems';
import { whitelistedIps } from '../../n8n/provision/subjects/whitelistedIps';
import { trunkField } from '../../n8n/sharedFields';

export const sync: Operation = {
	value: 'sync',
	name: 'Sync',
	action: 'Sync whitelisted ips',
	description:
		'Make the whitelist of a trunk equal to a list of addresses, such as the published ranges of a platform: adds what is missing and, with Delete Missing, deletes the rest. Returns one item for each address: added, unchanged, deleted, or rejected with the reason.',
	builderHint:
		'The whole list must reach the node in one run: no loop, and no Execute Once. It deletes nothing unless deleteMissing is true; preview that with dryRun first.',
	fields: [trunkField, ...whitelistedIps.source.fields, whitelistSyncOptions],
	async execute() {
		return await provisionItems(this, whitelistedIps, { isSync: true });
	},
};
