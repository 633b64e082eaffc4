import ipaddr from 'ipaddr.js';

import {
	answer,
	batch,
	invalid,
	listOf,
	missing,
	onTrunk,
	page,
	removeRow,
	type Call,
	type Routes,
} from '../call';
import { ERRORS, failure, refuse, success, type Entry } from '../envelope';
import { FORMS } from '../forms';
import type { DestinationRow, Trunk } from '../state';

export const destinationUris: Routes = {
	'GET /trunks/:sid/destination-uris': onTrunk((trunk, call) =>
		page(call, [...trunk.destinations].reverse(), (row) => listed(call, row)),
	),
	'POST /trunks/:sid/destination-uris': onTrunk((trunk, call) => {
		const wanted = listOf(call, 'destinations');
		if (wanted === undefined) return missing('Destinations');
		const { size, status } = call.behaviour.maxBatch;
		if (wanted.length > size) {
			return refuse(status, ERRORS.invalid(`Maximum allowed destinations is ${size}`));
		}
		return batch(
			wanted.map(({ destination }) => addOne(call, trunk, destination)),
			call.behaviour,
		);
	}),
	'PUT /trunks/:sid/destination-uris/:id': onTrunk((trunk, call) => {
		const { state, params, body } = call;
		const row = trunk.destinations.find(({ id }) => id === params.id);
		if (row === undefined) return refuse(404, ERRORS.notFound);
		const { priority = row.priority, weight = row.weight } = body;
		if (!isCount(priority)) return invalid('Invalid priority');
		if (!isCount(weight)) return invalid('Invalid weight');
		Object.assign(row, { priority, weight, date_updated: state.timestamp() });
		return answer(listed(call, row));
	}),
	'DELETE /trunks/:sid/destination-uris': onTrunk((trunk, { query }) =>
		removeRow(trunk.destinations, ({ id }) => id === query.id),
	),
};

/** A destination that was there before the request, in the form that the behaviour sets. */
function listed({ behaviour: { listedForms } }: Call, row: DestinationRow): DestinationRow {
	const form = listedForms[Number(row.id) % listedForms.length];
	return form === undefined ? row : { ...row, destination: FORMS[form](row.destination) };
}

/** Adds one destination of a POST, following exotel-api, "Destination rules". */
function addOne(call: Call, trunk: Trunk, destination: unknown): Entry {
	const { state, behaviour } = call;
	if (typeof destination !== 'string' || destination === '') {
		return failure(400, ERRORS.missing('Destination'));
	}
	const host = /^([^:;@\s]+):\d{1,5};transport=(?:tls|tcp)$/.exec(destination)?.[1];
	if (host === undefined || !isReachable(host)) {
		return failure(400, ERRORS.invalid('Destination is not a valid Ip or Fqdn'));
	}
	const isWhitelisted = trunk.whitelistedIps.some(({ ip, mask }) => ip === host && mask === 32);
	if (ipaddr.IPv4.isValid(host) && !isWhitelisted) {
		return failure(400, ERRORS.invalid('Destination not whitelisted'));
	}
	const add = () => success(state.addDestination(trunk, destination));
	if (behaviour.duplicateDestination === 'append') return add();
	const existing = trunk.destinations.find((row) => row.destination === `sip:${destination}`);
	if (existing === undefined) return add();
	return behaviour.duplicateDestination === 'existing'
		? success(listed(call, existing))
		: failure(409, ERRORS.duplicate(`Unable to create destination ${destination}`));
}

/** Whether Exotel would find the host on the public internet; names under .invalid never resolve. */
function isReachable(host: string): boolean {
	if (ipaddr.IPv4.isValidFourPartDecimal(host)) return ipaddr.parse(host).range() === 'unicast';
	return /^[a-z\d-]+(\.[a-z\d-]+)+$/i.test(host) && !/(^|\.)invalid$|\.\d+$/i.test(host);
}

function isCount(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
