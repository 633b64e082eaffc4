import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { looped } from '../harness/engine/loopWorkflow';
import { refusal } from '../harness/simulator/answers';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

const TRUNK = 'trmum1a';
const RETRY = { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 };
interface How {
	rows?: IDataObject[];
	onError?: INode['onError'];
	settings?: Partial<INode>;
	loop?: boolean;
}
let trunk: Trunk;
const simulator = useSimulator(({ state }) => {
	trunk = state.addTrunk(TRUNK, 'support_mumbai');
});

/** A row just as Exotel would list it. */
const have = (destination: string, fields: object = {}) =>
	Object.assign(simulator.state.addDestination(trunk, ''), { destination, ...fields });
const tls = (name: string, fields: object = {}) =>
	have(`sip:${name}.example:5061;transport=tls`, fields);
const has = () =>
	trunk.destinations.map(({ destination, priority }) => `${destination} ${priority}`).sort();
const changes = () => simulator.calls.filter((call) => !call.startsWith('GET'));

async function run(
	parameters: INodeParameters,
	{ rows = [{}], onError, settings, loop }: How = {},
) {
	simulator.requests.length = 0;
	const trunkSid = { __rl: true, mode: 'id', value: TRUNK };
	const workflow = exotelWorkflow({
		...{ rows, onError, settings },
		parameters: { trunkSid, ...parameters },
	});
	const done = await runWorkflow(loop ? looped(workflow) : workflow, simulator.credential);
	const items = done.output('Exotel').map(({ json }) => json);
	return { ...done, items, item: items[0] ?? {} };
}
const planned = { deleteMissing: true, resultFormat: 'summary', maxDeletions: '' };
const json = (list: unknown) => (typeof list === 'string' ? list : JSON.stringify(list));
const sync = async (list: unknown, options: INodeParameters = {}, how?: How) =>
	await run(
		{
			operation: 'sync',
			destinationSource: 'json',
			destinationsJson: json(list),
			options: { ...planned, ...options },
		},
		how,
	);
const syncIps = async (list: unknown, options: INodeParameters = {}) =>
	await run({
		resource: 'whitelistedIp',
		operation: 'sync',
		addressSource: 'json',
		addressesJson: json(list),
		options: { ...planned, ...options },
	});
const reroute = async (parameters: INodeParameters, how?: How) =>
	await run({ operation: 'reroute', ...parameters }, how);

it('a plan covers what Whitelist IPs would add', async () => {
	const { item } = await sync(['44.1.1.1'], { dryRun: true });
	await sync(['44.1.1.1'], { whitelistIps: true, approvedPlan: String(item.plan_id) });
	expect(changes()).toEqual([]);
});

it('Match from an expression that gives nothing does not match everything', async () => {
	tls('a.up');
	tls('b.up', { priority: 10 });
	await reroute({ match: '=*.{{ $json.domain }}', priority: 10 });
	expect(changes()).toEqual([]);
});

it.each([
	'["a.example","b.example"]',
	'"a.example"',
	'alice@a.example',
	'a.example?x=1',
	'\u200ba.example',
	'44.1.1.0-44.1.1.9',
])('refuses %s in Protect, which no host can match', async (protect) => {
	tls('a');
	tls('z');
	await sync(['z.example'], { protect });
	expect(changes()).toEqual([]);
});

it('protects a range of which an address matches a host with *', async () => {
	simulator.state.addWhitelistedIp(trunk, '44.248.0.0', 16);
	simulator.state.addWhitelistedIp(trunk, '44.1.2.5');
	await syncIps(['44.1.2.5'], { protect: '44.248.146.*' });
	expect(changes()).toEqual([]);
});

it('before restores a row without transport', async () => {
	have('sip:a.example:5060');
	const was = has();
	const { item } = await sync(['a.example:5060', 'c.example'], { deleteMissing: false });
	await sync(item.before);
	expect(has()).toEqual(was);
});

it('Restore sets 0 where there was no priority', async () => {
	tls('a', { priority: 10, id: '7' });
	tls('b', { priority: 5 });
	const destination = 'sip:a.example:5061;transport=tls';
	const row = { trunk_sid: TRUNK, id: '7', destination, before: { priority: null, weight: 1 } };
	await reroute({ mode: 'restore' }, { rows: [row] });
	expect(trunk.destinations[0]).toMatchObject({ priority: 0 });
});

it('Restore by an id that is another destination leaves that one alone', async () => {
	tls('a', { priority: 10, id: '7' });
	tls('b', { priority: 4, id: '2' });
	const destination = 'sip:a.example:5061;transport=tls';
	// As read from a Data Table, whose own column "id" counts its rows.
	const row = { trunk_sid: TRUNK, id: 2, destination, before: '{"priority":0,"weight":1}' };
	await reroute({ mode: 'restore' }, { rows: [row] });
	expect(has()).toEqual([
		'sip:a.example:5061;transport=tls 0',
		'sip:b.example:5061;transport=tls 4',
	]);
});

it('Reroute that is tried again gives the values from before the first try', async () => {
	for (const name of ['a.down', 'b.down', 'c.down']) tls(name, { priority: 3 });
	tls('z', { priority: 5 });
	const was = has();
	const answer = refusal(401, { code: 1003, message: 'x' });
	simulator.faults.push({ method: 'PUT', times: 1, path: /2544/, answer });
	const { items } = await reroute({ match: '*.down.example', priority: 10 }, { settings: RETRY });
	await reroute({ mode: 'restore' }, { rows: items });
	expect(has()).toEqual(was);
});

it('the same for the summary of a Sync', async () => {
	for (const name of ['a', 'b', 'c']) tls(name, { priority: 3 });
	const was = has();
	const answer = refusal(401, { code: 1003, message: 'x' });
	simulator.faults.push({ method: 'PUT', times: 1, path: /2544/, answer });
	const list = ['a', 'b', 'c'].map((name) => ({ destination: `${name}.example`, priority: 1 }));
	const { item } = await sync(list, {}, { settings: RETRY });
	await sync(item.before);
	expect(has()).toEqual(was);
});

it('wanted of a dry run deletes no more than its plan', async () => {
	tls('a');
	tls('old');
	const how: How = { onError: 'continueRegularOutput' };
	const { item } = await sync(['a.example', 'old_.example'], { dryRun: true }, how);
	expect(item.counts).toMatchObject({ delete: 0 });
	await sync(item.wanted, {}, how);
	expect(changes()).toEqual([]);
});

it('Restore of double rows of which one is gone', async () => {
	tls('a', { priority: 0 });
	tls('a', { priority: 5 });
	tls('z', { priority: 8 });
	const { items } = await reroute({ match: 'a.example', priority: 20 });
	trunk.destinations.splice(0, 1);
	await reroute({ mode: 'restore' }, { rows: [...items].reverse() });
	expect(trunk.destinations[0]).toMatchObject({ id: '2544', priority: 5 });
});

it('before has the best of double rows', async () => {
	tls('a', { priority: 5 });
	tls('a', { priority: 0 });
	const { item } = await sync([{ destination: 'a.example', priority: 0 }]);
	await sync(item.before);
	expect(has()).toEqual(['sip:a.example:5061;transport=tls 0']);
});

it.each([
	'my_host.example:5061;transport=tls',
	'a.example:5061;transport=tls;lr',
	'e.example:5080;transport=ws',
])('before with sip:%s can be fed back', async (uri) => {
	have(`sip:${uri}`);
	tls('z');
	const { item } = await sync(['z.example'], { dryRun: true });
	const again = await sync(item.before, { dryRun: true });
	expect(again.item).toMatchObject({ in_sync: true });
});

it('before of a whitelist with an address inside a range can be fed back', async () => {
	simulator.state.addWhitelistedIp(trunk, '44.1.1.5', 24);
	simulator.state.addWhitelistedIp(trunk, '44.1.2.5');
	const { item } = await syncIps(['44.1.2.5'], { dryRun: true });
	const again = await syncIps(item.before, { dryRun: true });
	expect(again.item).toMatchObject({ in_sync: true });
});

it('wanted with sips: over TCP can be fed back', async () => {
	have('sips:c.example:5060;transport=tcp');
	const { item } = await sync(['sips:c.example:5060;transport=tcp'], { dryRun: true });
	const again = await sync(item.wanted, { dryRun: true });
	expect(again.item).toMatchObject({ in_sync: true });
});

it('rows without id are all told of', async () => {
	for (const name of ['a', 'b', 'c']) tls(name, { id: undefined });
	const { item } = await sync(['a.example']);
	expect(item).toMatchObject({ in_sync: false, counts: { refused: 2 } });
});

it('sends no request for a row without id', async () => {
	for (const name of ['a', 'b', 'c']) tls(name, { id: undefined });
	const { items } = await reroute({ match: '*', priority: 10, options: { allowLast: true } });
	expect(changes()).toEqual([]);
	expect(items.map(({ action }) => action)).not.toContain('unchanged');
});

it('a row with an empty id is not told to be deleted', async () => {
	tls('a', { id: '' });
	tls('z');
	const answer = refusal(404, { code: 1000, message: 'x' });
	simulator.faults.push({ method: 'DELETE', times: 1, answer });
	expect((await sync(['z.example'])).item).toMatchObject({ in_sync: false });
});

it('in_sync is false where an earlier run wanted what this one does not', async () => {
	tls('a');
	tls('b');
	const { item } = await run(
		{
			operation: 'sync',
			destinationSource: 'json',
			destinationsJson: '={{ $json.list }}',
			options: { ...planned, dryRun: true },
		},
		{ rows: [{ list: '["a.example","b.example"]' }, { list: '["a.example"]' }], loop: true },
	);
	expect(item).toMatchObject({ in_sync: false });
});

it('in_sync is false where Exotel answers with another priority', async () => {
	tls('a');
	simulator.faults.push({
		method: 'PUT',
		change: (answer) => JSON.parse(JSON.stringify(answer).replace('"priority":5', '"priority":0')),
	});
	const { item } = await sync([{ destination: 'a.example', priority: 5 }]);
	expect(item).toMatchObject({ in_sync: false });
});

it('of two items for one row, the second tells what the row has', async () => {
	tls('a');
	tls('b', { priority: 8 });
	const rows = [{}, {}];
	const { items } = await reroute({ match: 'a.example', priority: 10 }, { rows });
	expect(items).toMatchObject([{ priority: 10 }, { priority: 10 }]);
});

it('and is no success if the first was refused', async () => {
	tls('a');
	tls('b', { priority: 8 });
	simulator.faults.push({ method: 'PUT', times: 1, answer: refusal(422, { code: 1020 }) });
	const { items } = await reroute({ match: 'a.example', priority: 10 }, { rows: [{}, {}] });
	expect(items.map(({ status }) => status)).toEqual(['failure', 'failure']);
});

it('the name of a trunk is no markup', async () => {
	trunk.row.trunk_name = '<!channel> *approved* [see](http://evil.example) \u202Egpj';
	tls('a');
	const { item } = await sync(['b.example'], { dryRun: true });
	expect(String(item.plan).split('\n')[0]).not.toMatch(/<!channel>|\]\(http|\u202E/);
});

it('a run that is not approved tells of the trunk that could not be read', async () => {
	simulator.state.addTrunk('trmum1b', 'second');
	tls('a');
	const answer = refusal(403, { code: 1003, message: 'no access' });
	simulator.faults.push({ method: 'GET', times: 9, path: /trmum1b/, answer });
	const done = await run(
		{
			operation: 'sync',
			trunkSid: { __rl: true, mode: 'id', value: '={{ $json.t }}' },
			destinationSource: 'json',
			destinationsJson: '["b.example"]',
			options: { ...planned, approvedPlan: 'plan_0123456789abcdef' },
		},
		{ rows: [{ t: TRUNK }, { t: 'trmum1b' }] },
	);
	expect(JSON.stringify([done.items, done.error])).toContain('no access');
});

it.each([{ maxDeletions: '={{ $json.nothing }}' }, { protect: '={{ $json.nothing }}' }])(
	'an expression that gives nothing is not taken for no limit: %j',
	async (options) => {
		tls('a');
		tls('z');
		await sync(['z.example'], options);
		expect(changes()).toEqual([]);
	},
);

it('a dry run with Approved Plan warns of Max Deletions, too', async () => {
	for (let n = 0; n < 12; n++) tls(`a${n}`);
	const options = { dryRun: true, maxDeletions: '30%', approvedPlan: 'plan_0123456789abcdef' };
	const { item } = await sync(['a0.example'], options);
	expect(item.plan).toContain('Max Deletions');
});

it('names that differ behind the 119th character can be told apart in a plan', async () => {
	const long = `${'a'.repeat(60)}.${'b'.repeat(60)}`;
	tls(`${long}.one`);
	tls(`${long}.two`);
	const { item } = await sync(['z.example'], { dryRun: true });
	const lines = String(item.plan)
		.split('\n')
		.filter((line) => line.startsWith('−'));
	expect(new Set(lines).size).toBe(2);
});

it('the plan of a trunk without a name says which trunk', async () => {
	Object.assign(trunk.row, { trunk_name: undefined });
	tls('a');
	const { item } = await sync(['b.example'], { dryRun: true });
	expect(item.plan).toMatch(/^trmum1a: /);
});

it('on the error branch, error.message says why', async () => {
	tls('a');
	const options = { approvedPlan: 'plan_0123456789abcdef' };
	const done = await sync(['b.example'], options, { onError: 'continueErrorOutput' });
	const [{ json: { error = {} } = {} } = {}] = done.output('Exotel', 1);
	expect(error).toMatchObject({ message: expect.stringContaining('not the approved plan') });
});

it('a pattern that is refused is shown without its password', async () => {
	const { error } = await sync(['z.example'], { protect: 'sip:alice:secret@a.example' });
	expect(JSON.stringify(error?.message)).not.toContain('secret');
});

it('protects a host behind a user part with a semicolon', async () => {
	have('sip:al;day=1@a.example:5061;transport=tls');
	tls('z');
	await sync(['z.example'], { protect: 'a.example' });
	expect(changes()).toEqual([]);
});

it('a mask that is no number protects, and is not shown as NaN', async () => {
	Object.assign(simulator.state.addWhitelistedIp(trunk, '44.1.1.0'), { mask: '255.255.255.0' });
	simulator.state.addWhitelistedIp(trunk, '44.9.2.5');
	const { item } = await syncIps(['44.9.2.5'], { protect: '44.1.0.0/16', dryRun: true });
	expect(item.plan).not.toContain('NaN');
	expect(item).toMatchObject({ counts: { delete: 0, protected: 1 } });
});

it('what contradicts does not count as put behind', async () => {
	tls('a');
	tls('b');
	const rows = [
		{ m: 'a.example', p: 0 },
		{ m: 'b.example', p: 10 },
		{ m: 'a.example', p: 10 },
	];
	await reroute({ match: '={{ $json.m }}', priority: '={{ $json.p }}' }, { rows });
	expect(has()).toContain('sip:b.example:5061;transport=tls 10');
});

it('an error of Reroute does not speak of adding', async () => {
	tls('a');
	tls('b', { priority: 5 });
	simulator.faults.push({ method: 'PUT', answer: refusal(401, { code: 1003, message: 'x' }) });
	const { error } = await reroute({ match: 'a.example', priority: 10 });
	expect(error?.description).not.toMatch(/added|Existing Destinations/);
});

it('Sync ignores onExisting of Add', async () => {
	tls('a');
	await sync(['a.example'], { onExisting: 'add' });
	expect(changes()).toEqual([]);
});
