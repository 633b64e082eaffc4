import type { INode, INodeParameters } from 'n8n-workflow';

import { runWorkflow, searchList } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { pageOf, refusal } from '../harness/simulator/answers';
import { ERRORS, failure } from '../harness/simulator/envelope';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

/** Get Many of each resource, and how it handles a list that misbehaves. */
const TRUNK = 'trmum1a';
const page = (offset: number, size = 50) => ({ offset: String(offset), page_size: String(size) });

/** How servers treat a request for 200 rows, the resulting page size, and whether they answer with fewer. */
const SERVERS = [
	['has pages of 200', { size: Infinity, isRefused: false }, 200, false],
	['returns at most 50 rows', { size: 50, isRefused: false }, 50, true],
	['refuses to return more than 50 rows', { size: 50, isRefused: true }, 50, false],
] as const;

let trunk: Trunk;
const simulator = useSimulator(({ state }) => {
	trunk = state.addTrunk(TRUNK);
});

async function list(
	parameters: INodeParameters,
	trunks = [TRUNK],
	onError?: INode['onError'],
	resource = 'destinationUri',
) {
	const rows = trunks.map((sid, row) => ({ trunk: sid, row }));
	const all = { resource, operation: 'getAll', ...parameters };
	const workflow = exotelWorkflow({ rows, onError, parameters: all });
	return await runWorkflow(workflow, simulator.credential);
}

describe.each([
	['destinationUri', (index: number) => simulator.state.addDestination(trunk, `d${index}.example`)],
	[
		'phoneNumber',
		(index: number) => simulator.state.addPhoneNumber(trunk, `+9180${10_000_000 + index}`),
	],
	[
		'whitelistedIp',
		(index: number) => simulator.state.addWhitelistedIp(trunk, `44.1.${index >> 8}.${index & 255}`),
	],
	['sipCredential', (index: number) => simulator.state.addCredential(trunk, `user_${index}`, 'x')],
	['setting', (index: number) => simulator.state.setSetting(trunk, `setting_${index}`, 'x')],
	['trunk', (index: number) => index > 0 && simulator.state.addTrunk(`trmum1n${index}`)],
] as const)('%s Get Many', (resource, addRow) => {
	describe.each(SERVERS)('from a server that %s', (_name, maxPage, size, givesFewer) => {
		it.each([0, 1, 49, 50, 51, 200, 201, 1000])('returns all %i rows, each once', async (count) => {
			simulator.behaviour.maxPage = maxPage;
			if (resource === 'trunk' && count === 0) simulator.state.trunks.clear();
			for (let index = 0; index < count; index++) addRow(index);
			const done = await list({ returnAll: true }, [TRUNK], undefined, resource);
			const rows = done.output('Exotel').map(({ json }) => json.id ?? json.name ?? json.trunk_sid);
			expect(rows).toHaveLength(count);
			expect(new Set(rows).size).toBe(count);
			// Pages overlap by a row.
			const pages = Math.max(1, Math.ceil((count - 1) / (size - 1)));
			const [first, ...others] = Array.from({ length: pages }, (_, index) =>
				page(index * (size - 1), size),
			);
			const needed = [
				...(givesFewer || maxPage.isRefused ? [page(0, 200)] : []),
				...(givesFewer ? [] : [first]),
				...others,
			];
			const asked = simulator.requests.map(({ query }) => query);
			expect(asked).toEqual(expect.arrayContaining(needed));
			const most = pages > 2 ? 3 : 0; // only side by side anything lies beyond the end
			expect(asked.length - needed.length).toBeLessThanOrEqual(most);
		});
	});

	it.each([1, 50, 51, 201])('returns %i rows if that is the limit', async (limit) => {
		for (let index = 0; index < 210; index++) addRow(index);
		const done = await list({ limit }, [TRUNK], undefined, resource);
		expect(done.output('Exotel')).toHaveLength(limit);
		expect(simulator.requests[0]?.query).toEqual(page(0, Math.min(limit, 200)));
	});
});

it('returns each row as Exotel has it, paired to its item', async () => {
	simulator.state.addDestination(trunk, 'a.example:5061;transport=tls');
	simulator.state.addDestination(trunk, 'b.example:5061;transport=tls');
	simulator.state.addTrunk('trmum1b');
	const done = await list({}, ['trmum1b', TRUNK]);
	expect(done.output('Exotel')).toEqual(
		[2544, 2543].map((id) => ({
			json: expect.objectContaining({ id: String(id), priority: 0, weight: 1, trunk_sid: TRUNK }),
			pairedItem: { item: 1 },
		})),
	);
});

it('shows a full page of a list without metadata together with what follows it', async () => {
	for (let index = 0; index < 120; index++) {
		simulator.state.addDestination(trunk, `d${index}.example:5061;transport=tls`);
	}
	simulator.behaviour.maxPage = { size: 50, isRefused: false };
	simulator.faults.push({ times: 99, change: ({ status, response }) => ({ status, response }) });
	const rows = (await list({ returnAll: true })).output('Exotel');
	expect(rows.map(({ json }) => json.id)).toEqual(trunk.destinations.map(({ id }) => id).reverse());
});

it('searches a drop-down no further than a list that does not end has rows', async () => {
	const row = { id: '1', destination: 'sip:a.example:5061;transport=tls' };
	simulator.faults.push({ times: 99, answer: pageOf([row], '/x?cursor=abc') });
	const parameters = { trunkSid: { __rl: true, mode: 'list', value: TRUNK } };
	const found = await searchList('searchDestinationUris', simulator.credential, parameters, 'zzz');
	expect(found).toEqual({ results: [], paginationToken: undefined });
	expect(simulator.requests).toHaveLength(2);
});

describe('a list whose pages never end', () => {
	const endless = (rows: object[], next: string) => ({
		times: 999,
		answer: pageOf(rows, next),
	});

	it.each([
		['goes back to its start', '/x?offset=0&page_size=50', 1],
		['repeats itself further on', '/x?offset=999&page_size=50', 2],
		['names no offset and repeats itself', '/x?cursor=abc', 2],
	])('stops the node rather than passing as complete: it %s', async (_name, next, requests) => {
		simulator.faults.push(endless([{ id: '1' }], next));
		const { error } = await list({ returnAll: true });
		expect(error?.message).toBe('The list does not end');
		expect(error?.description).toMatch(
			/it repeats itself, and still names a next page\. Check Base URL/,
		);
		expect(simulator.requests).toHaveLength(4 * requests);
	});

	it('ends at an empty page, if that stays empty', async () => {
		simulator.faults.push(endless([], '/x?offset=50&page_size=50'));
		const done = await list({ returnAll: true });
		expect(done.error).toBeUndefined();
		expect(simulator.requests).toHaveLength(2);
	});

	it('does not end at an empty page that says that there is more, and then shows it', async () => {
		simulator.state.addDestination(trunk, 'a.example:5061;transport=tls');
		simulator.faults.push({ answer: pageOf([], '/x?offset=50&page_size=50') });
		const done = await list({ returnAll: true });
		expect(done.output('Exotel')).toHaveLength(1);
	});
});

describe('a list that changes while it is read', () => {
	const fill = (count: number) => {
		for (let index = 0; index < count; index++) {
			simulator.state.addDestination(trunk, `d${index}.example:5061;transport=tls`);
		}
	};
	beforeEach(() => {
		simulator.behaviour.maxPage = { size: 50, isRefused: false };
	});
	const readAll = async () =>
		(await list({ returnAll: true })).output('Exotel').map(({ json }) => String(json.id));
	/** What somebody else does when a later page is requested, this many times. */
	const meanwhile = (change: () => void, times = 1) => {
		simulator.onRequest = ({ path }) => {
			if (/offset=[1-9]/.test(path) && times-- > 0) change();
		};
	};

	it('shows each row once when rows are added', async () => {
		fill(120);
		const ids = trunk.destinations.map(({ id }) => id);
		meanwhile(() => fill(3));
		const seen = await readAll();
		expect(new Set(seen).size).toBe(seen.length);
		expect(seen).toEqual(expect.arrayContaining(ids));
	});

	it('misses none of the remaining rows when rows are deleted', async () => {
		fill(120);
		meanwhile(() => trunk.destinations.splice(-3));
		const seen = await readAll();
		expect(seen).toEqual(trunk.destinations.map(({ id }) => id).reverse());
	});

	it('misses none when many rows are added, either', async () => {
		fill(120);
		const ids = trunk.destinations.map(({ id }) => id);
		meanwhile(() => fill(70));
		expect(await readAll()).toEqual(expect.arrayContaining(ids));
	});

	it('is reported rather than shown in part if it never stops changing', async () => {
		fill(120);
		meanwhile(() => trunk.destinations.splice(-1), 99);
		const { error } = await list({ returnAll: true });
		expect(error?.message).toContain('changed or repeated itself while it was being read');
	});

	it('does not cause a destination to be added twice', async () => {
		fill(120);
		const rows = trunk.destinations.map(({ destination }) => ({ destination, trunk: TRUNK }));
		simulator.state.addDestination(trunk, 'foreign.example:5061;transport=tls');
		meanwhile(() => trunk.destinations.pop());
		const done = await runWorkflow(exotelWorkflow({ rows }), simulator.credential);
		expect(done.output('Exotel').map(({ json }) => json.action)).toEqual(
			rows.map(() => 'existing'),
		);
		expect(trunk.destinations).toHaveLength(120);
	});
});

it('a host that refuses a list altogether is still asked for large pages', async () => {
	simulator.faults.push({ times: 2, answer: refusal(400, ERRORS.invalid('Not today')) });
	const { error } = await list({ returnAll: true });
	expect(error?.message).toContain('Invalid parameter');
	await list({ returnAll: true });
	expect(simulator.requests.map(({ query }) => query)).toEqual([
		page(0, 200),
		page(0, 50),
		page(0, 200),
	]);
});

it('does not ask a host for large pages again after it has refused them', async () => {
	simulator.behaviour.maxPage = { size: 50, isRefused: true };
	await list({ returnAll: true });
	simulator.forgetRequests();
	await list({ returnAll: true }, [TRUNK], undefined, 'trunk');
	expect(simulator.requests.map(({ query }) => query)).toEqual([page(0, 50)]);
});

it.each([undefined, 0, 7, 1000, 'many'])(
	'believes the rows that arrive, not a page size of %j that the answer names',
	async (page_size) => {
		for (let index = 0; index < 120; index++) {
			simulator.state.addDestination(trunk, `d${index}.example:5061;transport=tls`);
		}
		simulator.behaviour.maxPage = { size: 50, isRefused: false };
		simulator.faults.push({
			times: 99,
			change: (answer) => ({ ...answer, metadata: { ...answer.metadata, page_size } }),
		});
		const seen = (await list({ returnAll: true })).output('Exotel').map(({ json }) => json.id);
		expect(seen).toEqual(trunk.destinations.map(({ id }) => id).reverse());
	},
);

it('does not follow a link past the rows that it skips', async () => {
	for (let index = 0; index < 120; index++) {
		simulator.state.addDestination(trunk, `d${index}.example:5061;transport=tls`);
	}
	simulator.behaviour.maxPage = { size: 50, isRefused: false };
	simulator.faults.push({
		times: 99,
		change: (answer) => {
			const { next_page_uri: next } = Object(answer.metadata) as Record<string, unknown>; // the metadata of a list
			const skipping = next === null ? null : '/x?offset=110&page_size=50';
			return { ...answer, metadata: { next_page_uri: skipping } };
		},
	});
	const seen = (await list({ returnAll: true })).output('Exotel').map(({ json }) => json.id);
	expect(seen).toEqual(trunk.destinations.map(({ id }) => id).reverse());
});

describe.each(['2543', '9007199254740993'])('an id that is listed as the number %s', (id) => {
	const next = String(BigInt(id) + 1n);
	/** The list of the trunk, with its ids as numbers of all their digits; JavaScript could not write them. */
	const listAsNumbers = () => {
		const { body } = pageOf([...trunk.destinations].reverse());
		const text = JSON.stringify(body).replaceAll(/"id":"(\d+)"/g, '"id":$1');
		simulator.faults.push({ times: 9, method: 'GET', answer: { status: 200, body: text } });
	};
	beforeEach(() => {
		Object.assign(simulator.state.addDestination(trunk, 'a.example:5061;transport=tls'), { id });
		Object.assign(simulator.state.addDestination(trunk, 'b.example:5061;transport=tls'), {
			id: next,
		});
		listAsNumbers();
	});

	it('is shown as text, with all its digits', async () => {
		expect((await list({})).output('Exotel').map(({ json }) => json.id)).toEqual([next, id]);
	});

	it('names the row that is updated or deleted', async () => {
		const workflow = exotelWorkflow({
			rows: [{ trunk: TRUNK, destination: 'b.example' }],
			parameters: { operation: 'sync', options: { deleteMissing: true, priority: 5 } },
		});
		const done = await runWorkflow(workflow, simulator.credential);
		expect(done.output('Exotel').map(({ json }) => [json.action, json.id])).toEqual([
			['updated', next],
			['deleted', id],
		]);
		expect(trunk.destinations).toEqual([expect.objectContaining({ id: next, priority: 5 })]);
	});
});

describe('the hint that Get Many ran several times', () => {
	const HINT =
		"Get Many ran once for each of the 2 input items. If one list is enough, turn on Execute Once in the node's settings.";

	it.each(['destinationUri', 'phoneNumber', 'setting', 'sipCredential', 'trunk', 'whitelistedIp'])(
		'is shown for %s with two input items, but not with one',
		async (resource) => {
			const twice = await list({}, [TRUNK, TRUNK], undefined, resource);
			expect(twice.hints('Exotel')).toEqual([HINT]);
			const once = await list({}, [TRUNK], undefined, resource);
			expect(once.hints('Exotel')).toEqual([]);
		},
	);
});

it('stops the node for an unknown trunk, or returns an item on the error branch', async () => {
	simulator.state.addDestination(trunk, 'a.example:5061;transport=tls');
	const stopped = await list({}, [TRUNK, 'trmum1b']);
	expect(stopped.error).toMatchObject({
		name: 'NodeApiError',
		message: 'Trunk trmum1b was not found (Exotel code 1000, HTTP 404)',
		context: { itemIndex: 1 },
	});
	const continued = await list({}, [TRUNK, 'trmum1b', '??'], 'continueErrorOutput');
	expect(continued.output('Results').map(({ json }) => json.row)).toEqual([0]);
	expect(continued.output('Refused').map(({ json }) => json)).toEqual([
		{ row: 1, exotel: expect.objectContaining({ error: expect.objectContaining({ code: 1000 }) }) },
		{
			row: 2,
			exotel: expect.objectContaining({ message: expect.stringContaining('"??" can\'t be used') }),
		},
	]);
});

it('continues on the regular output, with the failure as an item', async () => {
	const done = await list({}, ['trmum1b'], 'continueRegularOutput');
	expect(done.output('Exotel')).toEqual([
		{
			json: {
				error: expect.objectContaining({
					code: 1000,
					description: 'Not Found',
					hint: expect.stringContaining('Check the SID or ID'),
				}),
				message: 'Trunk trmum1b was not found',
			},
			pairedItem: { item: 0 },
		},
	]);
});

it('fails if an entry of the list failed, rather than leaving out a row', async () => {
	const body = { response: [failure(500, null)] };
	simulator.faults.push({ times: 9, answer: { status: 200, body } });
	expect((await list({})).error?.message).toContain('Exotel gave no reason');
});
