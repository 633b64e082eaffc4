import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { idOf } from '../../provisioning/kind';
import { trunks } from '../../provisioning/trunks';
import type { Drift, Watch } from '../../provisioning/watch/model';
import { readRound, type Round } from '../../provisioning/watch/round';
import { compareLooks, turnsOf } from '../../provisioning/watch/snapshot';
import type { ClientOptions, ExotelResource } from '../../transport/model';
import { paths } from '../../transport/paths';
import { withSignal } from '../../transport/withSignal';
import { connect } from '../connect';
import { readState, type State } from './state';
import { listFailed, noTurn } from './trouble';

/** What a look has shown. */
export interface Seen extends State, Round {
	/** What has changed since the look before. */
	readonly drift: Drift[];
	readonly now: string;
	/** How many trunks were to be read. */
	readonly turns: number;
}

/** How to look. */
interface Looking {
	/** What n8n keeps for the node. */
	readonly kept: IDataObject;
	readonly watch: Watch;
	readonly client: ClientOptions;
	/** What is looked at, of the account, as a text. */
	readonly looksAt: string;
	readonly budgetMs: number;
	/** The SIDs of trunks that come last. */
	readonly last?: ReadonlySet<string>;
	/** How many trunks to read if there is nothing to compare them with; all if absent. */
	readonly mostAtFirst?: number;
}

/**
 * Looks at the account and compares it with what was kept; changes nothing.
 *
 * @throws NodeApiError when its trunks can't be listed
 */
export async function look(context: IPollFunctions, looking: Looking): Promise<Seen> {
	const { kept, watch, client: options, budgetMs, last = new Set(), mostAtFirst } = looking;
	const end = performance.now() + budgetMs;
	const time = { left: () => end - performance.now() };
	const timed = withSignal(context, AbortSignal.timeout(budgetMs));
	const client = await connect(timed, { ...options, waitsEnd: end });
	const looksAt = `${client.account} ${looking.looksAt}`;
	const state = readState(kept, looksAt);
	const wait = client.paceMs(1);
	if (wait > time.left()) throw noTurn(context, wait);
	const listed = await client.readAll(paths.trunks(), { expected: state?.snapshot.length });
	if (!listed.ok) throw listFailed(context, listed.failure);
	const { rows } = listed.value;
	const inOrder = watch.sections.length === 0 ? [] : turnsOf(state?.snapshot, rows, watch);
	const isLast = (trunk: ExotelResource) => last.has(idOf(trunks, trunk));
	const turns = [...inOrder.filter((trunk) => !isLast(trunk)), ...inOrder.filter(isLast)];
	const most = state === undefined ? mostAtFirst : undefined;
	const round = await readRound(client, turns.slice(0, most), watch, time);
	const compared = compareLooks(state?.snapshot, { listed: rows, read: round.read }, watch);
	const now = new Date().toISOString();
	return { ...round, ...compared, looksAt, now, since: state?.since ?? now, turns: turns.length };
}
