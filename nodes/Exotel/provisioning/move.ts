import { failed, mayBeDone, withoutDoubt } from '../transport/failure';
import type { ExotelClient, Failure, Result } from '../transport/model';
import type { Returned } from './model';
import type { Elsewhere, Exclusive, PlannedSection } from './sections/section';

/**
 * Something that only one trunk can have, on its way from one to another. What becomes of it is seen to the end, even
 * when the execution is cancelled meanwhile.
 */
export class Move {
	private readonly exclusive: Exclusive;

	private readonly lasting: ExotelClient;

	/** @throws Error for a section of which several trunks can have the same */
	constructor(
		private readonly client: ExotelClient,
		{ exclusive }: PlannedSection,
		private readonly from: Elsewhere,
		private readonly key: string,
	) {
		if (exclusive === undefined) throw new Error('Only what is exclusive can be moved');
		this.exclusive = exclusive;
		this.lasting = client.lasting();
	}

	/**
	 * Takes it from its trunk. If no answer says whether it was taken, looks where it is.
	 *
	 * @returns whether that trunk had it still
	 */
	async take(): Promise<Result<boolean>> {
		const taken = await this.exclusive.take(this.client, this.from);
		if (taken.ok || !mayBeDone(taken.failure)) return taken;
		const now = await this.exclusive.find(this.lasting, '', this.key);
		if (!now.ok) return taken;
		if (now.value === undefined) return { ok: true, value: true };
		return failed(withoutDoubt(taken.failure));
	}

	/** Gives it back to its trunk; tells what came of that. */
	async giveBack(): Promise<Returned> {
		const { trunkSid } = this.from;
		const back = await this.exclusive.giveBack(this.lasting, this.from, this.key);
		if (back.ok) return { trunkSid, isBack: back.value };
		return { trunkSid, isBack: false, failure: back.failure };
	}

	/** Says that it may have been taken without an answer that tells, if that is so. */
	lost(failure: Failure): { readonly returned?: Returned } {
		const { trunkSid } = this.from;
		return mayBeDone(failure) ? { returned: { trunkSid, isBack: false, failure } } : {};
	}
}
