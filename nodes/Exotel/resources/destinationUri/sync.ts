import type { INodeProperties } from 'n8n-workflow';

import { trunkField } from '../fields';
import type { Operation } from '../operation';
import { provisioningOptions } from './options';
import { provisionItems } from './provisionItems';
import { destinationFields } from './requested';

const allowEmptyList: INodeProperties = {
	displayName: 'Allow Empty List',
	name: 'allowEmptyList',
	type: 'boolean',
	default: false,
	description:
		'Whether an empty list of destinations is meant: with Delete Missing it deletes all that the trunk has. Otherwise it is refused. Taken from the first item.',
};

const deleteMissing: INodeProperties = {
	displayName: 'Delete Missing',
	name: 'deleteMissing',
	type: 'boolean',
	default: false,
	description:
		'Whether to delete destinations of the trunk that are not in the list, once all that is in it is in place. Taken from the first item.',
};

const dryRun: INodeProperties = {
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'boolean',
	default: false,
	description:
		'Whether to only say what would be done, and change nothing. Taken from the first item.',
};

export const sync: Operation = {
	value: 'sync',
	name: 'Sync',
	action: 'Sync trunk destination URIs',
	description:
		'Make the destination URIs of a trunk equal to a list: adds what is missing, corrects priority and weight and, with Delete Missing, deletes the rest. Returns one item for each destination: added, updated, unchanged, deleted, or rejected with the reason.',
	fields: [
		trunkField,
		...destinationFields,
		provisioningOptions([allowEmptyList, deleteMissing, dryRun]),
	],
	async execute() {
		return await provisionItems(this, { isSync: true });
	},
};
