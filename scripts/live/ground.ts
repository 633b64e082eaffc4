import { randomBytes } from 'node:crypto';

import type {
	Call,
	ClientOptions,
	Collection,
	ExotelClient,
	ExotelResource,
} from '../../nodes/Exotel/transport/model';
import { paths } from '../../nodes/Exotel/transport/paths';
import type { Credential } from '../../test/harness/engine/engine';
import { entriesIn, isDone, LiveApi, rowsIn, type Exchange } from './api';

/** What every trunk is called that a check makes; no other is ever changed. */
export const PREFIX = 'n8ncheck_';

/** What a check needs besides the credential. */
export interface Surroundings {
	/** The same account in the region where it is not. */
	readonly otherRegion?: Credential;
	/** Ends the requests of probes, but none of those that delete what was made. */
	readonly signal?: AbortSignal;
	/** Is told each trunk that has been made, as name and SID. */
	onMade?(trunk: string): void;
}

/** What probes stand on: trunks of their own on a live account, and the means to change those and no others. */
export class Ground {
	/** SIDs of all trunks that it has made, deleted or not. */
	readonly sids: string[] = [];

	/** What could not be deleted. */
	readonly left: string[] = [];

	/** Names that it has asked for, with whether a trunk of that name may still come, for want of an answer. */
	private readonly asked = new Map<string, boolean>();

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
		/** The trunks that were there before, which are not touched. */
		private readonly before: readonly ExotelResource[],
		private readonly surroundings: Surroundings,
	) {}

	/**
	 * Looks at what is on the account, so that it is never taken for the check's own.
	 *
	 * @throws Error if that can't be seen; NodeOperationError if the credential can't be used
	 */
	static async open(credential: Credential, surroundings: Surroundings = {}): Promise<Ground> {
		const api = await LiveApi.connect(credential, {}, surroundings.signal);
		const { client } = await LiveApi.connect(credential, { maxRetries: 3 });
		const listed = await client.readAll(paths.trunks());
		if (listed.ok) return new Ground(credential, api, client, listed.value.rows, surroundings);
		const { message, description, status } = listed.failure;
		const http = status === null ? '' : ` (HTTP ${status})`;
		throw new Error(`The trunks can't be listed: ${message}${http}. ${description}`.trim());
	}

	/** Whether it has been stopped, so that nothing more is to be asked. */
	get isStopped(): boolean {
		return this.surroundings.signal?.aborted === true;
	}

	/** The same account in the region where it is not. */
	get otherRegion(): Credential | undefined {
		return this.surroundings.otherRegion;
	}

	/** Trunks that an earlier check may have left. They are not touched. */
	get earlier(): string[] {
		return this.before.map(nameOf).filter((name) => name.startsWith(PREFIX));
	}

	/** The API with another credential, or at another pace. */
	async connect(change: Credential, options: ClientOptions = {}): Promise<LiveApi> {
		const credential = { ...this.credential, ...change };
		return await LiveApi.connect(credential, options, this.surroundings.signal);
	}

	/** A name that no trunk of the account has. */
	newName(): string {
		return `${PREFIX}${randomBytes(3).toString('hex')}`;
	}

	/** Makes the trunk that probes use. */
	async prepare(): Promise<Exchange> {
		this.name = this.newName();
		const exchange = await this.createTrunk(this.name);
		this.sid = this.sids[0] ?? '';
		return exchange;
	}

	/**
	 * Asks for a trunk. It counts as made only if the answer is about a trunk of that name which was not there
	 * before; whatever else the answer says, the name is looked for at the end.
	 */
	async createTrunk(name: string, more: object = {}): Promise<Exchange> {
		this.asked.set(name, true);
		const domain = `${this.api.client.accountSid}.pstn.exotel.com`;
		const body = { trunk_name: name, nso_code: 'ANY-ANY', domain_name: domain, ...more };
		const exchange = await this.api.send({ method: 'POST', path: paths.trunks(), body });
		const [row] = rowsIn(exchange);
		const sid = typeof row?.trunk_sid === 'string' ? row.trunk_sid : '';
		const isNew = row !== undefined && isDone(exchange) && /^\w+$/.test(sid) && this.isOwn(row);
		if (isNew && !this.sids.includes(sid)) {
			this.sids.push(sid);
			this.surroundings.onMade?.(labelOf(row));
		}
		if (isNew || isRefused(exchange)) this.asked.set(name, false);
		return exchange;
	}

	/** The SID of the trunk that was just made. @throws Error if none was */
	sidOf(created: Exchange): string {
		return this.own(String(rowsIn(created)[0]?.trunk_sid));
	}

	/** Changes the trunk that probes use. */
	async updateTrunk(body: Record<string, string>): Promise<Exchange> {
		if (body.trunk_name !== undefined) this.asked.set(body.trunk_name, false);
		return await this.api.send({ method: 'PUT', path: paths.trunk(this.own(this.sid)), body });
	}

	/** Deletes a trunk that it has made. */
	async deleteTrunk(sid: string): Promise<Exchange> {
		return await this.api.send(deletionOf(this.own(sid)));
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
	async update(collection: Collection, id: string, body: object): Promise<Exchange> {
		const path = paths.row(this.own(this.sid), collection, id);
		return await this.api.send({ method: 'PUT', path, body: { ...body } });
	}

	/** Deletes a row of the trunk that probes use, by its id or, for a setting, its name. */
	async remove(collection: Collection, query: Record<string, string>): Promise<Exchange> {
		const path = paths.ofTrunk(this.own(this.sid), collection);
		return await this.api.send({ method: 'DELETE', path, query });
	}

	/** Deletes every trunk that it has made, and looks afterwards. What is still there, or may come, is in `left`. */
	async cleanUp(): Promise<void> {
		if (this.asked.size === 0) return;
		const listed = await this.careful.readAll(paths.trunks());
		const found = listed.ok ? listed.value.rows.filter((row) => this.isOwn(row)) : [];
		const sids = listed.ok ? found.map(({ trunk_sid: sid }) => String(sid)) : this.sids;
		for (const sid of sids) await this.careful.sendOne(deletionOf(sid));
		const there = await this.findLeft();
		this.left.push(...(there?.map(labelOf) ?? (listed.ok ? found.map(labelOf) : this.sids)));
		const known = [...found, ...(there ?? [])].map(nameOf);
		const mayCome = [...this.asked].filter(([name, may]) => may && !known.includes(name));
		this.left.push(...mayCome.map(([name]) => `${name}, if it was created`));
	}

	/** Which of its own trunks are still listed, also after a while; undefined if that can't be seen. */
	private async findLeft(): Promise<ExotelResource[] | undefined> {
		let there: ExotelResource[] | undefined;
		for (let looks = 0; looks < 3 && there?.length !== 0; looks++) {
			if (looks > 0) await this.careful.pause(1_000); // a list may lag behind
			const listed = await this.careful.readAll(paths.trunks());
			there = listed.ok ? listed.value.rows.filter((row) => this.isOwn(row)) : undefined;
		}
		return there;
	}

	/** Whether a trunk is one of its own: not there before, and of a name that it has asked for, or of its SIDs. */
	private isOwn(row: Readonly<Record<string, unknown>>): boolean {
		const sid = String(row.trunk_sid);
		const wasThere = this.before.some(({ trunk_sid: other }) => String(other) === sid);
		return !wasThere && (this.asked.has(nameOf(row)) || this.sids.includes(sid));
	}

	private own(sid: string): string {
		if (!this.sids.includes(sid)) throw new Error('Exotel named no trunk that this check has made');
		return sid;
	}
}

const deletionOf = (sid: string) =>
	({ method: 'DELETE', path: paths.trunks(), query: { trunk_sid: sid } }) as const;

const nameOf = (row: Readonly<Record<string, unknown>>) => String(row.trunk_name);

const labelOf = (row: Readonly<Record<string, unknown>>) =>
	`${nameOf(row)} (${String(row.trunk_sid)})`;

/** Whether Exotel has said that it did nothing, whatever HTTP status it came with. */
function isRefused(exchange: Exchange): boolean {
	const { status } = exchange;
	const isVerdict = (status >= 200 && status < 300) || (status >= 400 && status < 500);
	return isVerdict && entriesIn(exchange).length > 0 && !isDone(exchange);
}
