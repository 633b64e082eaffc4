import type { Failure } from '../transport/model';

/** Knows for which trunks nothing more is to be sent, and why. */
export class Brake {
	private readonly failures = new Map<string, Failure>();

	private stopped?: Failure;

	/** @param stopsAll whether the failure of one trunk stops all of them */
	constructor(private readonly stopsAll: boolean) {}

	/** Sends nothing more for a trunk. */
	hold(trunkSid: string, failure: Failure): void {
		if (!this.failures.has(trunkSid)) this.failures.set(trunkSid, failure);
	}

	/** Sends nothing more for a trunk, nor for the others if the execution is to stop. */
	stop(trunkSid: string, failure: Failure): void {
		this.hold(trunkSid, failure);
		if (this.stopsAll) this.stopped ??= failure;
	}

	/** Why nothing more is to be sent for a trunk; undefined if it may go on. */
	reasonFor(trunkSid: string): Failure | undefined {
		return this.failures.get(trunkSid) ?? this.stopped;
	}
}
