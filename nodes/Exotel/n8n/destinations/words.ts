import type { Doubt, Flaw, NotDone } from '../../provisioning/model';
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
		case 'unaccounted':
			return {
				...reportOf(outcome.failure),
				message: 'Exotel did not say what became of this destination',
			};
		default:
			return reportOf(outcome.failure);
	}
}

/**
 * Says in one line why a destination is not as it should be.
 *
 * @param name the destination URI
 */
export function tellWhy(name: string, outcome: NotDone | NotRead): string {
	const { message, description } = reportOfOutcome(outcome);
	const reason = description === '' ? message : description;
	switch (outcome.kind) {
		case 'unusable':
			return message;
		case 'refused':
			return outcome.goal === 'deleted'
				? `${name} was not deleted: ${reason}`
				: `${name} was refused: ${reason}`;
		case 'requestFailed':
			return `${name} was not ${outcome.goal}: ${message}`;
		case 'notTried':
			return `${name} was not ${outcome.goal}, because a request before it failed: ${message}`;
		case 'unaccounted':
			return `${name}: Exotel did not say what became of it`;
		case 'withheld':
			return `${name} was not deleted: ${message}`;
		case 'lost':
			return `${name} was added and is gone: ${message}`;
	}
}

/** Says what is not as it should be with a destination that is on its trunk, to go on after its name. */
export function tellFlaw({ kind, failure }: Flaw): string {
	const { message, description } = reportOf(failure);
	const what = {
		unrouted: 'was added without priority and weight',
		doubled: 'was added twice, and the later one could not be deleted',
	}[kind];
	return `${what}: ${description || message}`;
}

/** Counts some of many, e.g. "1 of 3 destinations was", to go on with a participle. */
export function countOf(count: number, total: number): string {
	const noun = total === 1 ? 'destination' : 'destinations';
	return `${count} of ${total} ${noun} ${count === 1 ? 'was' : 'were'}`;
}
