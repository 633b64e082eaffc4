import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Outcome, TrunkOutcome } from '../../provisioning/model';
import type { Objection } from '../../provisioning/objections';
import type { Provisioned } from '../../provisioning/provision';
import type { Wanted } from '../../provisioning/sections/section';
import { toItem, type ItemManner } from '../provision/items';
import { refusedResults, resultsOf as resultsOfPart, type RowResult } from '../provision/results';
import type { Subject } from '../provision/subject';
import { trunks } from '../provision/subjects/trunks';
import { reportOfObjection } from '../provision/words';
import type { Report } from '../report';
import type { UnusableAsk } from './asks';
import { noun } from './fields';
import type { Part, Target } from './targets';

/** What became of one entry, and what it is. */
export interface ApplyResult extends RowResult {
	readonly subject: Subject;
}

/** What results are made of. */
export interface Applied {
	readonly targets: readonly Target[];
	readonly unusable: readonly UnusableAsk[];
	readonly provisioned: Provisioned<Objection>;
	/** Why nothing was done. */
	readonly objection?: Objection;
	trunkName(sid: string): string | undefined;
}

/** What became of everything: by item, the trunk itself first, then what hangs on it. */
export function resultsOf({
	targets,
	unusable,
	provisioned,
	objection,
	trunkName,
}: Applied): ApplyResult[] {
	const outcomes = outcomesIn(provisioned);
	const report = objection === undefined ? undefined : reportOfObjection(objection, noun);
	const results = targets.flatMap((target) =>
		target.parts.flatMap((part) =>
			partResults(target, part, outcomes.of(target, part), provisioned, report),
		),
	);
	const named = results.map((result) => ({
		...result,
		outcome:
			result.outcome.kind === 'unusable' ? result.outcome : withNames(result.outcome, trunkName),
	}));
	const all = [...named, ...unusable.map(unusableResult)];
	return all.sort((a, b) => a.itemIndex - b.itemIndex);
}

/** Finds what became of a part of a target. */
export function outcomesIn({ trunks: all }: Pick<Provisioned<unknown>, 'trunks'>) {
	const nameOf = (trunkSid: string, { section }: Pick<Subject, 'section'>) =>
		`${trunkSid} ${section.resource}`;
	const outcomes = new Map(all.map((one) => [nameOf(one.plan.trunkSid, one.plan), one]));
	return {
		of: ({ trunkSid }: Target, { subject }: Part): TrunkOutcome | undefined =>
			outcomes.get(nameOf(trunkSid, subject)),
	};
}

function partResults(
	{ trunkSid }: Target,
	{ subject, requested }: Part,
	outcome: TrunkOutcome | undefined,
	{ unread }: Pick<Provisioned<unknown>, 'unread'>,
	refusal: Report | undefined,
): ApplyResult[] {
	const { section } = subject;
	const results =
		refusal !== undefined && !unread.has(trunkSid)
			? refusedResults(section, requested, refusal)
			: resultsOfPart(section, requested, {
					...{ trunks: outcome === undefined ? [] : [outcome], unread, objections: [] },
				});
	const sid = outcome?.trunkSid ?? trunkSid;
	return results.map((result) => ({ ...result, trunkSid: sid, subject }));
}

/** Trunks that a result tells of, as people know them. */
export function withNames(
	outcome: Outcome,
	trunkName: (sid: string) => string | undefined,
): Outcome {
	const named = (sid: string) => {
		const name = trunkName(sid) ?? '';
		return name === '' ? sid : `${name} (${sid})`;
	};
	if (outcome.kind === 'elsewhere') return { ...outcome, trunkSid: named(outcome.trunkSid) };
	if (outcome.kind === 'done') {
		const { movedFrom } = outcome;
		return movedFrom === undefined ? outcome : { ...outcome, movedFrom: named(movedFrom) };
	}
	const { returned } = outcome;
	if (returned === undefined) return outcome;
	return { ...outcome, returned: { ...returned, trunkSid: named(returned.trunkSid) } };
}

function unusableResult({ itemIndex, about, report }: UnusableAsk): ApplyResult {
	const outcome = { kind: 'unusable', report } as const;
	return { itemIndex, trunkSid: '', name: about, outcome, subject: trunks };
}

/** What can't be added and is not there already, for an error. */
export function unaddableIn(targets: readonly Target[], wanted: readonly Wanted[]) {
	const isMeant = new Set(wanted);
	const requested = targets.flatMap(({ parts }) => parts.flatMap((part) => part.requested));
	return requested.flatMap((one) =>
		isMeant.has(one) && one.unusable !== undefined ? [one.unusable] : [],
	);
}

/** One item for each result. It begins with what it is about: its resource and its key. */
export function itemsOf(
	context: IExecuteFunctions,
	results: readonly ApplyResult[],
	manner: Omit<ItemManner, 'subject'>,
): INodeExecutionData[] {
	return results.map((result) =>
		toItem(context, result, { ...manner, subject: labelled(result.subject) }),
	);
}

/** The same subject, whose items say what it is. */
export function labelled(subject: Subject): Subject {
	const { resource } = subject.section;
	return { ...subject, noun, label: subject.noun.one, about: (key) => ({ resource, key }) };
}
