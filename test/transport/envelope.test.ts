import { adviseOn } from '../../nodes/Exotel/n8n/advice';
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

	describe('reads an id', () => {
		/** The data of the one row in an answer, given as JSON. */
		const rowOf = (data: string) => {
			const body = `{"response": [{"code": 200, "status": "success", "data": ${data}}]}`;
			const decoded = decodeAnswer(200, body);
			const [entry] = decoded.ok ? decoded.value.entries : [];
			return entry?.ok ? entry.value : undefined;
		};

		it.each([
			['a text', '{"id": "2543"}', '2543'],
			['a number', '{"id": 2543}', '2543'],
			['the last number that is exact', '{"id": 9007199254740991}', '9007199254740991'],
			['the first that is not', '{"id": 9007199254740993}', '9007199254740993'],
			[
				'a very long number',
				'{"id":123456789012345678901234567890}',
				'123456789012345678901234567890',
			],
			['a number after line breaks', '{"id":\n\t 9007199254740993\r\n}', '9007199254740993'],
			['a negative one', '{"id": -9007199254740993}', '-9007199254740993'],
			['a trunk-map lookup', '{"id": 9007199254740993, "trunk_sid": "t"}', '9007199254740993'],
		])('without loss of digits: %s', (_name, data, id) => {
			expect(rowOf(data)?.id).toBe(id);
		});

		it.each([
			'{"id": "1", "x": "9007199254740993"}',
			'{"id": "1", "x": "id: 9007199254740993, [9007199254740993]"}',
			'{"id": "1", "x": "\\": 9007199254740993"}',
			'{"id": "1", "x": "\\\\", "y": "\\\\\\", 9007199254740993"}',
			'{"id": "1", ": 9007199254740993": [1.5, -2e3, 0, 9007199254740991, true, null]}',
			'{"id": "1", "x": 12345678901234567.5, "y": 1e20, "z": -0.12345678901234567890}',
		])('and leaves all else as it is: %s', (data) => {
			expect(rowOf(data)).toEqual(JSON.parse(data));
		});

		it('and numbers anywhere else without loss as well', () => {
			expect(rowOf('{"x": [9007199254740993, {"y": 9007199254740995}], "s": "}, 1"}')).toEqual({
				x: ['9007199254740993', { y: '9007199254740995' }],
				s: '}, 1',
			});
		});

		it('in one answer of 10 MB full of such numbers and quotes in time', () => {
			const data = `{"id": 9007199254740993, "x": "${'\\"'.repeat(50)} : 9007199254740993"}`;
			const entry = `{"code":200,"status":"success","data":${data}}`;
			const body = `{"response":[${Array.from({ length: 50_000 }, () => entry).join(',')}]}`;
			const start = performance.now();
			const decoded = decodeAnswer(200, body);
			expect(decoded.ok && decoded.value.entries).toHaveLength(50_000);
			expect(performance.now() - start).toBeLessThan(10_000);
		});
	});

	describe('a refusal in another form', () => {
		const refused = (entry: object) => {
			const body = { response: [{ status: 'failure', data: null, ...entry }] };
			const decoded = decodeAnswer(207, JSON.stringify(body));
			const [first] = decoded.ok ? decoded.value.entries : [];
			if (first === undefined || first.ok) throw new Error('It is not a refusal');
			return first.failure;
		};
		const words = 'Destination not whitelisted';

		it.each([
			[{ code: 400, error_data: { code: '1002', message: 'x', description: words } }, 1002],
			[{ code: '400', error_data: { code: ' 1002 ', message: 'x', description: words } }, 1002],
			[{ code: 400, error_data: words }, null],
			[{ code: 1002, error_data: { description: words } }, 1002],
			[{ code: '1002', error_data: words }, 1002],
		])('keeps the advice: %j', (entry, code) => {
			const failure = refused(entry);
			expect(failure).toMatchObject({ code, description: words });
			expect(failure.status).toBe(String(entry.code) === '400' ? 400 : 207);
			expect(adviseOn(failure)).toContain('turn on the option Whitelist IPs');
		});

		it.each([1008, '1008'])('that is no more than its code, %j, keeps the advice', (error_data) => {
			const failure = refused({ code: 409, error_data });
			expect(failure).toMatchObject({ status: 409, code: 1008, message: 'Exotel gave no reason' });
			expect(adviseOn(failure)).toContain('The trunk has this already');
		});

		it('with unknown words shows them, and says what to correct', () => {
			const failure = refused({ code: 400, error_data: 'Host is too exotic' });
			expect(failure).toMatchObject({ status: 400, message: 'Host is too exotic' });
			expect(adviseOn(failure)).toBe('Correct the value that Exotel describes.');
		});
	});
});
