import type { IDataObject, INode } from 'n8n-workflow';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { html, refusal } from '../harness/simulator/answers';
import { ERRORS } from '../harness/simulator/envelope';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

const TRUNK = 'trmum1a';
const LIST = `GET trunks/${TRUNK}/destination-uris`;
const ADD = `POST trunks/${TRUNK}/destination-uris`;
const DELETE = `DELETE trunks/${TRUNK}/destination-uris`;
const put = (id: number) => `PUT trunks/${TRUNK}/destination-uris/${id}`;

let trunk: Trunk;
const simulator = useSimulator(({ state }) => {
	trunk = state.addTrunk(TRUNK);
});

const has = (host: string) => simulator.state.addDestination(trunk, `${host}:5061;transport=tls`);

async function sync(rows: object[], options: IDataObject = {}, onError?: INode['onError']) {
	const parameters = {
		operation: 'sync',
		options: options as Record<string, string>, // options of a node are expressions or plain values
	};
	const withTrunk = rows.map((row, index) => ({ trunk: TRUNK, row: index, ...row }));
	const workflow = exotelWorkflow({ rows: withTrunk, parameters, onError });
	return told(await runWorkflow(workflow, simulator.credential));
}

/** Syncs one list, given as JSON by one item per trunk. */
async function syncLists(lists: object, options: IDataObject, onError?: INode['onError']) {
	const rows = Object.entries(lists).map(([sid, list]) => ({
		trunk: sid,
		list: JSON.stringify(list),
	}));
	const parameters = {
		operation: 'sync',
		destinationSource: 'json',
		destinationsJson: '={{ $json.list }}',
		options: options as Record<string, string>,
	};
	return told(
		await runWorkflow(exotelWorkflow({ rows, parameters, onError }), simulator.credential),
	);
}

function told(done: Awaited<ReturnType<typeof runWorkflow>>) {
	const items = done.output('Exotel').map(({ json }) => json);
	const host = (json: IDataObject) => /sip:([^:]+)/.exec(String(json.destination))?.[1];
	const said = items.map((json) => `${host(json)} ${String(json.action)}`);
	return { ...done, items, said };
}

const onTrunk = () => trunk.destinations.map(({ destination }) => destination.split(/[:]/)[1]);

const wanted = [{ destination: 'a.example' }, { destination: 'b.example' }];

describe('a sync', () => {
	it('adds, updates, leaves alone and deletes, and returns one item for each', async () => {
		for (const host of ['old.example', 'a.example', 'b.example']) has(host);
		const { items, said, output } = await syncLists(
			{
				[TRUNK]: ['a.example', { host: 'b.example', priority: 2 }, 'new.example'],
			},
			{ deleteMissing: true },
		);
		expect(said).toEqual([
			'a.example unchanged',
			'b.example updated',
			'new.example added',
			'old.example deleted',
		]);
		expect(simulator.calls).toEqual([LIST, ADD, LIST, put(2545), DELETE, LIST]);
		expect(onTrunk()).toEqual(['a.example', 'b.example', 'new.example']);
		expect(items[1]).toEqual({
			destination: 'sip:b.example:5061;transport=tls',
			status: 'success',
			code: 200,
			action: 'updated',
			message: 'Updated: priority 0 → 2',
			before: { priority: 0, weight: 1 },
			after: { priority: 2, weight: 1 },
			id: '2545',
			type: 'public',
			priority: 2,
			weight: 1,
			trunk_sid: TRUNK,
			date_created: expect.any(String),
			date_updated: expect.any(String),
			request_id: expect.any(String),
		});
		expect(items[3]).toMatchObject({ id: '2543', status: 'success', trunk_sid: TRUNK });
		expect(output('Exotel').map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 0, 0, 0].map((item) => ({ item })),
		);
	});

	it('changes nothing when run a second time', async () => {
		has('old.example');
		const rows = [...wanted, { destination: 'A.example' }];
		const options = { deleteMissing: true, priority: 3 };
		const first = await sync(rows, options);
		expect(first.said).toEqual([
			'a.example added',
			'b.example added',
			'a.example unchanged',
			'old.example deleted',
		]);
		simulator.requests.length = 0;
		const second = await sync(rows, options);
		expect(second.said).toEqual([
			'a.example unchanged',
			'b.example unchanged',
			'a.example unchanged',
		]);
		expect(simulator.calls).toEqual([LIST]);
	});

	it('leaves what is not in the list alone by default, and says so', async () => {
		has('old.example');
		const { said, hints } = await sync(wanted);
		expect(said).toEqual(['a.example added', 'b.example added']);
		expect(onTrunk()).toContain('old.example');
		expect(hints('Exotel')).toEqual([
			'1 destination is not in the list and was left alone. Turn on Delete Missing to delete it.',
		]);
	});

	it('treats two rows of one destination as one that is wanted and one too many', async () => {
		has('a.example');
		has('a.example');
		const { said } = await sync([{ destination: 'a.example' }], { deleteMissing: true });
		expect(said).toEqual(['a.example unchanged', 'a.example deleted']);
		expect(onTrunk()).toEqual(['a.example']);
	});

	it('pairs what it deletes to the first item of the trunk', async () => {
		simulator.state.addDestination(
			simulator.state.addTrunk('trmum1b'),
			'x.example:1;transport=tcp',
		);
		has('old.example');
		const done = await sync(
			[{ destination: 'a.example' }, { trunk: 'trmum1b', destination: 'b.example' }],
			{ deleteMissing: true },
		);
		expect(done.output('Exotel').map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 0, 1].map((item) => ({ item })),
		);
		expect(done.output('Results').map(({ json }) => json.row)).toEqual([0, 1, 0, 1]);
	});

	it('ignores the Existing Destinations option of Add', async () => {
		has('a.example');
		const { said } = await sync([{ destination: 'a.example' }], { onExisting: 'add' });
		expect(said).toEqual(['a.example unchanged']);
		expect(simulator.calls).toEqual([LIST]);
	});

	it('whitelists before it adds, if an option says so', async () => {
		const { said } = await sync([{ destination: '44.248.146.11' }], { whitelistIps: true });
		expect(said).toEqual(['44.248.146.11 added']);
	});
});

describe('a dry run', () => {
	it('says on each item what would be done, and changes nothing', async () => {
		for (const host of ['old.example', 'a.example', 'b.example']) has(host);
		const before = JSON.stringify(trunk.destinations);
		const { items, said } = await syncLists(
			{ [TRUNK]: ['a.example', { host: 'b.example', weight: 5 }, '44.248.146.12'] },
			{ deleteMissing: true, dryRun: true, whitelistIps: true, priority: 0 },
		);
		expect(said).toEqual([
			'a.example unchanged',
			'b.example updated',
			'44.248.146.12 added',
			'old.example deleted',
		]);
		expect(items.every(({ dry_run }) => dry_run === true)).toBe(true);
		expect(items[1]).toMatchObject({ id: '2545', weight: 5 });
		expect(items[2]?.id).toBeUndefined();
		expect(simulator.calls).toEqual([LIST]);
		expect(JSON.stringify(trunk.destinations)).toBe(before);
	});

	it('marks refused input, too', async () => {
		const { items } = await sync(
			[{ destination: 'two words' }],
			{ dryRun: true },
			'continueRegularOutput',
		);
		expect(items).toEqual([expect.objectContaining({ action: 'rejected', dry_run: true })]);
	});
});

describe('nothing is deleted', () => {
	const options = { deleteMissing: true };
	beforeEach(() => has('old.example'));
	const UNREADABLE =
		'Nothing is deleted from a trunk while a destination in its list cannot be read';
	const WITHHELD =
		'Nothing is deleted from a trunk until every destination in its list is in place';

	it('on a trunk where a destination was refused, and an item says so', async () => {
		const { said, items, hints } = await sync([...wanted, { destination: 'c.invalid' }], options);
		expect(said).toEqual([
			'a.example added',
			'b.example added',
			'c.invalid rejected',
			'old.example skipped',
		]);
		expect(items[3]).toMatchObject({ status: 'failure', error: { message: WITHHELD } });
		expect(simulator.calls).not.toContain(DELETE);
		expect(hints('Exotel')).toEqual([
			'1 of 4 destinations was refused',
			'1 of 4 destinations was not deleted, to be safe: the items say why',
			expect.stringMatching(/^Destination is not a valid Ip or Fqdn\. /),
			`${WITHHELD}. Resolve what the other items report, then run the workflow again.`,
		]);
	});

	it('there, but still on the other trunks', async () => {
		const other = simulator.state.addTrunk('trmum1b');
		simulator.state.addDestination(other, 'x.example:1;transport=tcp');
		const { said } = await sync(
			[{ destination: 'c.invalid' }, { trunk: 'trmum1b', destination: 'b.example' }],
			options,
		);
		expect(said).toEqual([
			'c.invalid rejected',
			'b.example added',
			'old.example skipped',
			'x.example deleted',
		]);
	});

	it('if a priority could not be set', async () => {
		const answer = refusal(400, ERRORS.invalid('Invalid priority'));
		simulator.faults.push({ method: 'PUT', answer });
		has('a.example');
		const { said } = await syncLists({ [TRUNK]: [{ host: 'a.example', priority: 2 }] }, options);
		expect(said).toEqual(['a.example rejected', 'old.example skipped']);
		simulator.faults.push({ method: 'PUT', answer });
		const added = await syncLists({ [TRUNK]: [{ host: 'b.example', priority: 2 }] }, options);
		expect(added.said).toEqual(['b.example added', 'a.example skipped', 'old.example skipped']);
	});

	it('if a row of the list cannot be read', async () => {
		const { said, output } = await sync(
			[...wanted, { destination: 'two words' }],
			options,
			'continueErrorOutput',
		);
		expect(said).toEqual(['a.example added', 'b.example added']);
		expect(output('Exotel', 1).map(({ json }) => json.message)).toEqual([
			expect.stringContaining('"two words" can\'t be used'),
			`sip:old.example:5061;transport=tls was not deleted: ${UNREADABLE}`,
		]);
	});

	it('anywhere if the trunk of a row cannot be read', async () => {
		const { items } = await sync(
			[...wanted, { trunk: '../x', destination: 'c.example' }],
			options,
			'continueRegularOutput',
		);
		expect(items.at(-1)).toMatchObject({ action: 'skipped', error: { message: UNREADABLE } });
	});

	it.each([404, 403] as const)('anywhere if a trunk is unknown (HTTP %i)', async (status) => {
		simulator.behaviour.unknownTrunk = status;
		const { items, said } = await sync(
			[{ destination: 'a.example' }, { trunk: 'trmum1typo', destination: 'old.example' }],
			options,
			'continueRegularOutput',
		);
		expect(said).toEqual(['a.example added', 'old.example rejected', 'old.example skipped']);
		expect(items[2]?.error).toMatchObject({
			message: expect.stringContaining('while a trunk in the list cannot be read'),
		});
		expect(onTrunk()).toEqual(['old.example', 'a.example']);
	});

	it('anywhere if a trunk is named by nothing but a row that cannot be read', async () => {
		const { said } = await sync(
			[{ destination: 'a.example' }, { trunk: 'trmum1typo', destination: 'two words' }],
			options,
			'continueRegularOutput',
		);
		expect(said).toEqual(['a.example added', 'undefined rejected', 'old.example skipped']);
		expect(onTrunk()).toEqual(['old.example', 'a.example']);
	});

	it('if a row contradicts another', async () => {
		const list = [
			{ host: 'a.example', priority: 1 },
			{ host: 'A.example.', priority: 2 },
		];
		const stopped = await syncLists({ [TRUNK]: list }, options);
		expect(stopped.error?.message).toContain('asks for it with a different priority or weight');
		expect(simulator.requests).toEqual([]);
		const { said } = await syncLists({ [TRUNK]: list }, options, 'continueRegularOutput');
		expect(said).toEqual(['a.example added', 'a.example rejected', 'old.example skipped']);
	});

	it('for an empty list, which is refused', async () => {
		const { error } = await syncLists({ [TRUNK]: [] }, options);
		expect(error?.message).toContain('the list is empty');
		expect(simulator.requests).toEqual([]);
	});

	it('for an empty list without Delete Missing', async () => {
		const { error, said } = await syncLists({ [TRUNK]: [] }, { allowEmptyList: true });
		expect(error).toBeUndefined();
		expect(said).toEqual([]);
		expect(onTrunk()).toEqual(['old.example']);
	});

	it('unless an empty list is allowed as well', async () => {
		has('a.example');
		const { said } = await syncLists({ [TRUNK]: [] }, { ...options, allowEmptyList: true });
		expect(said).toEqual(['a.example deleted', 'old.example deleted']);
		expect(onTrunk()).toEqual([]);
	});

	it('on a trunk whose list cannot be read', async () => {
		simulator.faults.push({ times: 99, answer: { status: 502, body: '' } });
		const { said } = await sync(wanted, options, 'continueRegularOutput');
		expect(said).toEqual(['a.example rejected', 'b.example rejected']);
	});
});

describe('a delete that fails', () => {
	const options = { deleteMissing: true };

	it('for one row is reported on its item', async () => {
		has('old.example');
		simulator.faults.push({ method: 'DELETE', answer: refusal(400, null) });
		const { items } = await sync(wanted, options);
		expect(items.at(-1)).toMatchObject({ action: 'rejected', status: 'failure', code: 400 });
	});

	it('because somebody was faster counts as done', async () => {
		has('old.example');
		simulator.faults.push({ method: 'DELETE', answer: refusal(404, { code: 1000 }) });
		expect((await sync(wanted, options)).said.at(-1)).toBe('old.example deleted');
	});

	it('as a whole stops the others, and the error says what was done', async () => {
		for (let index = 0; index < 30; index++) has(`old${index}.example`);
		simulator.faults.push({ method: 'DELETE', times: 999, answer: { status: 401, body: '' } });
		const { error } = await sync(wanted, { ...options, maxDeletions: '' });
		expect(error?.message).toContain('HTTP 401');
		expect(error?.description).toContain('2 already added:');
		expect(error?.context).toMatchObject({ data: { added: [{}, {}], updated: [], deleted: [] } });
		expect(simulator.calls.filter((call) => call === DELETE).length).toBeLessThanOrEqual(5);
	});
});

describe('an error that stops a sync', () => {
	it('after a dry run claims nothing that was not done', async () => {
		simulator.state.addDestination(trunk, 'x.example:5061;transport=tls');
		const done = await runWorkflow(
			exotelWorkflow({
				rows: [
					{ destination: 'a.example', trunk: TRUNK },
					{ destination: 'b.example', trunk: 'trmum1other' },
				],
				parameters: { operation: 'sync', options: { dryRun: true, deleteMissing: true } },
			}),
			simulator.credential,
		);
		expect(done.error?.message).toContain('Trunk trmum1other was not found');
		expect(done.error?.description).not.toMatch(/already (?:added|deleted)/);
		expect(done.error?.context).toMatchObject({
			data: { added: [], updated: [], deleted: [], unknown: [] },
		});
	});

	it('because a priority could not be set names the destination and the reason', async () => {
		simulator.state.addDestination(trunk, 'x.example:5061;transport=tls');
		simulator.faults.push({
			method: 'PUT',
			answer: refusal(400, ERRORS.invalid('Invalid priority')),
		});
		const done = await runWorkflow(
			exotelWorkflow({
				rows: [{ destination: 'a.example', trunk: TRUNK }],
				parameters: {
					operation: 'sync',
					options: { deleteMissing: true, priority: 2, onRejected: 'error' },
				},
			}),
			simulator.credential,
		);
		expect(done.error?.message).toBe('1 of 2 destinations was not set up as requested');
		expect(done.error?.description).toContain(
			'sip:a.example:5061;transport=tls was added without priority and weight: Invalid priority',
		);
		expect(done.error?.description).toContain(`x.example:5061;transport=tls was not deleted`);
	});
});

it('a page of a proxy in answer to a delete is not taken for "not found"', async () => {
	simulator.state.addDestination(trunk, 'x.example:5061;transport=tls');
	simulator.faults.push({ method: 'DELETE', times: 99, answer: html(404) });
	const done = await runWorkflow(
		exotelWorkflow({
			rows: [{ destination: 'a.example', trunk: TRUNK }],
			onError: 'continueRegularOutput',
			parameters: { operation: 'sync', options: { deleteMissing: true } },
		}),
		simulator.credential,
	);
	expect(done.output('Exotel').map(({ json }) => json.action)).toEqual(['added', 'rejected']);
	expect(trunk.destinations).toHaveLength(2);
});
