import { randomBytes } from 'node:crypto';

import type { Call } from '../../nodes/Exotel/transport/model';
import { paths } from '../../nodes/Exotel/transport/paths';
import { isDone, rowsIn, type Exchange, type LiveApi } from './api';

/** What every trunk is called that this check makes; no other is ever changed. */
export const PREFIX = 'n8ncheck_';

/** A trunk of its own on a live account, and what probes have to do with it. */
export class TestBench {
	/** SIDs of the trunks that it has made and not deleted. */
	private readonly made = new Map<string, string>();

	/** What could not be deleted. */
	readonly left: string[] = [];

	constructor(readonly api: LiveApi) {}

	/** A name that no trunk of the account has. */
	newName(): string {
		return `${PREFIX}${randomBytes(3).toString('hex')}`;
	}

	/** Asks for a trunk; takes note of it if there is one afterwards, even if the answer did not come. */
	async createTrunk(name: string, more: object = {}): Promise<Exchange> {
		this.made.set(name, '');
		const body = {
			trunk_name: name,
			nso_code: 'ANY-ANY',
			domain_name: `${this.api.client.accountSid}.pstn.exotel.com`,
			...more,
		};
		const exchange = await this.api.send({ method: 'POST', path: paths.trunks(), body });
		const [row] = rowsIn(exchange);
		if (isDone(exchange) && row !== undefined) this.made.set(name, String(row.trunk_sid));
		else if (isRefused(exchange)) this.made.delete(name);
		return exchange;
	}

	/** Sends a call about a trunk that it has made. */
	async send(call: Call): Promise<Exchange> {
		return await this.api.send(call);
	}

	/** Deletes a trunk that it has made. */
	async deleteTrunk(sid: string): Promise<Exchange> {
		const [name] = [...this.made].find(([, made]) => made === sid) ?? [];
		if (name === undefined) throw new Error(`${sid} is no trunk that was made here`);
		const call: Call = { method: 'DELETE', path: paths.trunks(), query: { trunk_sid: sid } };
		const exchange = await this.api.send(call);
		if (isDone(exchange)) this.made.delete(name);
		return exchange;
	}

	/**
	 * Deletes all that it has made, each by its SID; what was asked for without an answer is looked for by its name.
	 * What it can't delete is in `left`.
	 */
	async cleanUp(): Promise<void> {
		if ([...this.made.values()].includes('')) await this.findUnanswered();
		for (const [name, sid] of this.made) {
			if (sid === '') continue;
			for (let tries = 0; this.made.has(name) && tries < 3; tries++) await this.deleteTrunk(sid);
			if (this.made.has(name)) this.left.push(`${name} (${sid})`);
		}
	}

	private async findUnanswered(): Promise<void> {
		const listed = await this.api.client.readAll(paths.trunks());
		for (const [name, sid] of this.made) {
			if (sid !== '') continue;
			const row = listed.ok ? listed.value.rows.find((one) => one.trunk_name === name) : undefined;
			if (row !== undefined) this.made.set(name, String(row.trunk_sid));
			else if (listed.ok) this.made.delete(name);
			else this.left.push(`${name}, if it was created`);
		}
	}
}

/** Whether Exotel has said that it did nothing, whatever HTTP status it came with. */
function isRefused(exchange: Exchange): boolean {
	const { status } = exchange;
	return !isDone(exchange) && status >= 200 && status < 500 && status !== 408;
}
