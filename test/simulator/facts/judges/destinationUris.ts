import type { Entry } from '../judge';
import { ofBatch, ofDestination, ofRoute } from '../reasons';
import type { Endpoint } from '../rules';
import {
	changedRow,
	deletionFrom,
	listOf,
	newRow,
	textsIn,
	trunkIn,
	type Asked,
	type Judge,
} from './model';

function destinationEntries(asked: Asked): Entry[] {
	const present = trunkIn(asked).rows['destination-uris'].map((row) => row.destination);
	return textsIn(asked.body.destinations, 'destination').map((text) => {
		const destination = `sip:${text}`;
		const reasons = ofDestination(asked, text, present.includes(destination));
		if (reasons.length === 0) present.push(destination);
		const fields = { destination, type: 'public', priority: 0, weight: 1 };
		const { row, keep } = newRow(asked, 'destination-uris', fields);
		const cases = reasons.length === 0 ? ['added'] : reasons;
		return { endpoint: 'one destination', cases, row, keep };
	});
}

/** Whether a destination of the call is on the whitelist as something other than one address. */
function isHalfListed(asked: Asked): boolean {
	const text = JSON.stringify(asked.body);
	const rows = asked.trunk?.rows['whitelisted-ips'] ?? [];
	return rows.some(({ ip, mask }) => mask !== 32 && text.includes(String(ip)));
}

/** The endpoints of destination URIs. */
export const destinationUris = {
	'POST /trunks/{sid}/destination-uris': {
		isOpen: isHalfListed,
		reasons: (asked) => ofBatch(asked, 'destinations', 'destination'),
		done: (asked) => {
			const entries = destinationEntries(asked);
			const isAll = entries.every(({ cases }) => cases.includes('added'));
			const counts = ['total', 'success', ...(asked.variants.countsFailed ? ['failed'] : [])];
			return [isAll ? 'all added' : 'some failed', { kind: 'batch', entries, counts }];
		},
	},
	'GET /trunks/{sid}/destination-uris': listOf('destination-uris'),
	'PUT /trunks/{sid}/destination-uris/{id}': {
		reasons: ofRoute,
		done: (asked) => ['changed', changedRow(asked, 'destination-uris', asked.body)],
	},
	'DELETE /trunks/{sid}/destination-uris': deletionFrom('destination-uris'),
} satisfies Partial<Record<Endpoint, Judge>>;
