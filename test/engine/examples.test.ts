import type { INodeParameters } from 'n8n-workflow';

import { runWorkflow } from '../harness/engine/engine';
import { exotelWorkflow } from '../harness/engine/exotelWorkflow';
import { examples, type Example } from '../harness/fixtures/examples';
import { isRecord } from '../harness/records';
import { useSimulator } from '../harness/useSimulator';

/** Each published example, served verbatim as the answer to the operation that sends its request. */
const simulator = useSimulator();

/** The operation that sends a request, by its method and the end of its path. */
const OPERATIONS: Readonly<Record<string, readonly [string, string]>> = {
	'POST trunks': ['trunk', 'create'],
	'DELETE trunks': ['trunk', 'delete'],
	'POST phone-numbers': ['phoneNumber', 'map'],
	'GET phone-numbers': ['phoneNumber', 'getAll'],
	'PUT phone-numbers': ['phoneNumber', 'update'],
	'POST whitelisted-ips': ['whitelistedIp', 'add'],
	'GET whitelisted-ips': ['whitelistedIp', 'getAll'],
	'POST destination-uris': ['destinationUri', 'add'],
	'GET destination-uris': ['destinationUri', 'getAll'],
	'POST settings': ['setting', 'set'],
	'POST credentials': ['sipCredential', 'create'],
	'GET credentials': ['sipCredential', 'getAll'],
	'DELETE credentials': ['sipCredential', 'delete'],
};

function operationOf({ request: { method, path } }: Example): readonly [string, string] {
	const kind = path?.match(
		/(trunks|phone-numbers|whitelisted-ips|destination-uris|settings|credentials)(?:\/\d+)?(?:\?.*)?$/,
	)?.[1];
	const operation = OPERATIONS[`${method} ${kind ?? 'phone-numbers'}`];
	if (operation === undefined) throw new Error(`No operation sends ${method} ${path}`);
	return operation;
}

/** The parameters that make an operation send the body and query of a request. */
function parametersOf(published: Example): INodeParameters {
	const { path, body } = published.request;
	const sent = isRecord(body) ? body : {};
	const { searchParams } = new URL(path ?? '/', 'http://localhost');
	const [setting] = Array.isArray(sent.settings) ? sent.settings : [];
	const id = searchParams.get('id') ?? /\/(\d+)$/.exec(path ?? '')?.[1] ?? '1';
	const byId = { __rl: true, mode: 'id', value: id };
	return {
		trunkSid: {
			__rl: true,
			mode: 'id',
			value: searchParams.get('trunk_sid') ?? /trmum\w+/.exec(path ?? '')?.[0] ?? 'trmum1other',
		},
		trunkName: String(sent.trunk_name),
		phoneNumber: String(sent.phone_number ?? '+919876543210'),
		mode: String(sent.mode ?? 'pstn'),
		ip: String(sent.ip),
		mask: Number(sent.mask),
		userName: String(sent.user_name),
		password: String(sent.password),
		settingValue: isRecord(setting) ? String(setting.value) : '',
		destinationSource: 'json',
		destinationsJson: JSON.stringify(sent),
		options: {
			...(isBatch(published) ? { onExisting: 'add' } : { onExisting: 'error' }),
			...(sent.friendly_name === undefined ? {} : { friendlyName: String(sent.friendly_name) }),
		},
		phoneNumberId: byId,
		sipCredentialId: byId,
	};
}

async function replay(published: Example) {
	const { status, response } = published;
	if (isBatch(published))
		simulator.state.addTrunk(/trmum\w+/.exec(String(published.request.path))?.[0] ?? '');
	const { method } = published.request;
	simulator.faults.push({ method, answer: { status, body: response } });
	const [resource, operation] = operationOf(published);
	const parameters = { resource, operation, ...parametersOf(published) };
	const done = await runWorkflow(exotelWorkflow({ rows: [{}], parameters }), simulator.credential);
	return { ...done, items: done.output('Exotel').map(({ json }) => json) };
}

function entriesOf({ response }: Example): Array<Record<string, unknown>> {
	return [response.response].flat().filter(isRecord);
}

const isBatch = ({ request }: Example) => /destination-uris$/.test(request.path ?? '');
const isRefused = (one: Example) =>
	entriesOf(one).some(({ status }) => status === 'failure') && !isBatch(one);
/** A name or an address that the node itself refuses never reaches Exotel. */
const isRefusedByNode = ({ name }: Example) => / 400 |not-a-valid-ip/.test(name);

it('covers 28 examples: successes, refusals, and three that the node itself refuses', () => {
	expect(examples).toHaveLength(28);
	expect(examples.filter(isRefused)).toHaveLength(9);
	expect(examples.filter(isRefusedByNode)).toHaveLength(3);
});

it.each(examples.filter((one) => !isRefused(one) && !isBatch(one)))('$name', async (published) => {
	const { items, error } = await replay(published);
	expect(error).toBeUndefined();
	const [, operation] = operationOf(published);
	const data = entriesOf(published).map((entry) => Object(entry.data) as object);
	if (operation === 'delete') {
		expect(items).toEqual([{ deleted: true, id: expect.stringMatching(/^(1234|trmum\w+)$/) }]);
	} else {
		const withoutPassword = data.map((row) => {
			const { username, ...rest } = { username: undefined, ...row };
			// Older answers call it username.
			return {
				...rest,
				...(username === undefined ? {} : { user_name: username }),
				password: undefined,
			};
		});
		const isMade = ['add', 'create', 'map'].includes(operation);
		const extra = isMade ? { action: 'added', message: 'Added' } : {};
		expect(items).toEqual(withoutPassword.map((row) => ({ ...row, ...extra })));
	}
	const { method, path, body } = published.request;
	const [sent] = simulator.requests;
	expect(sent).toMatchObject({ method, path: path?.split('?')[0], body });
});

it.each(
	examples.filter((one) => isBatch(one) && one.request.method === 'POST' && !isRefusedByNode(one)),
)('$name', async (published) => {
	const { items, error } = await replay(published);
	expect(error).toBeUndefined();
	const [entry] = entriesOf(published);
	const { request_id } = published.response;
	expect(items).toEqual([
		published.status === 200
			? {
					...Object(entry?.data),
					status: 'success',
					code: 200,
					action: 'added',
					message: 'Added',
					request_id,
				}
			: expect.objectContaining({
					status: 'failure',
					code: 400,
					action: 'rejected',
					message: `Refused: ${String(Object(entry?.error_data).description)}`,
					error: { code: 1002, message: 'Invalid parameter' },
					request_id,
				}),
	]);
	expect(simulator.requests.at(-1)?.body).toEqual(published.request.body);
});

it.each(examples.filter((one) => isBatch(one) && one.request.method === 'GET'))(
	'$name',
	async (published) => {
		const { items } = await replay(published);
		expect(items).toEqual(entriesOf(published).map(({ data }) => data));
	},
);

it.each(examples.filter((one) => isRefused(one) && !isRefusedByNode(one)))(
	'$name',
	async (published) => {
		const { error } = await replay(published);
		const [entry] = entriesOf(published);
		const told = String(error?.message).split(' (')[0];
		// "Not Found" does not say what was not found, so the node does.
		if (entry?.code === 404) expect(told).toMatch(/^Trunk trmum\w+ was not found$/);
		else expect(entry?.error_data).toMatchObject({ message: told });
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode: String(entry?.code) });
		expect(error?.description).toContain(`Request ID: ${published.response.request_id}.`);
	},
);

it.each(examples.filter(isRefusedByNode))('$name, refused before it is sent', async (published) => {
	const { error } = await replay(published);
	expect(error?.message).toContain(
		isBatch(published)
			? '203.0.113.50 is a documentation address'
			: 'a trunk name must have 1 to 16 letters, digits or underscores',
	);
	expect(simulator.requests).toEqual([]);
});
