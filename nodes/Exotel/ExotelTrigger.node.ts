import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import {
	changesField,
	optionsField,
	resourcesField,
	scopeField,
	trunksField,
} from './n8n/watch/fields';
import { poll } from './n8n/watch/poll';

/** Starts a workflow when something on a SIP trunk has changed, whoever has changed it. */
export class ExotelTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Exotel Trigger',
		name: 'exotelTrigger',
		icon: { light: 'file:exotel.svg', dark: 'file:exotel.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["scope"] === "all" ? "all trunks" : $parameter["trunks"] }}',
		// n8n shows one entry for both nodes of a service, with this description.
		description: 'Provision Exotel SIP trunks, and start workflows when something on one changes',
		defaults: { name: 'Exotel Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'exotelApi', required: true }],
		builderHint: {
			searchHint:
				'Polls Exotel and starts the workflow when a trunk, destination URI, whitelisted IP, SIP credential or phone number mapping was added, changed or removed, by whomever. One item per change, with a ready sentence in message.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-base.slack',
					relationHint: 'Tells people what has changed; the sentence for each change is in message',
				},
				{
					nodeType: 'n8n-nodes-exotel.exotel',
					relationHint:
						'Puts a trunk back as it was: Trunk Apply with a configuration that Trunk Export has saved, after a person has approved its dry run',
				},
			],
		},
		properties: [resourcesField, changesField, scopeField, trunksField, optionsField].map(
			({ property }) => property,
		),
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
