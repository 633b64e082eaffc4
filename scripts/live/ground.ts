import { randomBytes } from 'node:crypto';

import type {
	Call,
	ClientOptions,
	Collection,
	ExotelClient,
} from '../../nodes/Exotel/transport/model';
import { paths } from '../../nodes/Exotel/transport/paths';
import type { Credential } from '../../test/harness/engine/engine';
import { isDone, LiveApi, rowsIn, type Exchange } from './api';

/** What every trunk is called that a check makes; no other is ever changed. */
export const PREFIX = 'n8ncheck_';

interface Made {
	readonly name: string;
	/** Unknown if the answer did not come; then it is looked for by its name, which is random. */
	sid?: string;
	/** Whether there was no answer at all, so that it may still be created. */
	mayCome?: boolean;
}

/** What probes stand on: a trunk of their own on a live account, and the means to change that and no other. */
export class Ground {
	/** What it has asked for and not deleted. */
	private made: Made[] = [];

	/** SIDs of all trunks that it has made, deleted or not. */
	readonly sids: string[] = [];

	/** What could not be deleted. */
	readonly left: string[] = [];

	/** The trunk that probes use; empty until it has been made. */
	sid = '';

	/** Its name. */
	name = '';

	private constructor(
		private readonly credential: Credential,
		/** Sends each request of a probe once. */
		readonly api: LiveApi,
		/** Sends what must succeed as often as the node would. */
		private readonly careful: ExotelClient,
		/** The same account in the region where it is not. */
		readonly otherRegion?: Credential,
	) {}

	/** @throws NodeOperationError if the credential can't be used */
	static async open(credential: Credential, otherRegion?: Credential): Promise<Ground> {
		const api = await LiveApi.connect(credential);
		const { client } = await LiveApi.connect(credential, { maxRetries: 3 });
		return new Ground(credential, api, client, otherRegion);
	}

	/** The API with another credential, or at another pace. */
	async connect(change: Credential, options: ClientOptions = {}): Promise<LiveApi> {
		return await LiveApi.connect({ ...this.credential, ...change }, options);
	}

	/** A name that no trunk of the account has. */
	newName(): string {
		return `${PREFIX}${randomBytes(3).toString('hex')}`;
	}

	/** Makes the trunk that probes use. */
	async prepare(): Promise<Exchange> {
		this.name = this.newName();
		const exchange = await this.createTrunk(this.name);
		this.sid = this.sids.at(-1) ?? '';
		return exchange;
	}

	/** The names of trunks on the account that an earlier check may have left. They are not touched. */
	async earlier(): Promise<string[]> {
		const listed = await this.careful.readAll(paths.trunks());
		const names = listed.ok ? listed.value.rows.map((row) => String(row.trunk_name)) : [];
		return names.filter((name) => name.startsWith(PREFIX));
	}

	/** Asks for a trunk, and takes note of it even if the answer does not come. */
	async createTrunk(name: string, more: object = {}): Promise<Exchange> {
		const one: Made = { name };
		this.made.push(one);
		const domain = `${this.api.client.accountSid}.pstn.exotel.com`;
		const body = { trunk_name: name, nso_code: 'ANY-ANY', domain_name: domain, ...more };
		const exchange = await this.api.send({ method: 'POST', path: paths.trunks(), body });
		const sid = rowsIn(exchange)[0]?.trunk_sid;
		if (isDone(exchange) && sid !== undefined) {
			one.sid = String(sid);
			this.sids.push(one.sid);
		} else if (isRefused(exchange)) this.made = this.made.filter((other) => other !== one);
		else one.mayCome = exchange.status === 0;
		return exchange;
	}

	/** Changes the trunk that probes use. */
	async updateTrunk(body: Record<string, string>): Promise<Exchange> {
		return await this.api.send({ method: 'PUT', path: paths.trunk(this.sid), body });
	}

	/** Deletes a trunk that it has made. */
	async deleteTrunk(sid: string): Promise<Exchange> {
		if (!this.sids.includes(sid)) throw new Error(`${sid} is no trunk that this check has made`);
		const exchange = await this.api.send(deletionOf(sid));
		if (isDone(exchange)) this.made = this.made.filter((one) => one.sid !== sid);
		return exchange;
	}

	/** Sends something about the account as a whole, or about what it has, that changes nothing. */
	async read(call: Omit<Call, 'method'>): Promise<Exchange> {
		return await this.api.send({ ...call, method: 'GET' });
	}

	/** Lists what a trunk has, by default the one that probes use. */
	async list(collection: Collection, query = {}, sid = this.sid): Promise<Exchange> {
		return await this.read({ path: paths.ofTrunk(sid, collection), query });
	}

	/** Adds something to the trunk that probes use. */
	async add(collection: Collection, body: object, sid = this.sid): Promise<Exchange> {
		const path = paths.ofTrunk(this.own(sid), collection);
		return await this.api.send({ method: 'POST', path, body: { ...body } });
	}

	/** Adds destinations, written without `sip:`. */
	async addUris(...uris: readonly string[]): Promise<Exchange> {
		const destinations = uris.map((destination) => ({ destination }));
		return await this.add('destination-uris', { destinations });
	}

	/** Changes a row of the trunk that probes use. */
	async update(collection: Collection, id: unknown, body: object): Promise<Exchange> {
		const path = paths.row(this.sid, collection, String(id));
		return await this.api.send({ method: 'PUT', path, body: { ...body } });
	}

	/** Deletes a row of the trunk that probes use, by its id or, for a setting, its name. */
	async remove(collection: Collection, query: Record<string, string>): Promise<Exchange> {
		return await this.api.send({
			...{ method: 'DELETE', path: paths.ofTrunk(this.sid, collection), query },
		});
	}

	/**
	 * Deletes every trunk that it has made, each by its SID; what was asked for without an answer is looked for by
	 * its name. What it can't delete is in `left`.
	 */
	async cleanUp(): Promise<void> {
		if (this.made.some(({ sid }) => sid === undefined)) await this.findUnanswered();
		const failed: Made[] = [];
		for (const one of this.made) {
			if (one.sid === undefined) continue;
			const done = await this.careful.sendOne(deletionOf(one.sid));
			if (!done.ok) failed.push(one);
		}
		if (failed.length > 0) await this.findLeft(failed);
		this.made = [];
	}

	private async findUnanswered(): Promise<void> {
		const listed = await this.careful.readAll(paths.trunks());
		for (const one of this.made.filter(({ sid }) => sid === undefined)) {
			const row = listed.ok ? listed.value.rows.find(isNew(one.name, this.sids)) : undefined;
			if (row !== undefined) one.sid = String(row.trunk_sid);
			else if (!listed.ok || one.mayCome) this.left.push(`${one.name}, if it was created`);
		}
	}

	/** Which of the trunks whose deletion failed are still there. */
	private async findLeft(failed: readonly Made[]): Promise<void> {
		const listed = await this.careful.readAll(paths.trunks());
		const isThere = (sid?: string) =>
			!listed.ok || listed.value.rows.some((row) => row.trunk_sid === sid);
		const there = failed.filter(({ sid }) => isThere(sid));
		this.left.push(...there.map(({ name, sid }) => `${name} (${sid})`));
	}

	private own(sid: string): string {
		if (!this.sids.includes(sid)) throw new Error(`${sid} is no trunk that this check has made`);
		return sid;
	}
}

const deletionOf = (sid: string) =>
	({ method: 'DELETE', path: paths.trunks(), query: { trunk_sid: sid } }) as const;

const isNew = (name: string, known: readonly string[]) => (row: Record<string, unknown>) =>
	row.trunk_name === name && !known.includes(String(row.trunk_sid));

/** Whether Exotel has said that it did nothing, whatever HTTP status it came with. */
function isRefused(exchange: Exchange): boolean {
	const { status } = exchange;
	return !isDone(exchange) && status >= 200 && status < 500 && status !== 408;
}
