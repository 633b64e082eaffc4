import type { ClientOptions, ExotelClient } from '../../nodes/Exotel/transport/model';
import { paths } from '../../nodes/Exotel/transport/paths';
import { connect } from '../../nodes/Exotel/n8n/connect';
import { makeContext } from '../harness/engine/engine';
import type { Answer } from '../harness/simulator/envelope';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

/** How a list is read: one page after the other, or side by side where its size is roughly known. */
const TRUNK = 'trmum1a';
const PATH = paths.ofTrunk(TRUNK, 'destination-uris');
const PAGE = 50;

let trunk: Trunk;
const simulator = useSimulator(({ state, behaviour }) => {
	trunk = state.addTrunk(TRUNK);
	behaviour.maxPage = { size: PAGE, isRefused: false };
});

async function client(options: ClientOptions = {}): Promise<ExotelClient> {
	return await connect(await makeContext(simulator.credential), {
		requestsPerMinute: 100_000,
		...options,
	});
}

function fill(count: number): void {
	for (let index = 0; index < count; index++) {
		simulator.state.addDestination(trunk, `d${index}.example:5061;transport=tls`);
	}
}

/** The ids on the trunk, in the order in which Exotel lists them. */
const idsOnTrunk = () => trunk.destinations.map(({ id }) => id).reverse();

async function idsRead(expected?: number): Promise<unknown[]> {
	const read = await (await client()).readAll(PATH, { expected });
	if (!read.ok) throw new Error(`${read.failure.message}: ${read.failure.description}`);
	return read.value.rows.map(({ id }) => id);
}

const offsets = () => simulator.requests.map(({ query }) => Number(Object(query).offset));
/** How many pages a list has that overlap by a row. */
const pagesOf = (rows: number) => Math.max(1, Math.ceil((rows - 1) / (PAGE - 1)));

/** Changes the metadata of every page. */
const metadata = (change: (given: Record<string, unknown>) => object | undefined) =>
	simulator.faults.push({
		times: 999,
		method: 'GET',
		change: (answer: Answer) => ({
			...answer,
			metadata: change({ ...answer.metadata }),
		}),
	});

describe('a list of which rows are expected', () => {
	it.each([
		[1, 1],
		[50, 50],
		[51, 51],
		[120, 120],
		[1000, 1000],
	])(
		'of %i rows, with %i expected, is read whole in as many requests as there are pages',
		async (count, expected) => {
			fill(count);
			expect(await idsRead(expected)).toEqual(idsOnTrunk());
			expect(offsets()).toHaveLength(pagesOf(count));
		},
	);

	it.each([
		[0, 1000],
		[40, 1000],
		[51, 1000],
		[99, 1000],
		[100, 1000],
		[148, 150],
		[500, 10_000],
		[1000, 500],
		[1000, 10],
		[1000, 0],
		[51, 0],
		[99, 0],
		[100, 0],
	])(
		'of %i rows, with %i expected, costs no more than three requests beyond its end',
		async (count, expected) => {
			fill(count);
			expect(await idsRead(expected)).toEqual(idsOnTrunk());
			expect(offsets().length).toBeLessThanOrEqual(pagesOf(count) + (count > PAGE ? 3 : 0));
		},
	);

	it.each([0, 1000])(
		'of 1000 rows, with %i expected, has up to four pages read at a time',
		async (expected) => {
			simulator.behaviour.latencyMs = 50;
			fill(1000);
			await idsRead(expected);
			expect(simulator.inFlight.most).toBe(4);
		},
	);

	it.each([1, 50, 51, 98, 99])(
		'of %i rows, with none expected, is read without any request beyond its end',
		async (count) => {
			fill(count);
			await idsRead();
			expect(offsets()).toHaveLength(pagesOf(count));
		},
	);

	it.each([200, 50])(
		'that is known, on a host whose pages of %i rows are known, is read side by side from the first page on',
		async (size) => {
			simulator.behaviour.maxPage = { size, isRefused: false };
			fill(1000);
			await idsRead(); // from which the size is known
			simulator.forgetRequests();
			simulator.behaviour.latencyMs = 20;
			const events: string[] = [];
			simulator.onRequest = () => events.push('arrives');
			simulator.onHandled = () => events.push('is answered');
			const read = await (await client()).readAll(PATH, { expected: 1000, isSure: true });
			expect(read.ok && read.value.rows.map(({ id }) => id)).toEqual(idsOnTrunk());
			expect(events.slice(0, 5)).toEqual([...Array<string>(4).fill('arrives'), 'is answered']);
			expect(offsets()).toHaveLength(Math.ceil(999 / (size - 1)));
		},
	);

	it('that is known, on a host that says the size that was asked for and gives fewer rows, costs no more', async () => {
		fill(1000);
		metadata((given) => ({ ...given, page_size: 200 }));
		await idsRead();
		simulator.forgetRequests();
		const read = await (await client()).readAll(PATH, { expected: 1000, isSure: true });
		expect(read.ok && read.value.rows.map(({ id }) => id)).toEqual(idsOnTrunk());
		expect(offsets()).toHaveLength(pagesOf(1000));
	});

	it('that is known, on a host that has changed the size of its pages, is read whole all the same', async () => {
		fill(1000);
		await idsRead();
		simulator.behaviour.maxPage = { size: 30, isRefused: false };
		const read = await (await client()).readAll(PATH, { expected: 1000, isSure: true });
		expect(read.ok && read.value.rows.map(({ id }) => id)).toEqual(idsOnTrunk());
	});

	it.each(['added', 'deleted', 'shuffled'])(
		'is read anew, page after page, if rows are %s meanwhile',
		async (how) => {
			fill(500);
			let left = 1;
			simulator.onRequest = ({ path }) => {
				if (!path.includes('offset=98&') || left-- < 1) return;
				if (how === 'added') fill(5);
				else if (how === 'deleted') trunk.destinations.splice(-5);
				else
					trunk.destinations.sort(
						({ id: a }, { id: b }) => ((Number(a) * 7) % 101) - ((Number(b) * 7) % 101),
					);
			};
			expect(await idsRead(500)).toEqual(idsOnTrunk());
			expect(offsets().filter((offset) => offset === 0)).toHaveLength(2);
		},
	);

	it('fails with the failure of a page', async () => {
		fill(500);
		simulator.faults.push({ path: /destination-uris/, times: 1 }, { answer: 'reset', times: 99 });
		const read = await (await client({ maxRetries: 0 })).readAll(PATH, { expected: 500 });
		expect(read).toMatchObject({ ok: false, failure: { trouble: 'dropped' } });
		expect(simulator.requests.length).toBeLessThanOrEqual(5);
	});

	it('is read no further than the limit', async () => {
		fill(1000);
		const read = await (await client()).readAll(PATH, { limit: 120, expected: 1000 });
		expect(read.ok && read.value.rows.map(({ id }) => id)).toEqual(idsOnTrunk().slice(0, 120));
		expect(offsets()).toEqual([0, 49, 98]);
	});
});

describe('a row that changes while its list is read', () => {
	it.each([undefined, 120])('is one row, in its last version (expected: %j)', async (expected) => {
		fill(120);
		const changing = trunk.destinations.at(-PAGE);
		simulator.onRequest = ({ path }) => {
			if (/offset=[1-9]/.test(path)) Object.assign(changing ?? {}, { priority: 7 });
		};
		const read = await (await client()).readAll(PATH, { expected });
		const rows = read.ok ? read.value.rows : [];
		expect(rows.map(({ id }) => id)).toEqual(idsOnTrunk());
		expect(rows.find(({ id }) => id === changing?.id)).toMatchObject({ priority: 7 });
	});

	it('is one row if it is listed again, after others have been added', async () => {
		fill(120);
		// The pages begin with its neighbour, which is as it was.
		const changing = trunk.destinations[120 - PAGE + 1];
		let left = 1;
		simulator.onRequest = ({ path }) => {
			if (!/offset=[1-9]/.test(path) || left-- < 1) return;
			fill(2);
			Object.assign(changing ?? {}, { priority: 7 });
		};
		expect(await idsRead()).toEqual(idsOnTrunk());
	});

	it('at every read does not make its list unusable', async () => {
		fill(120);
		simulator.onRequest = () => {
			for (const row of trunk.destinations) row.date_updated = `${simulator.requests.length}`;
		};
		expect(await idsRead()).toEqual(idsOnTrunk());
		expect(offsets()).toEqual([0, 49, 98, 147]); // one beyond the end
	});

	it.each([
		[
			'settings',
			(index: number) => simulator.state.setSetting(trunk, `alias_${index}`, 'x'),
			paths.ofTrunk(TRUNK, 'settings'),
		],
		['trunks', (index: number) => simulator.state.addTrunk(`trmum1n${index}`), paths.trunks()],
	] as const)('is one row in a list without ids, too: %s', async (_name, add, path) => {
		for (let index = 0; index < 119; index++) add(index);
		simulator.onRequest = () => {
			const updated = { date_updated: `${simulator.requests.length}` };
			for (const row of trunk.settings) Object.assign(row, updated);
			for (const { row } of simulator.state.trunks.values()) Object.assign(row, updated);
		};
		const read = await (await client()).readAll(path);
		expect(read.ok && read.value.rows).toHaveLength(path.length === 1 ? 120 : 119);
		expect(offsets()).toEqual([0, 49, 98, 147]);
	});
});

describe('a list in random order', () => {
	it.each([undefined, 500])('fails rather than lacks rows (expected: %j)', async (expected) => {
		fill(500);
		let seed = 1;
		simulator.onRequest = () => {
			// A linear congruential generator, so that every run shuffles alike.
			const keys = new Map(
				trunk.destinations.map((row) => [row, (seed = (seed * 48_271) % 2_147_483_647)]),
			);
			trunk.destinations.sort((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0));
		};
		const read = await (await client()).readAll(PATH, { expected });
		expect(read).toMatchObject({ ok: false, failure: { trouble: 'unsteady' } });
		expect(offsets().filter((offset) => offset === 0)).toHaveLength(4);
	});

	it('is noticed by counting even where each page begins with a row that was seen', async () => {
		fill(120);
		simulator.faults.push({
			times: 99,
			change: (answer) => {
				const [first, ...others] = [answer.response].flat();
				const twice = first === undefined ? [] : [first, first, ...others.slice(1)];
				return { ...answer, response: twice };
			},
		});
		const read = await (await client()).readAll(PATH);
		expect(read).toMatchObject({ ok: false, failure: { trouble: 'unsteady' } });
	});
});

describe('a list that does not say whether it goes on', () => {
	it.each([
		['has no metadata', () => undefined],
		['has metadata without a next page', () => ({ page_size: PAGE })],
		[
			'has an object for a next page',
			(given: object) => ({ ...given, next_page_uri: { offset: 50 } }),
		],
		['has a number for a next page', (given: object) => ({ ...given, next_page_uri: 50 })],
		['has a wrong page size as well', () => ({ page_size: 1000 })],
	])('is read until a page is not full: it %s', async (_name, change) => {
		metadata(change);
		for (const count of [0, 1, 49, 50, 51, 99, 100, 120]) {
			trunk.destinations.length = 0;
			fill(count);
			expect(await idsRead()).toEqual(idsOnTrunk());
		}
	});

	it('is read side by side, too', async () => {
		metadata(() => undefined);
		fill(1000);
		expect(await idsRead(500)).toEqual(idsOnTrunk());
	});

	it('ends at a page that brings nothing new, as when a server has no pages at all', async () => {
		fill(120);
		const all = idsOnTrunk();
		simulator.behaviour.maxPage = { size: Infinity, isRefused: false };
		metadata(() => undefined);
		const read = await (await client()).readPage(PATH, { offset: 0, pageSize: 200 });
		const rows = read.ok ? read.value.rows : [];
		simulator.faults.length = 0;
		simulator.faults.push({
			times: 9,
			answer: {
				status: 200,
				body: { response: rows.map((data) => ({ code: 200, status: 'success', data })) },
			},
		});
		simulator.forgetRequests();
		expect(await idsRead()).toEqual(all);
		expect(offsets()).toEqual([0, 119]);
	});
});

it('says of a list that never ends that it does not end, not that it changed', async () => {
	fill(3);
	metadata(() => ({ page_size: 50, next_page_uri: '/x?offset=50&page_size=50' }));
	const read = await (await client()).readAll(PATH);
	expect(read).toMatchObject({
		ok: false,
		failure: {
			trouble: 'endless',
			message: 'The list does not end',
			description: 'After row 3 it repeats itself, and still names a next page',
		},
	});
});
