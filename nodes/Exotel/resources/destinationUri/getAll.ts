import type { IExecuteFunctions } from 'n8n-workflow';

import { createClient } from '../../transport/client';
import { limitField, readTrunkSid, returnAllField, trunkField, wholeNumber } from '../fields';
import type { Operation } from '../operation';
import { forEachItem } from '../output';

export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many trunk destination URIs',
	description:
		'List the destination URIs of a trunk, with their IDs, priorities and weights. Returns one item for each.',
	fields: [trunkField, returnAllField, limitField],
	async execute(this: IExecuteFunctions) {
		const client = await createClient(this);
		return await forEachItem(this, async (itemIndex) => {
			const path = ['trunks', readTrunkSid(this, itemIndex), 'destination-uris'];
			const limit = this.getNodeParameter('returnAll', itemIndex, false)
				? Infinity
				: wholeNumber(this, 'Limit', this.getNodeParameter('limit', itemIndex), {
						min: 1,
						fallback: 50,
					});
			const listed = await client.readAll(path, { limit });
			return listed.ok ? { ok: true, value: listed.value.rows } : listed;
		});
	},
};
