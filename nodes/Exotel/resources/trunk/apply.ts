import { applyItems } from '../../n8n/apply/applyItems';
import { applyFields } from '../../n8n/apply/fields';
import type { Operation } from '../../n8n/operation';

export const apply: Operation = {
	value: 'apply',
	name: 'Apply',
	action: 'Apply a configuration to a trunk',
	description:
		'Set a whole trunk up, or bring it to a configuration that Export has returned: creates it if no trunk has the name, then adds and corrects whitelisted IPs, SIP credentials, destinations, caller ID and phone numbers. Deletes only with Delete Missing. For a preview, turn on Dry Run first. Returns one item for each thing: what was done, and why.',
	builderHint:
		'One item is one trunk: put all that it should have into that item. Nothing is deleted unless deleteMissing is true; preview that with dryRun first.',
	fields: applyFields,
	async execute() {
		return await applyItems(this);
	},
};
