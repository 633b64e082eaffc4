import { isNotFound, isRefusal, isTooLarge, mayBeDone } from '../transport/failure';
import type { ExotelClient, ExotelResource, Failure, Rows } from '../transport/model';
import { addBatch } from './addBatch';
import type { Brake } from './brake';
import { findDoubles } from './doubles';
import { Ledger } from './ledger';
import { Move } from './move';
import type { Correction, Counting, Doubt, Outcome, Plan, TrunkOutcome } from './model';
import { deletable, movedFrom, reasonToKeep } from './plan';
import type { Elsewhere, Wanted } from './sections/section';
import { TrunkList } from './trunkList';

/** How plans are carried out. */
export interface Manner {
	/** How many a request may carry; less after Exotel has refused one as too large. */
	largestBatch: number;
	/** Whether to look, after adding, for what another execution has added at the same time. */
	readonly checksDoubles: boolean;
	readonly progress: Counting;
}

/** One section of a trunk on its way to its plan, step by step: prepare, add, resolve doubles, change, remove, restore. */
export class TrunkRun implements TrunkOutcome {
	readonly removals = new Map<ExotelResource, Outcome>();

	unchecked?: Failure;

	private readonly list: TrunkList;

	private readonly ledger: Ledger;

	/** What is still to be added. */
	private pending: readonly Wanted[];

	/** What has been sent and not been looked for on the list, or not been found. */
	private sent: Wanted[] = [];

	/** Whether something has been done, or seen, for which the list is to be read once more at the end. */
	private needsLook = false;

	constructor(
		private readonly client: ExotelClient,
		readonly plan: Plan,
		private readonly brake: Brake,
		private readonly manner: Manner,
		readonly trunkSid = plan.trunkSid,
	) {
		this.list = new TrunkList(client, trunkSid, plan);
		this.ledger = new Ledger(plan);
		this.pending = plan.add;
	}

	get outcomes(): Map<Wanted, Outcome> {
		return this.ledger.outcomes;
	}

	/** Sees to what must be there before something can be added, and leaves out what can't be. */
	async prepare(): Promise<void> {
		const { trunkSid } = this;
		const { section } = this.plan;
		if (section.prepare === undefined || !this.hasPending || this.halted !== undefined) return;
		const advance = () => this.manner.progress.advance();
		const barred = await section.prepare(this.client, trunkSid, this.pending, advance);
		if (!barred.ok) {
			const { failure } = barred;
			this.brake.stop(this.plan.trunkSid, failure);
			return this.ledger.settleAll(this.takePending(), {
				kind: 'requestFailed',
				goal: 'added',
				failure,
			});
		}
		for (const [one, failure] of barred.value) {
			this.ledger.settle(one, { kind: 'refused', goal: 'added', failure });
		}
		this.pending = this.pending.filter((one) => !barred.value.has(one));
	}

	/** What is to be added, in parts for one request each; the later ones may become smaller. */
	*takeBatches(): Generator<Wanted[]> {
		const pending = this.takePending();
		const { mostPerRequest } = this.plan.section;
		for (let start = 0; start < pending.length; ) {
			const most = Math.min(this.manner.largestBatch, mostPerRequest);
			const batch = pending.slice(start, start + most);
			start += batch.length;
			yield batch;
		}
	}

	/** Adds one batch, in halves if it is too large. */
	async add(batch: readonly Wanted[]): Promise<void> {
		const { halted } = this;
		if (halted !== undefined) {
			return this.ledger.settleAll(batch, { kind: 'notTried', goal: 'added', failure: halted });
		}
		const [only] = batch;
		const from = only === undefined ? undefined : this.plan.moves.get(only);
		if (only !== undefined && from !== undefined) return await this.move(only, from);
		await this.send(batch);
	}

	/** Adds something that another trunk has to give away first. If that fails, it is given back. */
	private async move(one: Wanted, from: Elsewhere): Promise<void> {
		const move = new Move(this.client, this.plan.section, from, one.key);
		const taken = await move.take();
		if (!taken.ok) {
			const { failure } = taken;
			this.brake.stop(this.plan.trunkSid, failure);
			const failed = { kind: 'requestFailed', goal: 'added', failure } as const;
			return this.ledger.settle(one, { ...failed, ...move.lost(failure) });
		}
		await this.send([one]);
		const outcome = this.outcomes.get(one);
		if (outcome?.kind === 'done') {
			this.ledger.settle(one, { ...outcome, ...movedFrom(this.plan, one) });
		} else if (outcome !== undefined && taken.value) {
			this.ledger.settle(one, { ...outcome, returned: await move.giveBack() });
		}
	}

	private async send(batch: readonly Wanted[]): Promise<void> {
		this.sent.push(...batch);
		const { outcomes, open, failure } = await addBatch(this.client, this.list, batch);
		for (const [one, outcome] of outcomes) this.ledger.settleSent(one, outcome);
		if (failure === undefined) return;
		if (isTooLarge(failure) && open.length > 1) return await this.addInHalves(open);
		if (failure.trouble === 'unaccounted') {
			return this.ledger.settleAll(open, { kind: 'unaccounted', failure });
		}
		this.brake.stop(this.plan.trunkSid, failure);
		this.ledger.settleAll(open, { kind: 'requestFailed', goal: 'added', failure });
	}

	/**
	 * Reads the list again after adding, and removes what this execution has added once too often. What is
	 * not listed may have been deleted by somebody else.
	 */
	async resolveDoubles(): Promise<void> {
		this.sent = this.sent.filter((one) => this.isOnItsWay(one));
		this.needsLook ||= this.isOldOneMissing;
		const isDue = this.checksDoubles && this.sent.some(({ onExisting }) => onExisting !== 'add');
		if ((!isDue && !this.hasUnsettled) || !this.isWorthReading) return;
		const listed = await this.list.read();
		if (!listed.ok) return this.leaveUnchecked(listed.failure);
		this.needsLook ||= this.ledger.lostIn(listed.value).length > 0;
		await this.settleDoubles(listed.value);
	}

	/** What is still to be changed in place, of all that is there or only of what this execution has added. */
	takeChanges(of: 'all' | 'added'): Correction[] {
		return this.ledger.takeChanges(of);
	}

	/** Changes something in place. What has been added stays added if this fails. */
	async change(correction: Correction): Promise<void> {
		const { ledger, halted } = this;
		if (halted !== undefined) {
			const notTried = { kind: 'notTried', goal: 'updated', failure: halted } as const;
			return ledger.settleUnchanged(correction, notTried);
		}
		const { one, done, change } = correction;
		const isAgain = one.renews === true && done.action !== 'added';
		const sent = isAgain ? { ...change, ...one.madeWith } : change;
		const answer = await this.list.change(done.row, sent);
		this.needsLook ||= this.hasUnsettled;
		if (answer.ok) return ledger.settleChanged(correction, answer.value);
		const { failure } = answer;
		const isOfThisOne = isRefusal(failure) || isNotFound(failure);
		if (!isOfThisOne) this.brake.hold(this.plan.trunkSid, failure);
		const kind = isOfThisOne ? 'refused' : 'requestFailed';
		ledger.settleUnchanged(correction, { kind, goal: 'updated', failure });
	}

	/** What is not wanted, not to be left alone, and has no outcome yet. */
	takeUnwanted(): ExotelResource[] {
		if (this.plan.extras.kind === 'leave') return [];
		return deletable(this.plan, this.outcomes).filter((row) => !this.removals.has(row));
	}

	/** Why nothing is to be deleted from the trunk; undefined if there is no doubt. */
	get doubt(): Doubt | undefined {
		return this.ledger.doubt;
	}

	/**
	 * Deletes what is not wanted, unless that may be wrong.
	 *
	 * @param doubt what is known of the whole trunk
	 */
	async remove(row: ExotelResource, doubt: Doubt | undefined): Promise<void> {
		this.removals.set(row, await this.tryToRemove(row, doubt));
	}

	/**
	 * Reads the list once more after deleting, after adding again, where something was not listed, and where
	 * something may still be carried out late. Another process may have deleted meanwhile what this execution
	 * wanted: that is to be added again.
	 */
	async findLost(): Promise<void> {
		if (!this.needsLook || this.halted !== undefined) return;
		this.needsLook = false;
		const listed = await this.list.read();
		if (!listed.ok) return this.leaveUnchecked(listed.failure);
		this.pending = this.ledger.lostIn(listed.value);
		this.needsLook = this.hasPending;
		this.ledger.settleAll(this.pending, { kind: 'lost' });
		if (this.hasUnsettled) await this.settleDoubles(listed.value);
	}

	/** Whether something that was there before was gone when the list was read because of an answer. */
	private get isOldOneMissing(): boolean {
		const { latest } = this.list;
		return (
			latest !== undefined &&
			this.ledger.lostIn(latest).some((one) => {
				const row = this.ledger.rowOf(one);
				return row !== undefined && this.list.hadBefore(row);
			})
		);
	}

	/** Looks on the list for what this execution has added once too often, and removes it. */
	private async settleDoubles({ rows, requestId }: Rows): Promise<void> {
		const { unsettled, had } = this.list;
		const { keep, remove } = findDoubles({
			section: this.plan.section,
			rows,
			had,
			sent: this.sent.map((one) => ({ one, row: this.ledger.rowOf(one) })),
			unsettled,
			yields: this.checksDoubles,
		});
		for (const { one, row, action } of keep) {
			if (action === 'added') this.list.settle(one.key, row);
			this.ledger.settleSent(one, { kind: 'done', action, row, requestId });
		}
		for (const row of remove) await this.removeDouble(row);
		this.sent = this.sent.filter(({ key }) => unsettled.has(key));
	}

	/** Whether another execution may have added the same at the same time, and that is to be looked for. */
	private get checksDoubles(): boolean {
		return this.manner.checksDoubles && !this.plan.section.isUnique;
	}

	/** Whether something that was sent may still be carried out. */
	private get hasUnsettled(): boolean {
		return this.list.unsettled.size > 0;
	}

	get hasPending(): boolean {
		return this.pending.length > 0;
	}

	private async tryToRemove(row: ExotelResource, doubt: Doubt | undefined): Promise<Outcome> {
		const goal = 'deleted';
		const { halted } = this;
		if (halted !== undefined) return { kind: 'notTried', goal, failure: halted };
		const kept = reasonToKeep(this.plan, row);
		if (kept !== undefined) return kept;
		if (doubt !== undefined) return { kind: 'withheld', because: doubt };
		this.needsLook = true;
		const failure = await this.list.remove(row);
		if (failure === undefined) return { kind: 'done', action: goal, row, requestId: null };
		if (isRefusal(failure)) return { kind: 'refused', goal, failure };
		this.brake.stop(this.plan.trunkSid, failure);
		return { kind: 'requestFailed', goal, failure };
	}

	private async removeDouble(row: ExotelResource): Promise<void> {
		const key = this.plan.section.keyOf(row);
		if (!this.list.isAccounted(row)) this.list.settle(key, row);
		this.needsLook = true;
		const failure = await this.list.remove(row);
		if (failure === undefined) return;
		this.ledger.settleDoubled(key, failure);
	}

	private async addInHalves(open: readonly Wanted[]): Promise<void> {
		const half = Math.ceil(open.length / 2);
		this.manner.largestBatch = Math.min(this.manner.largestBatch, half);
		await this.add(open.slice(0, half));
		await this.add(open.slice(half));
	}

	/** Whether there is a chance that the list can be read, or that what was sent is there. */
	private get isWorthReading(): boolean {
		const { halted } = this;
		return halted === undefined || (halted.trouble !== 'cancelled' && !mayBeDone(halted));
	}

	private get halted(): Failure | undefined {
		return this.brake.reasonFor(this.plan.trunkSid);
	}

	private takePending(): readonly Wanted[] {
		const { pending } = this;
		this.pending = [];
		return pending;
	}

	/** Whether something that was sent has been added, or may still be. */
	private isOnItsWay(one: Wanted): boolean {
		const outcome = this.outcomes.get(one);
		const isAdded = outcome?.kind === 'done' && outcome.action === 'added';
		return isAdded || this.list.unsettled.has(one.key);
	}

	private leaveUnchecked(failure: Failure): void {
		this.unchecked = failure;
		this.ledger.doubt ??= 'unchecked';
	}
}
