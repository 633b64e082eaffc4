import { createHash } from 'node:crypto';

import type { ExotelResource } from '../transport/model';
import { idOf } from './kind';
import { changesOf, type Change } from './changes';
import type { Plan } from './model';
import { preview } from './preview';
import { valuesOf } from './rows';

/** So many hexadecimal digits tell a plan from all others that a trunk will ever have. */
const LENGTH = 16;

/**
 * What tells what is planned for a trunk from anything else: the trunk, and what is changed from what to what.
 * Neither the order of the changes nor times are part of it, nor the ids of rows that do not exist yet, nor any
 * password. Pure.
 *
 * @param plans all of one trunk
 */
export function planId(plans: readonly Plan[]): string {
	const told = plans.map((plan) => {
		const lines = changesOf(preview(plan)).list.map((change) => lineOf(plan, change));
		return JSON.stringify([plan.trunkSid, plan.section.resource, lines.sort()]);
	});
	const hash = createHash('sha256').update(told.join('\n')).digest('hex');
	return `plan_${hash.slice(0, LENGTH)}`;
}

function lineOf({ section }: Plan, change: Change): string {
	const told = (row: ExotelResource | undefined) =>
		row === undefined ? null : Object.values(valuesOf(section, row)).map(String);
	const { before, after, outcome } = change;
	return JSON.stringify([
		change.action,
		change.key,
		before === undefined ? null : idOf(section, before),
		told(before),
		told(after),
		change.whitelists ?? false,
		('movedFrom' in outcome ? outcome.movedFrom : undefined) ?? null,
		reasonOf(change),
	]);
}

/** Why something is not done, and what was asked for instead. */
function reasonOf({ outcome }: Change): unknown {
	if (outcome.kind === 'protected') return outcome.change;
	if (outcome.kind === 'elsewhere') return outcome.trunkSid;
	return outcome.kind === 'withheld' ? outcome.because : null;
}
