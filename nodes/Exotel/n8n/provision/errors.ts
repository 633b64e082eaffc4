import type { IDataObject, IExecuteFunctions, NodeApiError } from 'n8n-workflow';

import type { NotDone, Purpose } from '../../provisioning/model';
import type { Objection } from '../../provisioning/objections';
import type { Provisioned } from '../../provisioning/provision';
import { mayBeDone } from '../../transport/failure';
import { valuesOf } from '../../provisioning/rows';
import type { ExotelResource } from '../../transport/model';
import { apiError, inputError } from '../errors';
import { summarize } from '../summarize';
import type { NotRead, RowResult } from './results';
import type { Noun } from './planOptions';
import type { Subject } from './subject';
import {
	countOf,
	reportOfObjection,
	reportOfOutcome,
	tellFlaw,
	tellReturned,
	tellWhy,
} from './words';

const RUN_AGAIN = 'Run the workflow again to continue from there.';

/** What is not as it should be. */
interface Failed<R> {
	readonly result: R;
	readonly outcome: NotDone | NotRead;
}

/** Whose words an error is told in. */
export interface Words<R> {
	/** What all of them are. */
	readonly noun: Noun;
	/** What one of them is. */
	subjectOf(result: R): Subject;
}

/** How an error is told. */
interface Telling {
	readonly stopsOnRefusal: boolean;
	readonly isDryRun: boolean;
	/** What to do after a request has failed, if there is more to say than to run the workflow again. */
	readonly runAgain?: string;
	/** What was to be done first; `added` if absent. */
	readonly purpose?: Purpose;
}

/**
 * Stops the node for what was held against a plan, or for what failed. Trunks that could not be read count first:
 * what stands against the others may come of it.
 */
export function throwIfNotDone<R extends RowResult>(
	context: IExecuteFunctions,
	results: readonly R[],
	{ objections, unread }: Pick<Provisioned<Objection>, 'objections' | 'unread'>,
	words: Words<R>,
	telling: Telling,
): void {
	if (unread.size > 0) throwIfFailed(context, results, words, telling);
	const [objection] = telling.isDryRun ? [] : objections;
	if (objection?.kind === 'tooMany' || (objection !== undefined && telling.stopsOnRefusal)) {
		const report = reportOfObjection(objection, words.noun);
		throw inputError(context, [{ itemIndex: 0, report }]);
	}
	throwIfFailed(context, results, words, telling);
}

/**
 * Stops the node when a request as a whole failed, or when some of what was asked for was refused and the
 * user wants that to stop it. The error tells what had been done by then.
 */
export function throwIfFailed<R extends RowResult>(
	context: IExecuteFunctions,
	results: readonly R[],
	words: Words<R>,
	{ stopsOnRefusal, isDryRun, runAgain = RUN_AGAIN, purpose = 'added' }: Telling,
): void {
	const { noun, subjectOf } = words;
	const failures = results.flatMap(
		(result): Array<Failed<R>> =>
			result.outcome.kind === 'done' ? [] : [{ result, outcome: result.outcome }],
	);
	const changes = () => changesIn(words, isDryRun ? [] : results);
	const failedRequest = failures.find(({ outcome }) => outcome.kind === 'requestFailed');
	if (failedRequest !== undefined) {
		throw errorAfter(context, words, failures, failedRequest, {
			...{ purpose, changes: changes(), ending: runAgain },
		});
	}
	if (!stopsOnRefusal || failures[0] === undefined) return;
	const refused = failures.filter(({ outcome }) => outcome.kind === 'refused');
	const headline =
		refused.length > 0
			? `${countOf(refused.length, results.length, noun)} refused`
			: `${countOf(failures.length, results.length, noun)} not set up as requested`;
	const detail = [
		...results.flatMap((result) => tellIfFlawed(result, subjectOf(result))),
		...failures.map((one) => tellFailed(one, noun)),
	];
	throw errorAfter(context, words, failures, refused[0] ?? failures[0], {
		...{ purpose, changes: changes(), headline },
		ending: `In detail: ${summarize(detail, '; ')}.`,
	});
}

/** What an error says besides the culprit's report. */
interface Details {
	readonly changes: ReturnType<typeof changesIn>;
	readonly purpose: Purpose;
	/** Instead of the culprit's own message, when each failure is told in detail. */
	readonly headline?: string;
	/** Its last sentence. */
	readonly ending: string;
}

/** @param culprit whose report the error is made from */
function errorAfter<R extends RowResult>(
	context: IExecuteFunctions,
	words: Words<R>,
	failures: ReadonlyArray<Failed<R>>,
	culprit: Failed<R>,
	{ changes, purpose, headline, ending }: Details,
): NodeApiError {
	const { noun } = words;
	const unknown = unknownIn(words, failures);
	const progress = [
		...changes.map((one) => tellChanges(one, noun, purpose)),
		unknown.length === 0
			? ''
			: `May or may not have been carried out: ${summarize(unknown.map(tellRow), ', ')}.`,
		summarize(failures.flatMap(tellIfReturned), ' '),
		ending,
	];
	const data = (rows: readonly Told[]) =>
		rows.map(({ name, id, trunkSid, before, subject }) => ({
			...subject.about(name),
			...(id === undefined ? {} : { id }),
			trunk_sid: trunkSid,
			...(before === undefined ? {} : { before }),
		}));
	const done = Object.fromEntries(changes.map(({ action, rows }) => [action, data(rows)]));
	return apiError(context, reportOfOutcome(culprit.outcome, noun), {
		itemIndex: culprit.result.itemIndex,
		message: headline,
		progress: progress.filter((sentence) => sentence !== '').join(' '),
		data: { ...done, unknown: data(unknown) },
	});
}

/** What an error tells of something. */
interface Told extends Pick<RowResult, 'name' | 'trunkSid'> {
	readonly subject: Subject;
	readonly id?: ExotelResource['id'];
	/** The values that were changed, as they were. */
	readonly before?: IDataObject;
}

/** Which rows have been added, updated and deleted. */
function changesIn<R extends RowResult>({ subjectOf }: Words<R>, results: readonly R[]) {
	return (['added', 'updated', 'deleted'] as const).map((action) => ({
		action,
		rows: results.flatMap((result): Told[] => {
			const { outcome, trunkSid } = result;
			if (outcome.kind !== 'done' || outcome.action !== action) return [];
			const { row, before } = outcome;
			const subject = subjectOf(result);
			const { section } = subject;
			const told = { name: section.nameOf(row), id: row[section.idField], trunkSid, subject };
			return [before === undefined ? told : { ...told, before: valuesOf(section, before) }];
		}),
	}));
}

/** What may have been changed without an answer that says so. */
function unknownIn<R extends RowResult>(
	{ subjectOf }: Words<R>,
	failures: ReadonlyArray<Failed<R>>,
): Told[] {
	return failures
		.filter(({ outcome }) => wasSent(outcome) && mayBeDone(outcome.failure))
		.map(({ result }) => {
			const { name, trunkSid } = result;
			return { name, trunkSid, subject: subjectOf(result) };
		});
}

function wasSent(
	outcome: NotDone | NotRead,
): outcome is Extract<NotDone, { kind: 'refused' | 'requestFailed' | 'unaccounted' }> {
	return ['refused', 'requestFailed', 'unaccounted'].includes(outcome.kind);
}

function tellChanges(
	{ action, rows }: { action: Purpose; rows: readonly Told[] },
	{ one }: Noun,
	purpose: Purpose,
): string {
	if (rows.length > 0) {
		return `${rows.length} already ${action}: ${summarize(rows.map(tellRow), ', ')}.`;
	}
	return action === purpose ? `No ${one} is known to have been ${purpose}.` : '';
}

/** Says in one line what is not as it should be with something that was added. */
function tellIfFlawed({ name, outcome }: RowResult, { section }: Subject): string[] {
	const flaws = outcome.kind === 'done' ? (outcome.flaws ?? []) : [];
	return flaws.map((flaw) => `${name} ${tellFlaw(flaw, section)}`);
}

/** Says where something is that was taken from another trunk for nothing. */
function tellIfReturned({ result, outcome }: Failed<RowResult>): string[] {
	if (outcome.kind === 'unusable' || outcome.returned === undefined) return [];
	return [`${result.name}: ${tellReturned(outcome.returned)}.`];
}

function tellFailed({ result, outcome }: Failed<RowResult>, noun: Noun): string {
	return tellWhy(result.name, outcome, noun);
}

function tellRow({ name, trunkSid }: Told): string {
	return `${name} on ${trunkSid}`;
}
