import { decodeAnswer } from '../../nodes/Exotel/transport/envelope';
import { examples } from '../harness/fixtures/examples';

describe('decodeAnswer', () => {
	it.each(examples.filter(({ name }) => !name.startsWith('GET credentials 200 (2)')))(
		'reads the published "$name" by the status of its entries, not by HTTP',
		({ status, response }) => {
			const decoded = decodeAnswer(status, JSON.stringify(response));
			const published = [response.response].flat();
			const isList = Array.isArray(response.response);
			const successes = published.filter((entry) => JSON.stringify(entry).includes('"success"'));
			if (!isList && successes.length === 0) {
				expect(decoded).toMatchObject({
					ok: false,
					failure: { requestId: response.request_id, code: expect.any(Number) },
				});
			} else {
				expect(decoded).toMatchObject({ ok: true, value: { requestId: response.request_id } });
				const entries = decoded.ok ? decoded.value.entries : [];
				expect(entries).toHaveLength(published.length);
				expect(entries.filter(({ ok }) => ok)).toHaveLength(successes.length);
			}
		},
	);

	it('treats a duplicate that is sent as HTTP 200 as the failure it is', () => {
		const body = {
			request_id: 'r1',
			response: {
				code: 409,
				status: 'failure',
				data: null,
				error_data: { code: 1008, message: 'Duplicate resource', description: 'Exists' },
			},
		};
		expect(decodeAnswer(200, JSON.stringify(body))).toMatchObject({
			ok: false,
			failure: { status: 409, code: 1008, message: 'Duplicate resource', requestId: 'r1' },
		});
	});

	it('keeps failed entries in their places', () => {
		const body = {
			response: [
				{ code: 400, status: 'failure', data: null, error_data: null },
				{ code: 200, status: 'success', data: { id: '1' } },
				'nonsense',
				{ code: 200, status: 'success', data: null },
			],
		};
		const decoded = decodeAnswer(207, JSON.stringify(body));
		expect(decoded).toMatchObject({
			ok: true,
			value: {
				requestId: null,
				entries: [
					{ ok: false, failure: { status: 400, code: null, message: 'Exotel gave no reason' } },
					{ ok: true, value: { id: '1' } },
					{ ok: false, failure: { description: 'HTTP 207 with an entry that is not an object' } },
					{ ok: false, failure: { description: 'HTTP 207 that reports success without any data' } },
				],
			},
		});
	});

	it.each([
		['', 502, 'HTTP 502 with an empty body'],
		['<html>Bad gateway</html>', 502, 'HTTP 502 with a body that is not JSON'],
		['{"request_id": "r1", "resp', 200, 'HTTP 200 with a body that is not JSON'],
		['null', 200, 'HTTP 200 with a body that is not JSON'],
		['{"request_id": "r1"}', 200, 'HTTP 200 without a response in its JSON'],
	])('calls %j unreadable', (body, status, description) => {
		expect(decodeAnswer(status, body)).toMatchObject({
			ok: false,
			failure: {
				status,
				code: null,
				description,
				message: expect.stringContaining('is not a valid answer'),
			},
		});
	});

	it.each([
		[
			{ Status: 429, Message: 'Too many requests', Code: 'RATE_LIMIT_EXCEEDED' },
			{ status: 429, message: 'Too many requests', description: 'RATE_LIMIT_EXCEEDED', code: null },
		],
		[
			{ Status: 403, Code: 1003 },
			{ status: 403, message: 'Exotel gave no reason', code: 1003 },
		],
		[{}, { status: 500, message: 'Exotel gave no reason', description: '', code: null }],
	])('treats the RestException %j as a refusal', (RestException, failure) => {
		const decoded = decodeAnswer(500, JSON.stringify({ RestException }));
		expect(decoded).toMatchObject({ ok: false, failure });
		expect(decoded).not.toHaveProperty('failure.trouble');
	});
});
