import type { ExotelResource, Failure, Rows } from '../transport/model';
import type { Correction, Done, Doubt, Flaw, NotDone, Outcome, Plan } from './model';
import { changeOf, correctionOf, corrects } from './plan';
import { byKey } from './rows';
import type { Wanted } from './sections/section';

/** What has become of everything that a plan wants so far, and what is still to be changed of it. */
export class Ledger {
	readonly outcomes = new Map<Wanted, Outcome>();

	/** Why nothing is to be deleted. */
	doubt?: Doubt;

	/** What is on the trunk and to be changed in place. */
	private readonly changes = new Map<Wanted, Correction>();

	constructor(private readonly plan: Plan) {
		for (const { one, done } of plan.keep) this.settle(one, done);
		for (const { one, outcome } of plan.held) this.settle(one, outcome);
		for (const change of plan.update) {
			this.settle(change.one, change.done);
			this.changes.set(change.one, change);
		}
	}

	/** What is still to be changed in place, or only what was added of it; it is for the caller to do it. */
	takeChanges(of: 'all' | 'added'): Correction[] {
		const isMeant = ({ done }: Correction) => of === 'all' || done.action === 'added';
		const changes = [...this.changes.values()].filter(isMeant);
		for (const { one } of changes) this.changes.delete(one);
		return changes;
	}

	/** The row that something wanted is, if it is on the trunk. */
	rowOf(one: Wanted): ExotelResource | undefined {
		const outcome = this.outcomes.get(one);
		return outcome?.kind === 'done' ? outcome.row : undefined;
	}

	/** What was in place and is not on a list. */
	lostIn({ rows }: Rows): Wanted[] {
		const there = byKey(this.plan.section, rows);
		const isLost = ([one, { kind }]: [Wanted, Outcome]) => kind === 'done' && !there.has(one.key);
		return [...this.outcomes].filter(isLost).map(([one]) => one);
	}

	settle(one: Wanted, outcome: Outcome): void {
		if (outcome.kind !== 'done' || outcome.flaws !== undefined) this.doubt ??= 'notInPlace';
		this.outcomes.set(one, outcome);
	}

	settleAll(all: readonly Wanted[], outcome: NotDone): void {
		for (const one of all) this.settle(one, outcome);
	}

	/** Takes what became of something that was sent; one that was there already may have to be changed. */
	settleSent(one: Wanted, outcome: Outcome): void {
		this.changes.delete(one);
		if (outcome.kind !== 'done') return this.settle(one, outcome);
		const isAdded = outcome.action === 'added';
		const differenceOf = isAdded ? changeOf : correctionOf;
		const change = differenceOf(this.plan.section, one, outcome.row);
		if (change === undefined) return this.settle(one, outcome);
		if (!isAdded && !corrects(this.plan, one)) {
			return this.settle(one, { ...outcome, differs: change });
		}
		if (!isAdded && this.plan.isProtected(one.key)) {
			return this.settle(one, { kind: 'protected', row: outcome.row, change });
		}
		this.settle(one, outcome);
		const done: Done = isAdded ? outcome : { ...outcome, action: 'updated' };
		this.changes.set(one, { one, change, done });
	}

	/** Takes the row as it is after a change. */
	settleChanged({ one, done }: Correction, row: ExotelResource): void {
		const before = done.action === 'updated' ? { before: done.row } : {};
		this.settle(one, { ...done, ...this.flawsOf(one), row: { ...done.row, ...row }, ...before });
	}

	/** Takes that a change failed. What has been added stays added. */
	settleUnchanged(
		{ one, done }: Correction,
		notDone: NotDone & { readonly failure: Failure },
	): void {
		const flaw: Flaw = { kind: 'incomplete', failure: notDone.failure };
		this.settle(one, done.action === 'added' ? this.withFlaw(one, done, flaw) : notDone);
	}

	/** Takes that everything of a key that is on the trunk is there twice. */
	settleDoubled(key: string, failure: Failure): void {
		for (const [one, outcome] of this.outcomes) {
			if (one.key === key && outcome.kind === 'done') {
				this.settle(one, this.withFlaw(one, outcome, { kind: 'doubled', failure }));
			}
		}
	}

	private withFlaw(one: Wanted, done: Done, flaw: Flaw): Done {
		return { ...done, flaws: [...(this.flawsOf(one).flaws ?? []), flaw] };
	}

	/** What is known to be wrong with it so far. */
	private flawsOf(one: Wanted): Pick<Done, 'flaws'> {
		const outcome = this.outcomes.get(one);
		const flaws = outcome?.kind === 'done' ? outcome.flaws : undefined;
		return flaws === undefined ? {} : { flaws };
	}
}
