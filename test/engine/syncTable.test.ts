import type { IDataObject, IWorkflowBase } from 'n8n-workflow';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow, type Setup } from '../harness/engine/exotelWorkflow';
import { looped } from '../harness/engine/loopWorkflow';
import { actionsIn, pageTable, wordsIn } from '../harness/pageTable';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

const TRUNK = 'trmum1a';
const LIST = ['a.example', 'b.example'];
const OTHER_LIST = ['c.example', 'd.example'];

let trunk: Trunk;
const has = (host: string) => simulator.state.addDestination(trunk, `${host}:5061;transport=tls`);
const simulator = useSimulator(({ state }) => {
	trunk = state.addTrunk(TRUNK);
	state.addDestination(trunk, 'old.example:5061;transport=tls');
});

const rowsOf = (hosts: readonly string[]) =>
	hosts.map((destination) => ({ trunk: TRUNK, destination }));

function syncOf(rows: Setup['rows'], more: IDataObject = {}): IWorkflowBase {
	const options = { deleteMissing: true, allowEmptyList: true };
	const parameters = { operation: 'sync', options, ...more } as Setup['parameters']; // plain values
	return exotelWorkflow({ rows, onError: 'continueRegularOutput', parameters });
}

/** What is synced in each row of the table, by its first cell, after something was set up. */
const ROWS: Readonly<Record<string, () => IWorkflowBase>> = {
	'A trunk SID with a typo in one item': () =>
		syncOf([...rowsOf(LIST), { trunk: 'trmum1typo', destination: 'old.example' }]),
	"A row that can't be read": () => syncOf(rowsOf([...LIST, 'two words'])),
	'An empty sheet: an expression that gives nothing': () =>
		syncOf([{ trunk: TRUNK }], {
			destinationSource: 'json',
			destinationsJson: '={{ $json.nothing }}',
		}),
	'A destination that Exotel refuses': () => syncOf(rowsOf([...LIST, 'c.invalid'])),
	'The node runs in a loop, once for each destination': () => looped(syncOf(rowsOf(LIST))),
	'Another execution of the same n8n process syncs another list at the same time': () => {
		simulator.behaviour.latencyMs = 5;
		others.push(runWorkflow(syncOf(rowsOf(OTHER_LIST)), simulator.credential));
		return syncOf(rowsOf(LIST));
	},
	'Somebody else, such as another n8n process, deletes meanwhile what is in the list': () => {
		const meanwhile = () => trunk.destinations.splice(0, Infinity, has('c.example'));
		simulator.faults.push({ method: 'DELETE', meanwhile });
		return syncOf(rowsOf(LIST));
	},
};

/** What is running beside the sync of a row. */
const others: Array<Promise<unknown>> = [];

const table = pageTable('What happens');

it('plays each row of the table on the page', () => {
	expect(table.map(({ what }) => what)).toEqual(Object.keys(ROWS));
});

it.each(table)('$what: ends as the page says', async ({ what, sees, after }) => {
	const workflow = ROWS[what]?.() ?? syncOf([]);
	const done = await runWorkflow(workflow, simulator.credential);
	await Promise.all(others.splice(0));

	const items = done.output('Exotel').map(({ json }) => json);
	const actions = new Set(items.map(({ action }) => String(action)));
	const said = actionsIn(sees).filter((action) => action !== 'deleted' || actions.has(action));
	expect([...actions].filter((action) => !said.includes(action) && action !== 'added')).toEqual([]);
	expect(said.filter((action) => !actions.has(action))).toEqual([]);
	for (const words of wordsIn(sees)) expect(JSON.stringify(items)).toContain(words);
	if (sees.includes('a hint')) expect(done.hints('Exotel')).not.toEqual([]);

	const left = trunk.destinations.map(({ destination }) => destination.split(':')[1]);
	if (after === 'Everything that was there') expect(left).toContain('old.example');
	else if (after === 'The whole list') expect(left).toEqual(expect.arrayContaining(LIST));
	else if (after === 'One of the two lists') expect([LIST, OTHER_LIST]).toContainEqual(left);
	else throw new Error(`What is on the trunk after "${after}"?`);
	expect(new Set(left).size).toBe(left.length);
});
