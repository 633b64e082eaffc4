import type { INodeProperties } from 'n8n-workflow';

export const settingNameField: INodeProperties = {
	displayName: 'Setting Name',
	name: 'settingName',
	type: 'string',
	default: 'trunk_external_alias',
	required: true,
	description: 'The setting; trunk_external_alias is the caller ID shown on outbound calls',
};
