/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads the documentation; not part of the package */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
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
				for (const host of HOSTS) {
					simulator.state.addDestination(trunk, `${host}:5061;transport=tls`);
				}
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
};

/** The rows of the table on the page. */
const table = readFileSync(join(__dirname, '../../docs/reliability.md'), 'utf8')
	.split('| Fault |')[1]
	?.split('\n\n')[0]
	?.split('\n')
	.slice(2)
	.map((line) => line.split('|').map((cell) => cell.trim()))
	.map(([, fault = '', sees = '', after = '']) => ({ fault, sees, after }));

it('plays each row of the table on the page', () => {
	expect(table?.map(({ fault }) => fault)).toEqual(Object.keys(ROWS));
});

describe.each(table ?? [])('$fault', ({ fault, sees, after }) => {
	it.each((ROWS[fault] ?? []).map((play, index) => [index, play] as const))(
		`ends as the page says (%i)`,
		async (_index, play) => {
			const isFaults = typeof play !== 'function';
			const set: unknown = isFaults ? {} : await play();
			if (isFaults) simulator.faults.push(...play.map((one) => ({ ...one })));
			const { host, ...credential } = Object(set) as Record<string, string>; // what the row sets
			const hosts = host === undefined ? HOSTS : [...HOSTS.slice(0, 2), host];
			const done = await runWorkflow(
				exotelWorkflow({
					rows: hosts.map((destination) => ({ destination, trunk: TRUNK })),
					onError: 'continueRegularOutput',
					parameters: { options: { timeout: 60 } },
				}),
				{ ...simulator.credential, ...credential },
			);

			const items = done.output('Exotel').map(({ json }) => json);
			expect(items).toHaveLength(3);
			const actions = [...sees.matchAll(/`(added|existing|rejected)`/g)].map(
				([, action]) => action,
			);
			expect([...new Set(items.map(({ action }) => action))]).toEqual(actions);
			const shown = JSON.stringify(items);
			for (const [, words] of sees.matchAll(/"([^"]+)"/g)) expect(shown).toContain(words);

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
