import { NodeOperationError, type IPollFunctions } from 'n8n-workflow';

import { calledTrunk } from '../../provisioning/trunks';
import { nameOf } from '../../provisioning/watch/drift';
import type { Snapshot } from '../../provisioning/watch/model';
import type { Round } from '../../provisioning/watch/round';
import { troubleFailure } from '../../transport/failure';
import type { Failure } from '../../transport/model';
import { closestTo } from '../closest';
import { apiError } from '../errors';
import { reportOf, type Report } from '../report';
import { nodeOfError } from '../secrets';
import { summarize } from '../summarize';
import { trunksField, type Settings } from './fields';

const IN_TIME = 'in the time that n8n gives a poll';

/** What to say if an account's requests of this minute are used up for longer than a poll may take. */
export function noTurn(context: IPollFunctions, retryAfterMs: number): Error {
	const report: Report = {
		...{ status: null, code: null, description: '', requestId: null },
		message: `The account's trunks could not be listed ${IN_TIME}`,
		hint: 'Other nodes, or polls of many trunks, have used up the requests of this minute. Raise Requests per Minute of this trigger, up to the 200 that Exotel accepts, or lower it in the other nodes.',
		cause: { cause: 'rate-limited', retryAfterMs },
	};
	return apiError(context, report, {});
}

/** What to say if the trunks could not be listed. */
export function listFailed(context: IPollFunctions, failure: Failure): Error {
	const isCut = failure.trouble === 'cancelled';
	const report = isCut
		? { ...SILENCE, message: `The account's trunks could not be listed ${IN_TIME}` }
		: reportOf(failure);
	return apiError(context, report, {});
}

/** What to say of a trunk that could not be read. */
export function reportOn({ trunk, failure }: NonNullable<Round['failed']>): Report {
	// The trunk is there, as the list has just shown.
	const report = reportOf({ ...failure, notFound: undefined });
	return { ...report, message: `${calledTrunk(trunk)}: ${report.message}` };
}

/** What to say if the trunks that were begun have used up the time of the poll, so that none was read. */
export function reportCut({ read, cut }: Round): Report | undefined {
	const [trunk] = cut;
	if (trunk === undefined || read.size > 0) return undefined;
	return { ...SILENCE, message: `${calledTrunk(trunk)} could not be read ${IN_TIME}` };
}

const SILENCE = reportOf(troubleFailure('timeout'));

/** Says in n8n's log how many polls it takes to look at each trunk, if it takes more than one. */
export function tellPace(
	context: IPollFunctions,
	{ read, failed, turns }: Round & { readonly turns: number },
): void {
	if (failed !== undefined || read.size >= turns) return;
	const polls =
		read.size === 0
			? 'no trunk could be read'
			: `one round takes about ${Math.ceil(turns / read.size)} polls`;
	context.logger.info(
		`${context.getNode().name}: read ${read.size} of ${turns} trunks in the time of one poll; ${polls}. The others are read first next time.`,
	);
}

/**
 * Refuses names of trunks that fit none, for whoever tries the trigger to see.
 *
 * @throws NodeOperationError that tells which names are close
 */
export function refuseNames(
	context: IPollFunctions,
	{ named, watch }: Settings,
	snapshot: Snapshot,
): void {
	if (named === undefined || snapshot.some((one) => watch.isWatched(one.sid, nameOf(one)))) return;
	const close = new Set(named.flatMap((name) => closestTo(name, snapshot.map(nameOf))));
	const similar = close.size === 0 ? '' : ` Similar names: ${summarize([...close], ', ')}.`;
	const { displayName } = trunksField.property;
	throw new NodeOperationError(nodeOfError(context), `No trunk fits ${summarize(named, ', ')}`, {
		description: `Correct the parameter "${displayName}".${similar}`,
	});
}
