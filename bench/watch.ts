import { eventOf } from '../nodes/Exotel/n8n/watch/events';
import { isNews, readState, writeState, type State } from '../nodes/Exotel/n8n/watch/state';
import { sections } from '../nodes/Exotel/provisioning/sections';
import type { PlannedSection } from '../nodes/Exotel/provisioning/sections/section';
import { keptOf } from '../nodes/Exotel/provisioning/watch/kept';
import type { Look, Watch } from '../nodes/Exotel/provisioning/watch/model';
import { compareLooks } from '../nodes/Exotel/provisioning/watch/snapshot';
import { watchable } from '../nodes/Exotel/provisioning/watch/watched';
import type { ExotelResource } from '../nodes/Exotel/transport/model';
import { State as Account, type Trunk } from '../test/harness/simulator/state';
import { spreadOf } from './result';
import type { Watching } from './types';

const TRUNKS = 1_000;
const ROWS = 5;
const RUNS = 5;
const TLS = ':5061;transport=tls';

const watch: Watch = {
	sections: watchable,
	trunks: true,
	isWatched: () => true,
	ignored: new Set(),
};

/** Measures all that a poll of the trigger does besides reading: 1,000 trunks with 5 rows in each section, 100 of which have changed. */
export function measureWatching(): Watching {
	const account = accountOf();
	const kept = {};
	const before = compareLooks(undefined, lookAt(account), watch);
	writeState(kept, { looksAt: '', since: '', snapshot: before.snapshot });
	const times = Array.from({ length: RUNS }, (_, run) => {
		changeSome(account, run);
		const { listed, lists } = listsOf(account);
		const start = performance.now();
		const state = readState(kept, '');
		const { drift, snapshot } = compareLooks(
			state?.snapshot,
			{ listed, read: readOf(lists) },
			watch,
		);
		const next: State = { looksAt: '', since: '', snapshot };
		const events = drift.map((one) => eventOf(one, { since: '', now: '' }));
		if (events.length !== TRUNKS / 10 || !isNews(kept, next)) throw new Error('Not all is seen');
		writeState(kept, next);
		return performance.now() - start;
	});
	return { trunks: TRUNKS, ms: spreadOf(times), bytes: Buffer.byteLength(JSON.stringify(kept)) };
}

function accountOf(): Account {
	const account = new Account();
	for (let index = 0; index < TRUNKS; index++) {
		const trunk = account.addTrunk(`trmum1f708622631150902801a${index}`, `support_${index}`);
		for (let row = 0; row < ROWS; row++) {
			account.addDestination(trunk, `pbx${row}.customer${index}.example.com${TLS}`);
			account.addWhitelistedIp(trunk, `44.${row}.${index % 250}.${index >> 2}`);
			account.addPhoneNumber(trunk, `+9180${10_000_000 + index * ROWS + row}`, 'flow');
			account.addCredential(trunk, `pbx_user_${row}`, 'x', 'the_pbx_of_the_floor');
			account.setSetting(trunk, `trunk_external_alias${row}`, '+918040264208');
		}
	}
	return account;
}

function changeSome({ trunks }: Account, run: number): void {
	for (const [index, trunk] of [...trunks.values()].entries()) {
		if (index % 10 === 0) Object.assign(trunk.destinations[0] ?? {}, { priority: run + 1 });
	}
}

/** What Exotel lists, as data that nobody shares. */
function listsOf({ trunks }: Account) {
	const copies: Trunk[] = structuredClone([...trunks.values()]);
	const lists = copies.map(({ row, ...has }) => {
		const byName: Readonly<Record<string, readonly object[]>> = {
			'destination-uris': has.destinations,
			'phone-numbers': has.phoneNumbers,
			'whitelisted-ips': has.whitelistedIps,
			credentials: has.credentials,
			settings: has.settings,
		};
		const rows = sections.map(
			(section) =>
				[section, (byName[section.collection] ?? []).map((one) => ({ ...one }))] as const,
		);
		return { sid: row.trunk_sid, rows: new Map<PlannedSection, ExotelResource[]>(rows) };
	});
	return { listed: copies.map(({ row }) => ({ ...row })), lists };
}

function readOf(lists: ReturnType<typeof listsOf>['lists']): Look['read'] {
	return new Map(lists.map(({ sid, rows }) => [sid, keptOf(rows, watchable)]));
}

function lookAt(account: Account): Look {
	const { listed, lists } = listsOf(account);
	return { listed, read: readOf(lists) };
}
