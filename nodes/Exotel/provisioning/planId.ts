import { createHash } from 'node:crypto';

import type { ExotelResource } from '../transport/model';
import { changesOf, type Change } from './changes';
import type { Plan } from './model';
import { preview } from './preview';
import { valuesOf } from './rows';

/** So many hexadecimal digits tell a plan from all others that a trunk will ever have. */
const LENGTH = 16;

/**
 * What tells a plan from any other: its trunk, and what it changes from what to what. Neither the order of the
 * changes nor times are part of it, nor the ids of rows that do not exist yet. Pure.
 */
export function planId(plan: Plan): string {
	const { section, trunkSid } = plan;
	const told = (row: ExotelResource | undefined) =>
		row === undefined ? null : Object.values(valuesOf(section, row)).map(String);
	const lines = changesOf(preview(plan)).list.map((change) =>
		JSON.stringify([
			change.action,
			change.key,
			change.before?.id ?? null,
			told(change.before),
			told(change.after),
			change.whitelists ?? false,
			reasonOf(change),
		]),
	);
	const text = JSON.stringify([trunkSid, section.collection, lines.sort()]);
	return `plan_${createHash('sha256').update(text).digest('hex').slice(0, LENGTH)}`;
}

/** Why something is not done, and what was asked for instead. */
function reasonOf({ outcome }: Change): unknown {
	if (outcome.kind === 'protected') return outcome.change;
	return outcome.kind === 'withheld' ? outcome.because : null;
}
