import type { IExecuteFunctions, NodeApiError } from 'n8n-workflow';

import type { NotDone, Purpose } from '../../provisioning/model';
import { mayBeDone } from '../../transport/failure';
import { apiError } from '../errors';
import { summarize } from '../summarize';
import type { DestinationResult, NotRead } from './results';
import { countOf, reportOfOutcome, tellFlaw, tellWhy } from './words';

/** A destination that is not as it should be. */
interface Failed {
	readonly result: DestinationResult;
	readonly outcome: NotDone | NotRead;
}

/**
 * Stops the node when a request as a whole failed, or when destinations were refused and the user
 * wants that to stop it. The error tells what had been done by then.
 */
export function throwIfFailed(
	context: IExecuteFunctions,
	results: readonly DestinationResult[],
	{ stopsOnRefusal, isDryRun }: { stopsOnRefusal: boolean; isDryRun: boolean },
): void {
	const failures = results.flatMap((result): Failed[] =>
		result.outcome.kind === 'done' ? [] : [{ result, outcome: result.outcome }],
	);
	const changes = () => changesIn(isDryRun ? [] : results);
	const failedRequest = failures.find(({ outcome }) => outcome.kind === 'requestFailed');
	if (failedRequest !== undefined) {
		throw errorAfter(context, changes(), failures, failedRequest);
	}
	if (!stopsOnRefusal || failures[0] === undefined) return;
	const refused = failures.filter(({ outcome }) => outcome.kind === 'refused');
	const headline =
		refused.length > 0
			? `${countOf(refused.length, results.length)} refused`
			: `${countOf(failures.length, results.length)} not set up as requested`;
	const detail = [...results.flatMap(tellIfFlawed), ...failures.map(tellFailed)];
	throw errorAfter(context, changes(), failures, refused[0] ?? failures[0], { headline, detail });
}

/**
 * @param culprit whose report the error is made from
 * @param told instead of the culprit's own message, when each failure is told in detail
 */
function errorAfter(
	context: IExecuteFunctions,
	changes: ReturnType<typeof changesIn>,
	failures: readonly Failed[],
	culprit: Failed,
	told?: { readonly headline: string; readonly detail: readonly string[] },
): NodeApiError {
	const unknown = unknownIn(failures);
	const progress = [
		...changes.map(tellChanges),
		unknown.length === 0
			? ''
			: `May or may not have been carried out: ${summarize(unknown.map(nameOf), ', ')}.`,
		told === undefined
			? 'Run the workflow again to continue from there; with Existing Destinations set to Skip, nothing is added twice.'
			: `In detail: ${summarize(told.detail, '; ')}.`,
	];
	const done = Object.fromEntries(changes.map(({ action, rows }) => [action, rows]));
	return apiError(context, reportOfOutcome(culprit.outcome), {
		itemIndex: culprit.result.itemIndex,
		message: told?.headline,
		progress: progress.filter((sentence) => sentence !== '').join(' '),
		data: { ...done, unknown },
	});
}

/** Which rows have been added, updated and deleted. */
function changesIn(results: readonly DestinationResult[]) {
	return (['added', 'updated', 'deleted'] as const).map((action) => ({
		action,
		rows: results.flatMap(({ outcome, trunkSid }) => {
			if (outcome.kind !== 'done' || outcome.action !== action) return [];
			const { destination, id } = outcome.row;
			return [{ destination: String(destination), id, trunk_sid: trunkSid }];
		}),
	}));
}

/** Which destinations may have been changed without an answer that says so. */
function unknownIn(failures: readonly Failed[]) {
	return failures
		.filter(({ outcome }) => wasSent(outcome) && mayBeDone(outcome.failure))
		.map(({ result: { name, trunkSid } }) => ({ destination: name, trunk_sid: trunkSid }));
}

function wasSent(
	outcome: NotDone | NotRead,
): outcome is Extract<NotDone, { kind: 'refused' | 'requestFailed' | 'unaccounted' }> {
	return ['refused', 'requestFailed', 'unaccounted'].includes(outcome.kind);
}

function tellChanges({
	action,
	rows,
}: {
	action: Purpose;
	rows: ReadonlyArray<{ destination: string; trunk_sid: string }>;
}): string {
	if (rows.length > 0) {
		return `${rows.length} already ${action}: ${summarize(rows.map(nameOf), ', ')}.`;
	}
	return action === 'added' ? 'No destination is known to have been added.' : '';
}

/** Says in one line what is not as it should be with a destination that was added. */
function tellIfFlawed({ name, outcome }: DestinationResult): string[] {
	const flaws = outcome.kind === 'done' ? (outcome.flaws ?? []) : [];
	return flaws.map((flaw) => `${name} ${tellFlaw(flaw)}`);
}

function tellFailed({ result, outcome }: Failed): string {
	return tellWhy(result.name, outcome);
}

function nameOf({ destination, trunk_sid }: { destination: string; trunk_sid: string }): string {
	return `${destination} on ${trunk_sid}`;
}
