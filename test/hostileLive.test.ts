import { checkLive, type Manner } from '../scripts/live/check';
import { reportOf } from '../scripts/live/report';
import { html } from './harness/simulator/answers';
import { success, type Answer, type Entry } from './harness/simulator/envelope';
import { ACCOUNT } from './harness/simulator/state';
import { useSimulator } from './harness/useSimulator';

/** What an attack on the live check found, with servers that answer as none should. */
const simulator = useSimulator(({ state }) => {
	const trunk = state.addTrunk('trmum1ofothers', 'of_others');
	state.addDestination(trunk, 'sip.company.com:5061;transport=tls');
	state.addExoPhone('+918040264208', { friendlyName: 'Front desk' });
});

const check = async (manner: Partial<Manner> = {}) =>
	await checkLive(simulator.credential, { onStep() {}, ...manner });

async function report(): Promise<string> {
	const { findings, sids } = await check();
	const { accountSid, apiKey, apiToken } = ACCOUNT;
	const hidden = { accountSid, secrets: [apiKey, apiToken], sids };
	return reportOf(findings, { about: `On ${accountSid}`, ...hidden });
}

const changed = (entry: Entry, change: object): Entry => ({
	...entry,
	data: entry.data === null ? null : { ...entry.data, ...change },
});

/** Changes the row of every answer that has one. */
const withRow = (change: object) => (answer: Answer) => ({
	...answer,
	response: Array.isArray(answer.response)
		? answer.response.map((entry: Entry) => changed(entry, change))
		: changed(answer.response as Entry, change), // no list is left
});

const writesTo = (sid: string) =>
	simulator.calls.filter((call) => !call.startsWith('GET') && call.includes(sid));

it.each<[string, object]>([
	['of another trunk', { trunk_sid: 'trmum1ofothers' }],
	['and name of another trunk', { trunk_sid: 'trmum1ofothers', trunk_name: 'of_others' }],
	['that is empty', { trunk_sid: '' }],
	['that is null', { trunk_sid: null }],
	['that leads elsewhere', { trunk_sid: '..' }],
])('believes no answer that names a SID %s', async (_name, change) => {
	const before = JSON.stringify([...simulator.state.trunks]);
	simulator.faults.push({ method: 'POST', path: /trunks$/, times: 99, change: withRow(change) });
	const { left } = await check();
	expect([JSON.stringify([...simulator.state.trunks]), left]).toEqual([before, []]);
	expect(writesTo('trmum1ofothers')).toEqual([]);
	const deleted = simulator.requests.filter(({ method }) => method === 'DELETE');
	for (const { query } of deleted) {
		expect(query).toEqual(expect.objectContaining({ trunk_sid: expect.stringMatching(/^\w+$/) }));
	}
});

it('starts nothing if it can not see what is there', async () => {
	simulator.faults.push({ method: 'GET', path: /trunks$/, times: 99, answer: html(503) });
	await expect(check()).rejects.toThrow("The trunks can't be listed");
	expect(simulator.calls.filter((call) => call.startsWith('POST'))).toEqual([]);
});

it('changes no mapping that it has not made, whatever the list of its trunk shows', async () => {
	const { state } = simulator;
	const [other] = state.trunks.values();
	if (other === undefined) throw new Error('There is no trunk');
	const { id } = state.addPhoneNumber(other, '+918040264208');
	simulator.faults.push(
		{ method: 'POST', path: /phone-numbers$/, times: 99, answer: { status: 400, body: {} } },
		{
			...{ method: 'GET', path: /phone-numbers$/, times: 99 },
			change: (answer) => ({ ...answer, response: [success({ ...other.phoneNumbers[0] })] }),
		},
	);
	await check();
	const sent = simulator.requests.filter(
		({ path, method }) => method !== 'GET' && path.includes('phone-numbers'),
	);
	expect(sent.filter(({ method }) => method !== 'POST')).toEqual([]);
	expect(other.phoneNumbers.map((row) => row.id)).toEqual([id]);
});

it('names what is still there, though the answers say that it was deleted', async () => {
	const body = { request_id: 'a', method: 'DELETE', http_code: 200, response: success({}) };
	simulator.faults.push({
		method: 'DELETE',
		path: /trunks$/,
		times: 99,
		answer: { status: 200, body },
	});
	const { left } = await check();
	const there = [...simulator.state.trunks.values()].map(
		({ row }) => `${row.trunk_name} (${row.trunk_sid})`,
	);
	expect(left.length).toBeGreaterThan(1);
	expect([...left].sort()).toEqual(there.filter((name) => name.startsWith('n8ncheck_')).sort());
});

it('names what a gateway may still be creating', async () => {
	simulator.faults.push({ method: 'POST', path: /trunks$/, answer: html(504) });
	const { left } = await check();
	expect(left).toEqual([expect.stringMatching(/^n8ncheck_[0-9a-f]{6}, if it was created$/)]);
});

it('reports nothing that an answer repeats of numbers, keys and the account', async () => {
	const { accountSid, apiKey, apiToken } = ACCOUNT;
	const basic = Buffer.from(`${apiKey}:${apiToken}`).toString('base64');
	const told = `Basic ${basic} ${apiToken} of ${accountSid.toUpperCase()}: 918040264208, 08040264208, +919812345678`;
	simulator.faults.push({
		...{ path: /trunk-maps|phone-numbers|destination-uris/, times: 999 },
		change: (answer) => ({
			...answer,
			response: {
				code: 404,
				status: 'failure',
				data: null,
				error_data: { code: 1000, message: told, description: told },
			},
		}),
	});
	const text = await report();
	expect(text).toContain('Basic …');
	for (const secret of [
		basic,
		apiToken,
		'8040264208',
		'9812345678',
		accountSid.toUpperCase(),
		accountSid,
	]) {
		expect([secret, text.includes(secret)]).toEqual([secret, false]);
	}
});

it('stays within what an issue holds, and says what did not fit', async () => {
	const page = `<html>${'<p>Forbidden | `no`</p>\n'.repeat(300)}</html>`;
	simulator.faults.push({
		path: /destination-uris|credentials|settings/,
		times: 999,
		answer: { status: 403, body: page },
	});
	const text = await report();
	expect(text.length).toBeLessThan(65_536);
	expect(text).toContain('not as expected');
});

it('bears answers of any shape', async () => {
	let deep: unknown = [];
	for (let depth = 0; depth < 5_000; depth++) deep = [deep];
	for (const body of [null, [], 'text', 7, { response: 'text' }, { response: [null, 7, deep] }]) {
		simulator.faults.push({
			path: /destination-uris|whitelisted-ips/,
			times: 20,
			answer: { status: 200, body },
		});
		expect(typeof (await report())).toBe('string');
		expect(simulator.state.trunks.size).toBe(1);
		simulator.faults.length = 0;
	}
});
