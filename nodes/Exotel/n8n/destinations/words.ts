import type { IDataObject } from 'n8n-workflow';

import type { TooMany } from '../../provisioning/maxDeletions';
import type { Done, Doubt, Flaw, NotDone, Outcome } from '../../provisioning/model';
import { mayBeDone } from '../../transport/failure';
import type { ExotelResource } from '../../transport/model';
import { MAY_BE_DONE } from '../advice';
import { reportOf, reportOfInput, type Report } from '../report';
import type { NotRead } from './results';

const RUN_AGAIN = 'Resolve what the other items report, then run the workflow again.';

/** Why nothing was deleted, and what to do. */
const DOUBTS: Readonly<Record<Doubt, Report>> = {
	rowUnreadable: reportOfInput(
		'Nothing is deleted from a trunk while a destination in its list cannot be read',
		RUN_AGAIN,
	),
	trunkUnread: reportOfInput(
		'Nothing is deleted from any trunk while a trunk in the list cannot be read, since its destinations may have been meant for another one',
		'Check the trunk that the other items report, then run the workflow again.',
	),
	notInPlace: reportOfInput(
		'Nothing is deleted from a trunk until every destination in its list is in place',
		RUN_AGAIN,
	),
	unchecked: reportOfInput(
		'Nothing is deleted from a trunk whose list cannot be read again after adding',
		'Run the workflow again.',
	),
	withoutId: reportOfInput(
		'Exotel lists it without an ID, so it cannot be named in a request',
		'Delete it in the Exotel dashboard.',
	),
};

const LOST = reportOfInput(
	'Somebody else deleted it again and again while this execution ran',
	'Two workflows may sync the same trunk with different lists: let only one of them delete.',
);

/** Tells of a destination that is not as it should be, with advice. */
export function reportOfOutcome(outcome: NotDone | NotRead): Report {
	switch (outcome.kind) {
		case 'unusable':
			return outcome.report;
		case 'withheld':
			return DOUBTS[outcome.because];
		case 'lost':
			return LOST;
		case 'protected':
			return reportOfInput(
				`it is protected, and the list asks for ${tellChange(outcome.row, outcome.change).join(', ')}`,
				'Take it out of Protect, or give it in the list the priority and weight that it has.',
			);
		case 'unaccounted':
			return {
				...reportOf(outcome.failure),
				message: 'Exotel did not say what became of this destination',
			};
		default:
			return reportOf(outcome.failure);
	}
}

/** Tells of all that is not as it should be with a destination; nothing if all is. */
export function reportsOf(outcome: Outcome | NotRead): Report[] {
	if (outcome.kind !== 'done') return [reportOfOutcome(outcome)];
	return (outcome.flaws ?? []).map(({ failure }) => reportOf(failure));
}

/** What was done with a destination, or would be in a dry run. */
const DONE: Readonly<Record<Done['action'], readonly [done: string, dry: string]>> = {
	added: ['Added', 'Would be added'],
	existing: ['Was there already', 'Is there already'],
	updated: ['Updated', 'Would be updated'],
	unchanged: ['Unchanged', 'Would stay as it is'],
	deleted: ['Deleted', 'Would be deleted'],
	protected: ['Protected: not deleted', 'Protected: would not be deleted'],
};

/** Says in a sentence what was done with a destination, and what is not as it should be all the same. */
export function tellDone(done: Done, { isDryRun }: { isDryRun: boolean }): string {
	const { action, row, differs, flaws } = done;
	const before = action === 'updated' ? done.before : undefined;
	const words = DONE[action][isDryRun ? 1 : 0];
	if (flaws !== undefined) return flaws.map((flaw) => capitalized(tellFlaw(flaw))).join(' ');
	if (before !== undefined) return `${words}: ${tellChange(before, row).join(', ')}`;
	if (differs === undefined) return words;
	const parts = differences(row, differs).map(
		({ name, has, other }) => `${name} ${has} instead of ${other}`,
	);
	const option =
		action === 'unchanged' ? 'Existing Routing to Correct' : 'Existing Destinations to Update';
	return `${words}, with ${parts.join(' and ')}. To correct it, set ${option}.`;
}

/** Says how the priority and weight of a destination changed, e.g. "priority 0 → 10". */
function tellChange(before: ExotelResource, after: ExotelResource): string[] {
	return differences(before, after).map(({ name, has, other }) => `${name} ${has} → ${other}`);
}

function differences(one: IDataObject, other: IDataObject) {
	return (['priority', 'weight'] as const)
		.map((name) => ({ name, has: String(one[name]), other: String(other[name]) }))
		.filter(({ has, other: wanted }) => has !== wanted);
}

const UNSAID = 'Exotel did not say what became of it';

/** Says in a sentence why a destination is not as it should be. */
export function tellNotDone(
	outcome: NotDone | NotRead,
	{ isDryRun }: { isDryRun: boolean },
): string {
	const { message } = reportOfOutcome(outcome);
	if (outcome.kind === 'unusable') return message;
	if (outcome.kind === 'withheld' && isDryRun) return `Would not be deleted: ${message}`;
	const words = outcome.kind === 'unaccounted' ? UNSAID : capitalized(whatHappened(outcome));
	return isOpen(outcome) ? `${words}. ${MAY_BE_DONE}` : words;
}

/**
 * The same with the name of the destination, for whoever reads the error branch.
 *
 * @param name the destination URI
 */
export function tellWhy(name: string, outcome: NotDone | NotRead): string {
	if (outcome.kind === 'unusable') return outcome.report.message;
	if (outcome.kind === 'unaccounted') return `${name}: ${UNSAID}`;
	return `${name} was ${whatHappened(outcome)}`;
}

/** What happened to a destination, to go on after "was". */
function whatHappened(outcome: Exclude<NotDone, { kind: 'unaccounted' }>): string {
	const { message, description } = reportOfOutcome(outcome);
	switch (outcome.kind) {
		case 'refused':
			return `${outcome.goal === 'deleted' ? 'not deleted' : 'refused'}: ${description || message}`;
		case 'requestFailed':
			return `not ${outcome.goal}: ${message}`;
		case 'notTried':
			return `not ${outcome.goal}, because a request before it failed: ${message}`;
		case 'protected':
			return `not changed: ${message}`;
		case 'withheld':
			return `not deleted: ${message}`;
		case 'lost':
			return `added and is gone: ${message}`;
	}
}

/** Whether nobody knows what became of it. */
function isOpen(outcome: NotDone): boolean {
	return 'failure' in outcome && outcome.kind !== 'notTried' && mayBeDone(outcome.failure);
}

function capitalized(words: string): string {
	return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Tells that more would be deleted than may be. */
export function reportOfTooMany({ deletions, existing, allowed }: TooMany): Report {
	const share = Math.round((deletions / existing) * 100);
	return reportOfInput(
		`This run would delete ${deletions} of ${existing} destinations (${share} %), more than Max Deletions allows (${allowed})`,
		'See with Dry Run what it would delete. If that is meant, raise Max Deletions under Options.',
	);
}

/** Says what is not as it should be with a destination that is on its trunk, to go on after its name. */
export function tellFlaw({ kind, failure }: Flaw): string {
	const { message, description } = reportOf(failure);
	const what = {
		unrouted: 'was added without priority and weight',
		doubled: 'was added twice, and the later one could not be deleted',
	}[kind];
	const words = `${what}: ${description || message}`;
	return mayBeDone(failure) ? `${words}. ${MAY_BE_DONE}` : words;
}

/** Counts some of many, e.g. "1 of 3 destinations was", to go on with a participle. */
export function countOf(count: number, total: number): string {
	const noun = total === 1 ? 'destination' : 'destinations';
	return `${count} of ${total} ${noun} ${count === 1 ? 'was' : 'were'}`;
}
