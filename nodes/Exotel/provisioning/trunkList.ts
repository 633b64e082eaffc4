import type { IDataObject } from 'n8n-workflow';

import { isNotFound } from '../transport/failure';
import type {
	Envelope,
	ExotelClient,
	ExotelResource,
	Failure,
	Result,
	Rows,
} from '../transport/model';
import { withoutEchoes } from '../transport/passwords';
import { createGate } from './gate';
import { idOf } from './kind';
import type { Plan } from './model';
import { asAdded } from './plan';
import type { PlannedSection, Wanted } from './sections/section';

/** How long to wait for a list to show what was added; after that, somebody else has deleted it. */
const LAGS_MS = [1_000, 3_000];

/**
 * A section of one trunk at Exotel: what can be done to its rows, and which are accounted for. While the list
 * is read, nothing is added.
 */
export class TrunkList {
	readonly section: PlannedSection;

	/** The ids that the trunk had before. */
	readonly had: ReadonlySet<string>;

	/** By key, how many sendings have neither been answered nor been found in the list. */
	readonly unsettled = new Map<string, number>();

	/** What the list had when it was last read here. */
	latest?: Rows;

	/** By id, the rows that are known to have come of something that was sent. */
	private readonly claimed = new Map<string, ExotelResource>();

	/** The ids of those that no list has shown yet. */
	private readonly unseen = new Set<string>();

	/** How many of all these have been deleted since. */
	private removed = 0;

	private readonly gate = createGate();

	constructor(
		private readonly client: ExotelClient,
		private readonly trunkSid: string,
		private readonly plan: Pick<Plan, 'section' | 'rows' | 'moves'>,
	) {
		const { section, rows } = plan;
		this.section = section;
		this.had = new Set(rows.map((row) => idOf(section, row)));
	}

	/**
	 * Reads all rows; one that was added here is the one that is in memory already. A row that was added here and
	 * that no list has shown yet may not be listed yet: then it is read again, a little later.
	 */
	async read(): Promise<Result<Rows>> {
		let listed = await this.readOnce();
		for (const ms of LAGS_MS) {
			if (!listed.ok || !this.isAnyHidden()) break;
			if (!(await this.client.pause(ms))) break;
			listed = await this.readOnce();
		}
		return listed;
	}

	private async readOnce(): Promise<Result<Rows>> {
		const expected = this.had.size + this.claimed.size - this.removed;
		const keep = (row: ExotelResource) => this.claimed.get(this.idOf(row)) ?? row;
		const listed = await this.gate.alone(
			async () => await this.client.readAll(this.path, { expected, isSure: true, keep }),
		);
		if (listed.ok) {
			this.latest = listed.value;
			for (const row of listed.value.rows) this.unseen.delete(this.idOf(row));
		}
		return listed;
	}

	/** Whether something that was added here has not been listed so far. */
	private isAnyHidden(): boolean {
		return this.unseen.size > 0;
	}

	/** Sends some once. Each whose fate is not known afterwards is to be told to {@link leaveUnsettled}. */
	async post(batch: readonly Wanted[]): Promise<Result<Envelope>> {
		const body = this.section.bodyOf(batch.map((one) => asAdded(this.plan, one)));
		const answer = await this.gate.together(
			async () => await this.client.send({ method: 'POST', path: this.path, body }),
		);
		return withoutEchoes(answer, body);
	}

	/** Changes a row in place; returns it as it is then. */
	async change(row: ExotelResource, change: IDataObject): Promise<Result<ExotelResource>> {
		return await this.client.sendOne(this.section.requests.change(this.trunkSid, row, change));
	}

	/** Deletes a row. One that is not found is as good as deleted: the list had it just now. */
	async remove(row: ExotelResource): Promise<Failure | undefined> {
		const answer = await this.client.sendOne(this.section.requests.remove(this.trunkSid, row));
		if (!answer.ok && !isNotFound(answer.failure)) return answer.failure;
		this.unseen.delete(this.idOf(row));
		this.removed++;
		return undefined;
	}

	/** Takes note that some were sent and that it is not known what became of them. */
	leaveUnsettled(batch: readonly Wanted[]): void {
		for (const { key } of batch) this.unsettled.set(key, (this.unsettled.get(key) ?? 0) + 1);
	}

	/** Takes note that a row is what became of something that was sent. */
	claim(row: ExotelResource): void {
		const id = this.idOf(row);
		if (!this.isAccounted(row)) this.unseen.add(id);
		this.claimed.set(id, row);
	}

	/** Takes note that a row of the list is what became of a sending that had been left unsettled. */
	settle(key: string, row: ExotelResource): void {
		this.claim(row);
		const left = (this.unsettled.get(key) ?? 0) - 1;
		if (left > 0) this.unsettled.set(key, left);
		else this.unsettled.delete(key);
	}

	/** Whether a row was on the trunk before, or is known to have come of something that was sent. */
	isAccounted(row: ExotelResource): boolean {
		return this.hadBefore(row) || this.claimed.has(this.idOf(row));
	}

	/** Whether a row was on the trunk before. */
	hadBefore(row: ExotelResource): boolean {
		return this.had.has(this.idOf(row));
	}

	private idOf(row: ExotelResource): string {
		return idOf(this.section, row);
	}

	private get path() {
		return this.section.requests.list(this.trunkSid);
	}
}
