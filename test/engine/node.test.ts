import type { NodeParameterValueType } from 'n8n-workflow';

import {
	credentialTestUrl,
	loadExotel,
	runWorkflow,
	searchList,
	testCredential,
} from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { useSimulator } from '../harness/useSimulator';

const simulator = useSimulator();

describe('the test of the credential', () => {
	it('passes with the right key and token, and reads one trunk', async () => {
		expect(await testCredential(simulator.credential)).toBe('OK');
		expect(simulator.requests).toMatchObject([
			{ method: 'GET', path: '/v2/accounts/ameyo5m/trunks', query: { page_size: '1' } },
		]);
	});

	it.each(['apiToken', 'apiKey'])('names key, token and region when %s is wrong', async (field) => {
		const message = await testCredential({ ...simulator.credential, [field]: 'wrong' });
		expect(message).toMatch(/API Key, API Token and Region/);
	});

	it('names the Account SID if it belongs to somebody else', async () => {
		const message = await testCredential({ ...simulator.credential, accountSid: 'somebody' });
		expect(message).toMatch(/Account SID/);
	});

	it('accepts a Base URL with spaces around it and a slash at the end', async () => {
		const baseUrl = ` ${simulator.url}/ `;
		expect(await testCredential({ ...simulator.credential, baseUrl })).toBe('OK');
	});

	it.each(['http://exotel.example.com', 'http://localhost.example.com', 'ftp://localhost', ''])(
		'sends nothing to %j',
		async (baseUrl) => {
			expect(await testCredential({ ...simulator.credential, baseUrl })).not.toBe('OK');
		},
	);

	it.each([
		['mumbai', 'https://api.in.exotel.com/v2/accounts/ameyo5m/trunks'],
		['singapore', 'https://api.exotel.com/v2/accounts/ameyo5m/trunks'],
	])('for region %s calls its host', async (region, url) => {
		expect(await credentialTestUrl({ ...simulator.credential, region })).toBe(url);
	});
});

describe('the node refuses a credential before it sends anything', () => {
	it.each([
		[{ baseUrl: 'http://exotel.example.com' }, /must start with https/],
		[{ accountSid: '' }, /Account SID from Settings > API Settings/],
		[{ accountSid: '..' }, /Account SID from Settings > API Settings/],
		[{ region: 'mars' }, /Region "mars" is unknown/],
	])('%j', async (wrong, description) => {
		const rows = [{ destination: 'a.example', trunk: 'trmum1a' }];
		const credential = { ...simulator.credential, ...wrong };
		const { error } = await runWorkflow(exotelWorkflow({ rows }), credential);
		expect(error).toMatchObject({ name: 'NodeOperationError' });
		expect(error?.description).toMatch(description);
		expect(simulator.requests).toEqual([]);
	});

	it('keeps the Account SID inside its part of the path', async () => {
		const rows = [{ destination: 'a.example', trunk: 'trmum1a' }];
		const credential = { ...simulator.credential, accountSid: '../v3/x?y#z' };
		await runWorkflow(exotelWorkflow({ rows }), credential);
		expect(simulator.requests.map(({ path }) => path)).toEqual([
			'/v2/accounts/..%2Fv3%2Fx%3Fy%23z/trunks/trmum1a/destination-uris',
		]);
	});
});

describe('the list of trunks', () => {
	const search = async (filter?: string, token?: string) =>
		await searchList('searchTrunks', simulator.credential, {}, filter, token);

	it('shows names and SIDs, page by page', async () => {
		for (let index = 0; index < 120; index++) {
			simulator.state.addTrunk(`trmum1n${index}`, `office_${index}`);
		}
		const first = await search();
		expect(first.results).toHaveLength(50);
		expect(first.results[0]).toEqual({ name: 'office_0 (trmum1n0)', value: 'trmum1n0' });
		const second = await search(undefined, String(first.paginationToken));
		const third = await search(undefined, String(second.paginationToken));
		expect(third.results).toHaveLength(20);
		expect(third.paginationToken).toBeUndefined();
	});

	it('finds a trunk on any page by part of its name or SID', async () => {
		for (let index = 0; index < 120; index++) {
			simulator.state.addTrunk(`trmum1n${index}`, `office_${index}`);
		}
		expect((await search('OFFICE_119')).results).toEqual([
			{ name: 'office_119 (trmum1n119)', value: 'trmum1n119' },
		]);
		expect((await search('mum1n118')).results).toHaveLength(1);
		expect(await search('nothing like it')).toEqual({ results: [], paginationToken: undefined });
	});

	it('says why it cannot be shown', async () => {
		const wrong = { ...simulator.credential, apiToken: 'wrong' };
		await expect(searchList('searchTrunks', wrong, {})).rejects.toMatchObject({
			message: 'Authorization failed (Exotel code 1010, HTTP 401)',
			description: expect.stringContaining('API Key, API Token and Region'),
		});
	});
});

describe('the list of what a trunk has', () => {
	const TRUNK = { __rl: true, mode: 'list', value: 'trmum1a' };
	const search = async (
		method: string,
		filter?: string,
		trunkSid: NodeParameterValueType = TRUNK,
	) => await searchList(method, simulator.credential, { trunkSid }, filter);

	it.each([
		[
			'searchDestinationUris',
			{ name: 'sip:a.example:5061;transport=tls', value: '2543' },
			'A.EXAMPLE',
		],
		['searchPhoneNumbers', { name: '+918040264208', value: '41512' }, '4208'],
		['searchWhitelistedIps', { name: '44.248.146.11/32', value: '1153' }, '146.11'],
		['searchSipCredentials', { name: 'voice_user', value: '1234' }, 'voice'],
	])('from %s shows what a user recognizes', async (method, entry, part) => {
		const { state } = simulator;
		const trunk = state.addTrunk('trmum1a');
		state.addDestination(trunk, 'a.example:5061;transport=tls');
		state.addPhoneNumber(trunk, '+918040264208');
		state.addWhitelistedIp(trunk, '44.248.146.11');
		state.addCredential(trunk, 'voice_user', 'secret');
		expect((await search(method)).results).toEqual([entry]);
		expect((await search(method, part)).results).toEqual([entry]);
		expect((await search(method, entry.value)).results).toEqual([entry]);
		expect((await search(method, 'nothing like it')).results).toEqual([]);
	});

	it.each(['', '={{ $json.trunk }}'])('asks for a trunk first if %j is chosen', async (value) => {
		const chosen = search('searchPhoneNumbers', undefined, { ...TRUNK, value });
		await expect(chosen).rejects.toMatchObject({ message: 'Choose the trunk first' });
		expect(simulator.requests).toEqual([]);
	});

	it('says why it cannot be shown', async () => {
		await expect(search('searchPhoneNumbers')).rejects.toMatchObject({
			message: 'Trunk trmum1a was not found (Exotel code 1000, HTTP 404)',
		});
	});

	it('exists for every locator of the node, and every list is used', async () => {
		const { node } = await loadExotel();
		const named = node.description.properties.flatMap(({ modes }) =>
			(modes ?? []).flatMap(({ typeOptions }) => typeOptions?.searchListMethod ?? []),
		);
		expect([...new Set(named)].sort()).toEqual(Object.keys(node.methods?.listSearch ?? {}).sort());
	});
});

describe('the error of a request', () => {
	const rows = [{ destination: 'a.example', trunk: 'trmum1a' }];
	const parameters = { options: { maxRetries: 0 } };

	it.each([
		[{ status: 429, body: '', headers: { 'retry-after': '90' } }, 'rate-limited', 90_000],
		[{ status: 503, body: '' }, 'temporarily-unavailable', undefined],
	])('tells n8n why, after %j', async (answer, cause, retryAfterMs) => {
		simulator.faults.push({ answer });
		const { error } = await runWorkflow(exotelWorkflow({ rows, parameters }), simulator.credential);
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode: String(answer.status) });
		expect(error?.failure).toEqual(
			retryAfterMs === undefined ? { cause } : { cause, retryAfterMs },
		);
	});

	it('tells n8n that it is the credential', async () => {
		const wrong = { ...simulator.credential, apiToken: 'wrong' };
		const { error } = await runWorkflow(exotelWorkflow({ rows }), wrong);
		expect(error?.failure).toEqual({ cause: 'credential-invalid' });
	});

	it('leaves it open if a value was refused', async () => {
		simulator.state.addTrunk('trmum1a');
		const refused = [{ destination: '44.248.146.12', trunk: 'trmum1a' }];
		const stops = { options: { onRejected: 'error' } };
		const { error } = await runWorkflow(
			exotelWorkflow({ rows: refused, parameters: stops }),
			simulator.credential,
		);
		expect(error).toMatchObject({ name: 'NodeApiError' });
		expect(error).not.toHaveProperty('failure');
	});
});

describe('the description', () => {
	it('uses the names of the public interface', async () => {
		const { node, credential } = await loadExotel();
		expect(node.description).toMatchObject({
			displayName: 'Exotel',
			version: 1,
			usableAsTool: true,
		});
		expect(credential).toMatchObject({ name: 'exotelApi', displayName: 'Exotel API' });
		expect(credential.properties.map(({ name }) => name)).toEqual(
			expect.arrayContaining(['region', 'baseUrl', 'accountSid', 'apiKey', 'apiToken']),
		);
		const operations = node.description.properties
			.filter(({ name }) => name === 'operation')
			.map(({ displayOptions, default: first, options }) => [
				displayOptions?.show?.resource?.[0],
				first,
				options?.map((option) => ('value' in option ? option.value : '')),
			]);
		expect(operations).toEqual([
			['destinationUri', 'add', ['add', 'delete', 'getAll', 'reroute', 'sync', 'update']],
			['exoPhone', 'getAll', ['getAll', 'update']],
			['phoneNumber', 'map', ['map', 'delete', 'findTrunk', 'getAll', 'update']],
			['setting', 'set', ['set', 'delete', 'getAll']],
			['sipCredential', 'create', ['create', 'delete', 'getAll', 'update']],
			[
				'trunk',
				'create',
				['create', 'apply', 'check', 'delete', 'export', 'get', 'getAll', 'update'],
			],
			['whitelistedIp', 'add', ['add', 'delete', 'getAll', 'sync', 'update']],
		]);
		expect(node.description.properties[0]).toMatchObject({
			name: 'resource',
			default: 'destinationUri',
		});
	});

	it('shows every parameter for a resource and operation, unless it is one of the two', async () => {
		const { node } = await loadExotel();
		for (const { name, displayOptions } of node.description.properties) {
			const shownFor = Object.keys(displayOptions?.show ?? {});
			if (name === 'resource') expect(shownFor).toEqual([]);
			else if (name === 'operation') expect(shownFor).toEqual(['resource']);
			else expect(shownFor).toEqual(expect.arrayContaining(['resource', 'operation']));
		}
	});

	it('hides secrets as they are typed', async () => {
		const { credential } = await loadExotel();
		for (const { name, typeOptions } of credential.properties) {
			expect(typeOptions?.password ?? false).toBe(name === 'apiKey' || name === 'apiToken');
		}
	});

	it('stops a workflow made with a newer version, and says why', async () => {
		const rows = [{ trunk: 'trmum1a' }];
		const workflow = exotelWorkflow({ rows, parameters: { operation: 'teleport' } });
		const { error } = await runWorkflow(workflow, simulator.credential);
		expect(error?.message).toContain('no operation "teleport"');
	});
});
