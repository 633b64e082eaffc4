import {
	NodeOperationError,
	type IDataObject,
	type INodeExecutionData,
	type IPollFunctions,
} from 'n8n-workflow';

import { nameOf } from '../../provisioning/watch/drift';
import type { Drift, Snapshot } from '../../provisioning/watch/model';
import { readRound, type Round } from '../../provisioning/watch/round';
import { compareLooks, turnsOf } from '../../provisioning/watch/snapshot';
import { idOf } from '../../provisioning/kind';
import { trunks } from '../../provisioning/trunks';
import { summarize } from '../summarize';
import type { ExotelResource, Failure } from '../../transport/model';
import { paths } from '../../transport/paths';
import { withSignal } from '../../transport/withSignal';
import { closestTo } from '../closest';
import { connect } from '../connect';
import { apiError } from '../errors';
import { reportOf, type Report } from '../report';
import { nodeOfError } from '../secrets';
import { eventOf } from './events';
import { readSettings, type Settings } from './fields';
import { sampleOf } from './sample';
import { isNews, readState, writeState, type State } from './state';

/** How long a poll may take if n8n does not say; its own polls have five minutes. */
const USUAL_BUDGET_MS = 300_000;
/** How long somebody is to wait who tries the trigger by hand. */
const BUDGET_BY_HAND_MS = 30_000;
/** How many trunks are read then if there is nothing to compare them with. */
const TRUNKS_FOR_A_SAMPLE = 3;

/** The nodes of this process that poll at the moment: n8n starts a poll even if the one before has not ended. */
const underWay = new Set<string>();

/** By node of this process, the trunks that could not be read of late. They come last, so as not to keep the others waiting. */
const inTrouble = new Map<string, Set<string>>();

/**
 * Looks what has changed since the last poll.
 *
 * @returns an item for each change; null if there is none, or if the poll before has not ended
 * @throws NodeOperationError for parameters that can't be used, NodeApiError when Exotel can't be read
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') return [itemsOf(await tryByHand(context))];
	const key = `${context.getWorkflow().id} ${context.getNode().id}`;
	if (underWay.has(key)) return null;
	underWay.add(key);
	try {
		const trouble = inTrouble.get(key) ?? new Set();
		inTrouble.set(key, trouble);
		const events = await pollOnce(context, trouble);
		return events.length === 0 ? null : [itemsOf(events)];
	} finally {
		underWay.delete(key);
	}
}

/**
 * Tells what has changed, and keeps what was seen.
 *
 * @param trouble the SIDs of trunks that could not be read of late
 */
async function pollOnce(context: IPollFunctions, trouble: Set<string>): Promise<IDataObject[]> {
	const settings = readSettings(context);
	const kept = context.getWorkflowStaticData('node');
	const seen = await look(context, settings, { kept, budgetMs: budgetOf(context), last: trouble });
	const { events, now, round } = seen;
	for (const sid of round.read.keys()) trouble.delete(sid);
	const hasNews = events.length > 0 || isNews(kept, seen);
	writeState(kept, { ...seen, since: events.length === 0 ? seen.since : now });
	tellPace(context, seen);
	if (round.failed === undefined) return events;
	trouble.add(idOf(trunks, round.failed.trunk));
	const report = reportOn(round.failed);
	if (!hasNews) throw apiError(context, report, {});
	// n8n keeps nothing of a poll that fails. If the trouble lasts, the next poll has no news and fails.
	context.logger.warn(`${context.getNode().name}: ${report.message}. ${report.hint}`);
	return events;
}

/** Shows what there is to tell at the moment, or what an event looks like. It keeps nothing. */
async function tryByHand(context: IPollFunctions): Promise<IDataObject[]> {
	const settings = readSettings(context);
	const kept = { ...context.getWorkflowStaticData('node') };
	const seen = await look(context, settings, { kept, budgetMs: BUDGET_BY_HAND_MS, isByHand: true });
	if (seen.round.failed !== undefined) throw apiError(context, reportOn(seen.round.failed), {});
	if (seen.events.length > 0) return seen.events;
	refuseNames(context, settings, seen);
	const sample = sampleOf(seen.snapshot, settings.watch, settings.changes);
	return sample === undefined ? [] : [{ ...eventOf(sample, seen), test: true }];
}

/** What a look has shown. */
interface Seen extends State {
	readonly now: string;
	/** What there is to tell. */
	readonly events: IDataObject[];
	readonly round: Round;
	/** How many trunks were to be read. */
	readonly turns: number;
}

interface Looking {
	/** What n8n keeps for the node. */
	readonly kept: IDataObject;
	readonly budgetMs: number;
	readonly isByHand?: boolean;
	/** The SIDs of trunks that come last. */
	readonly last?: ReadonlySet<string>;
}

/** Looks at the account and compares it with what was kept; changes nothing. */
async function look(
	context: IPollFunctions,
	{ watch, changes, client: options, looksAt: asked }: Settings,
	{ kept, budgetMs, isByHand = false, last = new Set() }: Looking,
): Promise<Seen> {
	const end = performance.now() + budgetMs;
	const time = { left: () => end - performance.now() };
	const client = await connect(withSignal(context, AbortSignal.timeout(budgetMs)), {
		...options,
		longestWaitMs: budgetMs,
	});
	const looksAt = `${client.account} ${asked}`;
	const state = readState(kept, looksAt);
	if (client.paceMs(1) > time.left()) throw apiError(context, OUT_OF_TIME, {});
	const listed = await client.readAll(paths.trunks(), { expected: state?.snapshot.length });
	if (!listed.ok) throw listFailed(context, listed.failure);
	const { rows } = listed.value;
	const inOrder = watch.sections.length === 0 ? [] : turnsOf(state?.snapshot, rows, watch);
	const isLast = (trunk: ExotelResource) => last.has(idOf(trunks, trunk));
	const turns = [...inOrder.filter((trunk) => !isLast(trunk)), ...inOrder.filter(isLast)];
	const most = isByHand && state === undefined ? TRUNKS_FOR_A_SAMPLE : turns.length;
	const round = await readRound(client, turns.slice(0, most), watch, time);
	const { drift, snapshot } = compareLooks(
		state?.snapshot,
		{ listed: rows, read: round.read },
		watch,
	);
	const now = new Date().toISOString();
	const since = state?.since ?? now;
	const told = drift.filter(({ change }) => changes.has(change)).sort(byTrunk);
	const events = told.map((one) => eventOf(one, { since, now }));
	return { looksAt, since, snapshot, now, events, round, turns: turns.length };
}

function byTrunk(one: Drift, other: Drift): number {
	return one.trunkName < other.trunkName ? -1 : Number(one.trunkName > other.trunkName);
}

function budgetOf(context: IPollFunctions): number {
	// n8n 1 does not say.
	const { getPollBudgetMs } = context as Partial<IPollFunctions>;
	return getPollBudgetMs?.call(context) ?? USUAL_BUDGET_MS;
}

/** Says in n8n's log how many polls it takes to look at each trunk, if it takes more than one. */
function tellPace(context: IPollFunctions, { round: { read, failed }, turns }: Seen): void {
	if (failed !== undefined || read.size >= turns) return;
	const polls =
		read.size === 0
			? 'no trunk could be read'
			: `one round takes about ${Math.ceil(turns / read.size)} polls`;
	context.logger.info(
		`${context.getNode().name}: read ${read.size} of ${turns} trunks in the time of one poll; ${polls}. The others are read first next time.`,
	);
}

function listFailed(context: IPollFunctions, failure: Failure): Error {
	if (failure.trouble !== 'cancelled') return apiError(context, reportOf(failure), {});
	return apiError(context, OUT_OF_TIME, {});
}

/** What to say if the time of a poll was up before even the trunks were listed. */
const OUT_OF_TIME: Report = {
	...{ status: null, code: null, description: '', requestId: null },
	message: "The account's trunks could not be listed in the time that n8n gives a poll",
	hint: 'Other nodes may have used up the requests of this minute. Raise Requests per Minute of this trigger, up to the 200 that Exotel accepts, or lower it in the other nodes.',
	cause: { cause: 'temporarily-unavailable' },
};

function reportOn({ trunk, failure }: NonNullable<Round['failed']>): Report {
	const report = reportOf(failure);
	const name = `${trunks.nameOf(trunk)} (${idOf(trunks, trunk)})`;
	return { ...report, message: `Trunk ${name}: ${report.message}` };
}

/** Refuses names of trunks that fit none, for whoever tries the trigger to see. */
function refuseNames(
	context: IPollFunctions,
	{ named, watch }: Settings,
	{ snapshot }: { snapshot: Snapshot },
): void {
	if (named === undefined || snapshot.some((one) => watch.isWatched(one.sid, nameOf(one)))) return;
	const close = named.flatMap((name) => closestTo(name, snapshot.map(nameOf)));
	throw new NodeOperationError(nodeOfError(context), `No trunk fits ${summarize(named, ', ')}`, {
		description: `Correct the parameter "Trunk Names or SIDs".${close.length === 0 ? '' : ` Similar names: ${summarize([...new Set(close)], ', ')}.`}`,
	});
}

function itemsOf(events: readonly IDataObject[]): INodeExecutionData[] {
	return events.map((json) => ({ json }));
}
