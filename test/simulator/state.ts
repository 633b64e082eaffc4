import { randomUUID } from 'node:crypto';

import account from '../fixtures/account.json';

/** The account that a simulator serves, and the key and token it takes. */
export const ACCOUNT: Readonly<typeof account> = account;

export interface DestinationRow {
	id: string;
	destination: string;
	date_created: string;
	date_updated: string;
	type: 'public';
	priority: number;
	weight: number;
	trunk_sid: string;
}

export interface TrunkRow {
	trunk_name: string;
	date_created: string;
	date_updated: string;
	trunk_sid: string;
	status: 'active' | 'inactive';
	domain_name: string;
	auth_type: string;
	registration_enabled: string;
	edge_preference: string;
	nso_code: string;
	secure_trunking: string;
	destination_uris: string;
	whitelisted_ips: string;
	credentials: string;
	phone_numbers: string;
}

/** A trunk with what hangs on it; rows in the order they were made. */
export interface Trunk {
	readonly row: TrunkRow;
	readonly destinations: DestinationRow[];
	/** IPv4 addresses with mask 32. */
	readonly whitelist: Set<string>;
}

/** What the simulated account holds. Ids, dates and request ids can be set, to replay an example. */
export class State {
	readonly trunks = new Map<string, Trunk>();

	nextId = 2543;

	now = (): Date => new Date();

	requestId = (): string => randomUUID().replaceAll('-', '');

	timestamp(): string {
		return `${this.now().toISOString().slice(0, 19)}Z`;
	}

	newId(): string {
		return String(this.nextId++);
	}

	addTrunk(sid: string, name = sid.slice(-16)): Trunk {
		const created = this.timestamp();
		const path = `/v2/accounts/${ACCOUNT.accountSid}/trunks/${sid}`;
		const trunk: Trunk = {
			row: {
				trunk_name: name,
				date_created: created,
				date_updated: created,
				trunk_sid: sid,
				status: 'active',
				domain_name: `${ACCOUNT.accountSid}.pstn.exotel.com`,
				auth_type: 'IP-WHITELIST',
				registration_enabled: 'disabled',
				edge_preference: 'auto',
				nso_code: 'ANY-ANY',
				secure_trunking: 'disabled',
				destination_uris: `${path}/destination-uris`,
				whitelisted_ips: `${path}/whitelisted-ips`,
				credentials: `${path}/credentials`,
				phone_numbers: `${path}/phone-numbers`,
			},
			destinations: [],
			whitelist: new Set(),
		};
		this.trunks.set(sid, trunk);
		return trunk;
	}

	/** Puts a destination on a trunk without checking it, as it is written on the wire. */
	addDestination(trunk: Trunk, destination: string): DestinationRow {
		const created = this.timestamp();
		const row: DestinationRow = {
			id: this.newId(),
			destination: `sip:${destination}`,
			date_created: created,
			date_updated: created,
			type: 'public',
			priority: 0,
			weight: 1,
			trunk_sid: trunk.row.trunk_sid,
		};
		trunk.destinations.push(row);
		return row;
	}
}
