import { isNotFound, isRefusal, isTooLarge } from '../transport/failure';
import type { ExotelClient, ExotelResource, Failure } from '../transport/model';
import { paths } from '../transport/paths';
import { addBatch } from './addBatch';
import type { Brake } from './brake';
import { createGate } from './gate';
import type {
	Done,
	NotDone,
	Outcome,
	Plan,
	RoutingChange,
	Target,
	WantedDestination,
} from './model';
import { routingChange } from './plan';
import { whitelistIps } from './whitelistIps';

const COLLECTION = 'destination-uris';

/** How many destinations a request may carry; less after Exotel has refused one as too large. */
export interface BatchLimit {
	largest: number;
}

/** One trunk on its way to its plan, step by step: whitelist, add, set routing, remove. */
export class TrunkRun {
	readonly outcomes = new Map<WantedDestination, Outcome>();

	readonly removals = new Map<ExotelResource, Outcome>();

	/** What is on the trunk with another priority or weight than wanted. */
	readonly changes: RoutingChange[];

	/** What is not wanted and not to be left alone. */
	readonly unwanted: readonly ExotelResource[];

	private readonly target: Target;

	/** What is still to be added. */
	private pending: readonly WantedDestination[];

	/** Whether all that is wanted is in place so far. */
	private isInPlace = true;

	constructor(
		private readonly client: ExotelClient,
		readonly plan: Plan,
		private readonly brake: Brake,
		private readonly batches: BatchLimit,
	) {
		this.target = { trunkSid: plan.trunkSid, had: plan.had, gate: createGate() };
		this.pending = plan.add;
		this.changes = [...plan.update];
		this.unwanted = plan.extras === 'leave' ? [] : plan.extra;
		for (const { one, done } of plan.keep) this.settle(one, done);
	}

	/** Puts addresses on the whitelist, without which Exotel refuses their destinations. */
	async whitelist(): Promise<void> {
		const { whitelist } = this.plan;
		if (whitelist.length === 0 || this.halted !== undefined) return;
		const refused = await whitelistIps(this.client, this.plan.trunkSid, whitelist);
		if (!refused.ok) {
			const { failure } = refused;
			this.brake.stop(this.plan.trunkSid, failure);
			return this.settleAll(this.takePending(), { kind: 'requestFailed', goal: 'added', failure });
		}
		const left: WantedDestination[] = [];
		for (const one of this.pending) {
			const failure = one.whitelist ? refused.value.get(one.destination.host) : undefined;
			if (failure === undefined) left.push(one);
			else this.settle(one, { kind: 'refused', goal: 'added', failure });
		}
		this.pending = left;
	}

	/** What is to be added, in parts for one request each; the later ones may become smaller. */
	*takeBatches(): Generator<WantedDestination[]> {
		const pending = this.takePending();
		for (let start = 0; start < pending.length; ) {
			const batch = pending.slice(start, start + this.batches.largest);
			start += batch.length;
			yield batch;
		}
	}

	/** Adds one batch, in halves if it is too large. */
	async add(batch: readonly WantedDestination[]): Promise<void> {
		const { halted } = this;
		if (halted !== undefined) {
			return this.settleAll(batch, { kind: 'notTried', goal: 'added', failure: halted });
		}
		const { outcomes, open, failure } = await addBatch(this.client, this.target, batch);
		for (const [one, outcome] of outcomes) this.settleAdded(one, outcome);
		if (failure === undefined) return;
		if (isTooLarge(failure) && open.length > 1) return await this.addInHalves(open);
		if (failure.trouble === 'unaccounted') {
			return this.settleAll(open, { kind: 'unaccounted', failure });
		}
		this.brake.stop(this.plan.trunkSid, failure);
		this.settleAll(open, { kind: 'requestFailed', goal: 'added', failure });
	}

	/** Sets the priority and weight of a destination. One that has been added stays added if this fails. */
	async setRouting({ one, done, change }: RoutingChange): Promise<void> {
		const { halted } = this;
		if (halted !== undefined) {
			return this.settleUnrouted(one, done, { kind: 'notTried', goal: 'updated', failure: halted });
		}
		const path = paths.row(this.plan.trunkSid, COLLECTION, String(done.row.id));
		const answer = await this.client.sendOne({ method: 'PUT', path, body: change });
		if (answer.ok) {
			return this.settle(one, { ...done, row: { ...done.row, ...answer.value } });
		}
		const { failure } = answer;
		const isOfThisOne = isRefusal(failure) || isNotFound(failure);
		if (!isOfThisOne) this.brake.hold(this.plan.trunkSid, failure);
		const kind = isOfThisOne ? 'refused' : 'requestFailed';
		this.settleUnrouted(one, done, { kind, goal: 'updated', failure });
	}

	/** Deletes a destination that is not wanted, unless something wanted is not in place. */
	async remove(row: ExotelResource): Promise<void> {
		this.removals.set(row, await this.tryToRemove(row));
	}

	private async tryToRemove(row: ExotelResource): Promise<Outcome> {
		const goal = 'deleted';
		const { halted } = this;
		if (halted !== undefined) return { kind: 'notTried', goal, failure: halted };
		if (this.plan.extras === 'withhold' || !this.isInPlace) return { kind: 'withheld' };
		const answer = await this.client.sendOne({
			method: 'DELETE',
			path: paths.ofTrunk(this.plan.trunkSid, COLLECTION),
			query: { id: String(row.id) },
		});
		// Not found is as good as deleted: the list had it just now.
		if (answer.ok || isNotFound(answer.failure)) {
			return { kind: 'done', action: goal, row, requestId: null };
		}
		const { failure } = answer;
		if (isRefusal(failure)) return { kind: 'refused', goal, failure };
		this.brake.stop(this.plan.trunkSid, failure);
		return { kind: 'requestFailed', goal, failure };
	}

	private async addInHalves(open: readonly WantedDestination[]): Promise<void> {
		const half = Math.ceil(open.length / 2);
		this.batches.largest = Math.min(this.batches.largest, half);
		await this.add(open.slice(0, half));
		await this.add(open.slice(half));
	}

	private get halted(): Failure | undefined {
		return this.brake.reasonFor(this.plan.trunkSid);
	}

	private takePending(): readonly WantedDestination[] {
		const { pending } = this;
		this.pending = [];
		return pending;
	}

	private settleAdded(one: WantedDestination, outcome: Outcome): void {
		this.settle(one, outcome);
		if (outcome.kind !== 'done' || outcome.action !== 'added') return;
		const change = routingChange(one.destination, outcome.row);
		if (change !== undefined) this.changes.push({ one, change, done: outcome });
	}

	private settleUnrouted(
		one: WantedDestination,
		done: Done,
		notDone: NotDone & { readonly failure: Failure },
	): void {
		const isAdded = done.action === 'added';
		this.settle(one, isAdded ? { ...done, routingFailure: notDone.failure } : notDone);
	}

	private settleAll(all: readonly WantedDestination[], outcome: NotDone): void {
		for (const one of all) this.settle(one, outcome);
	}

	private settle(one: WantedDestination, outcome: Outcome): void {
		if (outcome.kind !== 'done' || outcome.routingFailure !== undefined) this.isInPlace = false;
		this.outcomes.set(one, outcome);
	}
}
