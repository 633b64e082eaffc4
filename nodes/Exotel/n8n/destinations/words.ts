import type { NotDone } from '../../provisioning/model';
import { reportOf, reportOfInput, type Report } from '../report';
import type { NotRead } from './results';

const WITHHELD = reportOfInput(
	'Nothing is deleted from a trunk until every destination in its list is in place',
	'Resolve what the other items of this trunk report, then run the workflow again.',
);

/** Tells of a destination that is not as it should be, with advice. */
export function reportOfOutcome(outcome: NotDone | NotRead): Report {
	switch (outcome.kind) {
		case 'unusable':
			return outcome.report;
		case 'withheld':
			return WITHHELD;
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
	}
}

/** Counts some of many, e.g. "1 of 3 destinations was", to go on with a participle. */
export function countOf(count: number, total: number): string {
	const noun = total === 1 ? 'destination' : 'destinations';
	return `${count} of ${total} ${noun} ${count === 1 ? 'was' : 'were'}`;
}

/** Joins lines, leaving out what no reader would get through. */
export function summarize(lines: readonly string[], separator: string): string {
	const shown = lines.slice(0, 20);
	const more = lines.length - shown.length;
	return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(separator);
}
