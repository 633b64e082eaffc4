import { randomUUID } from 'node:crypto';

import account from '../fixtures/account.json';

/** The account that a simulator serves, and the key and token it accepts. */
export const ACCOUNT: Readonly<typeof account> = account;

/** The fields that every row on a trunk has, besides its own. */
interface TrunkPart {
	date_created: string;
	date_updated: string;
	trunk_sid: string;
}

/** A destination URI as Exotel lists it. */
export interface DestinationRow extends TrunkPart {
	id: string;
	destination: string;
	type: 'public';
	priority: number;
	weight: number;
}

/** A phone number that is mapped to a trunk. */
export interface PhoneNumberRow extends TrunkPart {
	id: string;
	phone_number: string;
	mode: string | null;
}

/** An entry of a trunk's whitelist. */
export interface WhitelistedIpRow extends TrunkPart {
	id: string;
	ip: string;
	mask: number;
	friendly_name: string | null;
}

/** A SIP credential; its password is kept separately. */
export interface CredentialRow extends TrunkPart {
	id: string;
	user_name: string;
	friendly_name: string | null;
}

/** A setting of a trunk. */
export interface SettingRow extends TrunkPart {
	name: string;
	value: string;
}

/** An ExoPhone, which is a number of the account, on a trunk or not. */
export interface ExoPhoneRow {
	readonly sid: string;
	phone_number: string;
	friendly_name: string;
	capabilities: { voice: boolean; sms: boolean };
	country: string;
	region: string;
	/** The flow that calls are assigned to, once they are. */
	voice_url?: string;
	/** The flow that messages are assigned to, once they are. */
	sms_url?: string;
}

/** Whether calls get through in one direction, and when that was last checked. */
interface CallHealth {
	status: 'active' | 'major_outage';
	last_check_time: string;
}

/** Whether calls reach an ExoPhone, and whether calls from it get through. */
export interface Connectivity {
	readonly incoming_call: CallHealth;
	readonly outgoing_call: CallHealth;
}

/** A trunk without what belongs to it. */
export interface TrunkRow extends TrunkPart {
	trunk_name: string;
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

/** A trunk with everything that belongs to it and is deleted with it; rows are in the order of their creation. */
export interface Trunk {
	readonly row: TrunkRow;
	readonly destinations: DestinationRow[];
	readonly phoneNumbers: PhoneNumberRow[];
	readonly whitelistedIps: WhitelistedIpRow[];
	readonly credentials: CredentialRow[];
	readonly settings: SettingRow[];
	/** Passwords by the id of their credential. */
	readonly passwords: Map<string, string>;
}

/** What the simulated account holds. Ids, dates and request ids can be set to replay an example. */
export class State {
	/** @param account whose it is */
	constructor(readonly account: Readonly<typeof ACCOUNT> = ACCOUNT) {}

	readonly trunks = new Map<string, Trunk>();

	/** The numbers of the account; one that was released may still be there. */
	readonly exoPhones: ExoPhoneRow[] = [];

	/** How calls to and from each ExoPhone fare, by its sid. */
	readonly connectivity = new Map<string, Connectivity>();

	/** The id that the next row of each kind gets. */
	readonly nextId = {
		destination: 2543,
		phoneNumber: 41512,
		whitelistedIp: 1153,
		credential: 1234,
		exoPhone: 1190000001,
	};

	now = (): Date => new Date(Date.now());

	requestId = (): string => randomUUID().replaceAll('-', '');

	newTrunkSid = (): string => `trmum1${randomUUID().replaceAll('-', '').slice(0, 21)}`;

	/** The time in the format that Exotel uses. */
	timestamp(): string {
		return `${this.now().toISOString().slice(0, 19)}Z`;
	}

	/** Returns the next id of a kind. */
	newId(kind: keyof State['nextId']): string {
		return String(this.nextId[kind]++);
	}

	/** The fields that a new row on a trunk has, besides its own. */
	newPart(trunkSid: string): TrunkPart {
		const created = this.timestamp();
		return { date_created: created, date_updated: created, trunk_sid: trunkSid };
	}

	/** Adds an empty trunk to the account. */
	addTrunk(sid: string, name = sid.slice(-16)): Trunk {
		const path = `/v2/accounts/${this.account.accountSid}/trunks/${sid}`;
		const trunk: Trunk = {
			row: {
				trunk_name: name,
				...this.newPart(sid),
				status: 'active',
				domain_name: `${this.account.accountSid}.pstn.exotel.com`,
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
			phoneNumbers: [],
			whitelistedIps: [],
			credentials: [],
			settings: [],
			passwords: new Map(),
		};
		this.trunks.set(sid, trunk);
		return trunk;
	}

	/** Adds a destination, as it is written in a request, to a trunk without checking it. */
	addDestination(trunk: Trunk, destination: string): DestinationRow {
		const row: DestinationRow = {
			id: this.newId('destination'),
			destination: `sip:${destination}`,
			type: 'public',
			priority: 0,
			weight: 1,
			...this.newPart(trunk.row.trunk_sid),
		};
		trunk.destinations.push(row);
		return row;
	}

	/** Adds an address or a network to the whitelist of a trunk. */
	addWhitelistedIp(trunk: Trunk, ip: string, mask = 32): WhitelistedIpRow {
		const part = this.newPart(trunk.row.trunk_sid);
		const row = { id: this.newId('whitelistedIp'), ip, mask, friendly_name: null, ...part };
		trunk.whitelistedIps.push(row);
		return row;
	}

	/** Maps a phone number to a trunk. */
	addPhoneNumber(trunk: Trunk, phoneNumber: string, mode: string | null = null): PhoneNumberRow {
		const part = this.newPart(trunk.row.trunk_sid);
		const row = { id: this.newId('phoneNumber'), phone_number: phoneNumber, mode, ...part };
		trunk.phoneNumbers.push(row);
		return row;
	}

	/**
	 * Adds a number to the account without checking it, by default an Indian one in Delhi.
	 *
	 * @param phoneNumber the number in E.164 form; the behaviour decides how Indian ones are shown
	 * @param friendlyName its name; by default the number, an Indian one as it is dialled within India
	 * @param country two letters
	 * @param region the region in that country, two letters
	 * @returns the new row; its sid looks like a phone number, as Exotel's do, but is none
	 */
	addExoPhone(
		phoneNumber: string,
		{
			friendlyName = phoneNumber.replace(/^\+91/, '0'),
			country = 'IN',
			region = 'DL',
		}: { friendlyName?: string; country?: string; region?: string } = {},
	): ExoPhoneRow {
		const row: ExoPhoneRow = {
			sid: `0${this.newId('exoPhone')}`,
			phone_number: phoneNumber,
			friendly_name: friendlyName,
			capabilities: { voice: true, sms: true },
			country,
			region,
		};
		const health = (): CallHealth => ({ status: 'active', last_check_time: this.timestamp() });
		this.exoPhones.push(row);
		this.connectivity.set(row.sid, { incoming_call: health(), outgoing_call: health() });
		return row;
	}

	/** Adds a SIP credential to a trunk. */
	addCredential(
		trunk: Trunk,
		userName: string,
		password: string,
		friendlyName: string | null = null,
	): CredentialRow {
		const part = this.newPart(trunk.row.trunk_sid);
		const row = {
			id: this.newId('credential'),
			user_name: userName,
			friendly_name: friendlyName,
			...part,
		};
		trunk.credentials.push(row);
		trunk.passwords.set(row.id, password);
		return row;
	}

	/** Sets a setting of a trunk, replacing its current value. */
	setSetting(trunk: Trunk, name: string, value: string): SettingRow {
		const known = trunk.settings.find((setting) => setting.name === name);
		if (known !== undefined) {
			return Object.assign(known, { value, date_updated: this.timestamp() });
		}
		const row = { name, value, ...this.newPart(trunk.row.trunk_sid) };
		trunk.settings.push(row);
		return row;
	}
}
