/* eslint-disable @n8n/community-nodes/no-restricted-globals -- lets the event loop turn; not part of the package */
import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { OtherProcess } from '../harness/engine/otherProcess';
import { actionsIn, pageTable, wordsIn } from '../harness/pageTable';
import { html, refusal } from '../harness/simulator/answers';
import { ERRORS } from '../harness/simulator/envelope';
import { misfits, type Fault } from '../harness/simulator/faults';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

const TRUNK = 'trmum1a';
const HOSTS = ['a.example', 'b.example', 'c.example'];

let trunk: Trunk;
const simulator = useSimulator(({ state }) => {
	trunk = state.addTrunk(TRUNK);
});

/** The other form of a 429 (exotel-api: "Basics"). */
const REST_EXCEPTION = {
	RestException: { Status: 429, Message: 'Too many requests', Code: 'RATE_LIMIT_EXCEEDED' },
};
const again = 99;
const page = (status: number): Fault => ({ answer: html(status) });
const limit = (headers: Record<string, string> = {}): Fault => ({
	answer: refusal(429, ERRORS.rateLimit, { headers }),
});
const onPost = (fault: Fault): Fault => ({ ...fault, method: 'POST' });
const bothWays = (fault: Fault) => [fault, { ...fault, afterCommit: true }].map(onPost);

/** How to play a row of the table: faults, or whatever else has to be set up. */
type Play = Fault[] | (() => unknown);

/** One entry for each row of the table, by its first cell. */
const ROWS: Readonly<Record<string, readonly Play[]>> = {
	'429, with or without `Retry-After`': [
		[onPost(limit()), limit()],
		[onPost(limit({ 'retry-after': '30' }))],
		[onPost({ answer: { status: 429, body: REST_EXCEPTION } })],
		[onPost(limit({ 'retry-after': new Date(Date.now() + 9000).toUTCString() }))],
	],
	'429, again and again': [
		[{ ...limit(), times: again }],
		[{ ...limit({ 'retry-after': '20' }), times: again }],
		[{ answer: { status: 429, body: REST_EXCEPTION }, times: again }],
	],
	'500, 502, 503 or 504, before or after Exotel has done it': [500, 502, 503, 504].flatMap(
		(status) => bothWays(page(status)).map((fault) => [fault]),
	),
	'502 again and again': [[{ ...onPost(page(502)), times: again }]],
	'No answer in time, or one that arrives too slowly': [
		...bothWays({ answer: 'hang' }),
		...bothWays({ answer: 'drip' }),
	].map((fault) => [fault]),
	'No answer, again and again': [[{ answer: 'hang', times: again }]],
	'The connection is dropped, before or during the answer': [
		...bothWays({ answer: 'reset' }),
		...bothWays({ answer: 'truncate' }),
	].map((fault) => [fault]),
	'The connection is refused, again and again': [async () => await simulator.stop()],
	"A proxy's error page, a broken or an empty answer": [
		...bothWays(page(200)),
		...bothWays({ answer: 'cut' }),
		...bothWays({ answer: { status: 200, body: '' } }),
		...bothWays({ answer: { status: 200, body: { response: null } } }),
	].map((fault) => [fault]),
	'Entries missing, doubled, too many, in another order, without data or miscounted': Object.values(
		misfits,
	).map((change) => [onPost({ change })]),
	'A success without any entry, again and again': [
		[onPost({ answer: { status: 200, body: { response: [] } }, times: again })],
	],
	"The answer is lost, and then the list can't be read": [
		() => {
			simulator.faults.push({ method: 'POST', answer: 'reset', afterCommit: true });
			simulator.onRequest = ({ method }) => {
				if (method === 'POST') simulator.faults.push({ ...page(502), times: again });
			};
		},
	],
	'401: wrong key, token or region': [() => ({ apiToken: 'wrong' })],
	'The trunk is unknown': [() => simulator.state.trunks.clear()],
	'A redirect': [
		[{ answer: { status: 302, body: '', headers: { location: 'https://exotel.example.com/' } } }],
	],
	'1008 for a destination that somebody else has just added': [
		() => {
			simulator.behaviour.duplicateDestination = 'refuse';
			simulator.onRequest = ({ method }) => {
				if (method !== 'POST') return;
				addAll();
				simulator.onRequest = () => {};
			};
		},
	],
	'413, or a 400 about the number of destinations': ([413, 400] as const).map((status) => () => {
		simulator.behaviour.maxBatch = { size: 1, status };
	}),
	'The list changes while it is read': [
		() => {
			for (let index = 0; index < 120; index++) {
				simulator.state.addDestination(trunk, `other${index}.example:5061;transport=tls`);
			}
			simulator.onRequest = ({ path }) => {
				if (!path.includes('offset=49')) return;
				trunk.destinations.splice(-3);
				simulator.onRequest = () => {};
			};
			simulator.behaviour.maxPage = { size: 50, isRefused: false };
		},
	],
	'One destination refused': [() => ({ host: 'c.invalid' })],
	'Another execution of the same n8n process adds the same at the same time': [
		async () => {
			simulator.behaviour.latencyMs = 5;
			const begun = new Promise<void>((resolve) => (simulator.onRequest = () => resolve()));
			others.push(runWorkflow(workflowOf(HOSTS), simulator.credential));
			await begun;
		},
	],
	'Somebody else, such as another n8n process, adds the same at the same time': [
		[onPost({ meanwhile: () => addAll() })],
	],
	'n8n crashes after Exotel has added them, and the workflow is run again': [
		async () => {
			const other = await OtherProcess.start();
			simulator.faults.push({ method: 'POST', answer: 'hang', afterCommit: true });
			void other.run(workflowOf(HOSTS), simulator.credential);
			await until(() => trunk.destinations.length > 0);
			await other.kill();
		},
	],
	'A request is carried out only after it was given up and sent again': [1, 2].map((requests) => [
		onPost({ late: { requests } }),
	]),
};

/** What is running beside the workflow of a row. */
const others: Array<Promise<unknown>> = [];

function addAll(): void {
	for (const host of HOSTS) simulator.state.addDestination(trunk, `${host}:5061;transport=tls`);
}

function workflowOf(hosts: readonly string[]) {
	return exotelWorkflow({
		rows: hosts.map((destination) => ({ destination, trunk: TRUNK })),
		onError: 'continueRegularOutput',
		parameters: { options: { timeout: 100 } },
	});
}

async function until(isSo: () => boolean): Promise<void> {
	while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

const table = pageTable('Fault');

it('plays each row of the table on the page', () => {
	expect(table.map(({ what }) => what)).toEqual(Object.keys(ROWS));
});

describe.each(table)('$what', ({ what, sees, after }) => {
	it.each((ROWS[what] ?? []).map((play, index) => [index, play] as const))(
		`ends as the page says (%i)`,
		async (_index, play) => {
			const isFaults = typeof play !== 'function';
			const set: unknown = isFaults ? {} : await play();
			if (isFaults) simulator.faults.push(...play.map((one) => ({ ...one })));
			const { host, ...credential } = Object(set) as Record<string, string>; // what the row sets
			const hosts = host === undefined ? HOSTS : [...HOSTS.slice(0, 2), host];
			const done = await runWorkflow(workflowOf(hosts), {
				...simulator.credential,
				...credential,
			});
			await Promise.all(others.splice(0));

			const items = done.output('Exotel').map(({ json }) => json);
			expect(items).toHaveLength(3);
			expect([...new Set(items.map(({ action }) => action))]).toEqual(actionsIn(sees));
			const told = JSON.stringify([items, done.hints('Exotel')]);
			for (const words of wordsIn(sees)) expect(told).toContain(words);

			const times = HOSTS.map(
				(one) => trunk.destinations.filter((row) => row.destination.includes(`:${one}:`)).length,
			);
			if (after === 'Each once') expect(times).toEqual([1, 1, 1]);
			else if (after === 'Nothing') expect(times).toEqual([0, 0, 0]);
			else if (after === 'All but that one, once') expect(times).toEqual([1, 1, 0]);
			else if (after === 'Each at most once') expect(Math.max(...times)).toBeLessThanOrEqual(1);
			else throw new Error(`What is on the trunk after "${after}"?`);
		},
	);
});
