import type { IDataObject, INode } from 'n8n-workflow';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { html, pageOf, refusal } from '../harness/simulator/answers';
import { ERRORS } from '../harness/simulator/envelope';
import type { Trunk } from '../harness/simulator/state';
import { useSimulator } from '../harness/useSimulator';

const TRUNK = 'trmum1a';
const LIST = `GET trunks/${TRUNK}/destination-uris`;
const ADD = `POST trunks/${TRUNK}/destination-uris`;
const put = (id: number) => `PUT trunks/${TRUNK}/destination-uris/${id}`;

let trunk: Trunk;
const simulator = useSimulator(({ state }) => {
	trunk = state.addTrunk(TRUNK);
});

async function add(destinations: unknown[], options: IDataObject, onError?: INode['onError']) {
	const rows = [{ trunk: TRUNK, destinations: JSON.stringify(destinations) }];
	const parameters = {
		destinationSource: 'json',
		destinationsJson: '={{ $json.destinations }}',
		options: options as Record<string, string>, // options of a node are expressions or plain values
	};
	const workflow = exotelWorkflow({ rows, parameters, onError });
	const done = await runWorkflow(workflow, simulator.credential);
	return { ...done, items: done.output('Exotel').map(({ json }) => json) };
}

describe('priority and weight', () => {
	it('are set on each destination after it was added', async () => {
		const { items } = await add(['a.example', 'b.example'], { priority: 1, weight: '={{ 10 }}' });
		expect(items).toEqual([
			expect.objectContaining({ action: 'added', id: '2543', priority: 1, weight: 10 }),
			expect.objectContaining({ action: 'added', id: '2544', priority: 1, weight: 10 }),
		]);
		expect(simulator.calls).toEqual([LIST, ADD, LIST, put(2543), put(2544)]);
		expect(simulator.requests[3]?.body).toEqual({ priority: 1, weight: 10 });
		expect(trunk.destinations.map(({ priority, weight }) => [priority, weight])).toEqual([
			[1, 10],
			[1, 10],
		]);
	});

	it('of a destination take precedence over those in the options', async () => {
		const { items } = await add(
			[
				{ host: 'a.example', priority: 0, weight: 3 },
				{ destination: 'b.example', priority: 2 },
				'c.example',
			],
			{ priority: 1 },
		);
		expect(items.map(({ priority, weight }) => [priority, weight])).toEqual([
			[0, 3],
			[2, 1],
			[1, 1],
		]);
	});

	it('cost no request if Exotel sets them anyway', async () => {
		await add(['a.example', { host: 'b.example', weight: 1 }], { priority: 0 });
		expect(simulator.calls).toEqual([LIST, ADD, LIST]);
	});

	it('can come from fields, too', async () => {
		const destination = [
			{ host: 'a.example', port: '', transport: 'tls', priority: '4', weight: '' },
		];
		const parameters = { destinationSource: 'fields', destinations: { destination } };
		const workflow = exotelWorkflow({ rows: [{ trunk: TRUNK }], parameters });
		const done = await runWorkflow(workflow, simulator.credential);
		expect(done.output('Exotel')[0]?.json).toMatchObject({ priority: 4, weight: 1 });
	});

	it('do not change what was already there', async () => {
		simulator.state.addDestination(trunk, 'a.example:5061;transport=tls');
		const { items } = await add(['a.example'], { priority: 5 });
		expect(items).toEqual([expect.objectContaining({ action: 'existing', priority: 0 })]);
		expect(simulator.calls).toEqual([LIST]);
	});

	it('are reported on their item if they cannot be set, and the destination stays added', async () => {
		const refused = { code: 1002, message: 'Invalid parameter', description: 'Invalid priority' };
		simulator.faults.push({ method: 'PUT', answer: refusal(400, refused) });
		const done = await add(['a.example', 'b.example'], { priority: 1 }, 'continueErrorOutput');
		expect(done.items).toEqual([
			expect.objectContaining({
				action: 'added',
				status: 'success',
				id: '2543',
				priority: 0,
				message: 'Was added without priority and weight: Invalid priority',
				error: { code: 1002, message: 'Invalid parameter' },
			}),
			expect.objectContaining({ action: 'added', priority: 1 }),
		]);
		expect(done.items[1]).not.toHaveProperty('error');
		expect(done.output('Exotel', 1)).toEqual([]);
		expect(done.hints('Exotel')).toEqual([
			'1 of 2 destinations was added without priority and weight',
			'Invalid priority. Correct the value that Exotel describes.',
		]);
		expect(trunk.destinations).toHaveLength(2);
	});

	it('are not tried for every destination if Exotel cannot be reached', async () => {
		simulator.faults.push({ method: 'PUT', times: 99, answer: 'reset' });
		let puts = 0;
		simulator.onRequest = ({ method }) => {
			if (method === 'PUT') puts++;
		};
		const many = Array.from({ length: 20 }, (_, index) => `sip${index}.example.com`);
		const { items, error } = await add(many, { priority: 1, maxRetries: 1 });
		expect(error).toBeUndefined();
		expect(items.map(({ action }) => action)).toEqual(many.map(() => 'added'));
		for (const { error: told } of items) {
			expect(told).toMatchObject({ message: expect.stringContaining('was dropped') });
		}
		expect(puts).toBe(5 * 2);
	});
});

describe('Whitelist IPs', () => {
	const LIST_IPS = `GET trunks/${TRUNK}/whitelisted-ips`;
	const ADD_IP = `POST trunks/${TRUNK}/whitelisted-ips`;

	it('adds each missing address to the whitelist once, then the destinations', async () => {
		simulator.state.addWhitelistedIp(trunk, '44.248.146.11');
		const { items } = await add(
			['44.248.146.11', '44.248.146.12', '44.248.146.12;transport=tcp', 'a.example'],
			{ whitelistIps: true },
		);
		expect(items.map(({ action }) => action)).toEqual(['added', 'added', 'added', 'added']);
		expect(simulator.calls).toEqual([LIST, LIST_IPS, ADD_IP, ADD, LIST]);
		expect(simulator.requests[2]?.body).toEqual({ ip: '44.248.146.12', mask: 32 });
	});

	it('sends no request if there is no address to whitelist', async () => {
		simulator.state.addDestination(trunk, '44.248.146.11:5061;transport=tls');
		await add(['a.example', '44.248.146.11'], { whitelistIps: true });
		expect(simulator.calls).toEqual([LIST, ADD, LIST]);
	});

	it('is off by default', async () => {
		const { items } = await add(['44.248.146.12'], {});
		expect(items).toEqual([expect.objectContaining({ action: 'rejected' })]);
	});

	it.each([200, 409] as const)('treats "already there" as done (HTTP %i)', async (status) => {
		simulator.behaviour.duplicateStatus = status;
		simulator.state.addWhitelistedIp(trunk, '44.248.146.12');
		simulator.faults.push({ method: 'GET', path: /whitelisted/, answer: pageOf([]) });
		const { items } = await add(['44.248.146.12'], { whitelistIps: true });
		expect(items).toEqual([expect.objectContaining({ action: 'added' })]);
	});

	it('adds a /32 even if a wider entry covers the address', async () => {
		simulator.state.addWhitelistedIp(trunk, '44.248.146.12', 24);
		const { items } = await add(['44.248.146.12'], { whitelistIps: true });
		expect(items).toEqual([expect.objectContaining({ action: 'added' })]);
	});

	it('affects only that destination if Exotel refuses its address', async () => {
		simulator.faults.push({
			method: 'POST',
			path: /whitelisted/,
			answer: refusal(400, ERRORS.invalid('Invalid ip')),
		});
		const { items } = await add(['44.1.1.1', '44.1.1.2', 'a.example'], { whitelistIps: true });
		expect(items.map(({ action, message }) => [action, message])).toEqual([
			['rejected', 'Refused: Invalid ip'],
			['added', 'Added'],
			['added', 'Added'],
		]);
	});

	it.each([/GET/, /POST/])('adds nothing if it fails as a whole: %s', async (method) => {
		simulator.faults.push({
			method: method.source,
			path: /whitelisted/,
			times: 99,
			answer: html(502),
		});
		const { error } = await add(['44.1.1.1', 'a.example'], { whitelistIps: true });
		expect(error?.message).toContain('HTTP 502');
		expect(trunk.destinations).toEqual([]);
	});
});
