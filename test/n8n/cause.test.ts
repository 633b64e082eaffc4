import { causeOf } from '../../nodes/Exotel/n8n/cause';
import { exotelFailure, troubleFailure } from '../../nodes/Exotel/transport/failure';
import type { Trouble } from '../../nodes/Exotel/transport/model';

const answer = (status: number, code: number | null = null) =>
	exotelFailure(status, null, { code, message: 'Refused', description: '' });

describe('an answer of Exotel', () => {
	it.each([
		[429, null, 'rate-limited'],
		[429, 1030, 'rate-limited'],
		[200, 1030, 'rate-limited'],
		[401, null, 'credential-invalid'],
		[401, 1010, 'credential-invalid'],
		[403, 1010, 'credential-invalid'],
		[403, 1003, 'configuration-invalid'],
		[403, null, 'configuration-invalid'],
		[404, null, 'configuration-invalid'],
		[404, 1000, 'configuration-invalid'],
		[408, null, 'temporarily-unavailable'],
		[500, null, 'temporarily-unavailable'],
		[503, 1050, 'temporarily-unavailable'],
		[599, null, 'temporarily-unavailable'],
	])('with status %d and code %p is %s', (status, code, cause) => {
		expect(causeOf(answer(status, code))).toEqual({ cause });
	});

	it.each([
		[400, 1002],
		[400, 1001],
		[409, 1008],
		[413, null],
		[422, 1020],
		[200, null],
		[600, null],
	])('with status %d and code %p is about one value alone, and has no cause', (status, code) => {
		expect(causeOf(answer(status, code))).toBeUndefined();
	});
});

describe('trouble on the way', () => {
	it.each<[Trouble, string]>([
		['timeout', 'temporarily-unavailable'],
		['dropped', 'temporarily-unavailable'],
		['dns', 'temporarily-unavailable'],
		['refused', 'temporarily-unavailable'],
		['blocked', 'configuration-invalid'],
	])('%s is %s', (trouble, cause) => {
		expect(causeOf(troubleFailure(trouble))).toEqual({ cause });
	});

	it.each<Trouble>(['cancelled', 'tls', 'unreadable', 'unsteady', 'endless', 'unknown'])(
		'%s has no cause',
		(trouble) => {
			expect(causeOf(troubleFailure(trouble))).toBeUndefined();
		},
	);

	it('is unavailability if a proxy says so', () => {
		expect(causeOf(troubleFailure('unreadable', '', 502))).toEqual({
			cause: 'temporarily-unavailable',
		});
	});
});

describe('the time that Exotel asks to wait', () => {
	it.each([429, 503])('goes with status %d', (status) => {
		expect(causeOf({ ...answer(status), retryAfterMs: 90_000 })).toMatchObject({
			retryAfterMs: 90_000,
		});
	});

	it('is not for what no wait can help', () => {
		expect(causeOf({ ...answer(401), retryAfterMs: 90_000 })).toEqual({
			cause: 'credential-invalid',
		});
	});
});
