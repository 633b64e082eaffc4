import type { Simulator } from '../../harness/simulator/simulator';
import { Account } from './account';
import type { Call } from './call';
import { resolve, type Draw } from './calls';
import { hold } from './hold';
import { judge } from './judge';
import type { Variants } from './rules';
import { pathOf, send } from './send';
import { count } from './tally';

/** How many of the last calls are told when an answer is not as it should be. */
const TOLD = 4;

/** A server that plays these variants, and what is known about its account. */
export class Play {
	private readonly held = new Account();

	private sent = 0;

	private readonly log: string[] = [];

	constructor(
		private readonly simulator: Simulator,
		private readonly variants: Variants,
	) {
		Object.assign(simulator.behaviour, variants satisfies Partial<Simulator['behaviour']>);
		for (const [index, country] of ['IN', 'IN', 'US', 'IN', 'IN'].entries()) {
			this.addExoPhone(`${country === 'IN' ? '+91' : '+1'}110000000${index}`, country);
		}
	}

	/** Adds a number, for which there is no call. */
	private addExoPhone(number: string, country: string): void {
		const { state } = this.simulator;
		const friendlyName = `number ${number}`;
		const { sid } = state.addExoPhone(number, { friendlyName, country });
		const outgoing = country === 'IN' ? 'active' : 'major_outage';
		const health = state.connectivity.get(sid);
		if (health !== undefined) health.outgoing_call.status = outgoing;
		this.held.exoPhones.push({ sid, number, country, friendlyName, incoming: 'active', outgoing });
	}

	/** Sends a call, and goes on with a list up to its end. */
	async carryOut(draw: Draw): Promise<void> {
		const call = resolve(draw, this.held);
		// The page does not say whether a request that can't be read counts.
		if (call.spoilt !== undefined && this.variants.requestsPerMinute < Infinity) return;
		const rows: string[] = [];
		let link = await this.ask(call, rows);
		while (link !== undefined) link = await this.ask({ ...call, link }, rows);
		if (this.variants.listOrder === 'usual') expect(new Set(rows).size).toBe(rows.length);
	}

	/**
	 * Sends a request, unless the page leaves open what comes of it.
	 *
	 * @param rows where to put the rows of a list
	 * @returns where a list goes on
	 */
	private async ask(call: Call, rows: string[]): Promise<string | undefined> {
		const verdict = judge(call, this.held, this.variants, this.sent + 1);
		if (verdict === undefined) return undefined;
		this.sent++;
		const answered = await send(this.simulator.url, call);
		const body = JSON.stringify(call.body ?? null);
		this.log.push(`${call.endpoint}: ${pathOf(call)} ${body} ${call.spoilt ?? ''}`);
		this.log.push(`→ ${answered.status} ${answered.text}`);
		try {
			const held = hold(call, verdict, answered, this.variants);
			if (verdict.cases.length === 1) count(`${call.endpoint}: ${held.name}`);
			rows.push(...held.rows);
			return held.link;
		} catch (error) {
			const expected = `This should be: ${verdict.cases.join(', or ')}.`;
			const told = this.log.slice(-2 * TOLD);
			// eslint-disable-next-line @n8n/community-nodes/require-node-api-error -- a test, not a node
			throw new Error([...told, expected, String(error)].join('\n'), { cause: error });
		}
	}
}
