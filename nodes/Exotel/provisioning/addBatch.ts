import {
	failed,
	isDuplicate,
	isRefusal,
	isTooLarge,
	ofUnknownFate,
	troubleFailure,
} from '../transport/failure';
import type { ExotelClient, Result } from '../transport/model';
import { fateOf } from '../transport/retry';
import { matchEntries } from './matchEntries';
import type { BatchOutcome, Outcome } from './model';
import { byKey } from './rows';
import type { Wanted } from './sections/section';
import type { TrunkList } from './trunkList';

/**
 * Sends one batch until all of it is accounted for, or it is no use. After an answer that
 * never came, can't be read or does not account for all of them, the trunk's list is read: it is the
 * truth, a guess is not (exotel-api: "Traps" 2). What is on it has been added; the rest is sent again.
 */
export async function addBatch(
	client: Pick<ExotelClient, 'retry'>,
	list: TrunkList,
	batch: readonly Wanted[],
): Promise<BatchOutcome> {
	return await new BatchRun(client, list, batch).run();
}

class BatchRun {
	private readonly outcomes = new Map<Wanted, Outcome>();

	/** Outcomes that only a position would assign. */
	private readonly guesses = new Map<Wanted, Outcome>();

	/** What has no outcome yet. */
	private open: readonly Wanted[];

	/** Whether a request of this batch may have been carried out without an answer that says so. */
	private mayBeDone = false;

	/** Whether the list, read after the last request, does not have what is open. */
	private isKnownMissing = false;

	constructor(
		private readonly client: Pick<ExotelClient, 'retry'>,
		private readonly list: TrunkList,
		private readonly batch: readonly Wanted[],
	) {
		this.open = batch;
	}

	async run(): Promise<BatchOutcome> {
		const done = await this.client.retry(
			async () => await this.post(),
			async () => await this.lookUp(),
		);
		const isUnaccounted = !done.ok && done.failure.trouble === 'unaccounted';
		if (isUnaccounted && this.isKnownMissing) this.acceptRefusals();
		await this.resolveDuplicates();
		const { outcomes } = this;
		const failure = done.ok ? undefined : done.failure;
		if (failure === undefined || !isTooLarge(failure)) {
			return { outcomes, open: this.open, failure };
		}
		// Part of what was too much may have been carried out all the same.
		const settled = await this.lookUp();
		return {
			outcomes,
			open: this.open,
			failure: settled.ok ? failure : ofUnknownFate(settled.failure),
		};
	}

	/** Sends what is open, and takes from the answer what can be trusted. */
	private async post(): Promise<Result<true>> {
		const { list, open } = this;
		const answer = await list.post(open);
		if (!answer.ok) {
			const { failure } = answer;
			// What is refused is then the one that was sent, not the request.
			const isOfOne = list.section.mostPerRequest === 1 && isRefusal(failure);
			const [only] = open;
			if (isOfOne && only !== undefined) {
				this.outcomes.set(only, { kind: 'refused', goal: 'added', failure });
				this.closeSettled();
				return { ok: true, value: true };
			}
			if (fateOf(failure) === 'open') this.leaveOpenUnsettled();
			return answer;
		}
		const { named, byPosition, isTrusted } = matchEntries(list.section, open, answer.value);
		for (const [one, outcome] of named) this.accept(one, outcome);
		for (const [one, outcome] of byPosition) {
			if (isTrusted) this.accept(one, outcome);
			else this.guesses.set(one, outcome);
		}
		this.closeSettled();
		if (this.open.length === 0) return { ok: true, value: true };
		this.leaveOpenUnsettled();
		return failed({ ...troubleFailure('unaccounted'), requestId: answer.value.requestId });
	}

	/** Reads the list, and takes for added what has come there and is not accounted for. */
	private async lookUp(): Promise<Result<true | undefined>> {
		const listed = await this.list.read();
		if (!listed.ok) return listed;
		const { rows, requestId } = listed.value;
		const added = byKey(
			this.list.section,
			rows.filter((row) => !this.list.isAccounted(row)),
		);
		for (const one of this.open) {
			const row = added.get(one.key)?.shift();
			if (row === undefined) continue;
			this.list.settle(one.key, row);
			this.outcomes.set(one, { kind: 'done', action: 'added', row, requestId });
		}
		this.closeSettled();
		this.isKnownMissing = true;
		return { ok: true, value: this.open.length === 0 ? true : undefined };
	}

	/** A refusal that only its position would assign is good enough once the list does not have it. */
	private acceptRefusals(): void {
		for (const one of this.open) {
			const guess = this.guesses.get(one);
			const isSaid = guess?.kind === 'refused' && guess.failure.trouble === undefined;
			if (isSaid) this.outcomes.set(one, guess);
		}
		this.closeSettled();
	}

	/** Looks up what Exotel calls a duplicate: somebody else's, or what a request before has added. */
	private async resolveDuplicates(): Promise<void> {
		const duplicates = this.batch.filter((one) => {
			const outcome = this.outcomes.get(one);
			const isRefused = outcome?.kind === 'refused' && isDuplicate(outcome.failure);
			return isRefused && (this.mayBeDone || one.onExisting !== 'add');
		});
		if (duplicates.length === 0) return;
		const listed = await this.list.read();
		if (!listed.ok) return;
		const { rows, requestId } = listed.value;
		const all = byKey(this.list.section, rows);
		for (const one of duplicates) {
			const same = all.get(one.key) ?? [];
			const own = this.mayBeDone ? same.find((row) => !this.list.isAccounted(row)) : undefined;
			const row = own ?? (one.onExisting === 'add' ? undefined : same[0]);
			if (row === undefined) continue;
			if (own !== undefined) this.list.settle(one.key, own);
			const action = own === undefined ? 'existing' : 'added';
			this.outcomes.set(one, { kind: 'done', action, row, requestId });
		}
	}

	/** Takes an outcome from an answer. A row that the trunk had before was not added, whatever the answer says. */
	private accept(one: Wanted, outcome: Outcome): void {
		if (outcome.kind !== 'done') return void this.outcomes.set(one, outcome);
		const action = this.list.hadBefore(outcome.row) ? 'existing' : outcome.action;
		this.list.claim(outcome.row);
		this.outcomes.set(one, { ...outcome, action });
	}

	private leaveOpenUnsettled(): void {
		this.mayBeDone = true;
		this.isKnownMissing = false;
		this.list.leaveUnsettled(this.open);
	}

	private closeSettled(): void {
		this.open = this.open.filter((one) => !this.outcomes.has(one));
	}
}
