import { destinationKey } from '../sip/destination';
import { failed, isDuplicate, troubleFailure } from '../transport/failure';
import type { ExotelClient, ExotelResource, Result, Rows } from '../transport/model';
import { paths } from '../transport/paths';
import { fateOf } from '../transport/retry';
import { matchEntries } from './matchEntries';
import type { BatchOutcome, Outcome, Target, WantedDestination } from './model';

/**
 * Sends one batch until each destination of it is accounted for, or it is no use. After an answer that
 * never came, can't be read or does not account for all of them, the trunk's list is read: it is the
 * truth, a guess is not (exotel-api: "Traps" 2). What is on it has been added; the rest is sent again.
 */
export async function addBatch(
	client: ExotelClient,
	target: Target,
	batch: readonly WantedDestination[],
): Promise<BatchOutcome> {
	return await new BatchRun(client, target, batch).run();
}

class BatchRun {
	private readonly outcomes = new Map<WantedDestination, Outcome>();

	/** Outcomes that only a position would assign. */
	private readonly guesses = new Map<WantedDestination, Outcome>();

	/** What has no outcome yet. */
	private open: readonly WantedDestination[];

	/** Whether a request of this batch may have been carried out without an answer that says so. */
	private mayBeDone = false;

	/** Whether the list, read after the last request, does not have what is open. */
	private isKnownMissing = false;

	constructor(
		private readonly client: ExotelClient,
		private readonly target: Target,
		private readonly batch: readonly WantedDestination[],
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
		const { outcomes, open } = this;
		return { outcomes, open, failure: done.ok ? undefined : done.failure };
	}

	/** Sends what is open, and takes from the answer what can be trusted. */
	private async post(): Promise<Result<true>> {
		const { client, target, open } = this;
		const body = { destinations: open.map(({ key }) => ({ destination: key })) };
		const answer = await target.gate.together(
			async () => await client.send({ method: 'POST', path: this.path, body }),
		);
		if (!answer.ok) {
			this.mayBeDone ||= fateOf(answer.failure) === 'open';
			return answer;
		}
		const { named, byPosition, isTrusted } = matchEntries(open, answer.value);
		for (const [one, outcome] of named) this.outcomes.set(one, outcome);
		for (const [one, outcome] of byPosition) {
			(isTrusted ? this.outcomes : this.guesses).set(one, outcome);
		}
		this.closeSettled();
		if (this.open.length === 0) return { ok: true, value: true };
		this.mayBeDone = true;
		this.isKnownMissing = false;
		return failed({ ...troubleFailure('unaccounted'), requestId: answer.value.requestId });
	}

	/** Reads the list, and takes for added what has come there since the plan was made. */
	private async lookUp(): Promise<Result<true | undefined>> {
		const listed = await this.readBack();
		if (!listed.ok) return listed;
		const { rows, requestId } = listed.value;
		const added = byKey(this.newRows(rows));
		for (const one of this.open) {
			const row = added.get(one.key);
			if (row === undefined) continue;
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
		const listed = await this.readBack();
		if (!listed.ok) return;
		const { rows, requestId } = listed.value;
		const all = byKey(rows);
		const added = byKey(this.mayBeDone ? this.newRows(rows) : []);
		for (const one of duplicates) {
			const own = added.get(one.key);
			const row = own ?? (one.onExisting !== 'add' ? all.get(one.key) : undefined);
			if (row === undefined) continue;
			const action = own === undefined ? 'existing' : 'added';
			this.outcomes.set(one, { kind: 'done', action, row, requestId });
		}
	}

	private get path() {
		return paths.ofTrunk(this.target.trunkSid, 'destination-uris');
	}

	private async readBack(): Promise<Result<Rows>> {
		return await this.target.gate.alone(async () => await this.client.readAll(this.path));
	}

	private newRows(rows: readonly ExotelResource[]): ExotelResource[] {
		return rows.filter(({ id }) => !this.target.had.has(id));
	}

	private closeSettled(): void {
		this.open = this.open.filter((one) => !this.outcomes.has(one));
	}
}

/** Rows by destination key; of two with the same the one that Exotel lists first. */
function byKey(rows: readonly ExotelResource[]): Map<string, ExotelResource> {
	const keyed = rows.map((row) => [destinationKey(String(row.destination)), row] as const);
	return new Map(keyed.reverse());
}
