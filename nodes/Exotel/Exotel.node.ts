import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { builderHint } from './builderHint';
import { hints } from './hints';
import { findOperation, listSearchOf, propertiesOf } from './n8n/operation';
import { failureItem } from './n8n/output';
import { reportOfError } from './n8n/report';
import { resources } from './resources';

/** Programmatic, because batching across items and matching results back can't be declared. */
export class Exotel implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Exotel',
		name: 'exotel',
		icon: { light: 'file:exotel.svg', dark: 'file:exotel.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Provision SIP trunks with the Exotel Dynamic SIP Trunking API',
		defaults: { name: 'Exotel' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'exotelApi', required: true }],
		hints,
		builderHint,
		properties: propertiesOf(resources),
	};

	methods = { listSearch: listSearchOf(resources) };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { execute } = findOperation(
			resources,
			this.getNodeParameter('resource', 0),
			this.getNodeParameter('operation', 0),
		);
		if (!this.continueOnFail()) return [await execute.call(this)];
		try {
			return [await execute.call(this)];
		} catch (error) {
			const report = reportOfError(error);
			return [this.getInputData().map((_, item) => failureItem(this, item, { report }))];
		}
	}
}
