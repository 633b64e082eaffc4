import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { idOf } from '../../provisioning/kind';
import { trunks } from '../../provisioning/trunks';
import { apiError } from '../errors';
import { eventOf } from './events';
import { readSettings } from './fields';
import { look, type Seen } from './look';
import { sampleOf } from './sample';
import { isNews, writeState } from './state';
import { refuseNames, reportCut, reportOn, tellPace } from './trouble';

/** How long a poll may take if n8n does not say; its own polls have five minutes. */
const USUAL_BUDGET_MS = 300_000;
/** How long somebody is to wait who tries the trigger by hand. */
const BUDGET_BY_HAND_MS = 30_000;
/** How many trunks are read then if there is nothing to compare them with. */
const TRUNKS_FOR_A_SAMPLE = 3;
/** All that Exotel accepts, for whoever tries the trigger by hand (exotel-api: "Basics"). */
const PACE_BY_HAND = 200;

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
	if (context.getMode() === 'manual') return itemsOf(await tryByHand(context));
	const key = `${context.getWorkflow().id} ${context.getNode().id}`;
	if (underWay.has(key)) return null;
	underWay.add(key);
	try {
		const trouble = inTrouble.get(key) ?? new Set();
		inTrouble.set(key, trouble);
		return itemsOf(await pollOnce(context, trouble));
	} finally {
		underWay.delete(key);
	}
}

/**
 * Tells what has changed, and keeps what was seen.
 *
 * @param last the SIDs of trunks that could not be read of late
 */
async function pollOnce(context: IPollFunctions, last: Set<string>): Promise<IDataObject[]> {
	const { watch, changes, client, looksAt } = readSettings(context);
	const kept = context.getWorkflowStaticData('node');
	const seen = await look(context, {
		kept,
		watch,
		client,
		looksAt,
		last,
		budgetMs: budgetOf(context),
	});
	const events = eventsOf(seen, changes);
	const hasNews = events.length > 0 || isNews(kept, seen);
	writeState(kept, { ...seen, since: events.length === 0 ? seen.since : seen.now });
	tellPace(context, seen);
	putBehind(last, seen);
	const report = seen.failed === undefined ? reportCut(seen) : reportOn(seen.failed);
	if (report === undefined) return events;
	// n8n keeps nothing of a poll that fails. If the trouble lasts, the next poll has no news and fails.
	if (!hasNews) throw apiError(context, report, {});
	context.logger.warn(`${context.getNode().name}: ${report.message}. ${report.hint}`);
	return events;
}

/** Takes note of the trunks that could not be read; also of those that used up the time of a poll, so that none was read. */
function putBehind(last: Set<string>, { read, failed, cut }: Seen): void {
	for (const sid of read.keys()) last.delete(sid);
	const begun = read.size === 0 ? cut : [];
	for (const trunk of failed === undefined ? begun : [...begun, failed.trunk]) {
		last.add(idOf(trunks, trunk));
	}
}

/** Shows what there is to tell at the moment, or what an event looks like. It keeps nothing. */
async function tryByHand(context: IPollFunctions): Promise<IDataObject[]> {
	const settings = readSettings(context);
	const { watch, changes, looksAt } = settings;
	const seen = await look(context, {
		...{ watch, looksAt, budgetMs: BUDGET_BY_HAND_MS, mostAtFirst: TRUNKS_FOR_A_SAMPLE },
		client: { ...settings.client, requestsPerMinute: PACE_BY_HAND },
		kept: { ...context.getWorkflowStaticData('node') },
	});
	if (seen.failed !== undefined) throw apiError(context, reportOn(seen.failed), {});
	const events = eventsOf(seen, changes);
	if (events.length > 0) return events;
	refuseNames(context, settings, seen.snapshot);
	const sample = sampleOf(seen.snapshot, watch, changes);
	if (sample === undefined) return [];
	const event = eventOf(sample, { since: 'sample', now: seen.now });
	return [{ ...event, message: `Sample: ${String(event.message)}`, test: true }];
}

function eventsOf({ drift, since, now }: Seen, changes: ReadonlySet<string>): IDataObject[] {
	const told = drift.filter(({ change }) => changes.has(change));
	const order = (name: string, other: string) => (name < other ? -1 : Number(name > other));
	const sorted = told.sort((one, other) => order(one.trunkName, other.trunkName));
	return sorted.map((one) => eventOf(one, { since, now }));
}

function budgetOf(context: IPollFunctions): number {
	// n8n 1 does not say.
	const { getPollBudgetMs } = context as Partial<IPollFunctions>;
	const budget = getPollBudgetMs?.call(context) ?? USUAL_BUDGET_MS;
	return Number.isFinite(budget) ? Math.max(1, Math.floor(budget)) : USUAL_BUDGET_MS;
}

function itemsOf(events: readonly IDataObject[]): INodeExecutionData[][] | null {
	return events.length === 0 ? null : [events.map((json) => ({ json }))];
}
