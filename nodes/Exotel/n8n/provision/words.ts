import type { IDataObject } from 'n8n-workflow';

import type { Done, Doubt, Flaw, NotDone, Outcome, Returned } from '../../provisioning/model';
import type { Objection } from '../../provisioning/objections';
import { valuesOf } from '../../provisioning/rows';
import type { PlannedSection } from '../../provisioning/sections/section';
import { mayBeDone } from '../../transport/failure';
import type { ExotelResource } from '../../transport/model';
import { MAY_BE_DONE } from '../advice';
import { reportOf, reportOfInput, type Report } from '../report';
import { summarize } from '../summarize';
import type { NotRead } from './results';
import type { Noun } from './planOptions';
import type { Subject } from './subject';

const RUN_AGAIN = 'Resolve what the other items report, then run the workflow again.';

/** Why nothing was deleted, and what to do. */
const DOUBTS: Readonly<Record<Doubt, (noun: Noun) => Report>> = {
	rowUnreadable: ({ one }) =>
		reportOfInput(
			`Nothing is deleted from a trunk while a ${one} in its list cannot be read`,
			RUN_AGAIN,
		),
	emptyList: ({ many }) =>
		reportOfInput(
			`An empty list deletes nothing, since the trunk would be left without any ${many}`,
			'If that is meant, turn on Allow Empty List under Options.',
		),
	trunkUnread: ({ many }) =>
		reportOfInput(
			`Nothing is deleted from any trunk while a trunk in the list cannot be read, since its ${many} may have been meant for another one`,
			'Check the trunk that the other items report, then run the workflow again.',
		),
	notInPlace: ({ one }) =>
		reportOfInput(
			`Nothing is deleted from a trunk until every ${one} in its list is in place`,
			RUN_AGAIN,
		),
	unchecked: () =>
		reportOfInput(
			'Nothing is deleted from a trunk whose list cannot be read again after adding',
			'Run the workflow again.',
		),
	withoutId: () =>
		reportOfInput(
			'Exotel lists it without an ID, so it cannot be named in a request',
			'Delete it in the Exotel dashboard.',
		),
};

const LOST = reportOfInput(
	'Somebody else deleted it again and again while this execution ran',
	'Two workflows may sync the same trunk with different lists: let only one of them delete.',
);

/** Tells of what is not as it should be, with advice. */
export function reportOfOutcome(outcome: NotDone | NotRead, noun: Noun): Report {
	switch (outcome.kind) {
		case 'unusable':
			return outcome.report;
		case 'withheld':
			return DOUBTS[outcome.because](noun);
		case 'lost':
			return LOST;
		case 'protected':
			return reportOfInput(
				`it is protected, and the list asks for ${tellAsked(outcome.row, outcome.change)}`,
				'Take it out of Protect, or give it in the list the values that it has.',
			);
		case 'unaddable':
			return reportOfInput(
				'Exotel does not accept it, and it is not on the trunk',
				'Correct it, or take it out of the list.',
			);
		case 'needsPassword':
			return reportOfInput(
				'Exotel makes a SIP credential only with a password, and an export holds none',
				'Give the password with this user name under SIP Credentials, or under sip_credentials of the configuration, then run the workflow again.',
			);
		case 'elsewhere':
			if (outcome.isProtected) {
				return reportOfInput(
					`it is protected, and mapped to another trunk, ${outcome.trunkSid}`,
					'Take it out of Protect to move it.',
				);
			}
			return reportOfInput(
				`it is mapped to another trunk, ${outcome.trunkSid}`,
				'Until it is moved, its calls use that trunk. To move it here, set Numbers on Other Trunks to Move under Options.',
			);
		case 'last':
			return reportOfInput(
				'it is the last destination of the trunk that takes calls and is not put behind, so calls would have nowhere else to go',
				'Add another destination first. To put it behind all the same, turn on Allow Last under Options.',
			);
		case 'gone':
			return reportOfInput(
				'it is not on the trunk any more',
				'Add it again with the priority and weight under "before".',
			);
		case 'nameless':
			return reportOfInput(
				'Exotel lists it without an ID, so it cannot be named in a request',
				'Change it in the Exotel dashboard.',
			);
		case 'contradicted':
			return reportOfInput(
				'an item before this one asks for another priority or weight for it',
				'Leave one of the two out, or give both the same values.',
			);
		case 'unaccounted':
			return {
				...reportOf(outcome.failure),
				message: `Exotel did not say what became of this ${noun.one}`,
			};
		default:
			return reportOf(outcome.failure);
	}
}

/** Tells of all that is not as it should be; nothing if all is. */
export function reportsOf(outcome: Outcome | NotRead, noun: Noun): Report[] {
	if (outcome.kind !== 'done') return [reportOfOutcome(outcome, noun)];
	return (outcome.flaws ?? []).map(({ failure }) => reportOf(failure));
}

/** What was done, or would be in a dry run. */
const DONE: Readonly<Record<Done['action'], readonly [done: string, dry: string]>> = {
	added: ['Added', 'Would be added'],
	existing: ['Was there already', 'Is there already'],
	updated: ['Updated', 'Would be updated'],
	unchanged: ['Unchanged', 'Would stay as it is'],
	deleted: ['Deleted', 'Would be deleted'],
	protected: ['Protected: not deleted', 'Protected: would not be deleted'],
};

/** Whose words are wanted, and whether nothing was done. */
interface Telling {
	readonly isDryRun: boolean;
	readonly subject: Pick<Subject, 'noun' | 'section'>;
}

/** Says in a sentence what was done, and what is not as it should be all the same. */
export function tellDone(done: Done, { isDryRun, subject: { section } }: Telling): string {
	const { action, row, differs, flaws, movedFrom } = done;
	const before = action === 'updated' ? done.before : undefined;
	const words = DONE[action][isDryRun ? 1 : 0];
	if (flaws !== undefined) return flaws.map((one) => capitalized(tellFlaw(one, section))).join(' ');
	if (movedFrom !== undefined) return `${words}, moved from ${movedFrom}`;
	if (before !== undefined) return `${words}: ${tellUpdate(section, before, row).join(', ')}`;
	if (differs === undefined) return words;
	const parts = differences(section.changeable, row, differs).map(
		({ name, has, other }) => `${name} ${has} instead of ${other}`,
	);
	const option =
		action === 'unchanged' ? 'Existing Routing to Correct' : 'Existing Destinations to Update';
	return `${words}, with ${parts.join(' and ')}. To correct it, set ${option}.`;
}

/** Says what an update changes; where nothing is seen to change, it is the password. */
export function tellUpdate(
	section: PlannedSection,
	before: ExotelResource,
	after: ExotelResource,
): string[] {
	const values = [before, after].map((row) => valuesOf(section, row));
	const told = tellChange(section.changeable, values[0] ?? {}, values[1] ?? {});
	return told.length === 0 ? [NEW_PASSWORD] : told;
}

/** The same of what is asked for. */
function tellAsked(row: ExotelResource, change: IDataObject): string {
	const told = tellChange(Object.keys(change), row, change);
	return told.length === 0 ? NEW_PASSWORD : told.join(', ');
}

const NEW_PASSWORD = 'new password';

/** Says what differs of what is given afterwards, e.g. "priority 0 → 10". */
export function tellChange(
	names: readonly string[],
	before: ExotelResource,
	after: ExotelResource,
): string[] {
	return differences(names, before, after).map(
		({ name, has, other }) => `${name} ${has} → ${other}`,
	);
}

function differences(names: readonly string[], one: IDataObject, other: IDataObject) {
	return names
		.map((name) => ({ name: inWords(name), has: tell(one[name]), other: tell(other[name]) }))
		.filter(({ has, other: wanted }) => has !== wanted);
}

function tell(value: unknown): string {
	return value === undefined || value === null || value === '' ? 'none' : String(value);
}

/** A field of Exotel's as a person reads it, e.g. "friendly name". */
export function inWords(field: string): string {
	return field.replaceAll('_', ' ');
}

const UNSAID = 'Exotel did not say what became of it';

/** Says in a sentence why something is not as it should be. */
export function tellNotDone(
	outcome: NotDone | NotRead,
	{ isDryRun, subject: { noun } }: Omit<Telling, 'subject'> & { subject: Pick<Subject, 'noun'> },
): string {
	const { message } = reportOfOutcome(outcome, noun);
	if (outcome.kind === 'unusable') return message;
	if (outcome.kind === 'withheld' && isDryRun) return `Would not be deleted: ${message}`;
	const words = outcome.kind === 'unaccounted' ? UNSAID : capitalized(whatHappened(outcome, noun));
	const told = isOpen(outcome) ? `${words}. ${MAY_BE_DONE}` : words;
	return withReturned(told, outcome);
}

function withReturned(told: string, { returned }: NotDone): string {
	return returned === undefined ? told : `${told.replace(/\.$/, '')}. ${tellReturned(returned)}`;
}

/** Says where something is that was taken from another trunk and could not be added. */
export function tellReturned({ trunkSid, isBack, failure }: Returned): string {
	if (isBack) return `It was mapped back to ${trunkSid}`;
	const why = failure === undefined ? 'it is mapped to a trunk' : reportOf(failure).message;
	return `It was taken from ${trunkSid} and could not be mapped back: ${why}. See with Find Trunk where its calls go`;
}

/**
 * The same with its name, for whoever reads the error branch.
 */
export function tellWhy(name: string, outcome: NotDone | NotRead, noun: Noun): string {
	if (outcome.kind === 'unusable') return outcome.report.message;
	if (outcome.kind === 'unaccounted') return `${name}: ${UNSAID}`;
	const told = `${name} was ${whatHappened(outcome, noun)}`;
	return withReturned(told, outcome);
}

/** What happened to it, to go on after "was". */
function whatHappened(outcome: Exclude<NotDone, { kind: 'unaccounted' }>, noun: Noun): string {
	const { message, description } = reportOfOutcome(outcome, noun);
	switch (outcome.kind) {
		case 'unaddable':
			return `refused: ${message}`;
		case 'needsPassword':
			return `not added: ${message}`;
		case 'elsewhere':
			return `refused: ${message}`;
		case 'refused':
			return `${outcome.goal === 'deleted' ? 'not deleted' : 'refused'}: ${description || message}`;
		case 'requestFailed':
			return `not ${outcome.goal}: ${message}`;
		case 'notTried':
			return `not ${outcome.goal}, because a request before it failed: ${message}`;
		case 'protected':
		case 'last':
		case 'gone':
		case 'nameless':
		case 'contradicted':
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

/** The same with its first letter in upper case. */
export function capitalized(words: string): string {
	return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Tells why nothing was done, and what to do. */
export function reportOfObjection(objection: Objection, { one, many }: Noun): Report {
	if (objection.kind === 'notApproved') {
		const { trunkSids } = objection;
		return reportOfInput(
			`What would be done now is not the approved plan (${trunkSids.length === 1 ? 'trunk' : 'trunks'} ${summarize(trunkSids, ', ')})`,
			'The trunk or the list has changed since. Have the new plan approved, then run the workflow again with its plan_id.',
		);
	}
	if (objection.kind === 'unaddable') {
		const { length } = objection.wanted;
		return reportOfInput(
			`${length} ${length === 1 ? one : many} of the list can't be added`,
			'Correct the list: the items say what is wrong.',
		);
	}
	const { deletions, existing, allowed } = objection;
	const share = Math.round((deletions / existing) * 100);
	return reportOfInput(
		`This run would delete ${deletions} of ${existing} ${existing === 1 ? one : many} (${share} %), more than Max Deletions allows (${allowed})`,
		'See with Dry Run what it would delete. If that is meant, raise Max Deletions under Options.',
	);
}

/** Says what is not as it should be with something that is on its trunk, to go on after its name. */
export function tellFlaw({ kind, failure }: Flaw, { changeable }: PlannedSection): string {
	const { message, description } = reportOf(failure);
	const what = {
		incomplete: `was added without ${changeable.map(inWords).join(' and ')}`,
		doubled: 'was added twice, and the later one could not be deleted',
	}[kind];
	const words = `${what}: ${description || message}`;
	return mayBeDone(failure) ? `${words}. ${MAY_BE_DONE}` : words;
}

/** Counts some of many, e.g. "1 of 3 destinations was", to go on with a participle. */
export function countOf(count: number, total: number, { one, many }: Noun): string {
	return `${count} of ${total} ${total === 1 ? one : many} ${count === 1 ? 'was' : 'were'}`;
}
