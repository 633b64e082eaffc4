/** What the account holds, as far as exotel-api lets one know it from the answers. */

/** The fields of a body, of a query or of a row. */
export type Fields = Readonly<Record<string, unknown>>;

/** What belongs to a trunk, as its path says. */
export type Section =
	| 'destination-uris'
	| 'phone-numbers'
	| 'whitelisted-ips'
	| 'credentials'
	| 'settings';

/** A trunk, and what belongs to it; rows as they were last answered, oldest first. */
export class Trunk {
	readonly rows: Readonly<Record<Section, Fields[]>> = {
		'destination-uris': [],
		'phone-numbers': [],
		'whitelisted-ips': [],
		credentials: [],
		settings: [],
	};

	/** By the id of the credential. */
	readonly passwords = new Map<unknown, unknown>();

	/** @param row the trunk as it was last answered */
	constructor(public row: Fields) {}

	/** The SID, which says in the path whose rows are meant. */
	get sid(): string {
		return String(this.row.trunk_sid);
	}

	/** The row with an id; settings are known by their name. */
	find(section: Section, id: unknown): Fields | undefined {
		const key = section === 'settings' ? 'name' : 'id';
		return this.rows[section].find((row) => String(row[key]) === id);
	}

	/** Puts a row in the place of another, or of none. */
	replace(section: Section, row: Fields, ...replacement: Fields[]): void {
		const rows = this.rows[section];
		rows.splice(rows.indexOf(row), 1, ...replacement);
	}
}

/** A number of the account. */
export interface ExoPhone {
	readonly sid: string;
	/** In E.164 form. */
	readonly number: string;
	readonly country: string;
	friendlyName: string;
	readonly incoming: string;
	readonly outgoing: string;
}

/** Everything the account holds. */
export class Account {
	readonly trunks: Trunk[] = [];

	readonly exoPhones: ExoPhone[] = [];

	/** Every id that a row ever had, with its section. */
	readonly ids = new Set<string>();

	/** The trunk with a SID. */
	find(sid: unknown): Trunk | undefined {
		return this.trunks.find((trunk) => trunk.sid === sid);
	}

	/** The mapping of a phone number, on whichever trunk. */
	mapping(number: unknown): Fields | undefined {
		return this.trunks
			.flatMap(({ rows }) => rows['phone-numbers'])
			.find((row) => row.phone_number === number);
	}
}
