import { isRecord } from '../../harness/records';
import type { Fields } from './account';
import { methodOf, type Call } from './call';
import type { Variants } from './rules';
import type { Answered } from './send';

/** An answer, and what it is held to. */
export interface Held {
	readonly call: Call;
	readonly variants: Variants;
	readonly answered: Answered;
	readonly body: Fields;
}

/** What has to be an object. */
export function record(value: unknown): Fields {
	if (!isRecord(value)) throw new Error(`Not an object: ${JSON.stringify(value)}`);
	return value;
}

/** "Envelope": what every answer has that is in one. */
export function holdEnvelope({ call, answered, body }: Held, others: readonly string[] = []): void {
	const fields = ['http_code', 'method', 'request_id', 'response', ...others];
	expect(Object.keys(body).sort()).toEqual(fields.sort());
	expect(body).toMatchObject({
		request_id: expect.stringMatching(/./),
		method: methodOf(call.endpoint),
		http_code: answered.status,
	});
}

/** An entry that succeeded. */
export const success = (data: unknown) => ({
	code: 200,
	error_data: null,
	status: 'success',
	data,
});

/** "One resource". */
export function dataIn(held: Held): Fields {
	holdEnvelope(held);
	const response = record(held.body.response);
	expect(response).toEqual(success(expect.any(Object)));
	return record(response.data);
}

/** "A list and a batch carry an array, one entry a result". */
export function entriesIn({ body }: Held): Fields[] {
	const entries: unknown = body.response;
	if (!Array.isArray(entries)) throw new Error('The response is not an array');
	return entries.map(record);
}
